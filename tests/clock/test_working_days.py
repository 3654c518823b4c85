"""Working days: the day of receipt is not counted, swapped days work, unknown years are said to be unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengxiao.core.clock import (
    Calendar,
    CalendarGapError,
    CalendarTableError,
    add_working_days,
    calendar_of,
)
from hengxiao.core.packs import check_pack, load

TABLES = {
    rule.value["year"]: rule.value
    for code, rule in load("national_2015").rules().items()
    if code.startswith("holidays.")
}
CALENDAR = calendar_of(TABLES)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_agrees_with_the_independent_calendar(year: int) -> None:
    country = pytest.importorskip("holidays").country_holidays("CN", years=year)
    days = [date(year, 1, 1) + timedelta(days=step) for step in range(366 if year == 2024 else 365)]
    assert [day for day in days if CALENDAR.works(day) != country.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("day", "n", "last"),
    [
        ("2024-09-27", 5, "2024-10-10"),  # Friday; Sunday 29 and Monday 30 work, then a week of National Day
        ("2024-09-27", 1, "2024-09-29"),
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-27", 1, "2025-02-05"),
        ("2025-06-03", 20, "2025-07-01"),
        ("2025-10-01", 0, "2025-10-09"),
        ("2025-06-03", 0, "2025-06-03"),
        ("2024-12-31", 1, "2025-01-02"),
    ],
)
def test_period_ends(day: str, n: int, last: str) -> None:
    assert add_working_days(date.fromisoformat(day), n, CALENDAR) == date.fromisoformat(last)


def test_unknown_year_is_said() -> None:
    with pytest.raises(CalendarGapError) as gap:
        add_working_days(date(2026, 12, 30), 5, CALENDAR)
    assert gap.value.year == 2027
    assert add_working_days(date(2026, 12, 30), 5, CALENDAR.assuming([2027])) == date(2027, 1, 6)


def test_negative_period_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2025, 1, 2), -1, CALENDAR)


def test_site_decides_a_day_otherwise() -> None:
    changed = CALENDAR.with_days({date(2025, 6, 3): False, date(2027, 1, 1): False})
    assert add_working_days(date(2025, 5, 30), 1, changed) == date(2025, 6, 4)
    assert changed.years == {2024, 2025, 2026, 2027}
    assert add_working_days(date(2025, 5, 30), 1, CALENDAR) == date(2025, 6, 3)


def test_table_that_contradicts_itself_is_refused() -> None:
    backward = {2025: {"free": [{"name": "元旦", "from": date(2025, 1, 2), "until": date(2025, 1, 1)}]}}
    with pytest.raises(CalendarTableError) as refused:
        calendar_of(backward)
    assert refused.value.facts == {"holiday": "元旦", "begins": date(2025, 1, 2), "ends": date(2025, 1, 1)}
    both = {
        2025: {
            "free": [{"name": "元旦", "from": date(2025, 1, 1), "until": date(2025, 1, 1)}],
            "working": [date(2025, 1, 1)],
        }
    }
    with pytest.raises(CalendarTableError) as refused:
        calendar_of(both)
    assert refused.value.facts == {"free_and_working": date(2025, 1, 1)}


DAYS = st.dates(date(2024, 1, 1), date(2026, 10, 1))


@given(DAYS, st.integers(1, 30))
def test_counting_back_gives_the_period(day: date, n: int) -> None:
    last = add_working_days(day, n, CALENDAR)
    assert CALENDAR.works(last)
    passed = (day + timedelta(days=step) for step in range(1, (last - day).days + 1))
    assert sum(map(CALENDAR.works, passed)) == n


@given(DAYS, st.integers(1, 15), st.integers(0, 15))
def test_periods_add_up(day: date, first: int, second: int) -> None:
    middle = add_working_days(day, first, CALENDAR)
    assert add_working_days(middle, second, CALENDAR) == add_working_days(day, first + second, CALENDAR)


def test_empty_calendar_knows_nothing() -> None:
    with pytest.raises(CalendarGapError):
        Calendar().works(date(2025, 1, 2))


def test_pack_with_the_table_is_sound() -> None:
    assert [finding.code for finding in check_pack("national_2015")] == ["packs.unverified"]
