"""Suggestions from the indicator library (指标库推荐): by likeness of names and aliases, within a level first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hengxiao.cycle.editing import Change
from hengxiao.cycle.models import LibraryIndicator

LIKE_ENOUGH, SAME_LEVEL = 55, 8
TAKEN = (("definition", "definition"), ("method", "method"), ("data_source", "source"), ("unit", "unit"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator of the library that may be meant (推荐指标), and how like it is, 0 to 100."""

    indicator: LibraryIndicator
    likeness: int
    matched: str


def suggest(text: str, level2: str, library: Iterable[LibraryIndicator], most: int = 8) -> list[Suggestion]:
    """The indicators most like a name (推荐), the likest first; without a name those of the level."""
    from rapidfuzz import fuzz

    found = []
    for each in library:
        near = bool(level2) and _bare(level2) == _bare(each.level2)
        if not text.strip():
            if near:
                found.append(Suggestion(each, SAME_LEVEL, each.name))
            continue
        likeness, matched = max((fuzz.WRatio(text, name), name) for name in (each.name, *each.aliases))
        score = min(100, round(likeness) + (SAME_LEVEL if near else 0))
        if score >= LIKE_ENOUGH:
            found.append(Suggestion(each, score, matched))
    return sorted(found, key=lambda one: (-one.likeness, one.indicator.sort_key))[:most]


def taken(row: dict[str, str], indicator: LibraryIndicator) -> list[Change]:
    """Changes that take an indicator over (采用指标库指标): its name always, the rest where the row has none."""
    path = f"indicators.{row['id']}"
    wanted = [("name", indicator.name), *((field, getattr(indicator, source)) for field, source in TAKEN)]
    wanted += [("level1", indicator.level1), ("level2", indicator.level2)]
    return [
        Change(f"{path}.{field}", row[field], text)
        for field, text in wanted
        if text and row[field] != text and (field == "name" or not row[field])
    ]


def _bare(level: str) -> str:
    return level.removesuffix("指标")
