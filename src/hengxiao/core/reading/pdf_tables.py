"""Ruled tables on a page (页面上的表格): rules to cells, characters to the cells they stand in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hengxiao.core.reading.columns import Columns, joined
from hengxiao.core.reading.pdf_implied import APART, Carried, blocks, implied, unruled
from hengxiao.core.reading.pdf_lines import TextLine, text_lines
from hengxiao.core.reading.pdf_pages import Glyph, Rule, Sheet

TOUCH = 3.0  # points: rules that come this near meet; edges this near are one edge
COVERED = 0.6  # share of a cell's side that must be ruled to close it


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

    `told` when the text tells its columns, `columns` are those it ends with, `goes_on` when it has those of the page
    before.
    """

    page: int
    xs: list[float]
    ys: list[float]
    parts: list[Part]
    told: bool = False
    columns: Columns | None = None
    goes_on: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1


@dataclass(frozen=True, slots=True)
class Layout:
    """Tables of a page, the characters outside them, and the headings of a table that cannot be read (版面)."""

    tables: list[PageTable]
    loose: list[Glyph]
    refused: list[TextLine] | None = None


def page_tables(page: Sheet, before: PageTable | None = None) -> Layout:
    """Tables of a page from top to bottom, and the characters outside them (查找表格).

    `before` is the last table of the page before, which may go on here.
    """
    whole, open_ = components(page.horizontal, page.vertical)
    tables = [table for group in whole if (table := ruled(page.number, *group)) is not None]
    tables += shaded(page, tables, before)
    open_ = [rule for rule in open_ if not any(covers(table, rule) for table in tables)]
    for across, down, columns, goes_on in implied(page, open_, carried_from(before)):
        table = ruled(page.number, across, down)
        if table is not None:
            table.told, table.columns, table.goes_on = True, columns, goes_on
            tables.append(table)
    refused = None
    if not tables:
        without, refused = unruled(page.glyphs, carried_from(before))
        table = ruled(page.number, *without[:2]) if without is not None else None
        if without is not None and table is not None:
            table.told, table.columns, table.goes_on = True, without[2], without[3]
            tables.append(table)
    tables.sort(key=lambda table: (table.ys[0], table.xs[0]))
    held: dict[int, list[Glyph]] = {}
    loose: list[Glyph] = []
    slots = [slot_map(table) for table in tables]
    by_size = sorted(range(len(tables)), key=lambda at: area(tables[at]))
    for one in page.glyphs:
        for at in by_size:
            part = part_at(tables[at], slots[at], one)
            if part is not None:
                held.setdefault(id(part), []).append(one)
                break
        else:
            loose.append(one)
    for table in tables:
        for part in table.parts:
            part.lines = text_lines(held.get(id(part), ()))
        if table.columns is not None:
            as_before(table, table.columns.former)
    return Layout(tables, loose, refused)


def as_before(table: PageTable, former: dict[float, float]) -> None:
    """Give the columns a page's text has moved the edges they have on the page before (列边界还原)."""
    table.xs = [former.get(x, x) for x in table.xs]
    for part in table.parts:
        part.left, part.right = former.get(part.left, part.left), former.get(part.right, part.right)


def carried_from(before: PageTable | None) -> Carried | None:
    """Columns the text of a table has told, with its sides (上页推断的列)."""
    if before is None or before.columns is None:
        return None
    return before.xs[0], before.xs[-1], before.columns


def area(table: PageTable) -> float:
    """Area of a table; of nested ones the smaller holds the text (表格面积)."""
    left, top, right, bottom = table.box
    return (right - left) * (bottom - top)


def shaded(page: Sheet, tables: Sequence[PageTable], before: PageTable | None) -> list[PageTable]:
    """Tables between white lines or filled cells (底色或白线分格的表格), outside the ruled ones."""
    across = [rule for rule in page.faint[0] if not any(covers(table, rule) for table in tables)]
    down = [rule for rule in page.faint[1] if not any(covers(table, upright(rule)) for table in tables)]
    if not across or not down:
        return []
    found = []
    for group in components([*across, *page.horizontal], [*down, *page.vertical])[0]:
        table = ruled(page.number, *group) if any(rule.faint for rule in group[1]) else None
        if table is None or len(table.xs) < 3 or torn(table, page.glyphs):
            continue
        if table.rows > 1 or (before is not None and same_sides(before, table)):
            found.append(table)
    return found


def same_sides(table: PageTable, other: PageTable) -> bool:
    """Whether two tables are equally wide at the same place (左右边界相同)."""
    return max(abs(table.xs[0] - other.xs[0]), abs(table.xs[-1] - other.xs[-1])) <= TOUCH


def covers(table: PageTable, rule: Rule) -> bool:
    """Whether a level rule lies within a table (横线是否在表内)."""
    left, top, right, bottom = table.box
    return top - TOUCH <= rule.at <= bottom + TOUCH and left - TOUCH <= rule.start and rule.end <= right + TOUCH


def upright(rule: Rule) -> Rule:
    """An upright rule's middle as a level one."""
    return Rule((rule.start + rule.end) / 2, rule.at, rule.at)


def torn(table: PageTable, glyphs: Sequence[Glyph]) -> bool:
    """Whether a cell holds texts of several columns (单元格内有几栏文字), so that some edges must be missing."""
    held: dict[int, list[Glyph]] = {}
    slots = slot_map(table)
    for one in glyphs:
        part = part_at(table, slots, one)
        if part is not None:
            held.setdefault(id(part), []).append(one)
    for part in table.parts:
        texts = joined(blocks(text_lines(held.get(id(part), ()), apart=APART)))
        inner = [x for x in table.xs if part.left < x < part.right]
        if any(left.x1 < x < right.x0 for left, right in pairwise(texts) for x in inner):
            return True
    return False


def components(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[tuple[list[Rule], list[Rule]]], list[Rule]]:
    """Groups of rules that meet each other, and level rules that meet no upright one (相连的表格线)."""
    parent = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    order = sorted(range(len(down)), key=lambda at: down[at].at)
    places = [down[at].at for at in order]
    for number, level in enumerate(across):
        first = bisect_right(places, level.start - TOUCH)
        for at in order[first : bisect_right(places, level.end + TOUCH)]:
            if down[at].start - TOUCH <= level.at <= down[at].end + TOUCH:
                parent[root(len(across) + at)] = root(number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at in range(len(parent)):
        group = groups.setdefault(root(at), ([], []))
        group[at >= len(across)].append(across[at] if at < len(across) else down[at - len(across)])
    alone = [rule for group in groups.values() if not group[1] for rule in group[0]]
    return [group for group in groups.values() if group[0] and group[1]], alone


def ruled(page: int, across: list[Rule], down: list[Rule]) -> PageTable | None:
    """The table a group of rules draws (由线成表); a lone box is no table."""
    xs = edges([rule.at for rule in down], [x for rule in across for x in (rule.start, rule.end)])
    ys = edges([rule.at for rule in across], [y for rule in down for y in (rule.start, rule.end)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2:
        return None
    walls = closed(down, xs, ys)
    floors = closed(across, ys, xs)
    parent = list(range(rows * columns))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not walls[column + 1][row]:
                parent[root(here + 1)] = root(here)
            if row + 1 < rows and not floors[row + 1][column]:
                parent[root(here + columns)] = root(here)
    groups: dict[int, list[int]] = {}
    for at in range(rows * columns):
        groups.setdefault(root(at), []).append(at)
    parts = [part for slots in groups.values() for part in rectangles(slots, columns, xs)]
    if len(parts) < 2:
        return None
    return PageTable(page, xs, ys, sorted(parts, key=lambda part: (part.top, part.left)))


def edges(places: Iterable[float], ends: Sequence[float]) -> list[float]:
    """Edges of columns or rows (列边界或行边界): where rules lie, and how far the crossing rules reach."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > TOUCH:
            found.append(place)
    if min(ends) < found[0] - 2 * TOUCH:
        found.insert(0, min(ends))
    if max(ends) > found[-1] + 2 * TOUCH:
        found.append(max(ends))
    return found


def closed(rules: Sequence[Rule], at: Sequence[float], along: Sequence[float]) -> list[list[bool]]:
    """For each edge and each stretch along it, whether a rule closes it (边是否有线)."""
    found = []
    for place in at:
        near = [rule for rule in rules if abs(rule.at - place) <= TOUCH]
        found.append(
            [
                sum(max(min(rule.end, high) - max(rule.start, low), 0) for rule in near) >= COVERED * (high - low)
                for low, high in pairwise(along)
            ]
        )
    return found


def rectangles(slots: list[int], columns: int, xs: Sequence[float]) -> list[Part]:
    """Cells from joined slots (单元格): one when they fill a rectangle, else one per row and run."""
    rows = [at // columns for at in slots]
    cols = [at % columns for at in slots]
    top, bottom, left, right = min(rows), max(rows) + 1, min(cols), max(cols) + 1
    if (bottom - top) * (right - left) == len(slots):
        return [Part(top, bottom, xs[left], xs[right])]
    found: list[Part] = []
    for at in sorted(slots):
        row, column = divmod(at, columns)
        if found and found[-1].top == row and found[-1].right == xs[column]:
            found[-1].right = xs[column + 1]
        else:
            found.append(Part(row, row + 1, xs[column], xs[column + 1]))
    return found


def slot_map(table: PageTable) -> dict[tuple[int, int], Part]:
    """(row, column) → the cell there (格位表)."""
    found = {}
    for part in table.parts:
        first, last = table.xs.index(part.left), table.xs.index(part.right)
        for row in range(part.top, part.bottom):
            for column in range(first, last):
                found[row, column] = part
    return found


def part_at(table: PageTable, slots: dict[tuple[int, int], Part], one: Glyph) -> Part | None:
    """The cell a character stands in (字符所在单元格)."""
    (x, y), (left, top, right, bottom) = one.spot, table.box
    if not (left <= x <= right and top <= y <= bottom):
        return None
    row = min(bisect_right(table.ys, y) - 1, table.rows - 1)
    column = min(bisect_right(table.xs, x) - 1, len(table.xs) - 2)
    return slots.get((row, column))
