"""The working calendar (工作日历): published holidays, and days the site decided itself."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.actions import clear_holiday, set_holiday
from hengxiao.base.calendar import notices_of_years
from hengxiao.base.enums import Role
from hengxiao.base.forms import HolidayForm
from hengxiao.base.numbers import number_in
from hengxiao.base.queries import holidays
from hengxiao.base.refusing import status_of

FIRST, LAST = 1990, 2200


def _table(request: HttpRequest, year: int, form: HolidayForm) -> HttpResponse:
    own = list(holidays(year))
    facts = {
        "year": year,
        "years": (year - 1, year + 1),
        "form": form if request.viewer.has(Role.SYSTEM_ADMIN) else None,
        "own": own,
        "notice": notices_of_years().get(year),
        "known": year in notices_of_years() or bool(own),
    }
    return render(request, "base/holidays.html", facts, status=status_of(form))


@page()
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """A year's departures from the working week (工作日历)."""
    asked = number_in(request.GET.get("year", "")) or 0
    return _table(request, asked if FIRST <= asked <= LAST else request.viewer.today.year, HolidayForm())


@require_POST
@page(Role.SYSTEM_ADMIN)
def decide(request: HttpRequest) -> HttpResponse:
    """Decide a day (录入节假日或调休)."""
    form = HolidayForm(request.POST)
    if not form.is_valid():
        return _table(request, request.viewer.today.year, form)
    row = set_holiday(viewer=request.viewer, **form.cleaned_data)
    messages.success(request, _("已录入 %(day)s") % {"day": row.day})
    return redirect(f"{reverse('base:holidays')}?year={row.day.year}")


@require_POST
@page(Role.SYSTEM_ADMIN)
def clear(request: HttpRequest, day: str) -> HttpResponse:
    """Leave a day to the published table again (删除录入)."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    clear_holiday(viewer=request.viewer, day=chosen)
    messages.success(request, _("已删除录入，按公布的安排执行"))
    return redirect(f"{reverse('base:holidays')}?year={chosen.year}")
