"""Where an indicator stands (指标归类): levels by the closed list of the pack, moves, rows of last year merged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hengxiao.core.packs import Pack
from hengxiao.cycle.documents import STATED, Document
from hengxiao.cycle.drafting import carried_over
from hengxiao.cycle.editing import Change, added_indicator, make, next_id, position_for, row_state

Pair = tuple[dict[str, str], dict[str, str]]
EARLIER_GOAL = ("text",)
EARLIER_ROW = ("target", "standard", "points", "sign", "unit", "previous_year", "year_before_last", *STATED)


@dataclass(frozen=True, slots=True)
class Level:
    """A level-2 kind of the pack with the level 1 above it (指标类别)."""

    level1: str
    level2: str
    above: frozenset[str]
    names: frozenset[str]

    @property
    def key(self) -> str:
        """Both names in one text, as the pages send it."""
        return f"{self.level1}|{self.level2}"


def levels_of(pack: Pack) -> tuple[Level, ...]:
    """The closed list of kinds of a pack (指标类别表)."""
    rows = pack.get("tree.levels", default=())
    above = {row["code"]: row for row in rows if row["level"] == 1}
    return tuple(
        Level(
            above[row["parent"]]["name"], row["name"], _names(above[row["parent"]]), _names(row)
        )
        for row in rows if row["level"] == 2
    )  # fmt: skip


def _names(row: dict[str, object]) -> frozenset[str]:
    synonyms = row.get("synonyms", ())
    return frozenset((str(row["name"]), *(map(str, synonyms) if isinstance(synonyms, Sequence) else ())))


def classified(document: Document, identity: str, *, goal: str, level1: str, level2: str) -> Change | None:
    """The change that files an indicator under a goal and a kind (改归类), last of its kind there, or None."""
    rows = document["indicators"]
    here = next(number for number, row in enumerate(rows) if row["id"] == identity)
    entry = json.loads(json.dumps(rows[here])) | {"goal": goal, "level1": level1, "level2": level2}
    if entry == rows[here]:
        return None
    rest = {**document, "indicators": [row for row in rows if row["id"] != identity]}
    there = position_for(rest, goal, level1, level2)
    return Change(f"indicators.{identity}", row_state(here, rows[here]), row_state(there, entry))


@dataclass(frozen=True, slots=True)
class Pasted:
    """One pasted row (粘贴的一行): its kind, "" where the text names none, and its other cells."""

    level1: str
    level2: str
    cells: tuple[str, ...]


def levelled(rows: Sequence[Sequence[str]], pack: Pack) -> list[Pasted] | None:
    """Pasted rows that begin with their levels (带一级、二级指标的行), None when they do not.

    A blank level stands for the one above it, as in merged cells; a level the pack does not list is kept as written.
    """
    levels = levels_of(pack)
    first = frozenset().union(*(level.above for level in levels)) if levels else frozenset()
    second = frozenset().union(*(level.names for level in levels)) if levels else frozenset()
    if not rows or not any(len(row) > 2 and (row[0] in first or row[1] in second) for row in rows):
        return None
    found: list[Pasted] = []
    above = ("", "")
    for row in rows:
        named = row[0] or above[0]
        kind = (row[1] if len(row) > 1 else "") or (above[1] if not row[0] or row[0] == above[0] else "")
        above = (named, kind)
        known = next((level for level in levels if named in level.above and kind in level.names), None)
        known = known or next((level for level in levels if not named and kind in level.names), None)
        level1, level2 = (known.level1, known.level2) if known else above
        found.append(Pasted(level1, level2, tuple(row[2:])))
    return found


def from_earlier(document: Document, earlier: Document, pack: Pack, *, replace: bool) -> Iterator[Change]:
    """Changes that bring last year's form into a draft (并入上年的表), each made on what the ones before it left.

    Goals meet by label, indicators by goal and name. Empty cells are filled; filled ones are replaced only when asked;
    rows the draft lacks are added, none is removed.
    """
    old = carried_over(earlier, pack, document["year"])
    for goal in old["goals"]:
        own = next((each for each in document["goals"] if each["label"] == goal["label"]), None)
        if own is not None:
            yield from _cells(document, f"goals.{own['id']}", (own, goal), EARLIER_GOAL, replace)
    labels = {goal["label"] for goal in document["goals"]}
    for row in old["indicators"]:
        match = [each for each in document["indicators"] if (each["goal"], each["name"]) == (row["goal"], row["name"])]
        if match:
            yield from _cells(document, f"indicators.{match[0]['id']}", (match[0], row), EARLIER_ROW, replace)
        elif row["goal"] in labels:
            entry = json.loads(json.dumps(row)) | {"id": next_id(document, "indicators")}
            change = added_indicator(document, entry)
            make(document, change)
            yield change


def _cells(document: Document, path: str, pair: Pair, names: Sequence[str], replace: bool) -> Iterator[Change]:
    own, old = pair
    for name in names:
        text = old.get(name, "")
        if text and own[name] != text and (replace or not own[name]):
            change = Change(f"{path}.{name}", own[name], text)
            make(document, change)
            yield change
