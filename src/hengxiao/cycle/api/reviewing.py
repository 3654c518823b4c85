"""Review and approval by the interface (审核、批复接口): moves, notes, waivers, marks, versions, history."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import DoneOut, Number, PageOf, Paging, maybe, paged, paged_list, said
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.templatetags.words import language
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.cycle.actions.approving import approve, approve_many, pass_on, return_for_changes, submit, withdraw
from hengxiao.cycle.actions.reviewing import (
    Given,
    add_note,
    answer_note,
    lift_waiver,
    save_marks,
    settle_note,
    waive,
)
from hengxiao.cycle.api.editing import filing_in_reach
from hengxiao.cycle.api.shapes import (
    ChangeOut,
    FilingOut,
    MarkOut,
    NoteOut,
    Round,
    StepOut,
    VersionFullOut,
    VersionOut,
    WaiverOut,
    filing_out,
    mark_out,
    note_out,
    step_out,
    version_facts,
    version_out,
    waiver_out,
)
from hengxiao.cycle.models import Filing, FilingVersion
from hengxiao.cycle.queries import reviewing as rows

router = Router(tags=["review"])
BUSINESS = EVERY_BUSINESS_ROLE
MOST_AT_ONCE = 200


class MoveIn(Schema):
    """A move (办理): opinion, and `seen` of the filing it rests on."""

    opinion: Annotated[str, maybe(2000)] = ""
    seen: Annotated[str, maybe(60)] = ""


class MovedOut(Schema):
    """What a move did (办理结果): the filing, and the version that was kept, if one was."""

    filing: FilingOut
    version: VersionOut | None


class ChosenIn(Schema):
    """Filings to approve (批量批复)."""

    numbers: Annotated[list[Number], Field(min_length=1, max_length=MOST_AT_ONCE)]


class StoppedOut(Schema):
    """A filing that was not approved, and why (未批复)."""

    number: int
    code: str
    message: str


class ApprovedOut(Schema):
    """What a batch did (批量批复结果)."""

    approved: list[int]
    stopped: list[StoppedOut]


class NoteIn(Schema):
    """A note on a cell, `*` for the whole form (审核意见)."""

    path: Annotated[str, said(120)]
    text: Annotated[str, said(2000)]


class AnswerIn(Schema):
    """An answer to a note (答复)."""

    answer: Annotated[str, said(2000)]


class WaiverIn(Schema):
    """A finding to waive (说明理由)."""

    code: Annotated[str, said(40)]
    path: Annotated[str, said(120)]
    reason: Annotated[str, said(500)]


class MarkIn(Schema):
    """A mark of the review form (评分); points as a decimal text such as `8.5`."""

    item: Annotated[str, said(40)]
    points: Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")] | None = None
    grade: Annotated[str, maybe(8)] = ""
    opinion: Annotated[str, maybe(500)] = ""


class MarksIn(Schema):
    """One's review form (审核表); it replaces the one saved before."""

    marks: Annotated[list[MarkIn], Field(max_length=60)]


class MarksAsked(Paging):
    """Marks of which round (轮次); the first is 1."""

    round: Round | None = None


def _moved(filing: Filing, made: Any) -> MovedOut:
    version = version_out(made) if isinstance(made, FilingVersion) else None
    return MovedOut(filing=filing_out(filing), version=version)


@operation(
    router, "GET", "/reviews", PageOf[FilingOut], family=Family.READ, roles=BUSINESS, pages=("cycle:review_list",)
)
def list_awaiting(request: HttpRequest, given: Query[Paging]) -> PageOf[FilingOut]:
    """Filings whose turn is the viewer's (待我审核), longest waiting first."""
    return paged(rows.awaiting(request.viewer), given, filing_out)


@operation(
    router, "POST", "/filings/{number}/submit", MovedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:review_move",),
)  # fmt: skip
def submit_filing(request: HttpRequest, number: Number, given: MoveIn) -> MovedOut:
    """Hand a filing in for review (报送)."""
    filing = filing_in_reach(request.viewer, number)
    return _moved(filing, submit(viewer=request.viewer, filing=filing, opinion=given.opinion, seen=given.seen))


@operation(
    router, "POST", "/filings/{number}/withdraw", MovedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:review_move",),
)  # fmt: skip
def withdraw_filing(request: HttpRequest, number: Number, given: MoveIn) -> MovedOut:
    """Take a filing back before anybody has passed it (撤回)."""
    filing = filing_in_reach(request.viewer, number)
    return _moved(filing, withdraw(viewer=request.viewer, filing=filing, opinion=given.opinion, seen=given.seen))


@operation(
    router, "POST", "/filings/{number}/pass", MovedOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:review_move",),
)  # fmt: skip
def pass_filing(request: HttpRequest, number: Number, given: MoveIn) -> MovedOut:
    """Pass a filing to the next stage (审核通过)."""
    filing = filing_in_reach(request.viewer, number)
    return _moved(filing, pass_on(viewer=request.viewer, filing=filing, opinion=given.opinion, seen=given.seen))


@operation(
    router, "POST", "/filings/{number}/return", MovedOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:review_move",),
)  # fmt: skip
def return_filing(request: HttpRequest, number: Number, given: MoveIn) -> MovedOut:
    """Send a filing back with all notes at once; the opinion is its reason (退回修改)."""
    filing = filing_in_reach(request.viewer, number)
    made = return_for_changes(viewer=request.viewer, filing=filing, reason=given.opinion, seen=given.seen)
    return _moved(filing, made)


@operation(
    router, "POST", "/filings/{number}/approve", MovedOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:review_move",),
)  # fmt: skip
def approve_filing(request: HttpRequest, number: Number, given: MoveIn) -> MovedOut:
    """Approve a filing and pin its version (批复)."""
    filing = filing_in_reach(request.viewer, number)
    return _moved(filing, approve(viewer=request.viewer, filing=filing, opinion=given.opinion, seen=given.seen))


@operation(
    router, "POST", "/reviews/approve", ApprovedOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:review_approve_many",),
)  # fmt: skip
def approve_filings(request: HttpRequest, given: ChosenIn) -> ApprovedOut:
    """Approve the chosen filings in which nothing is open (批量批复); each on its own."""
    chosen = rows.filings(request.viewer).filter(pk__in=given.numbers)
    done, stopped = approve_many(viewer=request.viewer, filings=chosen)
    told = [StoppedOut(number=each.pk, code=e.code, message=e.message(language())) for each, e in stopped]
    return ApprovedOut(approved=[each.pk for each in done], stopped=told)


@operation(
    router, "GET", "/filings/{number}/notes", PageOf[NoteOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:review_cell",),
)  # fmt: skip
def list_notes(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[NoteOut]:
    """Notes on a filing (审核意见), oldest first."""
    return paged(rows.notes(request.viewer, filing_in_reach(request.viewer, number)), given, note_out)


@operation(
    router, "POST", "/filings/{number}/notes", NoteOut, family=Family.REVIEW, roles=BUSINESS, pages=("cycle:note_add",)
)
def create_note(request: HttpRequest, number: Number, given: NoteIn) -> NoteOut:
    """Note something on a cell (写审核意见); the filler sees it when the filing is returned."""
    filing = filing_in_reach(request.viewer, number)
    return note_out(add_note(viewer=request.viewer, filing=filing, path=given.path, text=given.text))


@operation(
    router, "POST", "/notes/{number}/settle", NoteOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:note_settle",),
)  # fmt: skip
def settle_filing_note(request: HttpRequest, number: Number) -> NoteOut:
    """A note is dealt with (办结意见)."""
    note = get_object_or_404(rows.notes_in_reach(request.viewer), pk=number)
    return note_out(settle_note(viewer=request.viewer, note=note))


@operation(
    router, "POST", "/notes/{number}/answer", NoteOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:note_answer",),
)  # fmt: skip
def answer_filing_note(request: HttpRequest, number: Number, given: AnswerIn) -> NoteOut:
    """Say what was done about a note (答复意见)."""
    note = get_object_or_404(rows.notes_in_reach(request.viewer), pk=number)
    return note_out(answer_note(viewer=request.viewer, note=note, answer=given.answer))


@operation(
    router, "GET", "/filings/{number}/waivers", PageOf[WaiverOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:review_cell",),
)  # fmt: skip
def list_waivers(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[WaiverOut]:
    """Waivers of a filing with their public reasons (问题说明)."""
    filing = filing_in_reach(request.viewer, number)
    return paged(rows.waivers_in_reach(request.viewer).filter(filing=filing).order_by("pk"), given, waiver_out)


@operation(
    router, "POST", "/filings/{number}/waivers", WaiverOut, family=Family.FILL, also=(Family.REVIEW,), roles=BUSINESS,
    pages=("cycle:waiver_add",),
)  # fmt: skip
def create_waiver(request: HttpRequest, number: Number, given: WaiverIn) -> WaiverOut:
    """Accept a finding on purpose, with a public reason (说明理由)."""
    filing = filing_in_reach(request.viewer, number)
    made = waive(viewer=request.viewer, filing=filing, code=given.code, path=given.path, reason=given.reason)
    return waiver_out(made)


@operation(
    router, "POST", "/waivers/{number}/lift", DoneOut, family=Family.FILL, also=(Family.REVIEW,), roles=BUSINESS,
    pages=("cycle:waiver_lift",),
)  # fmt: skip
def lift_filing_waiver(request: HttpRequest, number: Number) -> DoneOut:
    """Take a waiver back (取消说明)."""
    lift_waiver(viewer=request.viewer, waiver=get_object_or_404(rows.waivers_in_reach(request.viewer), pk=number))
    return DoneOut()


@operation(
    router, "GET", "/filings/{number}/marks", PageOf[MarkOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:review",),
)  # fmt: skip
def list_marks(request: HttpRequest, number: Number, given: Query[MarksAsked]) -> PageOf[MarkOut]:
    """Marks of a round (审核评分), this one unless said; others' only once handed over or to those who review."""
    filing = filing_in_reach(request.viewer, number)
    return paged(rows.marks(request.viewer, filing, given.round - 1 if given.round else None), given, mark_out)


@operation(
    router, "POST", "/filings/{number}/marks", list[MarkOut], family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:marks_save",),
)  # fmt: skip
def save_filing_marks(request: HttpRequest, number: Number, given: MarksIn) -> list[MarkOut]:
    """Save one's review form of this round (保存审核表); again replaces it."""
    filing = filing_in_reach(request.viewer, number)
    marks = {
        each.item: Given(Decimal(each.points) if each.points else None, each.grade, each.opinion)
        for each in given.marks
    }
    return [mark_out(row) for row in save_marks(viewer=request.viewer, filing=filing, given=marks)]


@operation(
    router, "GET", "/filings/{number}/versions", PageOf[VersionOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:review",),
)  # fmt: skip
def list_versions(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[VersionOut]:
    """Versions of a filing (版本), oldest first."""
    filing = filing_in_reach(request.viewer, number)
    return paged(rows.versions(request.viewer, filing), given, version_out)


@operation(router, "GET", "/versions/{number}", VersionFullOut, family=Family.READ, roles=BUSINESS)
def get_version(request: HttpRequest, number: Number) -> VersionFullOut:
    """One version with its form (版本)."""
    row = get_object_or_404(rows.versions_in_reach(request.viewer), pk=number)
    return VersionFullOut(**version_facts(row), document=row.document)


@operation(
    router, "GET", "/filings/{number}/steps", PageOf[StepOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:review",),
)  # fmt: skip
def list_steps(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[StepOut]:
    """Moves of a filing (办理记录), oldest first."""
    return paged(rows.steps(request.viewer, filing_in_reach(request.viewer, number)), given, step_out)


@operation(
    router, "GET", "/filings/{number}/changes", PageOf[ChangeOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:comparison",),
)  # fmt: skip
def list_changes(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[ChangeOut]:
    """Before and after of an adjustment or addition (调整前后对照)."""
    asked = rows.changes_of(request.viewer, number)
    if asked is None:
        raise ActionError("cycle.no_comparison")
    return paged_list(
        asked[1], given,
        lambda each: ChangeOut(
            path=each.path, row=each.row, column=each.column, before=each.before, after=each.after
        ),
    )  # fmt: skip
