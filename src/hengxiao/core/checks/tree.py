"""The pack's indicator tree as checks read it (指标体系)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

POINTS = re.compile(r"\s|[(（][\d.]+分?[)）]")
ORNAMENT = re.compile(r"[\s()（）\d.、分%]|指标$")
CATEGORIES = (
    ("满意", "satisfaction"),
    ("可持续", "sustainable"),
    ("生态", "ecology"),
    ("社会成本", "cost"),
    ("成本", "cost"),
    ("社会", "social"),
    ("经济", "economic"),
    ("数量", "quantity"),
    ("质量", "quality"),
    ("时效", "time"),
    ("产出", "output"),
    ("效益", "effect"),
    ("效果", "effect"),
    ("决策", "decision"),
    ("过程", "process"),
)
EFFECTS = frozenset({"economic", "social", "ecology", "sustainable", "effect"})
OUTPUTS = frozenset({"quantity", "quality", "time", "output"})


def bare(text: str) -> str:
    """A level label without points, numbering and the word 指标 (级别名主体)."""
    return ORNAMENT.sub("", ORNAMENT.sub("", text))


def category_of(text: str) -> str:
    """Category a label names, "" when none (类别)."""
    return next((category for word, category in CATEGORIES if word in text), "")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed level label and the pack's name for it (级别名).

    `official` is "" when the pack knows no such label; `exact` is False when only a synonym was printed; `elsewhere`
    is True when a pack this one extends has the label, at any level.
    """

    text: str
    official: str = ""
    exact: bool = True
    category: str = ""
    elsewhere: bool = False


class Tree:
    """Level-1 and level-2 labels of a pack (一级、二级指标名称)."""

    def __init__(self, levels: Iterable[Mapping[str, Any]], extended: Iterable[Mapping[str, Any]] = ()) -> None:
        self._extended = {node["name"] for node in extended}
        self._names: dict[int, dict[str, str]] = {1: {}, 2: {}}
        self._synonyms: dict[int, dict[str, str]] = {1: {}, 2: {}}
        for node in levels:
            if node["level"] not in self._names:
                continue
            name = node["name"]
            self._names[node["level"]][name] = name
            for synonym in (bare(name), *node.get("synonyms", ())):
                self._synonyms[node["level"]].setdefault(unicodedata.normalize("NFKC", synonym), name)

    def __bool__(self) -> bool:
        return bool(self._names[1] or self._names[2])

    def label(self, level: int, text: str, parent: Label | None = None) -> Label:
        """The pack's name for a printed label (对照指标体系)."""
        category = category_of(text)
        if parent and category in ("", "output", "effect"):
            category = category or (parent.category if parent.category == "satisfaction" else "")
        printed = unicodedata.normalize("NFKC", POINTS.sub("", text))
        if printed in self._names[level]:
            return Label(text, printed, True, category)
        synonyms = self._synonyms[level]
        found = synonyms.get(printed) or synonyms.get(bare(printed), "")
        return Label(text, found, not found, category, printed in self._extended)
