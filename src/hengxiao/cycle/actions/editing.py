"""Editing a filing (填报): every save merges cell by cell; two people's work is never lost (逐格合并)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from django.db.models import Max, Min
from django.utils import timezone

from hengxiao.base.acting import Entry, acting
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.viewer import Reach, Viewer
from hengxiao.core.packs import load
from hengxiao.core.terms.kinds import Term
from hengxiao.cycle.actions.moving import actor, reach_for
from hengxiao.cycle.documents import cell
from hengxiao.cycle.drafting import free_label, new_goal
from hengxiao.cycle.editing import (
    Change,
    added_indicator,
    cleaned,
    filled_indicator,
    is_editable,
    long_term_copies,
    make,
    moved,
    next_id,
    present,
    relabelled,
    row_state,
    row_text,
    same_row,
)
from hengxiao.cycle.models import Edit, Filing, LibraryIndicator
from hengxiao.cycle.procedures import procedure_of
from hengxiao.cycle.queries.indicator_library import library_of
from hengxiao.cycle.suggesting import taken

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell somebody else changed meanwhile (冲突): my text, theirs, who changed it last."""

    path: str
    mine: str
    theirs: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did (保存结果): the filing after it, changes made, cells left to choose."""

    filing: Filing
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def may_edit(viewer: Viewer, filing: Filing) -> bool:
    """Whether the viewer may change the document now (可修改): a filler in reach, in a state that is open."""
    return _reach(viewer, filing) is not None


def _reach(viewer: Viewer, filing: Filing) -> Reach | None:
    state = procedure_of(filing).states.get(filing.state)
    return reach_for(viewer, filing, frozenset({Role.FILLER})) if state is not None and state.editable else None


def save_cells(*, viewer: Viewer, filing: Filing, changes: Sequence[Change]) -> Saved:
    """Save cells (保存单元格): each is made where the cell still holds the text it was made on.

    A cell that somebody changed meanwhile is left as it is and given back as a conflict with both texts; the others are
    saved.

    Raises:
        ForbiddenError: the viewer may not edit this filing now.
        ActionError: there is no such cell.
    """

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        made: list[Change] = []
        conflicts: list[Conflict] = []
        for asked in changes:
            change = Change(asked.path, cleaned(asked.old), cleaned(asked.new))
            now = _text_at(row, change.path)
            if now == change.new:
                continue
            if now == change.old:
                require_not_fixed(row, change)
                made += relabelled(row.document, change)
            else:
                conflicts.append(Conflict(change.path, change.new, now, _last_hand(row, change.path)))
        return made, conflicts

    return edit_document(viewer, filing, "cycle.save_cells", wanted)


def add_indicators(
    *,
    viewer: Viewer,
    filing: Filing,
    goal: str,
    level1: str = "",
    level2: str = "",
    rows: Sequence[Sequence[str]] = ((),),
) -> Saved:
    """Add indicators under a goal (新增指标): one empty, or one for each pasted row.

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such goal, or too many rows at once.
    """

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        return rows_added(row, goal, [(cleaned(level1), cleaned(level2), cells) for cells in rows]), []

    return edit_document(viewer, filing, "cycle.add_indicators", wanted)


def rows_added(row: Filing, goal: str, rows: Sequence[tuple[str, str, Sequence[str]]]) -> list[Change]:
    """The changes that add indicators, each a kind and its cells, under a goal (新增指标的修改).

    Raises:
        ActionError: no such goal, or too many rows at once.
    """
    label = next((each["label"] for each in row.document["goals"] if each["id"] == goal), None)
    if label is None:
        raise ActionError("cycle.no_such_cell", path=f"goals.{goal[:40]}")
    if len(rows) > MOST_ROWS:
        raise ActionError("cycle.too_many_rows", number=len(rows), most=MOST_ROWS)
    trial, made = deepcopy(row.document), []
    for level1, level2, cells in rows:
        change = added_indicator(trial, filled_indicator(next_id(trial, "indicators"), label, level1, level2, cells))
        make(trial, change)
        made.append(change)
    return made


def add_goal(*, viewer: Viewer, filing: Filing, term: str) -> Saved:
    """Add a goal of a term (新增目标), named by the pack.

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such term.
    """
    if term not in (Term.LONG, Term.ANNUAL):
        raise ActionError("cycle.no_such_cell", path=f"goals.{cleaned(term)[:40]}")

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        goals = row.document["goals"]
        names = load(row.pack).get("goals.names", default={})
        label = free_label(names, term, {each["label"] for each in goals})
        identity = next_id(row.document, "goals")
        at = len(goals) if term == Term.ANNUAL else sum(each["term"] == Term.LONG for each in goals)
        return [Change(f"goals.{identity}", "", row_state(at, new_goal(identity, label, term)))], []

    return edit_document(viewer, filing, "cycle.add_goal", wanted)


def remove_row(*, viewer: Viewer, filing: Filing, path: str, revision: int) -> Saved:
    """Remove an indicator or an empty goal (删除指标、目标), as it was seen at a revision.

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such row, or the goal has indicators.
        LateError: somebody else changed the row meanwhile.
    """

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        state = row_at(row, path)
        kind, identity = path.split(".")
        others = row.edits.filter(path__startswith=f"{path}.", revision__gt=revision).exclude(by=viewer.person)
        if others.exists():
            raise LateError("cycle.row_changed")
        if kind == "goals":
            label = next(each["label"] for each in row.document["goals"] if each["id"] == identity)
            if any(each["goal"] == label for each in row.document["indicators"]):
                raise ActionError("cycle.goal_has_indicators", goal=label)
        return [Change(path, state, "")], []

    return edit_document(viewer, filing, "cycle.remove_row", wanted)


def move_row(*, viewer: Viewer, filing: Filing, path: str, step: int) -> Saved:
    """Move an indicator or a goal up (-1) or down (1) (上移、下移).

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such row.
    """

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        row_at(row, path)
        change = moved(row.document, path, step)
        return [change] if change else [], []

    return edit_document(viewer, filing, "cycle.move_row", wanted)


def copy_to_long_term(*, viewer: Viewer, filing: Filing) -> Saved:
    """Copy the annual indicators to the long-term goal (年度指标复制到长期).

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: there is no long-term goal.
    """

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        if not any(each["term"] == Term.LONG for each in row.document["goals"]):
            raise ActionError("cycle.no_long_term_goal")
        return list(long_term_copies(deepcopy(row.document))), []

    return edit_document(viewer, filing, "cycle.copy_to_long_term", wanted)


def take_from_library(*, viewer: Viewer, filing: Filing, indicator: str, chosen: LibraryIndicator) -> Saved:
    """Take an indicator of the library over into a row (采用指标库指标).

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such row.
    """

    def wanted(row: Filing) -> tuple[list[Change], list[Conflict]]:
        row_at(row, f"indicators.{indicator}")
        entry = next(each for each in row.document["indicators"] if each["id"] == indicator)
        return taken(entry, chosen, load(row.pack)), []

    return edit_document(viewer, filing, "cycle.take_from_library", wanted)


def undo(*, viewer: Viewer, filing: Filing) -> Saved:
    """Take back the viewer's own last change (撤销).

    Raises:
        ForbiddenError: see `save_cells`.
        LateError: somebody changed the same place since.
    """
    return _replay(viewer, filing, "cycle.undo", back=True)


def redo(*, viewer: Viewer, filing: Filing) -> Saved:
    """Make the change again that was taken back last (重做); none after a new change.

    Raises:
        ForbiddenError: see `save_cells`.
        LateError: somebody changed the same place since.
    """
    return _replay(viewer, filing, "cycle.redo", back=False)


def undoable(viewer: Viewer, filing: Filing) -> tuple[int | None, int | None]:
    """Revisions that undo and redo would touch (可撤销、可重做的修改)."""
    own = filing.edits.filter(by=viewer.person)
    live = own.filter(undone=False).aggregate(last=Max("revision"))["last"]
    taken_back = own.filter(undone=True, revision__gt=live or 0).aggregate(first=Min("revision"))["first"]
    return live, taken_back


def _replay(viewer: Viewer, filing: Filing, action: str, *, back: bool) -> Saved:
    with acting(viewer, action, f"filing:{filing.pk}") as entry:
        row = _locked(viewer, filing, entry)
        live, taken_back = undoable(viewer, row)
        revision = live if back else taken_back
        if revision is None:
            return Saved(row)
        batch = [Change(each.path, each.old, each.new) for each in row.edits.filter(revision=revision).order_by("pk")]
        changes = [each.opposite for each in reversed(batch)] if back else batch
        for change in changes:
            _require_unchanged(row, change)
            make(row.document, change)
        row.edits.filter(revision=revision).update(undone=back)
        _keep(row)
        entry.facts = {"revision": row.revision, "of": revision}
        entry.after = [(each.path, each.new) for each in changes]
    return Saved(row, tuple(changes))


def _require_unchanged(row: Filing, change: Change) -> None:
    try:
        now = present(row.document, change)
    except KeyError:
        raise LateError("cycle.undo_changed") from None
    if not (same_row(now, change.old) if change.of_row else now == change.old):
        raise LateError("cycle.undo_changed")


Wanted = Callable[[Filing], tuple[Iterable[Change], Sequence[Conflict]]]


def edit_document(viewer: Viewer, filing: Filing, action: str, wanted: Wanted) -> Saved:
    """The frame of every edit (修改框架): lock, ask what is wanted of the document, make it, keep it, log it."""
    with acting(viewer, action, f"filing:{filing.pk}") as entry:
        row = _locked(viewer, filing, entry)
        changes, conflicts = wanted(row)
        changes = tuple(changes)
        for change in changes:
            make(row.document, change)
        if changes:
            _keep(row)
            Edit.objects.bulk_create(
                Edit(filing=row, revision=row.revision, path=c.path, old=c.old, new=c.new, by=actor(viewer))
                for c in changes
            )
        entry.facts = {"revision": row.revision, "conflicts": [each.path for each in conflicts]}
        entry.before = [(each.path, each.old) for each in changes]
        entry.after = [(each.path, each.new) for each in changes]
    return Saved(row, changes, tuple(conflicts))


def _locked(viewer: Viewer, filing: Filing, entry: Entry) -> Filing:
    row = Filing.objects.select_for_update().get(pk=filing.pk)
    reach = _reach(viewer, row)
    if reach is None:
        raise ForbiddenError("cycle.not_editable")
    entry.acting_for = reach.person_id if reach.person_id != actor(viewer).pk else None
    return row


def _keep(row: Filing) -> None:
    row.revision += 1
    row.changed_at = timezone.now()
    row.save(update_fields=["document", "revision", "changed_at"])


def _text_at(row: Filing, path: str) -> str:
    if not is_editable(path):
        raise ActionError("cycle.no_such_cell", path=path[:120])
    try:
        return cell(row.document, path)
    except KeyError:
        raise ActionError("cycle.cell_gone") from None


def row_at(row: Filing, path: str) -> str:
    """State of an indicator or goal that must be there (现有行).

    Raises:
        ActionError: there is none.
    """
    kind, _, identity = path.partition(".")
    state = row_text(row.document, path) if kind in ("goals", "indicators") and "." not in identity else ""
    if not state:
        raise ActionError("cycle.no_such_cell", path=path[:120])
    return state


def require_not_fixed(row: Filing, change: Change) -> None:
    """A fixed indicator of the library keeps its name (固化指标不得改名), where the pack says so.

    Raises:
        ActionError: the change renames one.
    """
    if not (change.path.startswith("indicators.") and change.path.endswith(".name") and change.old):
        return
    locked = load(row.pack).get("indicator.locked_when_recommended", default=False)
    if locked and library_of(row.organisation).filter(name=change.old, fixed=True).exists():
        raise ActionError("cycle.indicator_fixed", name=change.old)


def _last_hand(row: Filing, path: str) -> str:
    last = row.edits.filter(path=path).select_related("by").order_by("-revision").first()
    return last.by.name if last else ""
