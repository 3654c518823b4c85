"""The editor (填报页面): tree-table, cell saves merged by text, live findings, source beside it, statements."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.numbers import number_in
from hengxiao.base.templatetags.words import language
from hengxiao.core.checks import all_checks, show_code
from hengxiao.core.packs import load
from hengxiao.core.targets import Finding
from hengxiao.core.terms.kinds import Severity
from hengxiao.cycle.actions import editing as actions
from hengxiao.cycle.actions.arranging import paste_levelled
from hengxiao.cycle.actions.editing import Conflict, Saved, may_edit, undoable
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.actions.noticing import statement_link
from hengxiao.cycle.arranging import levelled
from hengxiao.cycle.documents import STATEMENTS, cell
from hengxiao.cycle.editing import Change, pasted_rows, spread_statements
from hengxiao.cycle.judging import WHOLE_FORM, Judgement, judge
from hengxiao.cycle.models import Filing
from hengxiao.cycle.procedures import state_name
from hengxiao.cycle.queries.declaring import filings
from hengxiao.cycle.queries.indicator_library import library_for
from hengxiao.cycle.sourcing import source_of
from hengxiao.cycle.suggesting import suggest
from hengxiao.cycle.tree import Cell, cell_of, level_sums, ratio_of, stated_of, sums_of, tree_of
from hengxiao.cycle.wording import column_title, place_title

MOST_CELLS = 2000


@login_required
@require_GET
def editor(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of a filing (填报), to be read only where the viewer may not change it."""
    filing = filing_or_404(request, pk)
    return render(request, "cycle/edit.html", _page(request, filing))


def _page(request: HttpRequest, filing: Filing) -> dict[str, Any]:
    pack = load(filing.pack)
    levels = [dict(each) for each in pack.get("tree.levels", default=())]
    names = {each["code"]: each["name"] for each in levels}
    return {
        "filing": filing, "project": filing.project, "tree": tree_of(filing.document, pack),
        "may_edit": may_edit(request.viewer, filing), "state_label": state_name(filing),
        "pack_in_use": pack.title, "pack_id": pack.id,
        "levels": [each | {"parent_name": names[each["parent"]]} for each in levels if each["level"] == 2],
        "submit_url": reverse("cycle:review_move", args=[filing.pk, "submit"]),
        "review_url": reverse("cycle:review", args=[filing.pk]), "seen": stamp(filing),
        **_history(request, filing),
    }  # fmt: skip


def _history(request: HttpRequest, filing: Filing) -> dict[str, Any]:
    """What every fragment of the editor needs: undo and redo, addresses of cells."""
    back, again = undoable(request.viewer, filing)
    return {
        "can_undo": back is not None, "can_redo": again is not None,
        "cells_url": reverse("cycle:cells", args=[filing.pk]),
        "suggest_base": reverse("cycle:suggest", args=[filing.pk, "x"]).removesuffix("x/"),
        "statements_base": reverse("cycle:statements", args=[filing.pk, "x"]).removesuffix("x/"),
        "classify_url": reverse("cycle:classify", args=[filing.pk]),
        "move_url": reverse("cycle:move_row", args=[filing.pk]),
        "remove_url": reverse("cycle:remove_row", args=[filing.pk]),
    }  # fmt: skip


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree-table alone (编辑表), to show what others changed."""
    return sheet_of(request, filing_or_404(request, pk))


def sheet_of(request: HttpRequest, filing: Filing) -> HttpResponse:
    """The tree-table after a change (编辑表), the whole page without htmx."""
    if not request.htmx:
        return redirect("cycle:edit", filing.pk)
    answer = render(request, "cycle/_sheet.html", _page(request, filing))
    answer["HX-Trigger"] = "filing-saved"
    return answer


@login_required
@require_POST
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Save cells (保存单元格): one of the editor, several that were pasted, or a proposed fix."""
    filing = filing_or_404(request, pk)
    asked = [request.POST.getlist(name) for name in ("path", "old", "text")]
    if len({len(each) for each in asked}) != 1 or not 0 < len(asked[0]) <= MOST_CELLS:
        raise Http404
    changes = [Change(*each) for each in zip(*asked, strict=True)]
    unread = any(change.path in filing.document["unread"] for change in changes)
    saved = actions.save_cells(viewer=request.viewer, filing=filing, changes=changes)
    seen = number_in(request.POST.get("revision", ""))
    if not request.htmx:
        return redirect("cycle:edit", pk)
    return _saved(request, saved, changes, seen, whole=unread or "whole" in request.POST or len(changes) > 1)


def _saved(request: HttpRequest, saved: Saved, asked: list[Change], seen: int | None, *, whole: bool) -> HttpResponse:
    """What changed on the page; `whole` cells are written anew, so that an unread one loses its mark."""
    filing, pack = saved.filing, load(saved.filing.pack)
    shown = list(dict.fromkeys(change.path for change in (*asked, *saved.changes)))
    made_here = 1 if saved.changes else 0
    context = {
        "filing": filing, "may_edit": True, "conflicts": saved.conflicts, "sums": list(sums_of(filing.document, pack)),
        "ratio": ratio_of(filing.document, pack), "shares": level_sums(filing.document, pack), "whole": whole,
        "saved": saved,
        "others": seen is not None and seen < filing.revision - made_here,
        "cells": [(_cell(filing, path), _conflict(saved, path)) for path in shown], **_history(request, filing),
    }  # fmt: skip
    status = 409 if saved.conflicts and not saved.changes else 200
    answer = render(request, "cycle/_saved.html", context, status=status)
    if saved.changes:
        answer["HX-Trigger"] = "filing-saved"
    return answer


def _conflict(saved: Saved, path: str) -> Conflict | None:
    return next((each for each in saved.conflicts if each.path == path), None)


def _cell(filing: Filing, path: str) -> Cell:
    name = path.rpartition(".")[2]
    column = name if path.startswith("indicators.") and path.count(".") == 2 else ""
    text, label = cell(filing.document, path), place_title(filing.document, path)
    return cell_of(filing.document, path, text, label, column, long=name == "text")


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's last change (撤销)."""
    return sheet_of(request, actions.undo(viewer=request.viewer, filing=filing_or_404(request, pk)).filing)


@login_required
@require_POST
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it again (重做)."""
    return sheet_of(request, actions.redo(viewer=request.viewer, filing=filing_or_404(request, pk)).filing)


@login_required
@require_POST
def add_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator, or one for each pasted row (新增指标)."""
    level1, _separator, level2 = request.POST.get("level", "").partition("|")
    filing, goal = filing_or_404(request, pk), request.POST.get("goal", "")
    rows = pasted_rows(request.POST.get("rows", "")) or [[]]
    with_levels = levelled(rows, load(filing.pack))
    if with_levels is not None:
        saved = paste_levelled(viewer=request.viewer, filing=filing, goal=goal, rows=with_levels)
    else:
        saved = actions.add_indicators(
            viewer=request.viewer, filing=filing, goal=goal, level1=level1, level2=level2, rows=rows
        )
    return sheet_of(request, saved.filing)


@login_required
@require_POST
def add_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a goal (新增目标)."""
    term = request.POST.get("term", "")
    return sheet_of(
        request, actions.add_goal(viewer=request.viewer, filing=filing_or_404(request, pk), term=term).filing
    )


@login_required
@require_POST
def remove_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an indicator or a goal (删除)."""
    saved = actions.remove_row(
        viewer=request.viewer, filing=filing_or_404(request, pk), path=request.POST.get("row", ""),
        revision=number_in(request.POST.get("revision", "")) or 0,
    )  # fmt: skip
    return sheet_of(request, saved.filing)


@login_required
@require_POST
def move_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an indicator or a goal (上移、下移)."""
    step = -1 if request.POST.get("to") == "up" else 1
    saved = actions.move_row(
        viewer=request.viewer, filing=filing_or_404(request, pk), path=request.POST.get("row", ""), step=step
    )
    return sheet_of(request, saved.filing)


@login_required
@require_POST
def copy_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy annual indicators to the long-term goal (年度指标复制到长期)."""
    return sheet_of(request, actions.copy_to_long_term(viewer=request.viewer, filing=filing_or_404(request, pk)).filing)


@login_required
@require_GET
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The form the draft came from (原表)."""
    filing = filing_or_404(request, pk)
    found = source_of(filing.source, filing.document) if filing.source else None
    return render(request, "cycle/_source.html", {"filing": filing, "source": found})


@login_required
@require_GET
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What the checks find now (检查问题), each with its rule and, where there is one, a proposed text."""
    filing = filing_or_404(request, pk)
    judged = judge(filing)
    found = [shown_finding(judged, each, filing) for each in judged.report.findings]
    severities = [str(each["finding"].severity) for each in found]
    context = {
        "filing": filing, "groups": grouped(found), "missing": judged.missing,
        "missing_links": [
            (place_title(filing.document, each), statement_link(filing, each)) for each in judged.missing
        ],
        "may_edit": may_edit(request.viewer, filing),
        "pack": load(filing.pack), "errors": severities.count("error"), "warnings": severities.count("warning"),
        "hints": severities.count("info"), "cells_url": reverse("cycle:cells", args=[filing.pk]),
    }  # fmt: skip
    template = "cycle/_findings_panel.html" if request.htmx else "cycle/findings.html"
    return render(request, template, context)


def grouped(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings of one rule together, errors first (按规则归并); a rule's name is its check's title."""
    titles = {each.id: each.en if language() == "en" else each.zh for each in all_checks()}
    ranks = list(Severity)

    def rule(each: dict[str, Any]) -> tuple[int, str]:
        return ranks.index(each["finding"].severity), each["code"]

    groups = groupby(sorted(found, key=rule), key=rule)
    return [
        {"code": code, "title": titles.get(code, code), "severity": ranks[rank], "found": list(each)}
        for (rank, code), each in groups
    ]


def shown_finding(judged: Judgement, finding: Finding, filing: Filing) -> dict[str, Any]:
    """A finding with its cell, rule and fix (问题、单元格、依据、修改建议)."""
    path = judged.path_of(finding)
    rule = load(filing.pack).find(finding.code)
    inside = path != WHOLE_FORM
    return {
        "finding": finding, "code": show_code(finding), "path": path, "key": path.replace(".", "-") if inside else "",
        "cites": rule.cites if rule else "", "origin": rule.origin if rule else "",
        "status": rule.status if rule else "",
        "fix": finding.fix if inside else None, "old": cell(filing.document, path) if inside else "",
    }  # fmt: skip


@login_required
@require_GET
def statements(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """What an indicator states (指标说明): definition, source, method, evidence, responsible, data quality."""
    filing = filing_or_404(request, pk)
    row = _indicator(filing, indicator)
    shown = [_statement(filing, f"indicators.{indicator}.{name}") for name in STATEMENTS]
    context = _page(request, filing) | {"row": row, "statements": shown, "stated": stated_of(row)}
    template = "cycle/_statements.html" if request.htmx else "cycle/statements.html"
    return render(request, template, context)


@login_required
@require_POST
def spread(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Give what an indicator states to the others where they state nothing (空着的照填)."""
    filing = filing_or_404(request, pk)
    changes = spread_statements(filing.document, _indicator(filing, indicator))
    return sheet_of(request, actions.save_cells(viewer=request.viewer, filing=filing, changes=changes).filing)


@login_required
@require_GET
def suggestions(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Indicators of the library that may be meant (指标库推荐)."""
    filing = filing_or_404(request, pk)
    row = _indicator(filing, indicator)
    found = suggest(request.GET.get("text", row["name"]), row["level2"], library_for(request.viewer, filing))
    template = "cycle/_suggestions.html" if request.htmx else "cycle/suggestions.html"
    return render(
        request, template, {"filing": filing, "row": row, "suggestions": found, "asked": "asked" in request.GET}
    )


@login_required
@require_POST
def take(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Take an indicator of the library over into a row (采用指标库指标)."""
    filing = filing_or_404(request, pk)
    chosen = get_object_or_404(library_for(request.viewer, filing), code=request.POST.get("code", ""))
    saved = actions.take_from_library(viewer=request.viewer, filing=filing, indicator=indicator, chosen=chosen)
    return sheet_of(request, saved.filing)


def _statement(filing: Filing, path: str) -> Cell:
    return cell_of(filing.document, path, cell(filing.document, path), column_title(path), long=True)


def _indicator(filing: Filing, identity: str) -> dict[str, Any]:
    row: dict[str, Any] | None = next((each for each in filing.document["indicators"] if each["id"] == identity), None)
    if row is None:
        raise Http404
    return row


def filing_or_404(request: HttpRequest, pk: int) -> Filing:
    """A filing in reach (可见申报), else not found."""
    return get_object_or_404(filings(request.viewer).select_related("source"), pk=pk)
