"""Where a text stands in its source (位置)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


def column_letters(column: int) -> str:
    """Excel letters of a 1-based column: 1 → A, 28 → AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Place(NamedTuple):
    """Place in a source file (位置): file, table, row and column, all 1-based; 0 = not applicable.

    `table` numbers the tables of the file in reading order; `sheet` is the worksheet's name and `page` the printed page
    where the format has them; `row`/`column` are the grid coordinates in the table or sheet. `digest` is the SHA-256 of
    the file.
    """

    file: str = ""
    table: int = 0
    row: int = 0
    column: int = 0
    sheet: str = ""
    page: int = 0
    digest: str = ""

    @property
    def address(self) -> str:
        """Excel-style address (单元格地址): `附表五!C12` in a worksheet, `表2!C12` elsewhere, `正文!第3段` in text."""
        if not self.row:
            return self.file if not self.table else f"表{self.table}"
        if not self.column:
            return f"{self.sheet or '正文'}!第{self.row}段"
        return f"{self.sheet or f'表{self.table}'}!{column_letters(self.column)}{self.row}"

    def at(self, row: int, column: int) -> Place:
        """The same table at another cell."""
        file, table, _, _, sheet, page, digest = self
        return Place(file, table, row, column, sheet, page, digest)


@dataclass(frozen=True, slots=True)
class Field:
    """A printed text with its place (填写内容); white space is normalised, nothing else is changed.

    `inherited` marks a text taken over from the merged or blank continuation of the cell that `place` names.
    """

    text: str = ""
    place: Place | None = None
    inherited: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text
