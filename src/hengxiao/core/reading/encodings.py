"""Encodings of text files (文字编码): UTF-8, UTF-16 and GB18030, decided by the bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text (解码后的文字): `damaged` lists the 1-based lines with bytes no encoding explains, `mixed` those in a second one."""

    text: str
    encoding: str
    mixed: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text of a file (文字内容): byte order mark, then UTF-8, then the declared encoding, then GB18030, then line by line."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    wide = _wide(data)
    if wide:
        return _marked(data, wide)
    for name in ("utf-8", declared, "gb18030"):
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text, name)
    return _by_lines(data)


def _marked(data: bytes, name: str) -> Decoded:
    text = data.decode(name, errors="replace")
    lines = tuple(number for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line)
    return Decoded(text, name, damaged=lines)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: line ends and ASCII signs have a zero byte on one side only."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not even and odd > 1 and b"\n\x00" in sample:
        return "utf-16-le"
    if not odd and even > 1 and b"\x00\n" in sample:
        return "utf-16-be"
    return ""


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode("gb18030" if name.lower() in ("gb2312", "gbk") else name) if name else None
    except (UnicodeDecodeError, LookupError):
        return None


def _by_lines(data: bytes) -> Decoded:
    """Lines of several encodings in one file: each is read as UTF-8 when that fits, else as GB18030."""
    lines: list[str] = []
    seen: dict[str, list[int]] = {"utf-8": [], "gb18030": []}
    damaged: list[int] = []
    for number, raw in enumerate(data.split(b"\n"), 1):
        name = next((name for name in seen if _strictly(raw, name) is not None), "")
        if not name:
            damaged.append(number)
        elif not raw.isascii():
            seen[name].append(number)
        lines.append(raw.decode(name or "gb18030", errors="replace"))
    main, second = sorted(seen, key=lambda key: len(seen[key]), reverse=True)
    return Decoded("\n".join(lines), main, tuple(seen[second]), tuple(damaged))
