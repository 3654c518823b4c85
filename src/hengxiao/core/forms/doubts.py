"""What the reader doubts about its own reading (读表存疑): shifted columns, unknown levels, empty values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hengxiao.core.forms.blocks import Block
from hengxiao.core.forms.evidence import Evidence
from hengxiao.core.forms.vocabulary import content, is_level, meanings
from hengxiao.core.targets import Field, Finding, Indicator, Place

MOST = 0.5
FEWEST = 3


def column_doubts(block: Block, roles: Sequence[str], contents: Sequence[Evidence]) -> Iterator[Finding]:
    """Columns whose contents contradict their heading, and headings nobody knows (栏目存疑)."""
    for column, role, found in zip(block.columns, roles, contents, strict=True):
        place = column.piece.place
        if found.filled >= FEWEST and _contradicts(role, found):
            yield Finding("reading.column_shifted", place, {"heading": column.heading})
        elif role == "other" and found.filled and not meanings(column.heading, column.path):
            yield Finding("reading.heading_unknown", place, {"heading": column.heading or "（无栏目名）"})


def _contradicts(role: str, found: Evidence) -> bool:
    if role == "name":
        return max(found.number, found.sign, found.unit) > MOST
    if role in ("points", "score"):
        return found.number + found.dash < MOST and found.digits < MOST
    if role == "sign":
        return found.sign < MOST
    if role == "unit":
        return found.number > MOST or found.long > MOST
    if role in ("target", "actual"):
        return max(found.compare, found.level1, found.level2, found.standard) > MOST
    return role in ("level1", "level2") and max(found.number, found.compare) > MOST


def row_doubts(indicators: Sequence[Indicator], roles: Sequence[str]) -> Iterator[Finding]:
    """Rows with an unknown level, without a value, or with a figure where the name should be (指标行存疑)."""
    seen: set[Place | None] = set()
    for indicator in indicators:
        for depth, level in ((1, indicator.level1), (2, indicator.level2)):
            if level and level.place not in seen and not is_level(level.text, depth):
                seen.add(level.place)
                yield Finding("reading.level_unknown", level.place, {"text": level.text, "depth": depth})
        if content("figure", indicator.name.text):
            yield Finding("reading.row_shifted", indicator.name.place, {"text": indicator.name.text})
        if "target" in roles and not indicator.target and not indicator.midterm:
            yield Finding("reading.value_empty", indicator.place, {"name": _named(indicator)})


def _named(indicator: Indicator) -> str:
    return (indicator.name or indicator.level2 or Field("（无名称）")).text
