"""Cells and tables as they stand on one page (单页的单元格与表格)."""

from __future__ import annotations

from dataclasses import dataclass, field

from hengxiao.core.reading.columns import Columns
from hengxiao.core.reading.pdf_lines import TextLine


@dataclass(slots=True)
class Part:
    """A cell as it stands on one page (单页单元格): first and one-past-last row, left and right edge in points."""

    top: int
    bottom: int
    left: float
    right: float
    lines: list[TextLine] = field(default_factory=list)


@dataclass(slots=True)
class PageTable:
    """A table as it stands on one page (单页表格).

    `told` when the text tells its columns, `unsure` when it tells its rows too, `columns` are those it ends with,
    `goes_on` when it has those of the page before; `heads` are the cells of its last headings.
    """

    page: int
    xs: list[float]
    ys: list[float]
    parts: list[Part]
    told: bool = False
    columns: Columns | None = None
    goes_on: bool = False
    unsure: bool = False
    heads: list[Part] = field(default_factory=list)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1
