"""Working days (工作日): weekends, holidays and swapped days from a dated table; the day of receipt is not counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class CalendarGapError(LookupError):
    """The holiday table does not cover a needed year (节假日表未覆盖该年度); `year` is the one missing."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class CalendarTableError(ValueError):
    """A table of holidays that does not hold together (节假日表有误); `facts` say what."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(", ".join(f"{name}={value}" for name, value in facts.items()))
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that depart from the working week (节假日及调休): True works, False is free; and the years known."""

    departures: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether a day is a working day (是否工作日).

        Raises:
            CalendarGapError: the table does not cover the day's year.
        """
        if day.year not in self.years:
            raise CalendarGapError(day.year)
        return self.departures.get(day, day.weekday() < SATURDAY)

    def with_days(self, departures: Mapping[date, bool]) -> Calendar:
        """This calendar with some days decided otherwise (修订); their years count as known."""
        return Calendar({**self.departures, **departures}, self.years | {day.year for day in departures})

    def assuming(self, years: Iterable[int]) -> Calendar:
        """This calendar with further years taken as known, by weekends alone (未公布年度按周末推算)."""
        return Calendar(self.departures, self.years | frozenset(years))


def calendar_of(tables: Mapping[int, Mapping[str, Any]]) -> Calendar:
    """The calendar of yearly tables as packs hold them (由年度安排建立日历).

    `tables` is year → {"free": [{"name", "from", "until"}], "working": [days]}; a holiday may reach into the next year.

    Raises:
        CalendarTableError: a holiday ends before it begins, or a day is both free and working.
    """
    departures: dict[date, bool] = {}
    for table in tables.values():
        for holiday in table.get("free", ()):
            first, last = holiday["from"], holiday["until"]
            if last < first:
                raise CalendarTableError(holiday=holiday["name"], begins=first, ends=last)
            departures |= {first + ONE_DAY * step: False for step in range((last - first).days + 1)}
    for table in tables.values():
        for day in table.get("working", ()):
            if not departures.get(day, True):
                raise CalendarTableError(free_and_working=day)
            departures[day] = True
    return Calendar(departures, frozenset(tables))


def add_working_days(day: date, n: int, holidays: Calendar) -> date:
    """The last day of a period of `n` working days that begins with a receipt on `day` (期限届满日).

    The day of receipt is not counted; a period of no days ends on the first working day from `day` on.

    Raises:
        ValueError: `n` is negative.
        CalendarGapError: the table does not cover a needed year.
    Source: 行政许可法 第八十二条 (期限以工作日计算，不含法定节假日).
    """
    if n < 0:
        raise ValueError(n)
    left, at = n, day
    while left or not holidays.works(at):
        at += ONE_DAY
        left -= 1 if left and holidays.works(at) else 0
    return at
