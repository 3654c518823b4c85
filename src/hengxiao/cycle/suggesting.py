"""Suggestions from the indicator library (指标库推荐): by likeness of names and aliases, within a level first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hengxiao.core.packs import Pack
from hengxiao.cycle.arranging import levels_of
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
    typed = text.replace(" ", "").lower()
    spelt = typed if typed.isascii() and typed.isalpha() and len(typed) > 1 else ""
    for each in library:
        near = bool(level2) and _bare(level2) == _bare(each.level2)
        if not text.strip():
            if near:
                found.append(Suggestion(each, SAME_LEVEL, each.name))
            continue
        if spelt and any(part.startswith(spelt) for part in each.spellings.split()):
            found.append(Suggestion(each, 100, each.name))
            continue
        likeness, matched = max((fuzz.WRatio(text, name), name) for name in (each.name, *each.aliases))
        score = min(100, round(likeness) + (SAME_LEVEL if near else 0))
        if score >= LIKE_ENOUGH:
            found.append(Suggestion(each, score, matched))
    return sorted(found, key=lambda one: (-one.likeness, one.indicator.sort_key))[:most]


def taken(row: dict[str, str], indicator: LibraryIndicator, pack: Pack) -> list[Change]:
    """Changes that take an indicator over (采用指标库指标): its name always, the rest where the row has none.

    Its kind is said as the filing's own pack names it.
    """
    level1, level2 = kind_in(pack, indicator.level1, indicator.level2)
    path = f"indicators.{row['id']}"
    wanted = [("name", indicator.name), *((field, getattr(indicator, source)) for field, source in TAKEN)]
    wanted += [("level1", level1), ("level2", level2)]
    return [
        Change(f"{path}.{field}", row[field], text)
        for field, text in wanted
        if text and row[field] != text and (field == "name" or not row[field])
    ]


def kind_in(pack: Pack, level1: str, level2: str) -> tuple[str, str]:
    """A kind as a pack names it (本规则包的类别): by synonyms, under the same level 1 first; else as it is."""
    near = [level for level in levels_of(pack) if level2 in level.names]
    own = next((level for level in near if level1 in level.above), near[0] if near else None)
    return (own.level1, own.level2) if own else (level1, level2)


def _bare(level: str) -> str:
    return level.removesuffix("指标")
