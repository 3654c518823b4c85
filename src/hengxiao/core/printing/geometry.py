"""Geometry of a printed form (表样版式), read from the tables `[print]` of a pack's `forms/<form>.toml`.

    [print]
    title = "项目支出绩效目标表"        # printed where the form has no title of its own
    subtitle = "（{year}年度）"         # optional, printed when the title names no year
    caption = "附表五："               # optional line above the title
    notes = ["注：…"]                  # optional lines below the tables, then `signatures`
    grid_mm = [19, 12, …]              # widths of the grid columns
    orientation = "portrait"           # or "landscape"; paper is A4
    margins_mm = [20, 15, 18, 15]      # top, right, bottom, left
    size_pt = 10.5
    padding_mm = 1.6                   # above and below the text of a cell

    [[print.blocks]]                   # from top to bottom; each begins a table unless `joined`
    rows = [[cell, …], …]              # fixed rows
    each = "indicators"                # a row for every item: indicators, goals, goals_together, goal_pairs or funds
    term = "long_term"                 # only items of this term
    per_goal = true                    # the whole block once for every goal of that term
    head = [[cell, …], …]              # rows repeated at the top of every page
    row = [cell, …]
    foot = [[cell, …], …]              # rows below the items
    at_least = 4                       # blank lines when the form holds no items
    labels = ["年度资金总额", …]        # or blank lines with these labels
    side = cell                        # label left of head and items; in a tall block it stands in the head only

A cell is `{ text | field, span = 1, rows = 1, merge = false, role = "label|head|band|value|text" }`. Fields are
`project.<name>`, `project.others.<label>`, `form.total`, `goal.<name>`, and `row.<name>` or `row.others.<heading>`
of the item; `left.` and `right.` instead of `row.` are the two sides of a form that shows 中期 beside 年度
(`goal_pairs` sets the goals side by side, `goals_together` all goals in one cell). Texts may hold {year} and {money};
the text of a field's cell is printed when the field is empty. A cell with `merge` joins with the one above it when all
merged cells left of it say the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengxiao.core.packs import available, load
from hengxiao.core.printing.errors import PrintError
from hengxiao.core.terms.kinds import FormKind


@dataclass(frozen=True, slots=True)
class CellShape:
    """One cell of a row (单元格式样): fixed text or the field printed in it."""

    text: str = ""
    field: str = ""
    span: int = 1
    rows: int = 1
    merge: bool = False
    role: str = "label"


Row = tuple[CellShape, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a form (表块): fixed rows, or one row for every item of a kind."""

    each: str = ""
    term: str = ""
    per_goal: bool = False
    joined: bool = False
    at_least: int = 0
    rows: tuple[Row, ...] = ()
    head: tuple[Row, ...] = ()
    row: Row = ()
    foot: tuple[Row, ...] = ()
    labels: tuple[str, ...] = ()
    side: CellShape | None = None


@dataclass(frozen=True, slots=True)
class Geometry:
    """A printed form (表样): page, grid, and its blocks."""

    form_id: str
    title: str
    subtitle: str
    caption: str
    grid_mm: tuple[float, ...]
    landscape: bool
    margins_mm: tuple[float, float, float, float]
    size_pt: float
    padding_mm: float
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def width_mm(self) -> float:
        """Width of the paper (纸宽)."""
        return 297 if self.landscape else 210

    @property
    def height_mm(self) -> float:
        """Height of the paper (纸高)."""
        return 210 if self.landscape else 297

    @property
    def body_mm(self) -> float:
        """Height between the margins (版心高)."""
        return self.height_mm - self.margins_mm[0] - self.margins_mm[2]


def geometry(form_id: str, packs: Iterable[Path] = ()) -> Geometry:
    """The geometry of a form id such as `hubei_2020.target` (表样); a pack also prints the forms of those it extends.

    `packs` are folders of further rule packs.

    Raises:
        PrintError: no pack describes how this form is printed.
    """
    places = tuple(packs)
    pack, _, name = form_id.partition(".")
    path = load(pack, places).form_files().get(name) if pack in available(places) else None
    table = _print_table(path, path.stat().st_mtime_ns) if path else None
    if table is None:
        raise PrintError("printing.unknown_form", form=form_id, known="、".join(form_ids(places)))
    return _geometry(form_id, table)


def form_ids(packs: Iterable[Path] = ()) -> tuple[str, ...]:
    """Every form that can be printed (可打印的表样), under the pack that describes it."""
    places = tuple(packs)
    return tuple(
        f"{pack}.{name}"
        for pack in available(places)
        for name, path in sorted(load(pack, places).sources[0].form_files().items())
        if _print_table(path, path.stat().st_mtime_ns) is not None
    )


def form_for(layout: str, kind: str, pack: str, packs: Iterable[Path] = ()) -> str:
    """The form something is printed as (打印表样): its own layout, else the pack's or an ancestor's of its kind.

    Overall targets are printed as targets; where no pack of the chain prints the kind, the form named is unknown.
    """
    places = tuple(packs)
    name = FormKind.TARGET if kind == FormKind.OVERALL else kind
    wanted = (layout, *(f"{each}.{name}" for each in load(pack, places).chain))
    known = form_ids(places)
    return next((each for each in wanted if each in known), wanted[-1])


@lru_cache(maxsize=256)
def _print_table(path: Path, changed: int) -> Mapping[str, Any] | None:
    """The table [print] of a form file as it stood when it was last changed."""
    table: Mapping[str, Any] | None = tomllib.loads(path.read_text(encoding="utf-8")).get("print")
    return table


def _geometry(form_id: str, table: Mapping[str, Any]) -> Geometry:
    return Geometry(
        form_id=form_id,
        title=table["title"],
        subtitle=table.get("subtitle", ""),
        caption=table.get("caption", ""),
        grid_mm=tuple(table["grid_mm"]),
        landscape=table.get("orientation") == "landscape",
        margins_mm=tuple(table.get("margins_mm", (20, 15, 18, 15))),
        size_pt=table.get("size_pt", 10.5),
        padding_mm=table.get("padding_mm", 1.6),
        blocks=tuple(_block(part) for part in table["blocks"]),
        notes=tuple(table.get("notes", ())),
        signatures=tuple(table.get("signatures", ())),
    )


def _block(table: Mapping[str, Any]) -> Block:
    return Block(
        each=table.get("each", ""),
        term=table.get("term", ""),
        per_goal=table.get("per_goal", False),
        joined=table.get("joined", False),
        at_least=table.get("at_least", 1 if "each" in table else 0),
        rows=_rows(table.get("rows", ())),
        head=_rows(table.get("head", ())),
        row=_row(table.get("row", ())),
        foot=_rows(table.get("foot", ())),
        labels=tuple(table.get("labels", ())),
        side=_cell(table["side"]) if "side" in table else None,
    )


def _rows(rows: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[Row, ...]:
    return tuple(_row(row) for row in rows)


def _row(row: Sequence[Mapping[str, Any]]) -> Row:
    return tuple(_cell(cell) for cell in row)


def _cell(cell: Mapping[str, Any]) -> CellShape:
    return CellShape(**{"role": "value" if "field" in cell else "label", **cell})
