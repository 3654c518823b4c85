"""Budget years (预算年度) the site knows, and the one a person works in."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from hengxiao.base.offers import offered

SESSION_YEAR = "year"


def known_years(today: date) -> list[int]:
    """Years of all apps, newest first (可选年度): each manifest may name a function `years`; else this year."""
    found = {year for years in offered("years") for year in years()}
    return sorted(found or {today.year}, reverse=True)


def chosen_year(request: HttpRequest) -> int:
    """The year a person works in (当前年度): chosen, else the newest at sign-in, else this year."""
    return int(request.session.get(SESSION_YEAR, timezone.localdate().year))
