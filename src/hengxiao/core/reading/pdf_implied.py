"""Tables ruled across only (只有横线的表格): the columns are told by where the text leaves room."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hengxiao.core.forms.vocabulary import label_word, row_word
from hengxiao.core.reading.columns import Columns, Row, joined, merged, partings_of
from hengxiao.core.reading.pdf_lines import TextLine, runs, text_lines
from hengxiao.core.reading.pdf_pages import Glyph, Rule, Sheet
from hengxiao.core.reading.pdf_ruled import TOUCH
from hengxiao.core.reading.told_body import Frame
from hengxiao.core.reading.told_lines import blocks, lines_of
from hengxiao.core.reading.told_rows import begins_form, levels_told

WIDE = 0.4  # share of the page's width a ruled table takes at least
LOW = 0.75  # share of a page's height below which its last row may lack a rule
NEXT = 2.5  # characters from line to line within a row at most
MANY = 5  # texts on a line from which it looks like a row
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
FOOT = 0.5  # share of a page's height below which a table may go on


def implied(
    page: Sheet, glyphs: Sequence[Glyph], across: Sequence[Rule], carried: Carried | None = None
) -> tuple[list[Implied], list[Implied | None]]:
    """Tables among level rules that meet no upright ones (推断只有横线的表格): sure ones, and those whose rows may not
    all be ruled, each as it would be if they were, None where that is out of question."""
    found: list[Implied] = []
    doubtful: list[Implied | None] = []
    groups = stacks(page, sorted(across, key=lambda rule: rule.at), carried)
    for number, group in enumerate(groups):
        before = carried[2] if carried is not None and not number and goes_on(group, carried) else None
        few = before is None and len(levels(group)) <= SPARSE
        ends = (carried[0], carried[1]) if carried is not None and before is not None else ends_of(group)
        pieces = runs((one for one in glyphs if not one.hidden and ends[0] <= one.x <= ends[1]), APART)
        whole = [*group, *beyond(pieces, group, page.height, ends)] if number == len(groups) - 1 else list(group)
        if before is not None:
            whole = [*ahead(pieces, group, page.height, ends), *whole]
        table = told(glyphs, whole, before, ends, unsure=few)
        most = most_lines(pieces, levels(whole))
        if table is not None and (most == 1 or (most < FEWEST and not few)):
            found.append(table)
        elif table is not None or most > 1:
            doubtful.append(None if few else table)
    return found, doubtful


def beyond(pieces: Sequence[TextLine], group: Sequence[Rule], height: float, ends: tuple[float, float]) -> list[Rule]:
    """The rule a page break has left out under the last row of a page (分页处缺少的下边线)."""
    foot = max(rule.at for rule in group)
    held = row_of([line for line in lines_of(pieces) if line[0].top > foot - TOUCH])
    bottom = max((one.bottom for one in held), default=0.0)
    return [Rule(bottom + 1.0, *ends)] if bottom > height * LOW else []


def ahead(pieces: Sequence[TextLine], group: Sequence[Rule], height: float, ends: tuple[float, float]) -> list[Rule]:
    """The rule a page break has left out over the first row of a page (分页处缺少的上边线)."""
    top = min(rule.at for rule in group)
    held = row_of([line for line in reversed(lines_of(pieces)) if line[0].bottom < top + TOUCH])
    high = min((one.top for one in held), default=height)
    return [Rule(high - 1.0, *ends)] if high < height * (1 - LOW) else []


def row_of(lines: Sequence[Sequence[TextLine]]) -> list[TextLine]:
    """Texts of the lines next to a rule that make a row (横线外的一行); none when they are a title or signatures."""
    held: list[TextLine] = []
    for line in lines:
        if held and min(abs(one.top - held[-1].top) for one in line) > NEXT * line[0].size:
            break
        if begins_form(line) or row_word("signature", "".join(one.text for one in line)):
            break
        held += line
    return held if any(len(line) > 1 and line[0] in held for line in lines) else []


def most_lines(pieces: Sequence[TextLine], ys: Sequence[float]) -> int:
    """How many lines of several texts stand between two rules at most (相邻横线间最多几行)."""
    heights = [line[0].top + line[0].bottom for line in lines_of(pieces) if len(line) > 1]
    return max(sum(low * 2 <= one <= high * 2 for one in heights) for low, high in pairwise(ys))


def ends_of(group: Sequence[Rule]) -> tuple[float, float]:
    """How far level rules reach (横线两端)."""
    return min(rule.start for rule in group), max(rule.end for rule in group)


def told(
    glyphs: Sequence[Glyph], group: list[Rule], before: Columns | None, ends: tuple[float, float], *, unsure: bool
) -> Implied | None:
    """The table between level rules: upright rules are put where the text tells that columns part (推断竖线)."""
    left, right = ends
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
    columns, first = before, None
    for number, (parted, shared) in enumerate(partings_of(rows, (left, right), before)):
        down += [Rule(x, ys[number], ys[number + 1]) for x in parted]
        columns, first = shared, first or shared
    if len(down) < 3 or not any(len(row.blocks) > 1 for row in rows):
        return None
    return Implied(group, down, columns, before is not None and first is before, unsure)


def unruled(
    page: Sheet, glyphs: Sequence[Glyph], carried: Carried | None, known: Sequence[Rule], *, lost: bool
) -> tuple[Implied | None, bool]:
    """The table texts make that no rules part (推断无线表格), and whether there is one that cannot be told.

    `known` are level lines at which rows are known to part; `lost` when the table of the page before was not read.
    """
    pieces = runs((one for one in glyphs if not one.hidden), APART)
    if not pieces:
        return None, False
    ends = min(one.x0 for one in pieces) - 2.0, max(one.x1 for one in pieces) + 2.0
    columns = carried[2] if carried is not None else None
    if carried is not None:
        ends = min(carried[0], ends[0]), max(carried[1], ends[1])
    found = levels_told(pieces, Frame(ends, columns, page.height * FOOT, known, lost))
    if found is None:
        return None, looks_tabular(glyphs, MANY, FEWEST)
    group = [Rule(level.at, start, end) for level in found for start, end in level.spans]
    table = told(glyphs, group, columns, ends_of(group), unsure=True) if group else None
    return table, table is None


def looks_tabular(glyphs: Iterable[Glyph], many: int, rows: int) -> bool:
    """Whether texts stand in many columns on some lines (是否像表格), though nothing tells what they are."""
    lines = lines_of(runs((one for one in glyphs if not one.hidden), APART))
    return sum(len(line) >= many and not is_aside(line) for line in lines) >= rows


def is_aside(line: Sequence[TextLine]) -> bool:
    """Whether a line is of the head of a form, of money or of signatures (是否表头、资金、签字行)."""
    labels = sum(label_word(one.text) for one in line)
    return label_word(line[0].text) or labels > 2 or row_word("signature", "".join(one.text for one in line))


def goes_on(group: Sequence[Rule], carried: Carried) -> bool:
    """Whether rules have the ends of the table of the page before (是否续表); merged cells leave a gap at the left."""
    full = max(group, key=length)
    return carried[0] - TOUCH < full.start and abs(carried[1] - full.end) < TOUCH


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


def levels(rules: Iterable[Rule]) -> list[float]:
    """Heights of the rules (横线高度)."""
    return merged(sorted(rule.at for rule in rules))
