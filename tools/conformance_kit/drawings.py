"""Tables as HTML and as text with one cell a line (画表): merged cells, no styles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

Rows = Sequence[Sequence[str]]
LEFT, ABOVE = "<", "^"


@dataclass(frozen=True)
class Table:
    """Rows of cells; `<` continues the cell to the left, `^` the cell above."""

    rows: Rows


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    text: str


def html(blocks: Sequence[Table | Line]) -> str:
    """An HTML page with rowspan and colspan."""
    body = "\n".join(f"<p>{escape(b.text)}</p>" if isinstance(b, Line) else html_table(b.rows) for b in blocks)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'


def html_table(rows: Rows) -> str:
    """One table."""
    boxes = spans(rows)
    lines = []
    for r, row in enumerate(rows):
        cells = "".join(
            f"<td{span('rowspan', *boxes[r, c][0::2])}{span('colspan', *boxes[r, c][1::2])}>"
            f"{escape(text).replace(chr(10), '<br>')}</td>"
            for c, text in enumerate(row)
            if (r, c) in boxes
        )
        lines.append(f"<tr>{cells}</tr>")
    return '<table border="1">\n' + "\n".join(lines) + "\n</table>"


def span(name: str, first: int, last: int) -> str:
    """A span attribute where a cell covers more than one."""
    return f' {name}="{last - first + 1}"' if last > first else ""


def spans(rows: Rows) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """First row, first column, last row and last column of every cell, by its upper left corner."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    boxes: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            before = {LEFT: (r, c - 1), ABOVE: (r - 1, c)}.get(text)
            corner = owner[before] if before else (r, c)
            owner[r, c] = corner
            first_row, first_column, last_row, last_column = boxes.get(corner, (r, c, r, c))
            boxes[corner] = (first_row, first_column, max(last_row, r), max(last_column, c))
    return boxes


def text(blocks: Sequence[Table | Line]) -> str:
    """Plain text as a table copied out of Word: each cell a line behind a tab, an empty line after each row."""
    return "".join(f"{b.text}\n" if isinstance(b, Line) else text_table(b.rows) for b in blocks)


def text_table(rows: Rows) -> str:
    """One table; continued cells are blank when merged downwards and absent when merged sideways."""
    lines = []
    for row in rows:
        lines += ["\t" + ("" if cell == ABOVE else cell.replace("\n", "")) for cell in row if cell != LEFT]
        lines.append("")
    return "\n".join(lines) + "\n"


def drawn(drawing: str) -> list[Table | Line]:
    """Blocks of a drawing: rows begin with `|`, other lines are paragraphs, a line `---` ends a table."""
    blocks: list[Table | Line] = []
    lines = [line.strip() for line in drawing.strip().splitlines()]
    for is_row, group in groupby(lines, key=lambda line: line.startswith("|")):
        if is_row:
            blocks.append(Table([cells_of(line) for line in group]))
        else:
            blocks += [Line(line) for line in group if line != "---"]
    return blocks


def cells_of(line: str) -> list[str]:
    """Cells of a drawn row."""
    return [cell.strip().replace("\\n", "\n") for cell in line.strip("|").split("|")]


def merged_down(rows: Rows, columns: Sequence[int]) -> Iterator[list[str]]:
    """Rows in which equal labels below each other are merged, a label only below equal labels before it."""
    above: list[str] = []
    for row in rows:
        shown, same = list(row), bool(above)
        for column in columns:
            same = same and row[column] == above[column] and row[column] != ""
            if same:
                shown[column] = ABOVE
        above = list(row)
        yield shown
