"""Tables that go on over several pages (跨页表格) are put together again as one grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hengxiao.core.forms.grid import Cell
from hengxiao.core.forms.vocabulary import is_level, meanings
from hengxiao.core.reading.pdf_lines import TextLine, between, first_word, flowed
from hengxiao.core.reading.pdf_parts import PageTable

NEAR = 4.0  # points: column edges of two pages this near are one edge
PADDING = 5.5  # points between a cell's side and its text
WIDE = 5  # characters: a line at least this long fills its column hardly by chance
OUTER = re.compile("((年度|总体)?绩效(指标|目标))+")
DIVIDED = re.compile(
    "(经济|社会|生态|环境)效益(指标)?|服务对象满意度(指标)?|可持续影响(指标)?|(年度|长期|总体)?(绩效)?目标[0-9]{1,2}"
)
LABEL = 14  # characters the label of an indicator level takes at most
HEADING = 8  # weight of a heading from which a word counts as one


@dataclass(slots=True)
class Joined:
    """A cell of the whole table (合并后的单元格): rows and columns from 0, its lines page by page."""

    top: int
    bottom: int
    left: int
    right: int
    width: float
    pieces: list[list[TextLine]] = field(default_factory=list)
    joined: bool = False

    @property
    def lines(self) -> list[TextLine]:
        """All lines."""
        return [line for piece in self.pieces for line in piece]

    @property
    def text(self) -> str:
        """All text without breaks."""
        return "".join(line.text for line in self.lines)

    @property
    def tall(self) -> bool:
        """Whether the cell spans several rows."""
        return self.bottom - self.top > 1

    @property
    def columns(self) -> tuple[int, int]:
        """First and one-past-last column."""
        return self.left, self.right


@dataclass(slots=True)
class Chain:
    """A table growing page by page (跨页表格): cells so far, rows, and rows a page break had cut."""

    xs: list[float]
    cells: list[Joined] = field(default_factory=list)
    rows: int = 0
    cut_rows: list[int] = field(default_factory=list)
    rooms: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, table: PageTable) -> None:
        """Put the next page's part under what is there (接上一页)."""
        parts = [self.placed(table, at) for at in range(len(table.parts))]
        rows = table.rows
        if self.rows:
            repeated = self.repeated_header(parts)
            parts, rows = without_rows(parts, repeated), rows - repeated
        self.measure(parts)
        if not self.rows:
            self.cells, self.rows = parts, rows
            return
        above = {cell.columns: cell for cell in self.cells if cell.bottom == self.rows}
        first = [part for part in parts if part.top == 0]
        cut = self.is_cut(above, first)
        if cut:
            self.cut_rows.append(self.rows)
        offset = self.rows - cut
        header = divides_heading(above, first)
        closed = not (header or cut) and (
            is_heading(row_key(self.cells, self.rows - 1)) or is_heading(row_key(parts, 0))
        )
        for part in parts:
            part.top, part.bottom = part.top + offset, part.bottom + offset
            fresh = closed and not part.text
            if fresh or part not in first or not self.goes_on(above, part, cut, header):
                self.cells.append(part)
        self.rows = offset + rows

    def placed(self, table: PageTable, at: int) -> Joined:
        """A page's cell on the columns of the whole table (对齐列)."""
        part = table.parts[at]
        left, right = nearest(self.xs, part.left), nearest(self.xs, part.right)
        return Joined(part.top, part.bottom, left, max(right, left + 1), part.right - part.left, [part.lines])

    def measure(self, parts: Iterable[Joined]) -> None:
        """Note how wide the lines get in each column (测量列的可用宽度)."""
        for part in parts:
            lines = part.lines
            if len(lines) > 1:
                widest = max(line.width for line in lines)
                self.rooms[part.columns] = max(self.rooms.get(part.columns, 0.0), widest)

    def room(self, cell: Joined) -> float:
        """Width the lines of a cell may take (可用宽度)."""
        return self.rooms.get(cell.columns, cell.width - 2 * PADDING)

    def repeated_header(self, parts: Sequence[Joined]) -> int:
        """How many rows at the top of a page repeat headings that stood before (重复的表头行数)."""
        count, follows = 0, None
        known = {row_key(self.cells, row): row for row in range(self.rows)}
        while True:
            key = row_key(parts, count)
            at = known.get(key)
            inside = any(part.top < count < part.bottom and part.text for part in parts)
            if at is None or not (inside or is_heading(key)) or (follows is not None and at != follows + 1):
                break
            count, follows = count + 1, at
        while count and any(
            part.top < count < part.bottom and part.text and not OUTER.fullmatch(part.text) for part in parts
        ):
            count -= 1
        return count

    def is_cut(self, above: dict[tuple[int, int], Joined], first: Sequence[Joined]) -> bool:
        """Whether the first row of a page is the rest of the row before (行是否被分页切断)."""
        tails = [part for part in first if part.text and not part.tall]
        if not tails or not all(part.columns in above and above[part.columns].text for part in tails):
            return False
        pairs = [(above[part.columns], part) for part in tails]
        if not all(self.is_full(cell, part) or completes(cell, part) for cell, part in pairs):
            return False
        if any(is_label(cell.text) and is_label(part.text) for cell, part in pairs):
            return False
        if any(part.text and part.columns in above and above[part.columns].text == part.text for part in first):
            return False
        ended = [cell for cell in above.values() if cell.text and not cell.tall and blank_below(cell, first)]
        wide = [part for part in tails if len(above[part.columns].lines[-1].text) >= WIDE]
        return bool(ended) or len(wide) > 1

    def is_full(self, cell: Joined, tail: Joined) -> bool:
        """Whether a cell's last line had no room for what follows on the next page (末行是否已满)."""
        last, following = cell.lines[-1], tail.lines[0]
        return self.room(cell) - last.width < first_word(following.text) * following.size + 0.3 * last.size

    def goes_on(self, above: dict[tuple[int, int], Joined], part: Joined, cut: bool, header: bool) -> bool:
        """Join a cell at the top of a page to the one above it when it is the same cell (续接单元格)."""
        cell = above.get(part.columns)
        if cell is None:
            shared = [other for other in above.values() if cut and common(other, part)]
            if not shared:
                return False
            cell = max(shared, key=lambda other: common(other, part))
        elif not continues(cell, part, header) and (not cut or part.tall):
            return False
        repeated = not cut and cell.text and not part.text.replace(cell.text, "")
        if part.text and not repeated:
            cell.joined = cell.joined or bool(cell.text)
            cell.pieces.append(part.lines)
        cell.bottom = max(cell.bottom, part.bottom)
        return True

    def finished(self) -> tuple[Cell, ...]:
        """The cells of the grid (输出单元格)."""
        return tuple(
            Cell(
                self.flow(cell),
                cell.top + 1,
                cell.left + 1,
                cell.bottom - cell.top,
                cell.right - cell.left,
                bool(cell.lines) and all(line.bold for line in cell.lines),
                cell.joined,
            )
            for cell in sorted(self.cells, key=lambda cell: (cell.top, cell.left))
        )

    def flow(self, cell: Joined) -> str:
        """Text of a cell; at a page break the lines simply go on (单元格文字)."""
        room = max([cell.width - 2 * PADDING, *(line.width for line in cell.lines)])
        text = ""
        for piece in cell.pieces:
            more = flowed(piece, room)
            text += between(text, more) + more
        return text


def continues(cell: Joined, part: Joined, header: bool) -> bool:
    """Whether two cells on both sides of a page break are one (是否同一合并单元格)."""
    if header and not part.text:
        return True
    if not (cell.tall or part.tall):
        return (is_label(cell.text) and not part.text) or completes(cell, part)
    if not cell.text or not part.text.replace(cell.text, ""):
        return True
    return completes(cell, part)


def completes(cell: Joined, part: Joined) -> bool:
    """Whether two texts make one label, or both are set one character a line (是否同一标签的两段)."""
    thin = len(cell.lines) > 1 and all(
        len(line.text) == 1 and not line.text.isascii() for line in (*cell.lines, *part.lines)
    )
    whole = cell.text + part.text
    if len(whole) > LABEL:
        return False
    return DIVIDED.fullmatch(whole) is not None or (not is_label(part.text) and (is_label(whole) or thin))


def is_label(text: str) -> bool:
    """Whether a text is a label of an indicator level or of all indicators (是否指标层级名)."""
    return is_level(text, 1) or is_level(text, 2) or OUTER.fullmatch(text) is not None


def divides_heading(above: dict[tuple[int, int], Joined], first: Sequence[Joined]) -> bool:
    """Whether the first row of a page divides a heading that stands above it (表头被分页切断)."""
    told = [part for part in first if part.text]
    if len(told) < 2 or any(part.columns in above for part in told):
        return False
    return all(
        any(cell.left <= part.left and part.right <= cell.right and meanings(cell.text) for cell in above.values())
        for part in told
    )


def blank_below(cell: Joined, first: Sequence[Joined]) -> bool:
    """Whether nothing is written under a cell on the next page (下页对应单元格为空)."""
    return not any(part.text for part in first if common(cell, part))


def common(first: Joined, second: Joined) -> int:
    """Number of columns two cells share (共同列数)."""
    return max(min(first.right, second.right) - max(first.left, second.left), 0)


def nearest(places: Sequence[float], place: float) -> int:
    """Index of the nearest edge (最近的边界)."""
    return min(range(len(places)), key=lambda at: abs(places[at] - place))


def row_key(cells: Iterable[Joined], row: int) -> tuple[str, ...]:
    """Texts printed in a row from left to right, but for the label of all indicators (行内容)."""
    found = [cell for cell in cells if cell.top == row and cell.text and not OUTER.fullmatch(cell.text)]
    return tuple(cell.text for cell in sorted(found, key=lambda cell: cell.left))


def is_heading(words: tuple[str, ...]) -> bool:
    """Whether a row consists of headings (是否表头行)."""
    heads = [text for text in words if any(weight >= HEADING for _, weight in meanings(text))]
    return len(set(words)) > 1 and len(heads) * 2 >= len(words)


def without_rows(parts: Iterable[Joined], count: int) -> list[Joined]:
    """Cells without the first rows of the page (去掉重复行)."""
    kept = []
    for part in parts:
        if part.bottom > count:
            part.top, part.bottom = max(part.top - count, 0), part.bottom - count
            kept.append(part)
    return kept


def chained(before: PageTable, after: PageTable) -> bool:
    """Whether a table at the top of a page has the columns of the one that ended the page before (是否续表)."""
    if after.goes_on:
        return True
    if abs(before.xs[0] - after.xs[0]) > NEAR or abs(before.xs[-1] - after.xs[-1]) > NEAR:
        return False
    few, many = sorted((before.xs, after.xs), key=len)
    near = sum(any(abs(x - other) <= NEAR for other in many) for x in few)
    return near * 5 >= len(few) * 4


def chain(tables: Sequence[PageTable]) -> Chain:
    """One table from its parts on following pages (拼接跨页表格)."""
    xs: list[float] = []
    for x in sorted(x for table in tables for x in table.xs):
        if not xs or x - xs[-1] > NEAR:
            xs.append(x)
    found = Chain(xs)
    for table in tables:
        found.add(table)
    return found
