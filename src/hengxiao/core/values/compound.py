"""Several quantities in one cell (一格多值): which belong together, which are context, which are parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from hengxiao.core.terms.kinds import Comparator, Kind
from hengxiao.core.values.dates import Period
from hengxiao.core.values.quantity import HALF, Item
from hengxiao.core.values.units import BARE, Unit

_NOUN_BOUND = re.compile("以[上下内]|左右|[;；]")
_YEAR = re.compile("[\\d〇零○]")
LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)
UPPER = (Comparator.AT_MOST, Comparator.BELOW)


def _mentioned(item: Item, others: int, behind: str) -> bool:
    """Whether a date is only mentioned among so many other characters (句中提及的日期), no deadline or period."""
    if item.period and item.period.plain_year and (not _YEAR.search(item.printed) or behind.endswith("前")):
        return others > 0
    if item.comparator is not Comparator.NONE:
        return others > 24
    return others > (3 if item.period and item.period.plain_year else 12)


def combine(items: Sequence[Item], text: str) -> list[Item]:
    """The items that make up the value (组合): context dates dropped, two bounds joined, list values completed."""
    found = list(items)
    measures = [i for i in found if not i.period]
    if measures:
        found = [i for i in found if i.period is None or _deadline(i, i.period)]
    else:
        others = len(text) - sum(i.end - i.start for i in found)
        found = [i for i in found if not _mentioned(i, others, text[i.end :])]
    if len(found) > 1:
        found = _bounds(_frequency(_shared(found, text)), text)
    return found


def _frequency(items: list[Item]) -> list[Item]:
    """半年1次: a length of time and a count right behind it are one frequency, 次/半年."""
    first, second = items[0], items[1]
    adjacent = len(items) == 2 and first.end == second.start and not second.words
    if not adjacent or first.unit.kind is not Kind.DURATION or second.unit.kind is not Kind.COUNT or first.signs:
        return items
    amount = {Decimal(1): "", HALF: "半"}.get(first.numbers[0], f"{first.numbers[0]:f}")
    printed = f"{second.printed}/{amount}{first.unit.name}"
    return [second._replace(printed=printed, unit=Unit(Kind.COUNT, f"{second.unit.name}/{amount}{first.unit.name}"))]


def _deadline(item: Item, found: Period) -> bool:
    if found.plain_year or found.ranged:
        return False
    return item.comparator is not Comparator.NONE or found.end_only or found.first == found.last


def _shared(items: list[Item], text: str) -> list[Item]:
    """分别不低于80%、90%: the bound is printed once; 10、20个: so is the unit."""
    if "分别" in text:
        for n in range(1, len(items)):
            if items[n].comparator is Comparator.NONE and not items[n].words and not items[n].period:
                items[n] = items[n]._replace(comparator=items[n - 1].comparator)
    for n in range(len(items) - 2, -1, -1):
        following = items[n + 1]
        if items[n].unit is BARE and not items[n].period and not following.words and following.unit is not BARE:
            items[n] = items[n]._replace(unit=following.unit, printed=following.printed)
    return items


def _bounds(items: list[Item], text: str) -> list[Item]:
    """≥80%且≤90%: one range, when both bounds speak of the same thing."""
    if len(items) != 2:
        return items
    first, second = items
    if first.period or second.period or second.words.strip("且并") or len(first.numbers) + len(second.numbers) != 2:
        return items
    same = first.unit == second.unit or BARE in (first.unit, second.unit)
    if _NOUN_BOUND.search(text, first.end, second.start):
        return items
    if same and first.comparator in LOWER and second.comparator in UPPER:
        numbers = first.numbers + second.numbers
    elif same and first.comparator in UPPER and second.comparator in LOWER:
        numbers = second.numbers + first.numbers
    else:
        return items
    unit = first if first.unit is not BARE else second
    return [unit._replace(comparator=Comparator.BETWEEN, numbers=numbers, words=first.words)]
