"""The editor's larger changes (归类、并入上年的页面): kinds and goals of a row, last year's form brought in."""

from __future__ import annotations

from copy import deepcopy

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hengxiao.core.packs import load
from hengxiao.cycle.actions import arranging as actions
from hengxiao.cycle.actions.editing import may_edit
from hengxiao.cycle.arranging import from_earlier
from hengxiao.cycle.editing import Change
from hengxiao.cycle.models import Filing
from hengxiao.cycle.queries.declaring import earlier_filing
from hengxiao.cycle.views.editing import filing_or_404, sheet_of
from hengxiao.cycle.wording import column_title, row_title


@login_required
@require_POST
def classify(request: HttpRequest, pk: int) -> HttpResponse:
    """File a row under another kind or goal (改归类)."""
    level1, _separator, level2 = request.POST.get("level", "").partition("|")
    saved = actions.classify_indicator(
        viewer=request.viewer, filing=filing_or_404(request, pk), goal=request.POST.get("goal", ""),
        indicator=request.POST.get("row", "").removeprefix("indicators."), level1=level1, level2=level2,
    )  # fmt: skip
    return sheet_of(request, saved.filing)


@login_required
@require_GET
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """What last year's form would change (并入上年的预览): only empty cells, or filled ones too."""
    filing = filing_or_404(request, pk)
    found, replace = earlier_filing(request.viewer, filing), request.GET.get("mode") == "replace"
    context = {
        "filing": filing, "earlier": found, "replace": replace, "may_edit": may_edit(request.viewer, filing),
        "changes": _shown(filing, found, replace) if found else [],
    }  # fmt: skip
    return render(request, "cycle/earlier.html", context)


def _shown(filing: Filing, found: Filing, replace: bool) -> list[tuple[Change, str, str]]:
    after = deepcopy(filing.document)
    changes = list(from_earlier(after, found.document, load(filing.pack), replace=replace))
    return [
        (change, row_title(after, change.path), "" if change.of_row else column_title(change.path))
        for change in changes
    ]


@login_required
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it in (并入上年申报)."""
    filing = filing_or_404(request, pk)
    replace = request.POST.get("mode") == "replace"
    actions.merge_earlier(viewer=request.viewer, filing=filing, replace=replace)
    return redirect("cycle:edit", filing.pk)
