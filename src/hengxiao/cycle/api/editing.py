"""Filling in by the interface (填报接口): cells with conflicts, rows, undo, findings, the library, the source."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.refusals import refused
from hengxiao.base.api.shapes import LARGEST, Number, maybe, said
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.templatetags.words import language
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.actions import editing as actions
from hengxiao.cycle.actions.editing import MOST_ROWS, Saved, may_edit
from hengxiao.cycle.actions.moving import open_actions, stamp
from hengxiao.cycle.api.shapes import (
    FilingFullOut,
    FindingOut,
    FindingsOut,
    MoveOut,
    filing_facts,
    finding_out,
)
from hengxiao.cycle.editing import LONGEST, ORDER, Change
from hengxiao.cycle.judging import judge
from hengxiao.cycle.models import Filing
from hengxiao.cycle.queries.reviewing import filings
from hengxiao.cycle.sourcing import source_of

router = Router(tags=["filling"])
BUSINESS = EVERY_BUSINESS_ROLE
MOST_CELLS = 2000
Path = Annotated[str, said(120)]
Text = Annotated[str, maybe(LONGEST)]
Revision = Annotated[int, Field(ge=0, le=LARGEST)]


class CellIn(Schema):
    """A cell to change (改单元格): where, the text it is made on, the new text."""

    path: Path
    old: Text
    new: Text


class CellsIn(Schema):
    """Cells to change (改单元格)."""

    cells: Annotated[list[CellIn], Field(min_length=1, max_length=MOST_CELLS)]


class ConflictOut(Schema):
    """A cell somebody else changed meanwhile (冲突)."""

    path: str
    mine: str
    theirs: str
    by: str


class CellOut(Schema):
    """A change that was made (已改); of a row both texts are its states as JSON."""

    path: str
    old: str
    new: str


class SavedOut(Schema):
    """What a save did (保存结果)."""

    revision: int
    changes: list[CellOut]
    conflicts: list[ConflictOut]


class RowsIn(Schema):
    """Indicators to add (新增指标): one empty, or the cells of each in the order of the editor's columns."""

    goal: Annotated[str, said(20)]
    level1: Annotated[str, maybe(60)] = ""
    level2: Annotated[str, maybe(60)] = ""
    rows: Annotated[list[Annotated[list[Text], Field(max_length=len(ORDER))]], Field(max_length=MOST_ROWS)] = Field(
        default_factory=list
    )


class GoalIn(Schema):
    """A goal to add (新增目标)."""

    term: Annotated[str, said(20)]


class RemoveIn(Schema):
    """A row to remove (删除行), as it was seen at a revision."""

    path: Path
    revision: Revision


class ShiftIn(Schema):
    """A row to move (上移、下移)."""

    path: Path
    up: bool


class SourceCellOut(Schema):
    """A printed cell of the source (原表单元格)."""

    text: str
    row_span: int
    column_span: int
    used: bool


class SourceGridOut(Schema):
    """A table of the source (原表)."""

    title: str
    cut: bool
    rows: list[list[SourceCellOut]]


class SourceOut(Schema):
    """The file a draft came from (原件)."""

    name: str
    grids: list[SourceGridOut]
    findings: list[str]


def filing_in_reach(viewer: Viewer, number: int) -> Filing:
    """A filing in reach (可见申报), else not found."""
    found: Filing = get_object_or_404(filings(viewer).select_related("source"), pk=number)
    return found


def indicator_of(filing: Filing, indicator: str) -> dict[str, Any]:
    """An indicator of a filing by its id (指标).

    Raises:
        ActionError: there is none.
    """
    row: dict[str, Any] | None = next((each for each in filing.document["indicators"] if each["id"] == indicator), None)
    if row is None:
        raise ActionError("cycle.no_such_cell", path=f"indicators.{indicator}")
    return row


def saved_out(saved: Saved) -> SavedOut:
    """What a save did (保存结果)."""
    changes = [CellOut(path=each.path, old=each.old, new=each.new) for each in saved.changes]
    conflicts = [ConflictOut(path=c.path, mine=c.mine, theirs=c.theirs, by=c.by) for c in saved.conflicts]
    return SavedOut(revision=saved.filing.revision, changes=changes, conflicts=conflicts)


@operation(
    router, "GET", "/filings/{number}", FilingFullOut, family=Family.READ, roles=BUSINESS,
    pages=("cycle:edit", "cycle:sheet", "cycle:statements", "cycle:review"),
)  # fmt: skip
def get_filing(request: HttpRequest, number: Number) -> FilingFullOut:
    """One filing with its form, and what may be done with it now (申报)."""
    viewer = request.viewer
    filing = filing_in_reach(viewer, number)
    moves = [MoveOut(action=move.action, name=move.name) for move in open_actions(viewer, filing)]
    return FilingFullOut(
        **filing_facts(filing), seen=stamp(filing), may_edit=may_edit(viewer, filing), moves=moves,
        document=filing.document,
    )  # fmt: skip


@operation(
    router, "POST", "/filings/{number}/cells", SavedOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:cells",)
)
def save_filing_cells(request: HttpRequest, number: Number, given: CellsIn) -> SavedOut | HttpResponse:
    """Save cells (保存单元格): each where it still holds the text it was made on.

    The others come back as conflicts; where none could be saved, the answer is 409 with the conflicts as facts.
    """
    changes = [Change(each.path, each.old, each.new) for each in given.cells]
    filing = filing_in_reach(request.viewer, number)
    made = saved_out(actions.save_cells(viewer=request.viewer, filing=filing, changes=changes))
    if made.conflicts and not made.changes:
        facts = {"count": len(made.conflicts), "conflicts": [each.dict() for each in made.conflicts]}
        return refused(409, "cycle.cells_conflict", facts)
    return made


@operation(
    router, "POST", "/filings/{number}/indicators", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:add_row",),
)  # fmt: skip
def add_filing_indicators(request: HttpRequest, number: Number, given: RowsIn) -> SavedOut:
    """Add indicators under a goal (新增指标)."""
    made = actions.add_indicators(
        viewer=request.viewer, filing=filing_in_reach(request.viewer, number), goal=given.goal, level1=given.level1,
        level2=given.level2, rows=given.rows or [[]],
    )  # fmt: skip
    return saved_out(made)


@operation(
    router, "POST", "/filings/{number}/goals", SavedOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:add_goal",)
)
def add_filing_goal(request: HttpRequest, number: Number, given: GoalIn) -> SavedOut:
    """Add a goal of a term, `annual` or `long` (新增目标)."""
    filing = filing_in_reach(request.viewer, number)
    return saved_out(actions.add_goal(viewer=request.viewer, filing=filing, term=given.term))


@operation(
    router, "POST", "/filings/{number}/rows/remove", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:remove_row",),
)  # fmt: skip
def remove_filing_row(request: HttpRequest, number: Number, given: RemoveIn) -> SavedOut:
    """Remove an indicator or an empty goal (删除指标、目标)."""
    filing = filing_in_reach(request.viewer, number)
    return saved_out(actions.remove_row(viewer=request.viewer, filing=filing, path=given.path, revision=given.revision))


@operation(
    router, "POST", "/filings/{number}/rows/move", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:move_row",),
)  # fmt: skip
def move_filing_row(request: HttpRequest, number: Number, given: ShiftIn) -> SavedOut:
    """Move an indicator or a goal up or down (上移、下移)."""
    filing = filing_in_reach(request.viewer, number)
    step = -1 if given.up else 1
    return saved_out(actions.move_row(viewer=request.viewer, filing=filing, path=given.path, step=step))


@operation(
    router, "POST", "/filings/{number}/copy-to-long-term", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:copy_term",),
)  # fmt: skip
def copy_filing_to_long_term(request: HttpRequest, number: Number) -> SavedOut:
    """Copy the annual indicators to the long-term goal (年度指标复制到长期)."""
    filing = filing_in_reach(request.viewer, number)
    return saved_out(actions.copy_to_long_term(viewer=request.viewer, filing=filing))


@operation(
    router, "POST", "/filings/{number}/undo", SavedOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:undo",)
)
def undo_change(request: HttpRequest, number: Number) -> SavedOut:
    """Take back one's own last change (撤销)."""
    return saved_out(actions.undo(viewer=request.viewer, filing=filing_in_reach(request.viewer, number)))


@operation(
    router, "POST", "/filings/{number}/redo", SavedOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:redo",)
)
def redo_change(request: HttpRequest, number: Number) -> SavedOut:
    """Make the change again that was taken back last (重做)."""
    return saved_out(actions.redo(viewer=request.viewer, filing=filing_in_reach(request.viewer, number)))


@operation(
    router, "GET", "/filings/{number}/findings", FindingsOut, family=Family.READ, roles=BUSINESS,
    pages=("cycle:findings", "cycle:review_cell"),
)  # fmt: skip
def list_findings(request: HttpRequest, number: Number) -> FindingsOut:
    """What the checks find now (检查问题)."""
    judged, said_in = judge(filing_in_reach(request.viewer, number)), language()
    found = [finding_out(judged, each, said_in) for each in judged.report.findings]
    waived: list[FindingOut] = [finding_out(judged, each.finding, said_in) for each in judged.report.waived]
    return FindingsOut(findings=found, waived=waived, missing=list(judged.missing))


@operation(
    router, "GET", "/filings/{number}/source", SourceOut, family=Family.READ, roles=BUSINESS, pages=("cycle:source",)
)
def get_source(request: HttpRequest, number: Number) -> SourceOut:
    """The form a draft came from (原表)."""
    filing = filing_in_reach(request.viewer, number)
    if filing.source is None:
        raise ActionError("cycle.no_source")
    source, said_in = source_of(filing.source, filing.document), language()
    grids = [
        SourceGridOut(
            title=grid.title, cut=grid.cut,
            rows=[
                [SourceCellOut(text=c.text, row_span=c.row_span, column_span=c.column_span, used=c.used) for c in row]
                for row in grid.rows
            ],
        )
        for grid in source.grids
    ]  # fmt: skip
    return SourceOut(name=source.name, grids=grids, findings=[each.message(said_in) for each in source.findings])
