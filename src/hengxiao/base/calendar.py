"""The site's working calendar (工作日历): the pack's tables of holidays, and over them what the site decided itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from hengxiao.base.models import Holiday
from hengxiao.core.clock import Calendar, CalendarGapError, add_working_days, calendar_of
from hengxiao.core.packs import Rule, available, load

PREFIX = "holidays."


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period (期限); `sure` is False when a year's holidays are not in the table yet."""

    day: date
    sure: bool


@cache
def notices_of_years() -> dict[int, Rule]:
    """Year → the rule that holds its published holidays (各年放假通知): of any pack, the newest where two have it."""
    own = (rule for pack in available() for rule in load(pack).sources[0].own.values())
    found = sorted((rule for rule in own if rule.code.startswith(PREFIX)), key=lambda rule: rule.in_force)
    return {rule.value["year"]: rule for rule in found}


@cache
def published() -> Calendar:
    """The calendar of the published notices (公布的节假日安排)."""
    return calendar_of({year: rule.value for year, rule in notices_of_years().items()})


def working_calendar() -> Calendar:
    """The calendar in force (现行工作日历); one query."""
    return published().with_days(dict(Holiday.objects.values_list("day", "working")))


def due_after(day: date, working_days: int, calendar: Calendar | None = None) -> Due:
    """When a period of working days ends that begins with a receipt on a day (期限届满日).

    Years whose holidays are not known are counted by weekends, and the answer says that it is not sure.
    """
    known = calendar or working_calendar()
    try:
        return Due(add_working_days(day, working_days, known), sure=True)
    except CalendarGapError:
        ahead = known.assuming(range(day.year, day.year + 3 + working_days // 200))
        return Due(add_working_days(day, working_days, ahead), sure=False)
