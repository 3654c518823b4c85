"""Pages of review and approval (审核、批复页面)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.errors import ForbiddenError
from hengxiao.base.numbers import numbers_in
from hengxiao.base.paging import asked_page
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.templatetags.words import said
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.core.packs import Pack, load
from hengxiao.cycle.actions.approving import approve, approve_many, pass_on, return_for_changes, submit, withdraw
from hengxiao.cycle.actions.editing import may_edit
from hengxiao.cycle.actions.moving import open_actions, stamp
from hengxiao.cycle.actions.noticing import Turn, statement_link, whose_turn
from hengxiao.cycle.actions.reviewing import (
    add_note,
    answer_note,
    lift_waiver,
    may_review,
    may_waive,
    save_marks,
    settle_note,
    waive,
)
from hengxiao.cycle.forms_reviewing import AnswerForm, MarksForm, MoveForm, NoteForm, WaiverForm
from hengxiao.cycle.judging import Judgement, judge
from hengxiao.cycle.marking import grades, items, outcome
from hengxiao.cycle.models import Filing, FilingVersion, Step
from hengxiao.cycle.procedures import procedure_of, state_name, state_names, turn_roles
from hengxiao.cycle.queries import reviewing as rows
from hengxiao.cycle.queries.declaring import may_fill
from hengxiao.cycle.sheets import changes, marked, one_cell, sheets
from hengxiao.cycle.views.entrusting import third_party_facts
from hengxiao.cycle.wording import WHOLE_FORM, place_title

MOVES: dict[str, Callable[..., Step | FilingVersion]] = {
    "submit": submit, "withdraw": withdraw, "pass": pass_on, "approve": approve,
    "return": lambda opinion, **given: return_for_changes(reason=opinion, **given),
}  # fmt: skip
business = page(*EVERY_BUSINESS_ROLE)


def filing_or_404(viewer: Viewer, pk: int) -> Filing:
    """A filing in reach (可见申报), else not found."""
    found: Filing = get_object_or_404(rows.filings(viewer), pk=pk)
    return found


@business
@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """Filings waiting for the viewer (待我审核)."""
    waiting = asked_page(request, rows.awaiting(request.viewer))
    for filing in waiting:
        filing.state_label = state_name(filing)
        approval = procedure_of(filing).move("approve", filing.state)
        filing.may_approve = approval is not None and request.viewer.has(*approval.roles)
    batch = any(filing.may_approve for filing in waiting)
    return render(request, "cycle/review_list.html", {"page": waiting, "batch": batch})


@business
@require_POST
def review_approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the chosen filings in which nothing is open (批量批复)."""
    chosen = numbers_in(request.POST.getlist("ids"))
    filings = rows.filings(request.viewer).filter(pk__in=chosen)
    done, stopped = approve_many(viewer=request.viewer, filings=filings)
    if stopped and all(isinstance(error, ForbiddenError) for _filing, error in stopped) and not done:
        raise stopped[0][1]
    if done:
        told = ngettext("已批复 %(count)d 份。", "已批复 %(count)d 份。", len(done)) % {"count": len(done)}
        messages.success(request, told)
    for filing, error in stopped:
        messages.warning(request, f"{filing.project.name}：{said(error)}")
    if not chosen:
        messages.warning(request, _("请先勾选要批复的申报。"))
    return redirect("cycle:review_list")


@business
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A filing to look at (审核页): read-only, with findings, notes, history; a second look shows what changed."""
    return _review_page(request, filing_or_404(request.viewer, pk), MoveForm())


def _review_page(request: HttpRequest, filing: Filing, form: MoveForm) -> HttpResponse:
    viewer = request.viewer
    approved = rows.versions(viewer, filing).filter(reason__in=rows.APPROVED).last()
    before = rows.compared_version(viewer, filing)
    second_look = before is not None and approved is None
    show = request.GET.get("show") or ("changes" if second_look else "all")
    judgement, notes = judge(filing), list(rows.notes(viewer, filing))
    known = marked(filing.document, judgement.by_path, notes, before.document if before else None)
    marks = list(rows.marks(viewer, filing))
    context = {
        "filing": filing, "state_label": state_name(filing), "before": before, "show": show, "notes": notes,
        "sheets": sheets(filing.document, known, only_changes=show == "changes" and before is not None),
        "removed": _removed(filing, before), "judgement": judgement, "whole": judgement.by_path.get(WHOLE_FORM, ()),
        "waived": _waived(filing, judgement), "history": _history(viewer, filing),
        "stages": _stages(filing), "turn": _turn(viewer, filing), "pack_title": load(filing.pack).title,
        "missing_links": _missing(filing, judgement), "moves": open_actions(viewer, filing),
        "move_form": form, "seen": stamp(filing),
        "may_review": may_review(viewer, filing), "may_edit": may_edit(viewer, filing), "approved": approved,
        "may_fill": may_fill(viewer, filing.project),
        "open_notes": sum(note.resolved_at is None for note in notes), "note_places": _places(filing, notes),
    }  # fmt: skip
    more = _marking(viewer, filing, marks) | third_party_facts(viewer, filing)
    return render(request, "cycle/review.html", context | more, status=status_of(form))


def _missing(filing: Filing, judgement: Judgement) -> list[tuple[str, str]]:
    return [(place_title(filing.document, path), statement_link(filing, path)) for path in judgement.missing]


def _history(viewer: Viewer, filing: Filing) -> list[tuple[Any, str, str]]:
    names = state_names(filing.procedure)
    called = {move["action"]: move["name"] for move in filing.procedure["moves"]}
    return [
        (step, called.get(step.action, step.action), names.get(step.target, step.target))
        for step in rows.steps(viewer, filing)
    ]


def _removed(filing: Filing, before: FilingVersion | None) -> list[Any]:
    if before is None:
        return []
    gone = {entry["id"] for kind in ("goals", "indicators", "funds") for entry in before.document[kind]} - {
        entry["id"] for kind in ("goals", "indicators", "funds") for entry in filing.document[kind]
    }
    found = changes(before.document, filing.document)
    return [change for change in found if change.path.split(".")[1] in gone and not change.path.startswith("project")]


def _places(filing: Filing, notes: list[Any]) -> list[tuple[Any, str]]:
    return [(note, place_title(filing.document, note.path)) for note in notes]


def _waived(filing: Filing, judgement: Judgement) -> list[tuple[Any, str, str]]:
    rows_ = filing.waivers.select_related("by")
    waived = [each.finding for each in judgement.report.waived]
    told = {(finding.code, judgement.path_of(finding)): said(finding) for finding in waived}
    return [(row, place_title(filing.document, row.where), told.get((row.code, row.where), "")) for row in rows_]


def _stages(filing: Filing) -> list[tuple[str, str]]:
    states = [state for state in filing.procedure["states"] if state["code"] != "returned"]
    codes = [state["code"] for state in states]
    here = codes.index(filing.state) if filing.state in codes else 0
    marks = ["done" if at < here else "here" if at == here else "" for at in range(len(states))]
    return list(zip([state["name"] for state in states], marks, strict=True))


def _turn(viewer: Viewer, filing: Filing) -> Turn | None:
    """Whom the filing waits for; a draft and an approved one wait for nobody."""
    procedure = procedure_of(filing)
    state = procedure.states[filing.state]
    if state.final or state.editable:
        return None
    return whose_turn(filing, turn_roles(procedure, filing.state), viewer.today)


def _marking(viewer: Viewer, filing: Filing, marks: list[Any]) -> dict[str, Any]:
    pack = load(filing.pack)
    own = [mark for mark in marks if mark.by_id == viewer.person.pk] if viewer.person else []
    last = filing.returned_round - 1
    return {
        "marks_form": MarksForm(items(pack), grades(pack), marks=own),
        "outcomes": _outcomes(pack, marks), "last_number": filing.returned_round,
        "last_outcomes": _outcomes(pack, rows.marks(viewer, filing, last)) if last >= 0 else [],
    }  # fmt: skip


def _outcomes(pack: Pack, marks: Iterable[Any]) -> list[tuple[Any, Any]]:
    by_person: dict[Any, list[Any]] = {}
    for mark in marks:
        by_person.setdefault(mark.by, []).append(mark)
    return [(person, outcome(pack, given)) for person, given in by_person.items()]


@business
@require_POST
def move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Make a move (办理)."""
    filing, form = filing_or_404(request.viewer, pk), MoveForm(request.POST)
    if action not in MOVES:
        raise Http404
    if form.is_valid():
        with refused_in(form):
            MOVES[action](viewer=request.viewer, filing=filing, **form.cleaned_data)
            messages.success(request, _("已办理，现在是“%(state)s”。") % {"state": _(state_name(filing))})
            return redirect("cycle:review", filing.pk)
    return _review_page(request, filing_or_404(request.viewer, pk), form)


@business
@require_GET
def review_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """One cell with its findings, notes and forms (单元格审核)."""
    return _cell_page(request, filing_or_404(request.viewer, pk), request.GET.get("path", WHOLE_FORM), NoteForm())


@business
@require_POST
def note_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note (写审核意见)."""
    filing, form = filing_or_404(request.viewer, pk), NoteForm(request.POST)
    path = str(request.POST.get("path", ""))
    if form.is_valid():
        with refused_in(form, "text"):
            add_note(viewer=request.viewer, filing=filing, path=path, text=form.cleaned_data["text"])
            return _after_cell(request, filing, path)
    return _cell_page(request, filing, path, form)


@business
@require_POST
def note_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a note (办结意见)."""
    note = get_object_or_404(rows.notes_in_reach(request.viewer), pk=pk)
    settle_note(viewer=request.viewer, note=note)
    return _after_cell(request, note.filing, note.path)


@business
@require_POST
def note_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a note (答复意见)."""
    note = get_object_or_404(rows.notes_in_reach(request.viewer), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with refused_in(form):
            answer_note(viewer=request.viewer, note=note, answer=form.cleaned_data["answer"])
            return _after_cell(request, note.filing, note.path)
    return _cell_page(request, note.filing, note.path, form, answered=note)


@business
@require_POST
def waiver_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive a finding with a public reason (说明理由)."""
    filing, form = filing_or_404(request.viewer, pk), WaiverForm(request.POST)
    path = str(request.POST.get("path", ""))
    if form.is_valid():
        with refused_in(form):
            waive(viewer=request.viewer, filing=filing, **form.cleaned_data)
            return _after_cell(request, filing, path)
    return _cell_page(request, filing, path, form, waived=form["code"].value())


@business
@require_POST
def waiver_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiver back (取消说明)."""
    waiver = get_object_or_404(rows.waivers_in_reach(request.viewer), pk=pk)
    filing, path = waiver.filing, waiver.where
    lift_waiver(viewer=request.viewer, waiver=waiver)
    return _after_cell(request, filing, path)


@business
@require_POST
def marks_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one's review form (保存审核表)."""
    filing = filing_or_404(request.viewer, pk)
    pack = load(filing.pack)
    form = MarksForm(items(pack), grades(pack), request.POST)
    if form.is_valid():
        with refused_in(form):
            save_marks(viewer=request.viewer, filing=filing, given=form.given())
            messages.success(request, _("审核表已保存。"))
            return redirect("cycle:review", filing.pk)
    return render(request, "cycle/review_marks.html", {"filing": filing, "marks_form": form}, status=status_of(form))


def _after_cell(request: HttpRequest, filing: Filing, path: str) -> HttpResponse:
    if request.htmx:
        return _cell_page(request, filing, path, NoteForm(), written=True)
    return redirect(f"{reverse('cycle:review_cell', args=[filing.pk])}?{urlencode({'path': path})}")


def _cell_page(request: HttpRequest, filing: Filing, path: str, form: Form, **more: Any) -> HttpResponse:
    viewer = request.viewer
    judgement, all_notes = judge(filing), list(rows.notes(viewer, filing))
    notes = [note for note in all_notes if note.path == path]
    before = rows.compared_version(viewer, filing)
    known = marked(filing.document, judgement.by_path, notes, before.document if before else None)
    try:
        cell = None if path == WHOLE_FORM else one_cell(filing.document, known, path)
    except KeyError as error:
        raise Http404 from error
    context = {
        "filing": filing, "path": path, "place": place_title(filing.document, path), "cell": cell, "notes": notes,
        "findings": judgement.by_path.get(path, ()), "waivers": filing.waivers.filter(where=path).select_related("by"),
        "may_review": may_review(viewer, filing), "may_edit": may_edit(viewer, filing),
        "all_notes": all_notes, "note_places": _places(filing, all_notes),
        "open_notes": sum(note.resolved_at is None for note in all_notes),
        "may_waive": may_waive(viewer, filing),
        "form": form, "source": filing.document["places"].get(path),
    }  # fmt: skip
    template = "cycle/_review_cell.html" if request.htmx else "cycle/review_cell.html"
    return render(request, template, context | more, status=status_of(form))
