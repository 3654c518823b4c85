"""What a user would do with a peer's tables (通用后处理): columns by header text, blank labels filled from above.

The same for every tool and counted in its time. `best` also tries repairs that know this form
(blanks dropped or not, cells counted from the right) and takes whichever comes out best: more than a user would have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from benchmarks.seed import ANNUAL_FIELDS, Marks, Row, marks

HEADS = {
    "目标名称": "goal", "一级指标": "level1", "二级指标": "level2", "指标名称": "name", "指标值": "target",
    "绩效标准": "standard", "前年": "year_before_last", "上年": "previous_year", "预计当年实现": "target",
}  # fmt: skip
LABELS = ("goal", "level1", "level2")
LONG_FIELDS = ("goal", "level1", "level2", "name", "target", "standard")
Cells = Sequence[str | None]
Tables = Sequence[Sequence[Cells]]


def plain(cell: str | None) -> str:
    """A cell without white space and Markdown stress (去空白)."""
    return "".join(str(cell or "").replace("**", "").split())


def generic(tables: Tables) -> list[Row]:
    """Rows found with headers and forward-fill alone (通用读法)."""
    columns: dict[int, str] = {}
    carried = dict.fromkeys(LABELS, "")
    out: list[Row] = []
    for cells in (row for table in tables for row in table):
        texts = [plain(cell) for cell in cells]
        found = {at: HEADS[text] for at, text in enumerate(texts) if text in HEADS}
        if len(set(found.values())) >= 3:
            second = not {"goal", "level1"} & set(found.values())
            columns = columns | found if second or {"year_before_last"} & set(found.values()) else found
            if not second:
                carried = dict.fromkeys(LABELS, "")
            continue
        if not columns or len(set(filter(None, texts))) <= 1:
            continue
        row = _fields(texts, columns)
        for label in LABELS:
            row[label] = carried[label] = row.get(label) or carried[label]
        if row.get("name"):
            out.append(_shaped(row))
    return out


def _fields(texts: Sequence[str], columns: dict[int, str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for at, name in columns.items():
        if at < len(texts) and not row.get(name):
            row[name] = texts[at]
    return row


def _shaped(row: dict[str, str]) -> Row:
    fields = ANNUAL_FIELDS if "year_before_last" in row else LONG_FIELDS
    return tuple(row.get(name, "") for name in fields)


def from_right(tables: Tables, tidy: Callable[[Cells], list[str]]) -> list[Row]:
    """Rows with their cells counted from the right, knowing this form (按表从右数)."""
    fields: tuple[str, ...] = ()
    carried = dict.fromkeys(LABELS, "")
    out: list[Row] = []
    for cells in (row for table in tables for row in table):
        texts = tidy(cells)
        found = {HEADS[text] for text in texts if text in HEADS}
        if len(found) >= 3:
            fields = ANNUAL_FIELDS if "year_before_last" in found else LONG_FIELDS if not fields else ANNUAL_FIELDS
            continue
        if not fields or len(texts) < len(fields) - 3 or len(set(texts)) <= 1:
            continue
        row = dict(zip(reversed(fields), reversed(texts), strict=False))
        for label in LABELS:
            row[label] = carried[label] = row.get(label) or carried[label]
        out.append(tuple(row.get(name, "") for name in fields))
    return out


def _dropped(cells: Cells) -> list[str]:
    return [plain(cell) for cell in cells if cell is not None]


def _filled(cells: Cells) -> list[str]:
    return [text for text in map(plain, cells) if text]


def _trimmed(cells: Cells) -> list[str]:
    texts = [plain(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _once(cells: Cells) -> list[str]:
    """Neighbours with one text are one merged cell."""
    texts = _trimmed(cells)
    return [text for at, text in enumerate(texts) if not at or not text or text != texts[at - 1]]


REPAIRS = (_dropped, _filled, _trimmed, _once)


def readings(tables: Tables) -> Iterator[list[Row]]:
    """The generic reading first, then the repaired ones."""
    yield generic(tables)
    for tidy in REPAIRS:
        yield from_right(tables, tidy)


def judged(tables: Tables) -> tuple[Marks, Marks]:
    """Marks of the generic reading and of the best one (得分)."""
    found = [marks(rows) for rows in readings(tables)]
    return found[0], max(found, key=lambda got: (got.rows, got.cells))
