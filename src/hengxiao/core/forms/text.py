"""Printed text made comparable (文字规整): white space, full-width forms, brackets and years out of the way."""

from __future__ import annotations

import re
from functools import lru_cache

WIDE = "\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’…—"
BREAKS = re.compile(rf"(?<=[{WIDE}])[^\S\n]*\n[^\S\n]*|[^\S\n]*\n[^\S\n]*(?=[{WIDE}])")
SPACED_WORD = re.compile(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff])+")
SPACES = re.compile(r"\s+")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
BRACKETS = re.compile(r"[(\[【〔<《]([^()\[\]【】〔〕<>《》]*)[)\]】〕>》]")
WIDTHS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"\u3000": " ", "\u00a0": " ", "﹪": "%", "＂": '"', "–": "-", "—": "-", "―": "-", "−": "-", "─": "-"}
)


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """A cell's text with its white space normalised and nothing else changed (单元格文字).

    A line break inside Chinese text joins it; spread labels such as `产　出` are closed up.
    """
    text = BREAKS.sub("", text.replace("\r", "\n").strip())
    text = SPACES.sub(" ", text).strip()
    return text.replace(" ", "") if " " in text and SPACED_WORD.fullmatch(text) and _single(text) else text


def _single(text: str) -> bool:
    return all(len(part) == 1 for part in text.split(" "))


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """The text without any white space and with full-width letters, digits and signs made plain (比对用文字)."""
    return SPACES.sub("", text.translate(WIDTHS))


@lru_cache(maxsize=16384)
def heading_key(text: str) -> tuple[str, str]:
    """A heading as (base, additions): bracketed additions apart, lower case, years written 某年 (栏目名)."""
    plain = squeeze(text).lower().strip(":：*★☆▲、.。")
    additions = "".join(BRACKETS.findall(plain))
    base = BRACKETS.sub("", plain)
    if not base:
        base, additions = additions, ""
    return YEAR.sub("某", base), additions


def years(text: str) -> tuple[int, ...]:
    """The calendar years named in a text (年份)."""
    return tuple(int(year) for year in YEAR.findall(squeeze(text)))
