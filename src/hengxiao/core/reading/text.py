"""Plain text (纯文本, .txt .md): tables copied out of Word, one cell per line, one row per line, or with bars."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.cleaning import clean
from hengxiao.core.reading.encodings import decode
from hengxiao.core.reading.text_cells import rows_of
from hengxiao.core.reading.text_layout import is_laid_out, read_pages
from hengxiao.core.reading.text_streams import WIDE_BLANK, find_stream, streamed
from hengxiao.core.reading.text_tables import lay_rows
from hengxiao.core.targets.places import Place

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\] ?")
LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
RULE = re.compile(r"[\s|:+\-=_─━│┃┼├┤┌┐└┘┬┴╋┠┨┏┓┗┛]+")
BARS = re.compile(r"(?<!\\)[|│┃｜]")
MAX_QUOTED_LINES = 20
SHORT = 24
VALUE = "值"
MAX_EMPTY = 12
MAX_TITLES = 2
Rows = Sequence[Sequence[str]]
Part = tuple[str, Rows]


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a text file (读取文本)."""
    decoded = decode(data)
    out = Assembly(place, findings=list(decoded.findings(place)))
    if is_laid_out(decoded.text):
        read_pages(decoded.text, out)
        return out.result()
    for kind, rows in read_lines(LINE_END.split(BOOKMARK.sub("", decoded.text))):
        if kind == "line":
            out.paragraph(clean(rows[0][0]))
            continue
        lay_rows(rows, out)
        if kind == "guessed":
            out.find("reading.columns_guessed", out.here)
    return out.result()


def read_lines(lines: Sequence[str]) -> Iterator[Part]:
    """Tables (`table`, or `guessed`) and single lines (`line`), in the style the text is written in (识别书写方式)."""
    behind_tabs = sum(1 for line in lines if line.startswith("\t") and "\t" not in line[1:])
    between_tabs = sum(1 for line in lines if "\t" in line.strip("\t"))
    if behind_tabs > between_tabs:
        yield from cells_behind_tabs(lines)
    elif rows := rows_between_commas(lines):
        yield "table", rows
    elif not between_tabs and not any(is_barred(line) for line in lines) and is_cell_by_cell(lines):
        yield from bare_cells([line.strip() for line in lines])
    elif not between_tabs and not any(is_barred(line) for line in lines) and find_stream(lines):
        yield from streamed(lines)
    else:
        yield from whole_rows(lines)


def cells_behind_tabs(lines: Sequence[str]) -> Iterator[Part]:
    """One cell per line behind a tab, a blank line after each row; a line without tab goes on with the cell above."""
    if "\t" not in lines and any(not above and not below for above, below in pairwise(trimmed(lines))):
        yield from stripped_cells(lines)
        return
    rows: list[list[str]] = []
    row: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("\t"):
            row.append(line[1:])
        elif row and not line.strip():
            rows.append(row)
            row = []
        elif row:
            row[-1] += "\n" + line
        elif line.strip():
            yield from tabled(rows)
            yield "line", [[line]]
            rows = []
    yield from tabled(rows)


def stripped_cells(lines: Sequence[str]) -> Iterator[Part]:
    """Cells behind tabs where an editor has cut the tabs of empty cells away."""
    for tabbed, group in groupby(lines, key=lambda line: not line or line.startswith("\t")):
        if tabbed:
            yield from bare_cells([line[1:].strip() for line in group])
        else:
            yield from (("line", [[line]]) for line in group)


def bare_cells(lines: Sequence[str]) -> Iterator[Part]:
    """One cell per line, nothing but blank lines between rows and for empty cells, which are guessed apart."""
    rows: list[Sequence[str]] = []
    for belongs, row in [*rows_of(trimmed(lines)), (False, ())]:
        if len(row) > 1 or (belongs and rows and len(row[0]) <= SHORT):
            rows.append(row)
            continue
        yield from tabled(rows, "table" if all(map(all, rows)) else "guessed")
        yield from [("line", [row])] if row else []
        rows = []


def rows_between_commas(lines: Sequence[str]) -> Rows:
    """Rows of a file in which commas part the cells (逗号分隔): equally many in every row."""
    try:
        rows = [row for row in csv.reader([f"{line}\n" for line in lines]) if row]
    except csv.Error:
        return ()
    return rows if len(rows) > 1 and len(rows[0]) > 2 and len({len(row) for row in rows}) == 1 else ()


def trimmed(lines: Sequence[str]) -> Sequence[str]:
    """Lines without the blank ones at both ends; more blank lines in a row than a table has cells count as one."""
    runs = [(filled, list(run)) for filled, run in groupby(lines, key=lambda line: bool(line.strip()))]
    runs = runs[0 if runs and runs[0][0] else 1 : None if runs and runs[-1][0] else -1]
    return [line for filled, run in runs for line in (run if filled or len(run) <= MAX_EMPTY else run[:1])]


def tabled(rows: Rows, kind: str = "table") -> Iterator[Part]:
    """A finished table, if there is one; single lines at its end stand outside it."""
    size = max((index for index, row in enumerate(rows, 1) if len(row) > 1), default=0)
    if size:
        yield kind, rows[:size]
    yield from (("line", [row]) for row in rows[size:])


def is_cell_by_cell(lines: Sequence[str]) -> bool:
    """Whether short lines stand in groups that blank lines separate, as the cells of rows do."""
    stripped = [line.strip() for line in lines]
    groups = [list(group) for filled, group in groupby(stripped, key=bool) if filled]
    several = [group for group in groups if 2 < len(group) <= SHORT]
    cells = [line for group in several for line in group]
    short = sum(1 for cell in cells if len(cell) <= SHORT)
    return len(several) > 2 and len(several) * 2 > len(groups) and short * 4 > len(cells) * 3


def is_barred(line: str) -> bool:
    """Whether a line is a row between bars."""
    return len(BARS.findall(line)) > 1


def whole_rows(lines: Sequence[str]) -> Iterator[Part]:
    """One row per line: cells between bars, tabs, or two and more blanks; titles between tabbed rows belong to them."""
    runs = [(style, list(run)) for style, run in groupby(unquoted(lines), key=style_of)]
    named = [style for style, _ in runs]
    for index, (style, run) in enumerate(runs):
        short = len(run) <= MAX_TITLES and all(0 < len(line.strip()) <= SHORT for line in run)
        if (
            style == "none"
            and short
            and runs[max(index - 1, 0)][0] == "tabs"
            and "tabs" in named[index + 1 : index + 2]
        ):
            named[index] = "tabs"
    for style, group in groupby(zip(named, runs, strict=True), key=lambda pair: pair[0]):
        yield from styled_rows(style, [line for _, (_, run) in group for line in run if line.strip()])


def styled_rows(style: str, lines: Sequence[str]) -> Iterator[Part]:
    """Lines of one style: a table, or lines that are none."""
    wide = [between_blanks(line) for line in lines] if style == "blanks" else []
    if style == "bars":
        yield "table", [between_bars(line) for line in lines if not RULE.fullmatch(line)]
    elif style == "tabs":
        yield "table", [line.split("\t") if "\t" in line.strip("\t") else [line] for line in lines]
    elif len(wide) > 1 and max(map(len, wide)) > 2:
        yield from aligned(wide)
    else:
        yield from (("line", [[line]]) for line in lines)


def style_of(line: str) -> str:
    """How the cells of a line are parted."""
    if is_barred(line) or (RULE.fullmatch(line) and not line.isspace()):
        return "bars"
    if "\t" in line.strip("\t"):
        return "tabs"
    return "blanks" if WIDE_BLANK.search(line.strip()) else "none"


def between_bars(line: str) -> list[str]:
    """Cells between bars; the outer bars are optional."""
    cells = BARS.split(line.strip())
    cells = cells[1:] if not cells[0] else cells
    cells = cells[:-1] if not cells[-1] else cells
    return [re.sub(r"<br\s*/?>", "\n", cell.replace("\\|", "|")) for cell in cells]


def between_blanks(line: str) -> list[str]:
    """Cells between wide blanks."""
    return WIDE_BLANK.split(line.strip(" \u3000\u00a0\t"))


def aligned(rows: Sequence[list[str]]) -> Iterator[Part]:
    """Rows of equal length; where they are not, the cells missing at the left belong to merges, which is a guess.

    A short row of headings right above the first full one divides the value heading (指标值) of the row before.
    """
    longest = max(map(len, rows))
    first = next(index for index, row in enumerate(rows) if len(row) == longest)
    padded = [[""] * (longest - len(row)) + row if index > first else row for index, row in enumerate(rows)]
    above, parts = (rows[first - 2], rows[first - 1]) if first > 1 else ([], [])
    divided = [
        index for index, heading in enumerate(above) if VALUE in heading and len(above) - 1 + len(parts) == longest
    ]
    if divided:
        padded[first - 1] = [""] * divided[-1] + parts + [""] * (len(above) - 1 - divided[-1])
    yield ("guessed" if padded != rows else "table"), padded


def unquoted(lines: Sequence[str]) -> Iterator[str]:
    """Lines of a spreadsheet's clipboard, where a cell with line ends stands in quotes."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        whole = "\n".join(held)
        quoted = "\t" in whole or whole.startswith('"')
        if quoted and whole.count('"') % 2 and len(held) < MAX_QUOTED_LINES:
            continue
        yield from ["\t".join(map(bare, whole.split("\t")))] if "\t" in whole and '"' in whole else held
        held = []
    yield from held


def bare(cell: str) -> str:
    """A cell without its quotes."""
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
