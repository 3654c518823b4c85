"""Two packs compared on a year's filings (比较规则包页面), and what changing a year's pack means."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.numbers import number_in
from hengxiao.base.years import chosen_year
from hengxiao.core.packs import Pack, available, load
from hengxiao.cycle.actions.bulk import queue_comparison
from hengxiao.cycle.actions.years import change_year_pack
from hengxiao.cycle.jobs.weighing import ROLES
from hengxiao.cycle.manifest import COMPARING
from hengxiao.cycle.models import FiscalYear
from hengxiao.cycle.queries.declaring import may_run_years, years
from hengxiao.cycle.queries.reviewing import filings
from hengxiao.cycle.queries.weighing import filings_of_year, forms_of_last_year
from hengxiao.cycle.tree import sums_of
from hengxiao.cycle.weighing import rule_changes, tallies, weigh, weigh_all

LONGEST_SEARCH = 200
MOST = 60  # filings compared while somebody waits: some seconds


def _chosen(request: HttpRequest, row: FiscalYear | None) -> tuple[Pack, Pack]:
    known = available()
    first = request.GET.get("first", "")
    first = first if first in known else (row.pack if row and row.pack in known else known[0])
    second = request.GET.get("second", "")
    second = second if second in known else next(each for each in known if each != first)
    return load(first), load(second)


def _year(request: HttpRequest) -> FiscalYear | None:
    wanted = request.GET.get("year", "") or str(chosen_year(request))
    known = list(years())
    return next((row for row in known if str(row.year) == wanted), known[0] if known else None)


@page(*COMPARING)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two packs over the filings of a year (比较规则包): rules, findings, sums, requirements; at most some filings."""
    row = _year(request)
    packs, search = _chosen(request, row), request.GET.get("q", "").strip()
    rows = filings_of_year(request.viewer, row.year if row else 0, search)
    number, chosen = rows.count(), list(rows[:MOST])
    weighed = weigh_all(chosen, packs, forms_of_last_year(chosen, row.year if row else 0))
    context: dict[str, Any] = {
        "years": years(), "row": row, "first": packs[0], "second": packs[1], "packs": _titles(), "search": search,
        "number": number, "compared": len(chosen), "most": MOST, "weighed": [each for each in weighed if each.differs],
        "tallies": tallies(weighed), "changes": rule_changes(packs[0].id, packs[1].id),
        "sums": [sum(each.wrong_sums[side] for each in weighed) for side in (0, 1)],
        "missing": [sum(each.missing[side] for each in weighed) for side in (0, 1)],
        "may_queue": request.viewer.has(*ROLES),
        "may_change": bool(row and row.pack == packs[0].id and packs[0] != packs[1])
        and may_run_years(request.viewer),
    }  # fmt: skip
    return render(request, "cycle/packs_compared.html", context)


@page(*ROLES)
@require_POST
def compare_all(request: HttpRequest) -> HttpResponse:
    """Have all filings of a year compared in the background (全部比较)."""
    given = request.POST
    made = queue_comparison(
        viewer=request.viewer, year=number_in(given.get("year", "")), first=given.get("first", ""),
        second=given.get("second", ""), search=given.get("q", "").strip()[:LONGEST_SEARCH],
    )  # fmt: skip
    return redirect("base:job", made.pk)


def _titles() -> list[tuple[str, str]]:
    return [(pack, load(pack).title) for pack in available()]


@page(*COMPARING)
@require_GET
def compare_filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing under two packs (比较一份申报)."""
    filing = get_object_or_404(filings(request.viewer), pk=pk)
    packs = _chosen(request, next((row for row in years() if row.year == filing.year), None))
    earlier = forms_of_last_year([filing], filing.year)
    context = {
        "filing": filing, "first": packs[0], "second": packs[1], "weighed": weigh(filing, packs, [*earlier.values()]),
        "sums": [list(sums_of(filing.document, pack)) for pack in packs],
    }  # fmt: skip
    return render(request, "cycle/filing_compared.html", context)


@page(*COMPARING)
@require_POST
def year_pack(request: HttpRequest, year: int) -> HttpResponse:
    """Let a year go on under another pack (年度改用规则包)."""
    row = get_object_or_404(years(), year=year)
    change_year_pack(
        viewer=request.viewer, fiscal_year=row, pack=request.POST.get("pack", ""),
        reason=request.POST.get("reason", ""), seen=request.POST.get("seen", ""),
    )  # fmt: skip
    messages.success(request, _("本年度已改用新的规则包；已建立的申报仍按原来的规则包办完。"))
    return redirect("cycle:years")
