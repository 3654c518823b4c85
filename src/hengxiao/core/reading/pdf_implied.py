"""Tables ruled across only (只有横线的表格): the columns are told by where the text leaves room."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hengxiao.core.reading.columns import Columns, Row, joined, partings_of
from hengxiao.core.reading.pdf_lines import TextLine, text_lines
from hengxiao.core.reading.pdf_pages import Box, Glyph, Rule, Sheet
from hengxiao.core.reading.pdf_ruled import TOUCH
from hengxiao.core.reading.told_lines import blocks, lines_of
from hengxiao.core.reading.told_rows import levels_told

WIDE = 0.4  # share of the page's width a ruled table takes at least
FEWEST = 3  # full rules a table has at least
TALL = 250.0  # points: rules further apart belong to different tables
APART = 0.4  # characters of room that part two texts
Carried = tuple[float, float, Columns]


@dataclass(frozen=True, slots=True)
class Implied:
    """A table whose columns the text tells (推断的表格): its rules with those put where columns part.

    `columns` are those it ends with, `goes_on` when they are from the page before, `unsure` when rows were told too.
    """

    across: list[Rule]
    down: list[Rule]
    columns: Columns | None
    goes_on: bool
    unsure: bool


SPARSE = 5  # heights of rules up to which a table may have rows no rule parts
FOOT = 0.75  # share of a page's height below which a table may go on


def implied(page: Sheet, across: Sequence[Rule], carried: Carried | None = None) -> tuple[list[Implied], bool]:
    """Tables among level rules that meet no upright ones (推断只有横线的表格), and whether one cannot be told."""
    found: list[Implied] = []
    refused = False
    for group in stacks(page, sorted(across, key=lambda rule: rule.at), carried):
        before = carried[2] if carried is not None and not found and goes_on(group, carried) else None
        few = before is None and len(levels(group)) <= SPARSE
        more = between(page, group) if few else []
        refused = refused or more is None
        table = told(page.glyphs, [*group, *more], before, unsure=few) if more is not None else None
        if table is not None:
            found.append(table)
    return found, refused


def between(page: Sheet, group: Sequence[Rule]) -> list[Rule] | None:
    """Level rules to add where only a few part a table of many rows (三线表补行), None when they cannot be told."""
    left, right = min(rule.start for rule in group), max(rule.end for rule in group)
    ys = levels(group)
    inside = Box(left, ys[0], right, ys[-1])
    pieces = text_lines((one for one in page.glyphs if inside.holds(one.x, one.y)), apart=APART)
    if max((rows_in(pieces, low, high) for low, high in pairwise(ys)), default=0) < FEWEST:
        return []
    found = levels_told(pieces, (left, right), None, page.height * FOOT)
    if found is None:
        return []
    return [Rule(level.at, start, end) for level in found for start, end in level.spans] or None


def rows_in(pieces: Sequence[TextLine], low: float, high: float) -> int:
    """How many lines of several texts stand between two heights (区间内的多栏行数)."""
    inside = [piece for piece in pieces if low <= (piece.top + piece.bottom) / 2 <= high]
    return sum(len(line) >= FEWEST for line in lines_of(inside))


def told(glyphs: Sequence[Glyph], group: list[Rule], before: Columns | None, *, unsure: bool) -> Implied | None:
    """The table between level rules: upright rules are put where the text tells that columns part (推断竖线)."""
    left, right = min(rule.start for rule in group), max(rule.end for rule in group)
    ys = levels(group)
    bands: list[list[Glyph]] = [[] for _ in range(len(ys) - 1)]
    for one in glyphs:
        at = bisect_right(ys, one.y) - 1
        if 0 <= at < len(bands) and left <= one.x <= right:
            bands[at].append(one)
    drawn: list[list[float]] = [[] for _ in bands]
    for rule in group:
        at = bisect_right(ys, rule.at - TOUCH)
        inner = [x for x in (rule.start, rule.end) if left + TOUCH < x < right - TOUCH]
        for near in drawn[max(at - 1, 0) : at + 1]:
            near.extend(inner)
    rows = [
        Row(joined(blocks(text_lines(band, apart=APART)), places), places)
        for band, places in zip(bands, drawn, strict=True)
    ]
    down = [Rule(left, ys[0], ys[-1]), Rule(right, ys[0], ys[-1])]
    columns = before
    for number, (parted, shared) in enumerate(partings_of(rows, (left, right), before)):
        down += [Rule(x, ys[number], ys[number + 1]) for x in parted]
        columns = shared
    if len(down) < 3 or not any(len(row.blocks) > 1 for row in rows):
        return None
    return Implied(group, down, columns, before is not None, unsure)


def unruled(page: Sheet, carried: Carried | None) -> tuple[Implied | None, bool]:
    """The table of a page without rules (推断无线表格), and whether there is one that cannot be told."""
    pieces = text_lines((one for one in page.glyphs if not one.hidden), apart=APART)
    if not pieces:
        return None, False
    ends = min(one.x0 for one in pieces) - 2.0, max(one.x1 for one in pieces) + 2.0
    columns = carried[2] if carried is not None else None
    if carried is not None:
        ends = min(carried[0], ends[0]), max(carried[1], ends[1])
    found = levels_told(pieces, ends, columns, page.height * FOOT)
    if found is None:
        return None, False
    group = [Rule(level.at, start, end) for level in found for start, end in level.spans]
    table = told(page.glyphs, group, columns, unsure=True) if group else None
    return table, table is None


def goes_on(group: Sequence[Rule], carried: Carried) -> bool:
    """Whether rules have the ends of the table of the page before (是否续表)."""
    full = max(group, key=length)
    return max(abs(carried[0] - full.start), abs(carried[1] - full.end)) < TOUCH


def stacks(page: Sheet, across: Sequence[Rule], carried: Carried | None) -> list[list[Rule]]:
    """Rules one below the other that share their ends, shorter ones of merged cells among them (成组的横线)."""
    found: list[list[Rule]] = []
    for rule in across:
        last = found[-1] if found else []
        full = max(last, key=length, default=rule)
        if last and rule.at - last[-1].at < TALL and (lies_under(rule, full) or lies_under(full, rule)):
            last.append(rule)
        elif length(rule) >= page.width * WIDE:
            found.append([rule])
    return [
        group
        for number, group in enumerate(found)
        if sum(ends_with(rule, max(group, key=length)) for rule in group)
        >= FEWEST - (number == 0 and carried is not None and goes_on(group, carried))
    ]


def length(rule: Rule) -> float:
    """How long a rule is (横线长度)."""
    return rule.end - rule.start


def ends_with(rule: Rule, full: Rule) -> bool:
    """Whether a rule ends where a full one ends (右端对齐); merged cells leave a gap at the left."""
    return abs(rule.end - full.end) <= TOUCH


def lies_under(rule: Rule, full: Rule) -> bool:
    """Whether a rule runs within the ends of a full one (是否在整条横线范围内)."""
    return full.start - TOUCH <= rule.start and rule.end <= full.end + TOUCH


def levels(rules: Sequence[Rule]) -> list[float]:
    """Heights of the rules (横线高度)."""
    found: list[float] = []
    for rule in rules:
        if not found or rule.at - found[-1] > TOUCH:
            found.append(rule.at)
    return found
