"""Form + geometry → page (排版): which text stands in which cell, and what the page says field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hengxiao.core.printing.fields import BLANK, Item, goals_of, items_of, text_at
from hengxiao.core.printing.geometry import Block, CellShape, Geometry
from hengxiao.core.printing.merging import merged_columns
from hengxiao.core.printing.page import Box, Line, Page, Table, lines_needed
from hengxiao.core.targets import Field, Form, Fund, Goal

TALLEST_GROUP = 0.4
LINE_MM_PER_PT = 0.3528 * 1.5
PATHS = {"row": "{path}.{name}", "goal": "{path}.{name}", "left": "{path}.left.{name}", "right": "{path}.right.{name}"}
Texts = Sequence[tuple[CellShape, str]]


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


def row_height(cells: Texts, widths: Sequence[float], size_pt: float) -> float:
    """Estimated height of a row in mm, merged cells left out of account (行高估计)."""
    lines, column = 1, len(widths) - sum(shape.span for shape, _ in cells)
    for shape, text in cells:
        if not shape.merge:
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

    def put(self, cells: Texts) -> None:
        """One row, skipping the columns that taller cells above still hold."""
        column = 0
        for shape, text in cells:
            while (self.rows, column) in self.taken:
                column += 1
            self.place(Box(self.rows, column, shape.rows, shape.span, text, shape.role))
            column += shape.span
        self.rows += 1

    def place(self, box: Box) -> None:
        """One cell at its anchor."""
        self.boxes.append(box)
        columns = range(box.column, box.column + box.columns)
        self.taken.update((row, column) for row in range(box.row, box.row + box.rows) for column in columns)


class _Composer:
    def __init__(self, form: Form, shape: Geometry) -> None:
        self.form = form
        self.shape = shape
        self.said: dict[str, str] = {}
        self.drafts: list[_Draft] = []
        self.counts: dict[str, int] = {}
        self.words = {"year": str(form.year or "    "), "money": next((f.unit for f in form.funds if f.unit), "万元")}

    def add(self, block: Block) -> None:
        """Lay a block out, once for every goal where it asks for that."""
        goals: Sequence[Goal | None] = (None,)
        if block.per_goal:
            goals = goals_of(self.form, block.term) or (Goal(),)
        for goal in goals:
            if not (block.joined and self.drafts):
                self.drafts.append(_Draft())
            self._fill(self.drafts[-1], block, goal)

    def _fill(self, draft: _Draft, block: Block, goal: Goal | None) -> None:
        path = self._number("goals") if goal is not None else ""
        lines = self._items(block, goal) if block.each else []
        heights = [row_height(line, self.shape.grid_mm, self.shape.size_pt) for line in lines]
        top = draft.rows
        whole = self._beside(draft, block, len(lines), sum(heights))
        for row in (*block.rows, *block.head):
            draft.put([(cell, self._text(cell, goal, path)) for cell in row])
        if block.head and not block.joined and not whole:
            draft.heads = draft.rows
        self._lay(draft, block, lines, heights)
        if whole:
            draft.groups.append((top, draft.rows))
        for row in block.foot:
            draft.put([(cell, self._text(cell, goal, path)) for cell in row])

    def _beside(self, draft: _Draft, block: Block, items: int, height: float) -> bool:
        """Place the label beside a block; True when the block is short enough to stay whole under one label."""
        if block.side is None:
            return False
        heads, text = len(block.head), _filled(block.side.text, self.words)
        whole = height <= self.shape.body_mm * TALLEST_GROUP
        if whole:
            draft.place(Box(draft.rows, 0, heads + items, block.side.span, text, block.side.role))
        else:
            draft.place(Box(draft.rows, 0, heads, block.side.span, text, "side_head"))
            draft.place(Box(draft.rows + heads, 0, items, block.side.span, "", "side_body"))
        return whole

    def _items(self, block: Block, goal: Goal | None) -> list[Texts]:
        items: list[Item] = list(items_of(self.form, block.each, block.term, goal))
        if not items and block.each == "funds":
            items = [Fund(label=Field(label)) for label in block.labels]
        if items:
            paths = [self._number(block.each) for _ in items]
            return [
                [(cell, self._text(cell, item, path)) for cell in block.row]
                for item, path in zip(items, paths, strict=True)
            ]
        blanks: list[Item] = [Goal(label=Field(label)) for label in block.labels]
        blanks = blanks or [BLANK[block.each]] * block.at_least
        return [[(cell, self._shown(cell, blank)) for cell in block.row] for blank in blanks]

    def _number(self, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}.{self.counts[kind]}"

    def _lay(self, draft: _Draft, block: Block, lines: Sequence[Texts], heights: Sequence[float]) -> None:
        keys = [tuple(text for cell, text in line if cell.merge) for line in lines]
        columns = merged_columns(keys, heights, self.shape.body_mm * TALLEST_GROUP)
        top, level = draft.rows, 0
        column = block.side.span if block.side else 0
        for at, cell in enumerate(block.row):
            ranges = columns[level] if cell.merge else [(r, r + 1) for r in range(len(lines))]
            level += cell.merge
            for first, last in ranges:
                draft.place(Box(top + first, column, last - first, cell.span, lines[first][at][1], cell.role))
            column += cell.span
        draft.groups += [(top + first, top + last) for first, last in (columns[0] if columns else [])]
        draft.rows += len(lines)

    def _text(self, cell: CellShape, item: Item | None, path: str) -> str:
        """The text of a cell, kept in `said` when it is the form's own."""
        text = self._shown(cell, item)
        if cell.field and "".join(text.split()) != "".join(cell.text.split()):
            scope, _, name = cell.field.partition(".")
            self.said[PATHS.get(scope, "{scope}.{name}").format(path=path, scope=scope, name=name)] = text
        return text

    def _shown(self, cell: CellShape, item: Item | None) -> str:
        text = text_at(self.form, item, cell.field) if cell.field else ""
        return text or _filled(cell.text, self.words)

    def page(self) -> Page:
        """Everything laid out so far as one page."""
        shape, form = self.shape, self.form
        title = form.title or _filled(shape.title, self.words)
        self.said["form.title"] = title
        above = [Line(shape.caption, "caption")] if shape.caption and shape.caption not in title else []
        above += [Line(part, "title") for part in title.split("\n")]
        if shape.subtitle and not re.search(r"\d{4}", title):
            above.append(Line(_filled(shape.subtitle, self.words), "subtitle"))
        below = [Line(text, "note") for text in shape.notes] + [Line(text, "signature") for text in shape.signatures]
        return Page(
            width_mm=shape.width_mm,
            height_mm=shape.height_mm,
            margins_mm=shape.margins_mm,
            size_pt=shape.size_pt,
            padding_mm=shape.padding_mm,
            grid_mm=shape.grid_mm,
            above=tuple(above),
            tables=tuple(Table(d.rows, d.heads, tuple(d.boxes), tuple(d.groups)) for d in self.drafts),
            below=tuple(below),
            mark=None,
        )


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text
