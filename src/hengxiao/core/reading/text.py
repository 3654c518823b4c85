"""Plain text (纯文本, .txt .md): tables copied out of Word, one cell per line, one row per line, or with bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hengxiao.core.forms.grid import Cell
from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.encodings import decode
from hengxiao.core.targets.places import Place

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\] ?")
RULE = re.compile(r"[\s|:+\-=─━┼├┤┌┐└┘┬┴]+")


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a text file (读取文本)."""
    decoded = decode(data)
    out = Assembly(place)
    if decoded.doubtful:
        out.find("reading.mixed_encoding", lines=len(decoded.doubtful))
    lines = BOOKMARK.sub("", decoded.text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for kind, part in blocks(lines):
        if kind == "line":
            out.paragraph(clean(part[0][0]))
        else:
            table(part, out)
    return out.result()


def blocks(lines: Sequence[str]) -> Iterator[tuple[str, list[list[str]]]]:
    """Lines grouped into tables (rows of cells) and single lines."""
    rows: list[list[str]] = []
    row: list[str] = []
    for line in lines:
        if line.startswith("\t") and "\t" not in line[1:].rstrip("\t"):
            row.append(line[1:])
            continue
        if row:
            rows.append(row)
            row = []
        cells = split(line)
        if len(cells) > 1:
            rows.append(cells)
        elif line.strip() and not (RULE.fullmatch(line) and rows):
            if rows:
                yield "table", rows
                rows = []
            yield "line", [[line]]
    if row:
        rows.append(row)
    if rows:
        yield "table", rows


def split(line: str) -> list[str]:
    """Cells of a line that holds a whole row."""
    if "|" in line and not RULE.fullmatch(line):
        return [cell.replace("<br>", "\n") for cell in line.strip().strip("|").split("|")]
    return line.split("\t") if "\t" in line.strip() else [line]


def table(rows: Sequence[Sequence[str]], out: Assembly) -> None:
    """Rows of one table: cut where a title stands between parts of different width."""
    for part in parts(rows):
        columns = max(map(len, part))
        cells = [cell for number, row in enumerate(part, 1) for cell in place_row(part, number, row, columns)]
        out.table(cells, len(part), columns)


def parts(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[Sequence[str]]]:
    """Parts of a table that begin with a title over all columns."""
    start = 0
    for index, row in enumerate(rows):
        if index > start and len(row) == 1 and row[0].strip():
            yield rows[start:index]
            start = index
    yield rows[start:]


def place_row(rows: Sequence[Sequence[str]], number: int, row: Sequence[str], columns: int) -> Iterator[Cell]:
    """Cells of a row: a title takes all columns, a group heading those of the headings below it."""
    spans = [columns] if len(row) == 1 else group_spans(row, rows[number] if number < len(rows) else ())
    column = 1
    for text, width in zip(row, spans, strict=True):
        yield Cell(clean(text), number, column, 1, width)
        column += width


def group_spans(row: Sequence[str], below: Sequence[str]) -> list[int]:
    """Columns of each heading, given the row below: blank cells continue a heading, runs of filled ones share a group."""
    surplus = len(below) - len(row)
    if surplus <= 0 or below[0].strip() or not all(cell.strip() for cell in row):
        return [1] * len(row)
    blanks = sum(1 for cell in below if not cell.strip())
    groups = len(row) - blanks
    if groups < 1 or (len(below) - blanks) % groups:
        return [1] * len(row)
    size = (len(below) - blanks) // groups
    spans: list[int] = []
    position = 0
    while position < len(below) and len(spans) < len(row):
        width = size if below[position].strip() else 1
        spans.append(width)
        position += width
    return spans if len(spans) == len(row) and position == len(below) else [1] * len(row)
