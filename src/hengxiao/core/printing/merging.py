"""Which cells of an outer column become one (单元格合并), and where a group too tall for a page is cut."""

from __future__ import annotations

from collections.abc import Sequence

Run = tuple[int, int]


def runs(keys: Sequence[tuple[str, ...]], level: int) -> list[Run]:
    """Neighbouring rows that say the same in the merged columns up to `level` (同值连续行); blanks stay apart."""
    found: list[Run] = []
    for at, key in enumerate(keys):
        if found and key[level] and key[: level + 1] == keys[at - 1][: level + 1]:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def merged_columns(keys: Sequence[tuple[str, ...]], heights: Sequence[float], limit: float) -> list[list[Run]]:
    """For every merged column its cells as row ranges, none taller than `limit` unless it is one row (合并区段).

    A cell that would be too tall is cut where the next inner column begins a new cell, and its text is repeated.
    """
    depth = len(keys[0]) if keys else 0
    pieces: list[Run] = [(at, at + 1) for at in range(len(keys))]
    columns: list[list[Run]] = []
    for level in reversed(range(depth)):
        pieces = _gathered(runs(keys, level), pieces, heights, limit)
        columns.insert(0, pieces)
    return columns


def _gathered(whole: Sequence[Run], pieces: Sequence[Run], heights: Sequence[float], limit: float) -> list[Run]:
    """The pieces of each run put together again as far as the limit allows."""
    starts = {first for first, _ in whole}
    found: list[Run] = []
    for first, last in pieces:
        if found and first not in starts and sum(heights[found[-1][0] : last]) <= limit:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
