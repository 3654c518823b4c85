"""Documents drawn as text (画出的表): `|` separates cells, `<` continues the cell to the left, `^` the cell above."""

from __future__ import annotations

from itertools import groupby

from hengxiao.core.forms import Cell, Document, Grid, Paragraph
from hengxiao.core.targets import Place

HERE = Place("画.txt", table=1)


def document(drawing: str, name: str = "画.txt", *, sheets: bool = False) -> Document:
    """A document from its drawing: rows begin with `|`, other lines are paragraphs, a line `---` ends a table."""
    blocks: list[Grid | Paragraph] = []
    lines = [line.strip() for line in drawing.strip().splitlines()]
    table = 0
    for is_row, group in groupby(lines, key=lambda line: line.startswith("|")):
        rows = list(group)
        if is_row:
            table += 1
            blocks.append(grid(rows, Place(name, table=table, sheet=f"表{table}" if sheets else "")))
        else:
            blocks.extend(
                Paragraph(line, Place(name, row=len(blocks) + i)) for i, line in enumerate(rows, 1) if line != "---"
            )
    return Document(name, "0" * 64, "txt", tuple(blocks))


def grid(rows: list[str], place: Place = HERE) -> Grid:
    """A grid from drawn rows; `\\n` inside a cell is a line break, a row may end early."""
    texts = [[cell.strip().replace("\\n", "\n") for cell in row.strip().strip("|").split("|")] for row in rows]
    anchors: dict[tuple[int, int], list[int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(texts, 1):
        for c, text in enumerate(row, 1):
            source = {"<": (r, c - 1), "^": (r - 1, c)}.get(text)
            anchor = owner[source] if source else (r, c)
            owner[r, c] = anchor
            box = anchors.setdefault(anchor, [r, c])
            box[0], box[1] = max(box[0], r), max(box[1], c)
    cells = tuple(
        Cell(texts[r - 1][c - 1], r, c, bottom - r + 1, right - c + 1) for (r, c), (bottom, right) in anchors.items()
    )
    return Grid(place, len(texts), max(map(len, texts)), cells)
