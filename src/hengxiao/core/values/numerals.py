"""Numbers as people write them (数字): digits with thousands separators, and Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}


def chinese(text: str) -> int | None:
    """Value of a Chinese numeral (中文数字) such as 三百二十, 十五, 二〇二一; None when it is no number."""
    if len(text) > 1 and all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
        elif char in PLACES:
            section += (1 if digit in (None, 0) else digit or 0) * PLACES[char]
            digit = None
        elif char in GROUPS:
            section += digit or 0
            total = (total + (section or 1)) * GROUPS[char]
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)


def arabic(text: str) -> Decimal:
    """Value of digits with optional thousands separators (阿拉伯数字): "1,200.50" → 1200.50."""
    return Decimal(text.replace(",", ""))
