"""Blocks (内容块): paragraphs and grids in reading order, numbered as they are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hengxiao.core.forms.grid import Cell, Grid, Paragraph
from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.places import Place

Block = Grid | Paragraph
MAX_AREA = 1_000_000
Reading = tuple[tuple[Block, ...], tuple[Finding, ...]]


@dataclass(slots=True)
class Assembly:
    """Collects what a reader finds (内容汇集): numbers tables and paragraphs, keeps findings.

    `here` is the place of the latest table.
    """

    place: Place
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: int = 0
    paragraphs: int = 0
    here: Place = field(default_factory=Place)

    def paragraph(self, text: str, page_break: bool = False) -> None:
        """Add a paragraph (段落); one without text is kept only when it starts a new page."""
        self.paragraphs += 1
        if text or page_break:
            self.blocks.append(Paragraph(text, self.place._replace(row=self.paragraphs), page_break))

    def table(self, cells: Sequence[Cell], rows: int, columns: int, sheet: str = "") -> None:
        """Add a grid (表格); one beyond all measure is left out and said to be."""
        self.tables += 1
        self.here = self.place._replace(table=self.tables, sheet=sheet)
        if rows * columns > MAX_AREA:
            self.find("reading.table_too_large", self.here, rows=rows, columns=columns)
        else:
            self.blocks.append(Grid(self.here, rows, columns, tuple(cells)))

    def find(self, code: str, place: Place | None = None, **facts: object) -> None:
        """Add a finding (问题)."""
        self.findings.append(Finding(code, place or self.place, facts))

    def result(self) -> Reading:
        """Blocks and findings, as every reader returns them."""
        return tuple(self.blocks), tuple(self.findings)


def is_frame(rows: Iterable[Iterable[str]]) -> bool:
    """Whether a table around other tables only frames them (版面表格): fewer than two rows hold several texts."""
    return sum(1 for row in rows if sum(1 for text in row if text) > 1) < 2
