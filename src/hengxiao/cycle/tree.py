"""The editor's tree-table (目标—一级—二级—指标): what to draw, made from the document and the pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from hengxiao.core.packs import Pack
from hengxiao.core.terms.kinds import Term
from hengxiao.cycle.documents import QUALITY, STATED, Document
from hengxiao.cycle.editing import ORDER
from hengxiao.cycle.wording import column_title

HISTORY = ("year_before_last", "previous_year")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the editor (单元格): path, text, where it came from, whether it could not be read."""

    path: str
    text: str
    label: str
    column: str = ""
    lights: str = ""
    address: str = ""
    unread: bool = False
    long: bool = False

    @property
    def key(self) -> str:
        """The path as an HTML id."""
        return self.path.replace(".", "-")

    @property
    def row(self) -> str:
        """Id of the row the cell stands in."""
        return self.path.split(".")[1]


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator (指标行); `span1`, `span2` are the rows its level names cover, 0 where a row above covers it."""

    id: str
    name: str
    level1: Cell
    level2: Cell
    span1: int
    span2: int
    cells: tuple[Cell, ...]
    stated: int

    @property
    def path(self) -> str:
        """Path of the row."""
        return f"indicators.{self.id}"


@dataclass(frozen=True, slots=True)
class Sum:
    """A live sum of points (分值合计): what they make and what the pack asks; None where a text is no number."""

    key: str
    total: Decimal | None
    wanted: Decimal
    filled: int
    label: str = ""

    @property
    def right(self) -> bool:
        """Whether the points make what the pack asks (合计相符)."""
        return self.total == self.wanted


@dataclass(frozen=True, slots=True)
class GoalBlock:
    """A goal with its indicators (目标)."""

    id: str
    term: str
    label: Cell
    text: Cell
    ratio: Cell
    rows: tuple[Row, ...]
    sum: Sum | None = None
    shares: tuple[Sum, ...] = ()

    @property
    def path(self) -> str:
        """Path of the goal."""
        return f"goals.{self.id}"


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole editor (编辑表)."""

    columns: tuple[tuple[str, str], ...]
    goals: tuple[GoalBlock, ...]
    orphans: tuple[Row, ...]
    sums: tuple[Sum, ...]
    ratio: Sum | None = None
    project: tuple[Cell, ...] = ()
    funds: tuple[tuple[Cell, ...], ...] = field(default_factory=tuple)
    shares: tuple[Sum, ...] = ()


def columns_of(document: Document, pack: Pack) -> tuple[tuple[str, str], ...]:
    """Columns of the indicators (指标栏目): field and heading; history as the pack asks, sign and unit where used."""
    history = {each["code"]: each["name"] for each in pack.get("goals.history_columns", default=())}
    used = {name for row in document["indicators"] for name in ("sign", "unit", *HISTORY) if row[name]}
    headings = {name: column_title(f"indicators.x.{name}") for name in (*ORDER, "sign", "unit")} | history
    shown = [name for name in ORDER if name not in HISTORY or name in history or name in used]
    shown[2:2] = [name for name in ("sign", "unit") if name in used]
    return tuple((name, str(headings[name])) for name in shown)


def tree_of(document: Document, pack: Pack) -> Tree:
    """The editor's tree (编辑表): one block per goal, indicators of no goal apart."""
    columns = columns_of(document, pack)
    labels = [goal["label"] for goal in document["goals"]]
    sums = {each.key: each for each in sums_of(document, pack)}
    shares = level_sums(document, pack)
    blocks = []
    for at, goal in enumerate(document["goals"]):
        first = labels.index(goal["label"]) == at
        rows = [row for row in document["indicators"] if row["goal"] == goal["label"]] if first else []
        own = tuple(each for each in shares if each.key.startswith(f"{goal['id']}-"))
        blocks.append(_block(document, goal, _rows(document, rows, columns), sums.get(goal["id"]), own))
    left = [row for row in document["indicators"] if row["goal"] not in labels]
    return Tree(
        columns, tuple(blocks), _rows(document, left, columns), tuple(sums.values()), ratio_of(document, pack),
        tuple(_project_cells(document)), tuple(_fund_cells(document)),
        tuple(each for each in shares if each.key.startswith("form-")),
    )  # fmt: skip


def sums_of(document: Document, pack: Pack) -> Iterator[Sum]:
    """Sums of points as the pack asks (分值合计): one for each annual goal, or one for the form."""
    rule = pack.get("weights.sum")
    if rule is None:
        return
    wanted = Decimal(str(rule["total"]))
    if rule["scope"] == "goal":
        for goal in document["goals"]:
            if goal["term"] == Term.ANNUAL:
                texts = [row["points"] for row in document["indicators"] if row["goal"] == goal["label"]]
                yield _sum(goal["id"], texts, wanted)
    else:
        yield _sum("form", [row["points"] for row in document["indicators"]], wanted)


def level_sums(document: Document, pack: Pack) -> tuple[Sum, ...]:
    """Sums of points by level 1 beside what the pack gives each (一级指标分值合计), per annual goal or for the form.

    Levels are known by name or synonym; one that the pack joins to another counts there.
    """
    rule, given = pack.get("weights.sum"), pack.get("weights.self_evaluation", default={})
    if rule is None:
        return ()
    joined = pack.get("weights.joined", default={})
    official = {
        name: joined.get(row["name"], row["name"])
        for row in pack.get("tree.levels", default=()) if row["level"] == 1
        for name in (row["name"], *row["synonyms"])
    }  # fmt: skip
    places: list[tuple[str, list[dict[str, str]]]] = [("form", document["indicators"])]
    if rule["scope"] == "goal":
        annual = [goal for goal in document["goals"] if goal["term"] == Term.ANNUAL]
        places = [(g["id"], [r for r in document["indicators"] if r["goal"] == g["label"]]) for g in annual]
    levels = [name for name in given if name in official.values()]
    return tuple(
        replace(_sum(f"{key}-{number}", [r["points"] for r in rows if official.get(r["level1"]) == name],
                     Decimal(str(given[name]))), label=name)
        for key, rows in places for number, name in enumerate(levels)
    )  # fmt: skip


def ratio_of(document: Document, pack: Pack) -> Sum | None:
    """Sum of the weights of the annual goals (目标权重合计), where the pack has several goals."""
    structure = pack.get("goals.structure", default={})
    if not structure.get("many"):
        return None
    texts = [goal["ratio"] for goal in document["goals"] if goal["term"] == Term.ANNUAL]
    return _sum("ratio", texts, Decimal(str(structure.get("ratio_sum", 100))))


def number_in(text: str) -> Decimal | None:
    """Points or a percentage as a number (分值), None when the text is no plain number."""
    try:
        found = Decimal(text.strip().rstrip("%％分 "))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _sum(key: str, texts: Sequence[str], wanted: Decimal) -> Sum:
    filled = [text for text in texts if text.strip()]
    numbers = [number_in(text) for text in filled]
    known = [number for number in numbers if number is not None]
    return Sum(key, sum(known, Decimal(0)) if len(known) == len(numbers) else None, wanted, len(filled))


def cell_of(document: Document, path: str, text: str, label: str, column: str = "", *, long: bool = False) -> Cell:
    """A cell of the editor with its source (单元格)."""
    place = document["places"].get(path)
    lights = source_key(place) if place else ""
    address = str(place["address"]) if place else ""
    return Cell(path, text, label, column, lights, address, path in document["unread"], long)


def source_key(place: Mapping[str, Any]) -> str:
    """HTML id of a source cell (来源单元格): table, row and column."""
    return f"src-t{place['table']}-r{place['row']}-c{place['column']}"


def _block(
    document: Document, goal: dict[str, Any], rows: tuple[Row, ...], made: Sum | None, shares: tuple[Sum, ...]
) -> GoalBlock:
    path, label = f"goals.{goal['id']}", goal["label"]
    return GoalBlock(
        goal["id"], goal["term"],
        cell_of(document, f"{path}.label", label, column_title(f"{path}.label")),
        cell_of(document, f"{path}.text", goal["text"], f"{label} {column_title(f'{path}.text')}", long=True),
        cell_of(document, f"{path}.ratio", goal["ratio"], f"{label} {column_title(f'{path}.ratio')}"),
        rows, made, shares,
    )  # fmt: skip


def _rows(document: Document, entries: Sequence[dict[str, Any]], columns: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    made = []
    for at, entry in enumerate(entries):
        path = f"indicators.{entry['id']}"
        cells = tuple(
            cell_of(document, f"{path}.{name}", entry[name], f"{entry['name']} {heading}".strip(), name)
            for name, heading in columns
        )
        levels = [
            cell_of(document, f"{path}.{name}", entry[name], column_title(f"{path}.{name}"))
            for name in ("level1", "level2")
        ]
        spans = _span(entries, at, ("level1",)), _span(entries, at, ("level1", "level2"))
        made.append(Row(entry["id"], entry["name"], levels[0], levels[1], *spans, cells, stated_of(entry)))
    return tuple(made)


def _span(entries: Sequence[dict[str, Any]], at: int, names: tuple[str, ...]) -> int:
    """How many rows from here share the levels; 0 when the row before does already."""

    def key(entry: dict[str, Any]) -> tuple[str, ...]:
        return tuple(entry[name] for name in names)

    if at and key(entries[at - 1]) == key(entries[at]):
        return 0
    end = at
    while end < len(entries) and key(entries[end]) == key(entries[at]):
        end += 1
    return end - at


def stated_of(entry: Mapping[str, Any]) -> int:
    """How many of the ten statements an indicator makes (已填说明数)."""
    quality = entry.get("quality", {})
    return sum(bool(entry.get(name)) for name in STATED) + sum(bool(quality.get(name)) for name in QUALITY)


def _project_cells(document: Document) -> Iterator[Cell]:
    for name, text in document["project"].items():
        yield cell_of(document, f"project.{name}", text, column_title(f"project.{name}"))


def _fund_cells(document: Document) -> Iterator[tuple[Cell, ...]]:
    for fund in document["funds"]:
        paths = {name: f"funds.{fund['id']}.{name}" for name in ("label", "planned", "unit")}
        yield tuple(
            cell_of(document, path, fund.get(name, ""), f"{fund['label']} {column_title(path)}")
            for name, path in paths.items()
        )
