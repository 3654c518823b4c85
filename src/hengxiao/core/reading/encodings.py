"""Encodings of text files (文字编码): UTF-8, UTF-16 and GB18030, decided by the bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.places import Place

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHINESE_UTF8 = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")
NATIONAL = frozenset(("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text (解码后的文字).

    `doubtful` lists the 1-based lines in another encoding than the rest, or with bytes that no encoding explains;
    `guessed` is True when nothing but the fit of the bytes speaks for the encoding.
    """

    text: str
    encoding: str
    doubtful: tuple[int, ...] = ()
    guessed: bool = False

    def findings(self, place: Place) -> Iterator[Finding]:
        """What a reader must say about the encoding (编码问题)."""
        if self.doubtful:
            yield Finding("reading.mixed_encoding", place, {"lines": len(self.doubtful)})
        elif self.guessed:
            yield Finding("reading.encoding_guessed", place, {"encoding": self.encoding.upper()})


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text of a file (文字内容): by its mark, as UTF-8, as declared, as GB18030, or line by line."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return marked(data[len(mark) :], name)
    wide = unmarked_wide(data)
    if wide:
        return marked(data, wide)
    text = strictly(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    name = "gb18030" if not declared or declared.lower() in (*NATIONAL, "utf-8", "utf8") else declared
    text = strictly(data, name)
    mixed = name == "gb18030" and any(CHINESE_UTF8.search(line) and is_utf8(line) for line in data.split(b"\n"))
    return by_lines(data) if text is None or mixed else Decoded(text, name, guessed=not declared)


def marked(data: bytes, name: str) -> Decoded:
    """Text in a certain encoding; lines with impossible bytes are doubtful."""
    text = data.decode(name, errors="replace")
    return Decoded(text, name, tuple(n for n, line in enumerate(text.split("\n"), 1) if "\ufffd" in line))


def unmarked_wide(data: bytes) -> str:
    """UTF-16 without a mark: line ends have a zero byte, and nearly all zero bytes stand on the same side."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even and b"\n\x00" in sample:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd and b"\x00\n" in sample else ""


def strictly(data: bytes, name: str) -> str | None:
    """Text when every byte fits the encoding, else None."""
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def is_utf8(data: bytes) -> bool:
    """Whether all bytes fit UTF-8."""
    return strictly(data, "utf-8") is not None


def by_lines(data: bytes) -> Decoded:
    """Several encodings in one file (混合编码): each line in the one it fits, or else in that of the line above."""
    lines: list[str] = []
    seen: dict[str, list[int]] = {"utf-8": [], "gb18030": [], "": []}
    last = "gb18030"
    for number, raw in enumerate(data.split(b"\n"), 1):
        fitting = [name for name in ("utf-8", "gb18030") if strictly(raw, name) is not None]
        certain = len(fitting) < 2 or CHINESE_UTF8.search(raw)
        name = "" if not fitting else fitting[0] if certain else last
        if not raw.isascii():
            seen[name].append(number)
            last = name or last
        lines.append(raw.decode(name or "gb18030", errors="replace"))
    usual = max(("utf-8", "gb18030"), key=lambda name: len(seen[name]))
    doubtful = sorted(number for name, numbers in seen.items() if name != usual for number in numbers)
    return Decoded("\n".join(lines), usual, tuple(doubtful))
