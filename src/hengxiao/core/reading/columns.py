"""Columns told by the text (按文字推断的列): where no line parts them, headings and alignment do.

Texts of different cells never share a place across. So every text under a heading widens its column, and what lies
between two columns belongs to the one that is free in its row or that it is aligned with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hengxiao.core.forms.vocabulary import content, is_level, label, meanings, row_word

WORD_GAP = 0.9  # characters of room from which two texts are two cells
ROOM = 1.0  # points by which a text may reach over the edge of its column
SPREAD = 2.5  # characters of room at most between the characters of a heading set wide
ALIGNED = 1.5  # points: texts whose ends or middles come this near are aligned
LONGEST_HEADING, LEAST_WEIGHT, LEAST_HEADINGS = 24, 5, 3
LEADS = frozenset(["level1", "level2", "name"])
VALUES = frozenset(["target", "midterm", "actual", "previous_year", "year_before_last", "unit", "standard"])
FUNDS = ("planned", "adjusted", "executed", "rate", "points", "score")


@dataclass(frozen=True, slots=True)
class Block:
    """A text that stands alone in its row (文字块), with its extent across and the size of its characters."""

    text: str
    x0: float
    x1: float
    size: float

    @property
    def middle(self) -> float:
        """Middle."""
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class Row:
    """A row of texts (一行文字) and the partings that are drawn in it."""

    blocks: list[Block]
    drawn: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """A column (列): how far its texts are known to reach, and where each stands."""

    low: float
    high: float
    texts: list[Block] = field(default_factory=list)

    def shares(self, block: Block) -> bool:
        """Whether a text stands under or over the column's texts."""
        return block.x0 < self.high and self.low < block.x1

    def take(self, block: Block) -> None:
        """Widen the column by a text."""
        self.low, self.high = min(self.low, block.x0), max(self.high, block.x1)
        self.texts.append(block)

    def aligned(self, block: Block) -> bool:
        """Whether a text begins, ends or is centred like another of the column (是否对齐)."""
        return any(
            min(abs(block.x0 - one.x0), abs(block.x1 - one.x1), abs(block.middle - one.middle)) <= ALIGNED
            for one in self.texts
        )


@dataclass(slots=True)
class Columns:
    """The columns of one part of a table (一段表格的列).

    `known` is where they are drawn to part, `cuts` where they were found to part on the page before, `former` tells for
    a parting of this page the one it had there; `doubts` are texts that may belong to either neighbour.
    """

    columns: list[Column]
    heads: tuple[str, ...] = ()
    known: list[float] = field(default_factory=list)
    cuts: list[float | None] = field(default_factory=list)
    former: dict[float, float] = field(default_factory=dict)
    doubts: list[Block] = field(default_factory=list)

    @classmethod
    def under(cls, heads: Sequence[Block], drawn: Sequence[float]) -> Columns:
        """Columns under headings; between drawn partings a column takes all the room (由栏目名得列)."""
        found: list[Column] = []
        for low, high in pairwise(drawn):
            inside = [head for head in heads if low < head.middle <= high]
            if len(inside) > 1:
                found += [Column(head.x0, head.x1, [head]) for head in inside]
            else:
                found.append(Column(low + 0.1, high - 0.1, inside))
        texts = tuple(head.text for head in heads)
        return cls(sorted(found, key=lambda column: column.low), texts, list(drawn))

    def slim(self) -> Columns:
        """The same columns, each only as wide as its texts (只含文字宽度的列), where no rule parts them."""
        found = [
            Column(min(one.x0 for one in column.texts), max(one.x1 for one in column.texts), list(column.texts))
            if column.texts
            else column
            for column in self.columns
        ]
        return Columns(found, self.heads, self.known, list(self.cuts), dict(self.former))

    @property
    def headings(self) -> list[str]:
        """The headings without a label beside the table (栏目名)."""
        return [text for text in self.heads if is_heading(text)]

    def learn(self, rows: Iterable[Row], *, lines: bool = False) -> None:
        """Widen the columns by the texts of rows, or of single `lines` (学习各列的范围)."""
        telling = [row.blocks for row in rows if lines or tells(row)]
        telling.sort(key=len, reverse=True)
        while True:
            while any([self.widen(blocks) for blocks in telling]):  # a list: every row widens in each turn
                pass
            if not any(self.settle(blocks, block) for blocks in telling for block in self.unplaced(blocks)):
                break
        self.doubts = [block for blocks in telling for block in self.unplaced(blocks)]

    def at(self, block: Block) -> list[int]:
        """The columns a text shares room with."""
        return [at for at, column in enumerate(self.columns) if column.shares(block)]

    def widen(self, blocks: Iterable[Block]) -> bool:
        """Let texts that stand in exactly one column widen it."""
        grown = False
        for block in blocks:
            at = self.at(block)
            if len(at) == 1:
                column = self.columns[at[0]]
                grown = grown or block.x0 < column.low or block.x1 > column.high
                if block not in column.texts:
                    column.take(block)
        return grown

    def unplaced(self, blocks: Iterable[Block]) -> list[Block]:
        """Texts that stand in no column yet."""
        return [block for block in blocks if not self.at(block)]

    def settle(self, blocks: Sequence[Block], block: Block) -> bool:
        """Put a text between two columns into the one it belongs to, if that is certain (确定归属)."""
        right = bisect_right([column.low for column in self.columns], block.x0)
        taken = {at for other in blocks for at in self.at(other)}
        sides = [at for at in (right - 1, right) if 0 <= at < len(self.columns)]
        free = [at for at in sides if at not in taken]
        fitting = [at for at in free if self.columns[at].aligned(block)]
        chosen = fitting if len(fitting) == 1 else free
        if len(sides) == 1 and not fitting:
            self.columns.insert(right, Column(block.x0, block.x1, [block]))
            self.cuts.insert(right, None)
            return True
        if not free:
            near = [at for at in sides if distance(self.columns[at], block) < WORD_GAP * block.size]
            chosen = near if len(near) == 1 else []
        if len(chosen) != 1:
            return False
        self.columns[chosen[0]].take(block)
        return True

    def partings(self) -> list[float]:
        """Where the columns part (分栏位置)."""
        found = []
        self.cuts += [None] * (len(self.columns) - 1 - len(self.cuts))
        for at, (left, right) in enumerate(pairwise(self.columns)):
            fits = [
                x for x in (*self.known, self.cuts[at]) if x is not None and left.high - ROOM <= x <= right.low + ROOM
            ]
            found.append(fits[0] if fits else (left.high + right.low) / 2)
            before = self.cuts[at]
            if before is not None and before != found[-1]:
                self.former[found[-1]] = self.former.get(before, before)
            self.cuts[at] = found[-1]
        return found


def distance(column: Column, block: Block) -> float:
    """Room between a column and a text beside it (间距)."""
    return max(column.low - block.x1, block.x0 - column.high)


def tells(row: Row) -> bool:
    """Whether a row tells where columns are (是否可用于定列): not one of totals, nor a single long text."""
    if any(row_word("total", block.text) for block in row.blocks):
        return False
    return len(row.blocks) > 1 or all(is_level(one.text, 1) or is_level(one.text, 2) for one in row.blocks)


# ------------------------------------------------------------------ headings


def is_heading(text: str) -> bool:
    """Whether a text heads a column of indicators (是否栏目名)."""
    found = meanings(text) if len(text) <= LONGEST_HEADING else ()
    return bool(found) and found[0][1] >= LEAST_WEIGHT and not is_level(text, 1) and not content("figure", text)


def heads_indicators(blocks: Sequence[Block]) -> bool:
    """Whether texts are the headings of indicators (是否指标表头)."""
    heads = [block.text for block in blocks if is_heading(block.text)]
    roles = {role for text in heads for role, weight in meanings(text) if weight >= LEAST_WEIGHT}
    enough = len(heads) >= LEAST_HEADINGS and len(heads) * 2 > len(blocks)
    return enough and bool(roles & LEADS) and bool(roles & VALUES)


def heads_funds(blocks: Sequence[Block]) -> bool:
    """Whether texts are the headings of money (是否资金表头)."""
    return sum(any(label("funds", word, one.text) for word in FUNDS) for one in blocks) > 1 and not any(
        content("figure", one.text) for one in blocks
    )


def divides(above: Sequence[Block], below: Sequence[Block]) -> bool:
    """Whether the texts of a row divide the headings above them (是否下级表头)."""
    known = {block.text for block in above}
    return len(below) > 1 and all(is_heading(block.text) and block.text not in known for block in below)


def groups(above: Sequence[Block], below: Sequence[Block]) -> list[list[Block]]:
    """For each heading the headings that divide it (表头分组): those under it, and beside it so that it is centred."""
    found: list[list[Block]] = [[] for _ in above]
    between: dict[int, list[Block]] = {}
    for one in below:
        over = [at for at, head in enumerate(above) if head.x0 < one.x1 and one.x0 < head.x1]
        if over:
            found[over[0]].append(one)
        else:
            between.setdefault(sum(head.middle < one.middle for head in above), []).append(one)
    for gap, ones in sorted(between.items()):
        ways = range(len(ones) + 1) if 0 < gap < len(above) else [0 if gap == 0 else len(ones)]

        def off(split: int, gap: int = gap, ones: Sequence[Block] = ones) -> float:
            sides = [(gap - 1, [*found[gap - 1], *ones[:split]])] if gap else []
            sides += [(gap, [*ones[split:], *found[gap]])] if gap < len(above) else []
            return sum(uncentred(above[at], children) for at, children in sides)

        split = min(ways, key=off)
        if gap:
            found[gap - 1] += ones[:split]
        if gap < len(above):
            found[gap] = [*ones[split:], *found[gap]]
    return found


def uncentred(head: Block, children: Sequence[Block]) -> float:
    """How far a heading stands off the middle of those that divide it (偏离居中的程度)."""
    return abs(head.middle - (children[0].x0 + children[-1].x1) / 2) if children else 0.0


# ------------------------------------------------------------------ parts of a table


@dataclass(slots=True)
class Part:
    """Rows under one heading (同一表头下的行): first and one-past-last row, the headings, the columns."""

    first: int
    last: int
    columns: Columns | None
    group: list[tuple[float, float]] = field(default_factory=list)


def parts_of(rows: Sequence[Row], ends: tuple[float, float], carried: Columns | None) -> list[Part]:
    """Parts of a table by its headings (按表头分段); rows before the first heading go on from the page before."""
    found = [Part(0, len(rows), carried)]
    skip = -1
    for number, row in enumerate(rows):
        if number <= skip:
            continue
        indicators = heads_indicators(row.blocks)
        if not indicators and not heads_funds(row.blocks):
            if found[-1].columns is not None and begins_head(row.blocks):
                found[-1].last = number
                found.append(Part(number, len(rows), None))
            continue
        found[-1].last = number
        below = rows[number + 1].blocks if number + 1 < len(rows) else []
        part = Part(number, len(rows), None)
        leaves = list(row.blocks)
        if indicators and divides(row.blocks, below):
            skip = number + 1
            leaves = leaves_of(row.blocks, below, part)
        before = next((one.columns for one in reversed(found) if one.columns is not None), None)
        part.columns = Columns.under(leaves, ends)
        if before is not None and before.headings == part.columns.headings:
            part.columns = before
        found.append(part)
    return [part for part in found if part.first < part.last]


def leaves_of(above: Sequence[Block], below: Sequence[Block], part: Part) -> list[Block]:
    """The lowest headings of a heading of two rows; the room of a divided one is noted (末级表头)."""
    leaves: list[Block] = []
    for head, children in zip(above, groups(above, below), strict=True):
        leaves += children if len(children) > 1 else [head]
        if len(children) > 1:
            part.group.append((children[0].middle, children[-1].middle))
    return sorted(leaves, key=lambda leaf: leaf.x0)


def begins_head(blocks: Sequence[Block]) -> bool:
    """Whether a row belongs to the head of a form or its goals again (是否回到表头、目标部分)."""
    return 1 < len(blocks) < LEAST_HEADINGS and label("goals", "label", blocks[0].text)


def partings_of(
    rows: Sequence[Row], ends: tuple[float, float], carried: Columns | None
) -> Iterator[tuple[list[float], Columns | None]]:
    """For each row where its cells part, and the columns it lies in (各行的分栏位置)."""
    for part in parts_of(rows, ends, carried):
        members = rows[part.first : part.last]
        drawn = merged(sorted(x for row in members for x in row.drawn))
        if part.columns is None:
            yield from ((own_partings(row, drawn), None) for row in members)
            continue
        columns = part.columns
        if drawn and columns.cuts:
            columns.known = drawn
        elif drawn:
            heads = [text for column in columns.columns for text in column.texts[:1]]
            columns = Columns.under(heads, [ends[0], *drawn, ends[1]])
        columns.learn(members)
        shared = columns.partings()
        for number, row in enumerate(members):
            if number == len(members) - 1 and part.last < len(rows) and len(row.blocks) == 1:
                yield [], columns  # the caption of what follows
                continue
            free = [x for x in shared if not any(one.x0 + ROOM < x < one.x1 - ROOM for one in row.blocks)]
            if number == 0:
                free = [x for x in free if not any(low < x < high for low, high in part.group)]
            yield free, columns


def merged(places: Iterable[float]) -> list[float]:
    """Places without those that repeat the one before (去重)."""
    found: list[float] = []
    for place in places:
        if not found or place - found[-1] > 2 * ALIGNED:
            found.append(place)
    return found


def own_partings(row: Row, drawn: Sequence[float]) -> list[float]:
    """Partings of a row that stands alone: between its texts, where one is drawn if any is, and where it is drawn."""
    own = []
    for left, right in pairwise(row.blocks):
        fits = [x for x in (*row.drawn, *drawn) if left.x1 <= x <= right.x0]
        own.append(fits[0] if fits else (left.x1 + right.x0) / 2)
    return merged(sorted([*own, *row.drawn]))


def joined(blocks: Sequence[Block], drawn: Sequence[float] = ()) -> list[Block]:
    """Texts with little room between them taken together (合并相邻文字): no drawn parting, not each a heading."""
    found: list[Block] = []
    for block in sorted(blocks, key=lambda one: one.x0):
        before = found[-1] if found else None
        apart = before is None or any(before.x1 - ROOM <= x <= block.x0 + ROOM for x in drawn)
        if (
            before is not None
            and not apart
            and (
                spread(before, block)
                or (block.x0 - before.x1 < WORD_GAP * block.size and not both_heads(before, block))
            )
        ):
            found[-1] = Block(before.text + block.text, before.x0, max(before.x1, block.x1), block.size)
        else:
            found.append(block)
    return found


def spread(first: Block, second: Block) -> bool:
    """Whether a heading is set with room between its characters (是否疏排的栏目名), such as `单　位`."""
    near = second.x0 - first.x1 < SPREAD * second.size
    return len(second.text) == 1 and len(first.text) <= 2 and near and is_heading(first.text + second.text)


def both_heads(first: Block, second: Block) -> bool:
    """Whether two texts are headings or level words each for itself."""
    return all(is_heading(one.text) or is_level(one.text, 2) for one in (first, second))
