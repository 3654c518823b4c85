"""Filing indicators and taking last year's over (归类、并入上年): edits of many cells, each one save and one undo."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import load
from hengxiao.cycle.actions.editing import Conflict, Saved, edit_document, row_at, rows_added
from hengxiao.cycle.arranging import Pasted, classified, from_earlier, levels_of
from hengxiao.cycle.editing import Change
from hengxiao.cycle.models import Filing
from hengxiao.cycle.queries.declaring import earlier_filing

Made = tuple[list[Change], list[Conflict]]


def classify_indicator(
    *, viewer: Viewer, filing: Filing, indicator: str, goal: str = "", level1: str = "", level2: str = ""
) -> Saved:
    """File an indicator under another goal or kind (改归类), by the pack's closed list; what is not given stays.

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such row or goal, or a kind the pack does not have.
    """

    def wanted(row: Filing) -> Made:
        row_at(row, f"indicators.{indicator}")
        entry = next(each for each in row.document["indicators"] if each["id"] == indicator)
        label = entry["goal"]
        if goal:
            found = next((each["label"] for each in row.document["goals"] if each["id"] == goal), None)
            if found is None:
                raise ActionError("cycle.no_such_cell", path=f"goals.{goal[:40]}")
            label = found
        kind = (level1, level2) if level1 or level2 else (entry["level1"], entry["level2"])
        known = {(level.level1, level.level2) for level in levels_of(load(row.pack))}
        if kind not in known and kind != (entry["level1"], entry["level2"]):
            raise ActionError("cycle.no_such_level", level1=level1[:40], level2=level2[:40])
        change = classified(row.document, indicator, goal=label, level1=kind[0], level2=kind[1])
        return [change] if change else [], []

    return edit_document(viewer, filing, "cycle.classify_indicator", wanted)


def paste_levelled(*, viewer: Viewer, filing: Filing, goal: str, rows: Sequence[Pasted]) -> Saved:
    """Add indicators that came with their levels (粘贴带类别的指标) under a goal.

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: no such goal, or too many rows at once.
    """

    def wanted(row: Filing) -> Made:
        return rows_added(row, goal, [(each.level1, each.level2, each.cells) for each in rows]), []

    return edit_document(viewer, filing, "cycle.paste_levelled", wanted)


def merge_earlier(*, viewer: Viewer, filing: Filing, replace: bool) -> Saved:
    """Bring last year's filing into a draft (并入上年申报): empty cells filled, or filled ones replaced too.

    Raises:
        ForbiddenError: see `save_cells`.
        ActionError: the project has no earlier filing in reach.
    """

    def wanted(row: Filing) -> Made:
        earlier = earlier_filing(viewer, row)
        if earlier is None:
            raise ActionError("cycle.nothing_earlier", project=row.project.name, year=row.year)
        return list(from_earlier(deepcopy(row.document), earlier.document, load(row.pack), replace=replace)), []

    return edit_document(viewer, filing, "cycle.merge_earlier", wanted)
