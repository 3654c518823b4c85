"""Tables open while a text with cell and row marks is read (读取中的表格), the outermost first."""

from __future__ import annotations

from dataclasses import dataclass, field

from hengxiao.core.reading.blocks import Assembly, is_frame
from hengxiao.core.reading.doc_tables import Line, OpenTable, content, grid


@dataclass(slots=True)
class TableStack:
    """Open tables (未结束的表格); a finished one goes into the cell around it, or into the document.

    `cut` is True once a table had to be closed in the middle of a row.
    """

    out: Assembly
    open: list[OpenTable] = field(default_factory=list)
    cut: bool = False

    def at(self, depth: int) -> OpenTable:
        """The open table of a depth (某层表格), opened when there is none; deeper ones are closed."""
        self.close(depth)
        while len(self.open) < depth:
            self.open.append(OpenTable())
        return self.open[-1]

    def close(self, depth: int) -> None:
        """Close the tables deeper than `depth` (结束内层表格)."""
        while len(self.open) > depth:
            table = self.open.pop()
            self.cut = table.finish() or self.cut
            if self.open:
                self.open[-1].parts.append(table)
            elif table.rows:
                self.put(table)

    def put(self, table: OpenTable) -> None:
        """A finished table (输出表格); one of a single column that only holds other tables is a frame, not a form."""
        inner = table.inner()
        if inner and is_frame([content(cell).text for cell in row.cells] for row in table.rows):
            for part in (part for row in table.rows for cell in row.cells for part in cell):
                if isinstance(part, Line):
                    self.out.paragraph(content([part]).text)
                else:
                    self.put(part)
            return
        laid = grid(table)
        self.out.table(laid.cells, len(table.rows), laid.columns)
        for row in laid.untold:
            self.out.find("reading.row_without_columns", self.out.here.at(row, 1), row=row)
        for cell in laid.repaired:
            self.out.find("reading.field_repeated", self.out.here.at(cell.row, cell.column), text=cell.text)
        for part in inner:
            self.put(part)
