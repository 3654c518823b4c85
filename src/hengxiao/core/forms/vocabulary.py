"""The words by which forms are recognised (表式词汇), read from `headings.toml` and `labels.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from hengxiao.core.forms.text import heading_key, squeeze

POINTS_NOTE = re.compile(r"\(?\d+(\.\d+)?分?\)?$|[(（][^()（）]*[)）]$")
LEVEL_NUMBER = re.compile(r"^([一二三四五六七八九十\d]+[、.．)）]|[(（][一二三四五六七八九十\d]+[)）]|[①-⑳])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One meaning a heading can have (栏目规则)."""

    role: str
    weight: int
    pattern: re.Pattern[str]
    also: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    path: bool

    def matches(self, base: str, path: str) -> bool:
        """Whether a heading, or the path of headings above a column, has this meaning."""
        text = path if self.path else base
        if not self.pattern.search(text) or (self.unless and self.unless.search(text)):
            return False
        return self.also is None or bool(self.also.search(text))


def _load(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files("hengxiao.core.forms") / name).read_text(encoding="utf-8"))


@cache
def heading_rules() -> tuple[Rule, ...]:
    """The rules for headings of indicator columns (栏目词汇)."""
    return tuple(
        Rule(
            role=item["role"],
            weight=item["weight"],
            pattern=re.compile(item["pattern"]),
            also=re.compile(item["also"]) if "also" in item else None,
            unless=re.compile(item["unless"]) if "unless" in item else None,
            path=item.get("on") == "path",
        )
        for item in _load("headings.toml")["heading"]
    )


@cache
def pattern(table: str, name: str, source: str = "headings.toml") -> re.Pattern[str]:
    """A named pattern of the vocabulary (词汇模式)."""
    return re.compile(_load_cached(source)[table][name])


@cache
def _load_cached(name: str) -> Mapping[str, Any]:
    return _load(name)


@lru_cache(maxsize=16384)
def meanings(heading: str, path: str = "") -> tuple[tuple[str, int], ...]:
    """What a heading can mean, strongest first: (role, weight) pairs, each role once (栏目含义)."""
    base, additions = heading_key(heading)
    whole = squeeze(path or heading).lower()
    best: dict[str, int] = {}
    for rule in heading_rules():
        if rule.matches(base, whole + additions) and rule.weight > best.get(rule.role, 0):
            best[rule.role] = rule.weight
    return tuple(sorted(best.items(), key=lambda item: -item[1]))


@lru_cache(maxsize=16384)
def level_key(text: str) -> str:
    """A level label without numbering, points note and white space: `一、产出指标（50分）` → 产出指标 (指标层级名)."""
    key = LEVEL_NUMBER.sub("", squeeze(text))
    shorter = POINTS_NOTE.sub("", key)
    return (shorter or key).rstrip(":：")


@lru_cache(maxsize=16384)
def is_level(text: str, depth: int) -> bool:
    """Whether a text is a level-1 or level-2 label (一级、二级指标名)."""
    key = level_key(text)
    if not key or len(key) > 20:
        return False
    name = "first" if depth == 1 else "second"
    return bool(pattern("levels", name).match(key) or pattern("levels", "both").match(key))


@lru_cache(maxsize=65536)
def content(name: str, text: str) -> bool:
    """Whether a cell's text is of a kind of contents such as `sign`, `unit`, `number` (内容类型)."""
    return bool(pattern("contents", name).search(squeeze(text)))


@lru_cache(maxsize=65536)
def row_word(name: str, text: str) -> bool:
    """Whether a text is a word of a row that is no indicator, such as `total` or `signature` (非指标行)."""
    return bool(pattern("rows", name).search(squeeze(text)))


LABELS = "labels.toml"


@lru_cache(maxsize=16384)
def head_field(text: str) -> str:
    """The head field a label names, "" when it is no head label (表头标签): name, code, department, unit, period …"""
    key = heading_label(text)
    if not key or len(key) > 24:
        return ""
    return next((name for name in HEAD_FIELDS if pattern("head", name, LABELS).search(key)), "")


HEAD_FIELDS = ("name", "code", "period", "department", "unit", "kind", "other")


def heading_label(text: str) -> str:
    """A label of the head without its final colon and white space (标签文字)."""
    return squeeze(text).strip(":：*★、.")


@lru_cache(maxsize=65536)
def label(table: str, name: str, text: str) -> bool:
    """Whether a text matches a named pattern of the labels, e.g. `funds`, `executed` (标签词)."""
    return bool(pattern(table, name, LABELS).search(heading_label(text)))


@lru_cache(maxsize=16384)
def label_word(text: str) -> bool:
    """Whether a text is a label of the head, of money or of goals (表头、资金、目标标签)."""
    if len(text) > 30:
        return False
    return bool(head_field(text)) or label("goals", "label", text) or label("funds", "label", text)
