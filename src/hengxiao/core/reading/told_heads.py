"""Headings of a table without rules (无线表格的表头): over one line or several, in one row or two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hengxiao.core.forms.vocabulary import is_level
from hengxiao.core.reading.columns import heads_indicators, is_heading, joined
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_lines import NEAR, beside, blocks, middle

MOST_LINES, MOST_LEVEL = 3, 9
DATA = re.compile("[0-9≥≤%]")
ROOM = 0.5  # characters of room below which a line goes on with the one above it


def headings(lines: Sequence[Sequence[TextLine]]) -> list[tuple[int, int]]:
    """First and one-past-last line of each heading of indicators (表头所在行)."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        best, end = 0, 0
        for last in range(at + 1, min(at + MOST_LINES, len(lines)) + 1):
            if last > at + 1 and parts_rows(lines[at : last - 1], lines[last - 1]):
                break
            count = count_heads(lines[at:last])
            if count > best:
                best, end = count, last
        best, end = (best, end) if end else tall_heading(lines, at)
        while end and end < len(lines) and wraps_heading(lines[at:end], lines[end], best):
            end += 1
        at, end = level_lines(lines, at, end, best) if end else (at, end)
        if end:
            found.append((at, end))
        at = end or at + 1
    return found


def tall_heading(lines: Sequence[Sequence[TextLine]], at: int) -> tuple[int, int]:
    """How many headings on one level begin at a line that wrap over many lines, and where they end (多行表头)."""
    for last in range(min(at + MOST_LEVEL, len(lines)), at + MOST_LINES, -1):
        count = count_heads(lines[at:last]) if level(lines[at:last])[0] == 2 else 0
        if count:
            return count, last
    return 0, 0


def level_lines(lines: Sequence[Sequence[TextLine]], at: int, end: int, count: int) -> tuple[int, int]:
    """The lines around headings that are as many, but for one, on one level (等高表头的行), else those given."""
    ways = [
        (count_heads(lines[start:stop]), how, pieces, start - stop, start)
        for start in range(max(at - 3, 0), end)
        for stop in range(max(at, start) + 1, min(max(at, start) + MOST_LEVEL, len(lines)) + 1)
        for how, pieces in [level(lines[start:stop])]
        if how == 2 or (how == 1 and not runs_on(lines[start:stop], lines[stop : stop + 2]))
    ]
    best = max((way for way in ways if way[0] >= count - 1), default=None)
    return (best[4], best[4] - best[3]) if best is not None else (at, end)


def runs_on(head: Sequence[Sequence[TextLine]], below: Sequence[Sequence[TextLine]]) -> bool:
    """Whether a text under a heading goes on below it (表头下的文字是否延续), so that it is rather of a row."""
    groups = [group for group in under_headings(head) if len(group) > 1]
    after = [piece for line in below for piece in line]
    return any(
        meets(group[-1], piece) and piece.top - group[-1].bottom <= ROOM * piece.size
        for group in groups
        for piece in after
    )


def level(lines: Sequence[Sequence[TextLine]]) -> tuple[int, int]:
    """Whether headings stand on one level (表头是否等高): 2 by middles, 1 by tops; and how many texts they are."""
    groups = under_headings(lines)
    middles = [middle(group) for group in groups]
    tops = [group[0].top for group in groups]
    count = sum(map(len, groups))
    if max(tops) - min(tops) <= NEAR:
        return (1, count) if all(map(wrapped, groups)) else (0, 0)
    return (2, count) if max(middles) - min(middles) <= NEAR else (0, 0)


def under_headings(lines: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """Texts side by side from the first heading on (各栏文字), without a label beside the table."""
    groups = beside([piece for line in lines for piece in line])
    first = next((at for at, group in enumerate(groups) if is_heading("".join(one.text for one in group))), 0)
    return groups[first:]


def wrapped(group: Sequence[TextLine]) -> bool:
    """Whether the lines under a heading go on with it (是否表头续行)."""
    return all(
        low.width <= up.width + low.size
        and low.top - up.bottom <= ROOM * low.size
        and not (is_level(low.text, 1) or is_level(low.text, 2) or DATA.search(low.text))
        for up, low in pairwise(group)
    )


def parts_rows(above: Sequence[Sequence[TextLine]], line: Sequence[TextLine]) -> bool:
    """Whether a text of a line stands under another with room between them (是否另起一行)."""
    return any(
        meets(one, piece)
        for piece in line
        for one in max(above, key=lambda each: max((p.bottom for p in each if meets(p, piece)), default=0.0))
        if piece.top - one.bottom >= ROOM * piece.size
    )


def meets(first: TextLine, second: TextLine) -> bool:
    """Whether two texts share room across (左右是否重叠)."""
    return first.x0 < second.x1 and second.x0 < first.x1


def count_heads(lines: Sequence[Sequence[TextLine]]) -> int:
    """How many headings of indicators lines hold, 0 when they hold other texts too (表头栏数)."""
    texts = joined(blocks([piece for line in lines for piece in line]))
    count = sum(is_heading(text.text) for text in texts)
    return count if heads_indicators(texts) and count >= len(texts) - 1 else 0


def wraps_heading(head: Sequence[Sequence[TextLine]], line: Sequence[TextLine], count: int) -> bool:
    """Whether a line only goes on with headings wrapped in the lines beside it (是否表头续行)."""
    near = [piece for each in head for piece in each]
    return len(line) * 2 <= count and all(
        any(meets(one, piece) and piece.top - one.bottom < ROOM * piece.size for one in near) for piece in line
    )
