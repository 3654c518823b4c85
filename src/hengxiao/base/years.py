"""Budget years (预算年度) the site knows, and the one a person works in."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from django.apps import apps
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

SESSION_YEAR = "year"


def known_years(today: date) -> list[int]:
    """Years of all apps, newest first (可选年度): each manifest may name a function `years`; else this year."""
    found: set[int] = set()
    for app in apps.get_app_configs():
        if app.name.startswith("hengxiao.") and module_has_submodule(app.module, "manifest"):
            offered = getattr(import_module(f"{app.name}.manifest"), "years", None)
            found.update(offered() if offered else ())
    return sorted(found or {today.year}, reverse=True)


def chosen_year(request: HttpRequest) -> int:
    """The year a person works in (当前年度): chosen, else the newest at sign-in, else this year."""
    return int(request.session.get(SESSION_YEAR, timezone.localdate().year))
