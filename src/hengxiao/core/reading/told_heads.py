"""Headings of a table without rules (无线表格的表头): over one line or several, in one row or two."""

from __future__ import annotations

from collections.abc import Sequence

from hengxiao.core.reading.columns import heads_indicators, is_heading, joined
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_lines import blocks

MOST_LINES = 3
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
        while end and at and begins_heading(lines, at, end, best):
            at -= 1
        while (
            end - at > 1
            and not wraps_heading(lines[at + 1 : end], lines[at], best, above=True)
            and count_heads(lines[at + 1 : end]) >= best
        ):
            at += 1
        while end and end < len(lines) and wraps_heading(lines[at:end], lines[end], best):
            end += 1
        if end and found and found[-1][1] >= at:
            found[-1] = found[-1][0], end
        elif end:
            found.append((at, end))
        at = end or at + 1
    return found


def begins_heading(lines: Sequence[Sequence[TextLine]], at: int, end: int, count: int) -> bool:
    """Whether the line above begins headings that wrap, rather than ends the texts above it (是否表头首行)."""
    if not wraps_heading(lines[at:end], lines[at - 1], count, above=True):
        return False
    return at < 2 or not any(
        meets(one, piece) and piece.top - one.bottom < ROOM * piece.size
        for piece in lines[at - 1]
        for one in lines[at - 2]
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


def wraps_heading(
    head: Sequence[Sequence[TextLine]], line: Sequence[TextLine], count: int, *, above: bool = False
) -> bool:
    """Whether a line only goes on with headings wrapped in the lines beside it (是否表头续行)."""
    near = [piece for each in head for piece in each]
    return len(line) * 2 <= count and all(
        any(
            meets(one, piece) and (one.top - piece.bottom if above else piece.top - one.bottom) < ROOM * piece.size
            for one in near
        )
        for piece in line
    )
