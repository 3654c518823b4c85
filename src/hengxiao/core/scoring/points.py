"""Points of the indicators (分值): as printed, as approved, or spread by the pack's weights when asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hengxiao.core.scoring.operands import plain_number
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.steps import Given, number_text
from hengxiao.core.targets import Finding, Indicator

LEVEL_POINTS = re.compile(r"[(（]\s*(\d+(?:\.\d+)?)\s*分?\s*[)）]")
CENT = Fraction(1, 100)


def level_key(text: str) -> str:
    """Level-1 name without points, 指标 and blanks: `产出指标(50分)` → 产出 (一级指标)."""
    return re.sub(r"\s|指标|[(（].*?[)）]", "", text)


def printed_points(indicator: Indicator) -> tuple[Given | None, str, tuple[Finding, ...]]:
    """Points printed in the row (表中分值); a finding when there are none or they cannot be read."""
    found = None if indicator.points.inherited else plain_number(indicator.points)
    place = indicator.points.place or indicator.place
    if found is not None:
        text = indicator.points.text
        return Given("points", Fraction(found), text=text, number=number_text(found), place=place), "form", ()
    code = "scoring.points_unread" if indicator.points else "scoring.no_points"
    if indicator.points.inherited:
        code = "scoring.points_merged"
    facts = {"text": indicator.points.text, "name": indicator.name.text}
    return None, "", (Finding(code, place, facts),)


@dataclass(frozen=True, slots=True)
class Spread:
    """Points of a row as part of its level-1 block (均分分值): the block's points over its rows."""

    points: Given
    block: Fraction
    rows: int


def spread_points(indicators: Sequence[Indicator], book: Rulebook) -> dict[int, Spread]:
    """Equal points inside each level-1 block of each goal (均分分值), by position of the indicator.

    The block's points are the ones printed in the level-1 cell, else the pack's; cents left over go to the first rows,
    so that the block's sum is exact. Blocks the pack does not know get none.
    """
    weights = book.optional("weights.self_evaluation", {})
    joined = {level_key(a): level_key(b) for a, b in book.optional("weights.joined", {}).items()}
    blocks: dict[tuple[str, str], list[int]] = {}
    for position, indicator in enumerate(indicators):
        key = level_key(indicator.level1.text)
        blocks.setdefault((indicator.goal.text, joined.get(key, key)), []).append(position)
    given: dict[int, Spread] = {}
    for (_, key), positions in blocks.items():
        points = block_points(indicators[positions[0]], key, weights)
        if points is None:
            continue
        share = points / len(positions) // CENT * CENT
        left = (points - share * len(positions)) / CENT
        for order, position in enumerate(positions):
            own = share + (CENT if order < left else 0)
            given[position] = Spread(Given("points", own, rule="weights.self_evaluation"), points, len(positions))
    return given


def block_points(first: Indicator, key: str, weights: Mapping[str, object]) -> Fraction | None:
    """Points of a level-1 block."""
    printed = LEVEL_POINTS.search(first.level1.text)
    if printed:
        return Fraction(printed.group(1))
    return next((number(points) for name, points in weights.items() if level_key(name) == key), None)
