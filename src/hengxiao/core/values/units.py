"""Units of measure (计量单位): what they mean, their canonical form, and the pattern that finds them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hengxiao.core.terms.kinds import Kind

MULTIPLIERS: Mapping[str, Decimal] = {
    "万亿": Decimal(10**12),
    "百亿": Decimal(10**10),
    "十亿": Decimal(10**9),
    "亿": Decimal(10**8),
    "千万": Decimal(10**7),
    "百万": Decimal(10**6),
    "十万": Decimal(10**5),
    "万": Decimal(10**4),
    "千": Decimal(10**3),
    "百": Decimal(10**2),
}
PEOPLE = frozenset(["人", "名", "户", "生", "位", "家", "师", "员"])
TIMES = frozenset(
    [
        "半年",
        "a",
        "d",
        "年",
        "个月",
        "月",
        "天",
        "日",
        "周",
        "小时",
        "季度",
        "学期",
        "学年",
        "次",
        "期",
        "场",
        "工作日",
        "分钟",
        "秒",
        "年度",
    ]
)
ONE = Decimal(1)
_LATIN = {"d": "天", "a": "年"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit understood (计量单位): its kind of value, canonical name, and the factor to get there."""

    kind: Kind
    name: str
    factor: Decimal = ONE


def _table(source: Mapping[str, Any]) -> dict[str, Unit]:
    known = {word: Unit(Kind.COUNT, word) for word in source["measure"]["words"].split()}
    sections = (
        ("money", Kind.MONEY),
        ("ratio", Kind.RATIO),
        ("duration", Kind.DURATION),
        ("physical", Kind.COUNT),
    )
    for section, kind in sections:
        for name, entry in source[section].items():
            known[name] = Unit(kind, entry.get("canonical", name), Decimal(entry.get("factor", "1")))
    return known


_Tree = dict[str, "_Tree"]
_SOURCE = tomllib.loads((files("hengxiao.core.values") / "units.toml").read_text(encoding="utf-8"))
UNITS = _table(_SOURCE)
NOUNS = frozenset(_SOURCE["noun"]["words"].split())
BARE = Unit(Kind.NUMBER, "")
LOWERED = {name.lower(): unit for name, unit in UNITS.items()}
MEASURES = frozenset(name for name, unit in UNITS.items() if unit.kind is Kind.COUNT and unit.name == name)


def _alternation(names: Iterable[str]) -> str:
    """A pattern for the longest of some names, branching letter by letter: twice as fast as a list of them."""
    tree: _Tree = {}
    for name in names:
        node = tree
        for letter in name.lower():
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: _Tree, before: str = "") -> str:
    ends = "(?![A-Za-z0-9])" if before.isascii() and before.isalpha() else ""
    final = [letter for letter, after in node.items() if list(after) == [""] and not letter.isascii()]
    parts = [f"[{''.join(final)}]"] if final else []
    parts += [re.escape(letter) + _branches(node[letter], letter) for letter in node if letter and letter not in final]
    if "" in node:
        parts.append(ends)
    return f"(?:{'|'.join(parts)})" if len(parts) > 1 else parts[0]


BASE = f"(?:{_alternation(UNITS)})"
PREFIX = "(?:万亿|百亿|十亿|亿|千万|百万|十万|万|千(?![克米瓦伏字])|百(?!分))"
JOINT = "[·•・‧∙.、*×]"
TIME_WORD = "(?:半年|年|个?月|天|日|周|小时|季度|学期|学年|次|期)"
ALTERNATIVE = f"(?:\\((?:{BASE})\\))"
NOUN_CHAR = "(?:(?!以[上下内]|左右|每)[\\u4e00-\\u9fff])"
DENOMINATOR = (
    f"(?:10{{0,6}}{PREFIX}?(?:{BASE})?(?!\\d)|{PREFIX}{BASE}?|半年"
    f"|[两二三2-9](?:年|个月|天|周)|{BASE}|[ad](?![A-Za-z])|{NOUN_CHAR}{{1,4}})"
)
# Atomic groups and bounded repeats: a unit is read once, from left to right, in linear time.
PER = f"(?>[/每]\\(?{DENOMINATOR}(?:{JOINT}?{TIME_WORD}|{JOINT}[ad](?![a-z])|{JOINT}(?:人|户|{BASE})){{0,3}}+\\)?)"
_CORE = f"(?>{PREFIX}?{BASE}{ALTERNATIVE}?|{PREFIX}(?!分)){PER}{{0,3}}+"
UNIT = re.compile(f"(\\()?{_CORE}(?(1)\\))|{PER}{{1,3}}+", re.IGNORECASE)
_SPLIT = re.compile("[/每]")
_AMOUNT = re.compile(f"\\d+{PREFIX}?|{PREFIX}")
_FACTORED = re.compile(f"({PREFIX})(.*)", re.DOTALL)
_JOINED = re.compile(f"{JOINT}|(?<=[人户名生])(?={TIME_WORD})")


def _base(name: str) -> Unit:
    """A unit without a slash: known word, prefixed word, or a noun standing for a measure word."""
    found = UNITS.get(name) or LOWERED.get(name.lower())
    if found:
        return found
    prefixed = _FACTORED.fullmatch(name)
    if prefixed:
        factor = MULTIPLIERS[prefixed[1]]
        if not prefixed[2]:
            return Unit(Kind.MONEY, "元", factor)
        inner = _base(prefixed[2])
        return Unit(inner.kind, inner.name, inner.factor * factor)
    stripped = name.replace("(", "").replace(")", "")
    if stripped != name:
        return Unit(Kind.COUNT, "人次") if stripped == "人次" else Unit(Kind.COUNT, name)
    return Unit(Kind.COUNT, f"个({name})")


def _divisors(texts: list[str]) -> tuple[list[str], bool, Decimal]:
    """Denominators in canonical order (people, things, times), whether one is a number of people, and their factor."""
    people: list[str] = []
    things: list[str] = []
    times: list[str] = []
    headcount = False
    factor = ONE
    for text in texts:
        for part in _JOINED.split(text):
            counted = _AMOUNT.match(part)
            amount = counted[0] if counted else ""
            name = part[len(amount) :]
            unit = UNITS.get(name) or LOWERED.get(name.lower())
            factor *= unit.factor if unit and unit.kind is not Kind.RATIO else ONE
            label = unit.name if unit else _LATIN.get(name, name)
            rated = bool(amount) and name not in TIMES and not (unit and unit.kind is Kind.MONEY)
            headcount = headcount or rated or label in PEOPLE
            group = people if label in PEOPLE else times if name in TIMES else things
            group.append(amount + ("月" if label == "个月" else label))
    return people + things + times, headcount, factor


@lru_cache(maxsize=8192)
def understand(unit: str) -> Unit:
    """Canonical unit (规范单位) of a unit as printed: 万元/人、月 → money, 元/人·月, factor 10000."""
    if not unit:
        return BARE
    head, *rest = _SPLIT.split(_unbracketed(unit))
    if not rest:
        return _base(head)
    times = _base(head) if head and rest == ["次"] else BARE
    if times.name and times.name + "次" in MEASURES:
        return Unit(times.kind, times.name + "次", times.factor)
    divisors, headcount, below = _divisors([r.strip("()") for r in rest])
    if not head:
        rate = bool(_AMOUNT.match(rest[0].strip("()")))
        return Unit(Kind.RATIO if rate else Kind.MONEY, ("" if rate else "元") + "/" + "·".join(divisors), ONE / below)
    base = _base(head)
    if divisors == ["人", "次"]:
        divisors = ["人次"]
    kind = base.kind
    if kind is not Kind.MONEY:
        kind = Kind.RATIO if headcount or kind is Kind.RATIO else Kind.COUNT
    return Unit(kind, base.name + "/" + "·".join(divisors), base.factor / below)


def _unbracketed(unit: str) -> str:
    return unit[1:-1] if unit.startswith("(") and unit.endswith(")") else unit
