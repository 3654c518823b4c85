"""The answer key (标准答案): the 38 indicator rows and 286 cells of the sample form, from its own data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from tools.build_samples import ANNUAL, LONG, page_of, target_form

from hengxiao.core.printing.page import Box
from hengxiao.core.targets import Form

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "附表五-2020.docx"
WORKBOOK = ROOT / "samples" / "附表五-2020.xlsx"
LONG_GOAL = "长期目标"
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """How much of the key was read (得分): rows exactly right and cells right."""

    rows: int
    cells: int

    @property
    def perfect(self) -> bool:
        """Everything right (全对)."""
        return (self.rows, self.cells) == (len(TRUTH), CELLS)


def truth() -> list[Row]:
    """(goal, level 1, level 2, name, values…, standard) of every row (指标行)."""
    rows: list[Row] = [(LONG_GOAL, *row) for row in LONG]
    return rows + [(goal, *row[:7]) for goal, block in ANNUAL.items() for row in block]


def boxes() -> tuple[Box, ...]:
    """The cells of the form as one table (版面单元格)."""
    return page_of(target_form(), "hubei_2020.target").tables[0].boxes


def rows_of(form: Form) -> list[Row]:
    """The rows of a form read by this library, in the shape of the key (读出的行)."""
    return [
        (row.goal.text, row.level1.text, row.level2.text, row.name.text, row.target.text, row.standard.text)
        if row.goal.text == LONG_GOAL
        else tuple(row.text(name) for name in ANNUAL_FIELDS)
        for row in form.indicators
    ]


ANNUAL_FIELDS = ("goal", "level1", "level2", "name", "year_before_last", "previous_year", "target", "standard")


def marks(read: Sequence[Row]) -> Marks:
    """Rows and cells that agree with the key; rows are paired in order, by their names where rows are missing."""
    got = [tuple("".join(cell.split()) for cell in row) for row in read]
    names = ([row[3] for row in TRUTH], [row[3] if len(row) > 3 else "" for row in got])
    rows = cells = 0
    for tag, start, end, other, _ in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if tag != "equal":
            continue
        for step in range(end - start):
            wanted, found = TRUTH[start + step], got[other + step]
            same = sum(a == b for a, b in zip(wanted, found, strict=False)) if len(wanted) == len(found) else 0
            rows, cells = rows + (wanted == found), cells + same
    return Marks(rows, cells)


TRUTH = truth()
CELLS = sum(map(len, TRUTH))
