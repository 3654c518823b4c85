"""Changing a document (修改申报文档): one change is a cell's text or a whole row's place, each with its opposite.

A change names a cell (`goals.g1.text`) with two texts, or a row (`indicators.i3`) with two states of it as JSON:
`{"at": position, "entry": {...}}`, or "" where the row is absent. Undoing is making the opposite change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS
from hengxiao.core.terms.kinds import Term
from hengxiao.cycle.documents import GOAL_FIELDS, LISTS, QUALITY, STATED, STATEMENTS, Document, cell, set_cell
from hengxiao.cycle.drafting import new_indicator

LONGEST = 4000
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
EDITABLE = {
    "project": frozenset(PROJECT_FIELDS),
    "funds": frozenset((*FUND_FIELDS, "unit")),
    "goals": frozenset(GOAL_FIELDS),
    "indicators": frozenset((*INDICATOR_FIELDS, *STATED)),
}
ORDER = ("name", "target", "year_before_last", "previous_year", "standard", "points")
LEFT_BEHIND = ("points", "score", "actual", "deviation", "midterm", "previous_year", "year_before_last")


@dataclass(frozen=True, slots=True)
class Change:
    """One change (一处修改): path, text before, text after."""

    path: str
    old: str
    new: str

    @property
    def opposite(self) -> Change:
        """The change that takes this one back (反向修改)."""
        return Change(self.path, self.new, self.old)

    @property
    def of_row(self) -> bool:
        """Whether a row is added, removed or moved (整行修改)."""
        return self.path.count(".") == 1 and not self.path.startswith("project.")


def cleaned(text: str) -> str:
    """A text as it is kept (规范化文本): line ends as `\\n`, no control characters, no space around, bounded."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:LONGEST]


def spread_statements(document: Document, source: dict[str, Any]) -> list[Change]:
    """What an indicator states, for every other indicator that states nothing there (空着的指标说明照填)."""
    given = {name: text for name in STATEMENTS if (text := cell(document, f"indicators.{source['id']}.{name}"))}
    others = [row["id"] for row in document["indicators"] if row["id"] != source["id"]]
    paths = [(f"indicators.{row}.{name}", text) for row in others for name, text in given.items()]
    return [Change(path, "", text) for path, text in paths if not cell(document, path)]


def is_editable(path: str) -> bool:
    """Whether a path names a cell people fill in (可填单元格)."""
    kind, *rest = path.split(".")
    if kind == "project":
        return len(rest) == 1 and rest[0] in EDITABLE[kind]
    if kind == "indicators" and len(rest) == 3:
        return rest[1] == "quality" and rest[2] in QUALITY
    return kind in LISTS and len(rest) == 2 and rest[1] in EDITABLE[kind]


def present(document: Document, change: Change) -> str:
    """What stands at a change's path now (现有内容).

    Raises:
        KeyError: there is no such cell.
    """
    return row_text(document, change.path) if change.of_row else cell(document, change.path)


def make(document: Document, change: Change) -> None:
    """Make a change in place (执行修改).

    Raises:
        KeyError: there is no such cell.
    """
    if not change.of_row:
        set_cell(document, change.path, change.new)
        return
    kind, identity = change.path.split(".")
    rows = document[kind]
    rows[:] = [row for row in rows if row["id"] != identity]
    if change.new:
        state = json.loads(change.new)
        rows.insert(min(state["at"], len(rows)), state["entry"])
    last = document.setdefault("last", {})
    last[kind] = max(last.get(kind, 0), number_of(identity))


def row_text(document: Document, path: str) -> str:
    """State of a row as text (行的状态), "" where it is absent."""
    kind, identity = path.split(".")
    for at, entry in enumerate(document[kind]):
        if entry["id"] == identity:
            return row_state(at, entry)
    return ""


def row_state(at: int, entry: dict[str, Any]) -> str:
    """A row and its position as text (行与位置)."""
    return json.dumps({"at": at, "entry": entry}, ensure_ascii=False, sort_keys=True)


def same_row(one: str, other: str) -> bool:
    """Whether two states of a row say the same, wherever it stands (行内容相同)."""
    if not one or not other:
        return one == other
    same: bool = json.loads(one)["entry"] == json.loads(other)["entry"]
    return same


def number_of(identity: str) -> int:
    """Number of an id: i12 → 12."""
    return int(identity[1:])


def next_id(document: Document, kind: str) -> str:
    """An id no row of the document has or had (新行编号)."""
    used = [number_of(entry["id"]) for entry in document[kind]]
    return f"{LISTS[kind]}{max([document.get('last', {}).get(kind, 0), *used]) + 1}"


def position_for(document: Document, goal: str, level1: str, level2: str) -> int:
    """Where a new indicator goes (插入位置): after its group, else after its level 1, its goal, else last."""
    rows = document["indicators"]
    for wanted in ((goal, level1, level2), (goal, level1), (goal,)):
        names = ("goal", "level1", "level2")[: len(wanted)]
        places = [at for at, row in enumerate(rows, 1) if tuple(row[name] for name in names) == wanted]
        if places:
            return places[-1]
    return len(rows)


def added_indicator(document: Document, entry: dict[str, Any]) -> Change:
    """The change that adds an indicator at its place (新增指标)."""
    at = position_for(document, entry["goal"], entry["level1"], entry["level2"])
    return Change(f"indicators.{entry['id']}", "", row_state(at, entry))


def moved(document: Document, path: str, step: int) -> Change | None:
    """The change that moves a row past its neighbour of the same goal (上移、下移), None at the end."""
    kind, identity = path.split(".")
    rows = document[kind]
    here = next((at for at, row in enumerate(rows) if row["id"] == identity), None)
    if here is None:
        return None
    group = [at for at, row in enumerate(rows) if kind != "indicators" or row["goal"] == rows[here]["goal"]]
    there = group.index(here) + step
    if not 0 <= there < len(group):
        return None
    return Change(path, row_state(here, rows[here]), row_state(group[there], rows[here]))


def relabelled(document: Document, change: Change) -> Iterator[Change]:
    """A change and what follows from it (连带修改): indicators keep to a goal whose label changes."""
    yield change
    kind, *rest = change.path.split(".")
    if kind == "goals" and rest[-1:] == ["label"] and change.old:
        for row in document["indicators"]:
            if row["goal"] == change.old:
                yield Change(f"indicators.{row['id']}.goal", change.old, change.new)


def pasted_rows(text: str) -> list[list[str]]:
    """Rows and cells of a text copied from a worksheet (表格文本): tabs between cells, quotes around line breaks."""
    import csv
    import io

    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    return [[cleaned(each) for each in row] for row in rows if any(each.strip() for each in row)]


def filled_indicator(identity: str, goal: str, level1: str, level2: str, cells: Sequence[str]) -> dict[str, Any]:
    """A new indicator with the cells of a pasted row (由一行文本生成指标), in the order of the editor's columns."""
    return new_indicator(identity, goal, level1, level2) | dict(zip(ORDER, cells, strict=False))


def long_term_copies(document: Document) -> Iterator[Change]:
    """Changes that copy annual indicators to the long-term goal (年度指标复制到长期), but those it has already.

    What belongs to one year (points, history) is not taken along.
    """
    goal = next((each["label"] for each in document["goals"] if each["term"] == Term.LONG), None)
    if goal is None:
        return
    annual = {each["label"] for each in document["goals"] if each["term"] != Term.LONG}
    known = {row["name"] for row in document["indicators"] if row["goal"] == goal}
    for row in list(document["indicators"]):
        if row["goal"] in annual and row["name"] not in known:
            known.add(row["name"])
            entry = json.loads(json.dumps(row)) | dict.fromkeys(LEFT_BEHIND, "")
            change = added_indicator(document, entry | {"id": next_id(document, "indicators"), "goal": goal})
            make(document, change)
            yield change
