"""Sign, value and unit in cells of their own (分列填写): joined into one text in the order sign, number, unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hengxiao.core.values.tokens import HAN, normalise
from hengxiao.core.values.units import UNIT

SIGN_WORDS = {
    "大于等于": "≥",
    "大于或等于": "≥",
    "不小于": "≥",
    "不低于": "≥",
    "不少于": "≥",
    "小于等于": "≤",
    "小于或等于": "≤",
    "不大于": "≤",
    "不高于": "≤",
    "不超过": "≤",
    "等于": "=",
    "大于": ">",
    "小于": "<",
    "正向": "",
    "反向": "",
    "正向指标": "",
    "反向指标": "",
    "定量": "",
    "定量指标": "",
}
WORD_SIGNS = frozenset(("定性", "定性指标", "文字描述"))
_SIGN = re.compile("[≥≤><=±]|>=|<=|=>|=<")
_NO_UNIT = frozenset(("", "无", "/", "-", "—", "--", "——", "不适用", "定性", "文字"))
_NUMERAL = re.compile(f"{HAN}+")
_FOUR = re.compile("(\\d{1,3}(?:\\.\\d+)?%)(\\d{1,3}(?:\\.\\d+)?%)(\\d{1,3}(?:\\.\\d+)?%)(\\d{1,3}(?:\\.\\d+)?%)")


class Joined(NamedTuple):
    """A printed value made one line (合并后的值)."""

    text: str
    value: str
    unit: str = ""
    words: bool = False
    empty_sign: bool = False
    grades: tuple[str, ...] = ()
    glued: bool = False


def known_unit(text: str) -> str:
    """The unit a unit cell names (计量单位), "" when it names none (见名称, /, 无)."""
    plain = normalise(text)
    plain = plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain
    if plain in _NO_UNIT:
        return ""
    return plain if UNIT.fullmatch(plain) else ""


def join(text: str, cells: Sequence[str], unit: str) -> Joined:
    """One line of sign, number and unit from a text, its cells and its unit column (合并符号、数值、单位)."""
    if not cells and "¦" in text:
        cells = text.split("¦")
    if len(cells) > 1:
        return _cells(text, [normalise(c) for c in cells], known_unit(unit) if unit else "")
    plain = normalise(cells[0] if cells else text)
    four = _FOUR.fullmatch(plain)
    if four:
        return Joined(text, plain, grades=four.groups())
    return Joined(text, plain, known_unit(unit) if unit else "")


def _cells(text: str, cells: list[str], unit: str) -> Joined:
    numbered = [c for c in cells if any(ch.isdigit() for ch in c)]
    if len(numbered) == 4 == len(cells):
        return Joined(text, "".join(cells), unit, grades=tuple(cells))
    sign, units, rest, empty, words = "", "", [], False, False
    idle = [c for c in cells if c and (c in _NO_UNIT or _SIGN.fullmatch(c) or c in SIGN_WORDS)]
    filled = len([c for c in cells if c]) > len(idle)
    for cell in cells:
        if not cell or (filled and cell in _NO_UNIT and cell not in WORD_SIGNS):
            empty = empty or not cell
        elif _SIGN.fullmatch(cell):
            sign = cell
        elif cell in SIGN_WORDS:
            sign = sign or SIGN_WORDS[cell]
        elif cell in WORD_SIGNS:
            words = True
        elif not any(ch.isdigit() for ch in cell) and known_unit(cell) and not units and (numbered or len(cells) == 2):
            units = known_unit(cell)
        else:
            rest.append(cell)
    units = "个月" if units == "月" else units
    value = "".join(rest) or sign + units
    measured = any(ch.isdigit() for ch in value)
    if sign and _spelled(value):
        value = sign + value
    if measured and not words:
        own_sign = bool(re.match("[≥≤><=±]", value))
        value = ("" if own_sign else sign) + value + ("" if _has_unit(value) else units)
    empty_sign = empty and not sign and measured and len(cells) >= 3
    return Joined(text, value, unit or units, words, empty_sign, glued=len(rest) > 1 and len(numbered) > 1)


def _spelled(value: str) -> bool:
    """Whether a value is a Chinese numeral and a unit (三家)."""
    numeral = _NUMERAL.match(value)
    return numeral is not None and any(UNIT.fullmatch(value, end) for end in range(numeral.end(), 0, -1))


def _has_unit(value: str) -> bool:
    return not value[-1].isdigit()
