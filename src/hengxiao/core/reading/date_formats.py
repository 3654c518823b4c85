"""Dates and times of spreadsheets (日期格式): from the day number to the text a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

DATE_1900, DATE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
LAST_DAY = 2958466 - 1462  # the last day that both calendars can show
LEAP_BUG = 60  # the 1900 calendar knows a 29 February 1900
WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_text(value: Decimal, tokens: Sequence[tuple[str, str]], date_1904: bool) -> str:
    """A date or time as a format shows it (日期显示); `value` counts days."""
    days = value if date_1904 or value >= LEAP_BUG else value + 1
    moment = (DATE_1904 if date_1904 else DATE_1900) + timedelta(seconds=whole_seconds(days))
    clock = any(kind == "half" for kind, _ in tokens)
    out = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "time":
            unit = "minute" if text[0] == "m" and is_minute(tokens, index) else text[0]
            out.append(part(moment, unit, len(text), clock))
        elif kind == "elapsed":
            out.append(str(whole_seconds(value) // {"h": 3600, "m": 60, "s": 1}[text[0]]).rjust(len(text), "0"))
        elif kind == "half":
            out.append((("上午", "下午") if "午" in text else ("AM", "PM"))[moment.hour >= 12])
        elif kind != "fraction":
            out.append(text)
    return "".join(out)


def whole_seconds(days: Decimal) -> int:
    """Days in seconds."""
    return int((days * 86400).to_integral_value(ROUND_HALF_UP))


def is_minute(tokens: Sequence[tuple[str, str]], index: int) -> bool:
    """Whether m stands for minutes: after hours or before seconds."""
    times = [(i, text[0]) for i, (kind, text) in enumerate(tokens) if kind in ("time", "elapsed")]
    order = [i for i, _ in times].index(index)
    before, after = times[order - 1][1] if order else "", times[order + 1][1] if order + 1 < len(times) else ""
    return before == "h" or after == "s"


def part(moment: datetime, kind: str, width: int, clock: bool) -> str:
    """One part of a date: year, month, day, hour, minute or second."""
    if kind in "ye":
        return f"{moment.year:04d}" if width > 2 or kind == "e" else f"{moment.year % 100:02d}"
    if kind == "m" and width > 2:
        return MONTHS[moment.month - 1]
    if kind == "a" or (kind == "d" and width > 2):
        return ("星期" if width > 3 else "") + WEEKDAYS[moment.weekday()]
    hour = (moment.hour % 12 or 12) if clock else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "minute": moment.minute, "s": moment.second}[kind]
    return f"{number:02d}" if width > 1 else str(number)
