"""Form + geometry → page (排版): which text stands in which cell, and what the page says field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hengxiao.core.printing.geometry import Block, CellShape, Geometry, Row
from hengxiao.core.printing.merging import merged_columns
from hengxiao.core.printing.page import Box, Line, Page, Table, lines_needed
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator
from hengxiao.core.terms.kinds import Term

TALLEST_GROUP = 0.4
LINE_MM_PER_PT = 0.3528 * 1.5
Item = Indicator | Goal | Fund


@dataclass(frozen=True, slots=True)
class Composed:
    """A page and, by field path such as `indicators.3.target`, every text of the form that it prints."""

    page: Page
    said: Mapping[str, str]


def compose(form: Form, shape: Geometry) -> Composed:
    """Lay a form out (排版)."""
    work = _Composer(form, shape)
    for block in shape.blocks:
        work.add(block)
    return Composed(work.page(), work.said)


def row_height(cells: Sequence[tuple[CellShape, str]], widths: Sequence[float], size_pt: float) -> float:
    """Estimated height of a row in mm (行高估计)."""
    lines, column = 1, 0
    for shape, text in cells:
        lines = max(lines, lines_needed(text, sum(widths[column : column + shape.span]), size_pt))
        column += shape.span
    return lines * size_pt * LINE_MM_PER_PT + 1.5


@dataclass(slots=True)
class _Draft:
    heads: int = 0
    rows: int = 0
    boxes: list[Box] = field(default_factory=list)
    groups: list[tuple[int, int]] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)

    def put(self, cells: Sequence[tuple[CellShape, str]]) -> None:
        """One row, skipping the columns that taller cells above still hold."""
        column = 0
        for shape, text in cells:
            while (self.rows, column) in self.taken:
                column += 1
            self.box(self.rows, column, shape.rows, shape.span, text, shape.role)
            column += shape.span
        self.rows += 1

    def box(self, row: int, column: int, rows: int, columns: int, text: str, role: str) -> None:
        self.boxes.append(Box(row, column, rows, columns, text, role))
        self.taken.update((r, c) for r in range(row, row + rows) for c in range(column, column + columns))


class _Composer:
    def __init__(self, form: Form, shape: Geometry) -> None:
        self.form = form
        self.shape = shape
        self.said: dict[str, str] = {}
        self.drafts: list[_Draft] = []
        self.counts: dict[str, int] = {}
        terms = {goal.label.text: goal.term for goal in form.goals}
        self.terms = terms | {
            label: Term.LONG for label in (i.goal.text for i in form.indicators) if _long(label, terms)
        }
        self.words = {"year": str(form.year or "    "), "money": next((f.unit for f in form.funds if f.unit), "万元")}

    def add(self, block: Block) -> None:
        goals: Sequence[Goal | None] = (None,)
        if block.per_goal:
            goals = [goal for goal in self.form.goals if goal.term == block.term] or (Goal(),)
        for goal in goals:
            if not (block.joined and self.drafts):
                self.drafts.append(_Draft())
            self._fill(self.drafts[-1], block, goal)

    def _fill(self, draft: _Draft, block: Block, goal: Goal | None) -> None:
        prefix = self._number("goals") if goal is not None else ""
        for row in (*block.rows, *block.head):
            draft.put([(cell, self._text(cell, goal, prefix)) for cell in row])
        if not block.joined and block.head:
            draft.heads = draft.rows
        if block.each:
            self._items(draft, block, goal)
        for row in block.foot:
            draft.put([(cell, self._text(cell, goal, prefix)) for cell in row])

    def _items(self, draft: _Draft, block: Block, goal: Goal | None) -> None:
        items = self._chosen(block, goal)
        if not items:
            blank = [Fund(label=Field(label)) for label in block.labels]
            items = (
                blank or [{"indicators": Indicator(), "goals": Goal(), "funds": Fund()}[block.each]] * block.at_least
            )
        lines = []
        for item in items:
            path = self._number(block.each)
            lines.append([(cell, self._text(cell, item, path)) for cell in block.row])
        self._lay(draft, block.row, lines)

    def _number(self, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}.{self.counts[kind]}"

    def _chosen(self, block: Block, goal: Goal | None) -> list[Item]:
        if block.each == "funds":
            return list(self.form.funds)
        if block.each == "goals":
            return [g for g in self.form.goals if block.term in ("", g.term)]
        chosen = [i for i in self.form.indicators if block.term in ("", self.terms.get(i.goal.text, Term.ANNUAL))]
        if goal is None:
            return list(chosen)
        return [i for i in chosen if i.goal.text == goal.label.text]

    def _lay(self, draft: _Draft, row: Row, lines: Sequence[Sequence[tuple[CellShape, str]]]) -> None:
        widths, size = self.shape.grid_mm, self.shape.size_pt
        keys = [tuple(text for cell, text in line if cell.merge) for line in lines]
        heights = [row_height(line, widths, size) for line in lines]
        columns = merged_columns(keys, heights, self.shape.body_mm * TALLEST_GROUP)
        top, column, level = draft.rows, 0, 0
        for at, cell in enumerate(row):
            ranges = columns[level] if cell.merge else [(r, r + 1) for r in range(len(lines))]
            level += cell.merge
            for first, last in ranges:
                draft.box(top + first, column, last - first, cell.span, lines[first][at][1], cell.role)
            column += cell.span
        draft.groups += [(top + first, top + last) for first, last in (columns[0] if columns else [])]
        draft.rows += len(lines)

    def _text(self, cell: CellShape, item: Item | None, path: str) -> str:
        if not cell.field:
            return _filled(cell.text, self.words)
        scope, _, name = cell.field.partition(".")
        text = self._field(scope, name, item)
        if text:
            self.said[f"{path}.{name}" if scope in ("row", "goal") else cell.field] = text
        return text or _filled(cell.text, self.words)

    def _field(self, scope: str, name: str, item: Item | None) -> str:
        if scope == "form":
            return {"title": self.form.title, "total": self.form.total.text}[name]
        if scope == "note":
            return "\n".join(note.field.text for note in self.form.notes if note.role == name)
        owner = self.form.project if scope == "project" else item
        if name == "target" and isinstance(owner, Indicator):
            return target_text(owner)
        if name.startswith("others."):
            label = name.removeprefix("others.")
            return next((f.text for key, f in getattr(owner, "others", ()) if _same(key, label)), "")
        return str(getattr(owner, name))

    def page(self) -> Page:
        """Everything laid out so far as one page."""
        shape, form = self.shape, self.form
        title = form.title or _filled(shape.title, self.words)
        if form.title:
            self.said["form.title"] = form.title
        above = [Line(shape.caption, "caption")] if shape.caption and shape.caption not in title else []
        above += [Line(part, "title") for part in title.split("\n")]
        if shape.subtitle and not re.search(r"\d{4}", title):
            above.append(Line(_filled(shape.subtitle, self.words), "subtitle"))
        below = [Line(text, "note") for text in shape.notes] + [Line(text, "signature") for text in shape.signatures]
        tables = tuple(Table(d.rows, d.heads, tuple(d.boxes), tuple(d.groups)) for d in self.drafts)
        return Page(
            width_mm=shape.width_mm,
            height_mm=shape.height_mm,
            margins_mm=shape.margins_mm,
            size_pt=shape.size_pt,
            grid_mm=shape.grid_mm,
            above=tuple(above),
            tables=tables,
            below=tuple(below),
            mark=None,
        )


def target_text(indicator: Indicator) -> str:
    """A target as one text (指标值): sign, value, unit joined in this order when they stood in cells of their own."""
    if not indicator.target_cells:
        return indicator.target.text
    rest = list(indicator.target_cells)
    for own in (indicator.sign.text, indicator.unit.text):
        if own in rest:
            rest.remove(own)
    return indicator.sign.text + "".join(rest) + indicator.unit.text


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text


def _long(label: str, known: Mapping[str, Term]) -> bool:
    return label not in known and label.startswith(("长期", "中期", "中长期", "实施期"))


def _same(left: str, right: str) -> bool:
    return "".join(left.split()) == "".join(right.split())
