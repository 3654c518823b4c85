"""What values mean against each other (比较): target met, degree of achievement, change between years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from hengxiao.core.terms.kinds import Comparator, Direction, Kind
from hengxiao.core.values import scales
from hengxiao.core.values.measures import common, demanded, span
from hengxiao.core.values.model import Value
from hengxiao.core.values.tokens import normalise

GRADES = ("优", "良", "中", "差")
CLAIMS = frozenset(
    [
        "达成预期指标",
        "达到预期指标",
        "达成年度指标",
        "完成",
        "已完成",
        "全部完成",
        "达成",
        "达到预期",
        "达到预期目标",
        "完成目标",
        "完成年度目标",
        "达标",
        "按计划完成",
        "100%完成",
    ]
)
FLOOR = (Comparator.AT_LEAST, Comparator.ABOVE)
CEILING = (Comparator.AT_MOST, Comparator.BELOW)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a target is met (是否达标): `met` is None when it cannot be told; `code` says why."""

    met: bool | None
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Achievement:
    """Degree of achievement (完成率): an exact ratio, not capped; None where no number expresses it."""

    ratio: Fraction | None
    met: bool | None
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Change from an earlier to a later value (变化): kind same, better, worse or incomparable."""

    kind: str
    ratio: Fraction | None
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def meets(actual: Value, target: Value, *, direction: Direction | None = None) -> Verdict:
    """Whether an actual value meets its target (是否完成目标值).

    `direction` decides for a target that prints no comparison; without it the target's own direction is used.
    """
    done = achievement(actual, target, direction=direction)
    return Verdict(done.met, done.code, done.facts)


def achievement(actual: Value, target: Value, *, direction: Direction | None = None) -> Achievement:
    """Degree to which an actual value achieves its target (目标完成程度), exact and explained.

    Forward: actual ÷ target. Reverse: target ÷ actual. Exact: the smaller over the larger. Range: 1 inside, else
    towards the nearer bound. A compound has the ratio of its weakest part. Dates and words have no ratio.
    """
    facts = {"actual": _said(actual), "target": _said(target)}
    if Kind.NONE in (target.kind, actual.kind):
        return Achievement(None, None, "values.nothing_to_compare", facts)
    if target.kind is Kind.COMPOUND:
        return _compound(actual, target, direction, facts)
    if target.kind is Kind.DATE:
        return _dated(actual, target, facts)
    if target.kind is Kind.QUALITATIVE:
        return _worded(actual, target, facts)
    return _measured(actual, target, direction or target.direction, facts)


def _said(value: Value) -> str:
    return " ".join(value.text.split()) or str(value.kind)


def _claimed(actual: Value) -> bool:
    return normalise(actual.text).strip("。") in CLAIMS


def _unlike(actual: Value, code: str, facts: dict[str, Any]) -> Achievement:
    """Values of different kinds: only a claim of completion can be taken for an answer."""
    if _claimed(actual):
        return Achievement(None, True, "values.claimed", facts)
    return Achievement(None, None, code, facts)


def _measured(actual: Value, target: Value, direction: Direction, facts: dict[str, Any]) -> Achievement:
    pair = common(actual, target)
    if pair is None:
        return _unlike(actual, "values.incomparable", facts)
    ours, theirs, unit = pair
    facts = facts | {"unit": unit}
    demand = demanded(target, direction)
    if demand is Comparator.NONE:
        if ours == theirs:
            return Achievement(Fraction(1), True, "values.equal", facts)
        return Achievement(None, None, "values.direction_unknown", facts)
    allowed = span(demand, theirs)
    given = span(actual.comparator, ours)
    met = True if allowed.holds(given) else False if allowed.misses(given) else None
    ratio, code = _ratio(demand, ours, theirs, met)
    return Achievement(ratio, met, "values.bound_open" if met is None else code, facts)


def _ratio(
    demand: Comparator, ours: tuple[Fraction, ...], theirs: tuple[Fraction, ...], met: bool | None
) -> tuple[Fraction | None, str]:
    """The ratio of one pair of numbers and the code that explains it."""
    state = "met" if met else "unmet"
    if demand is Comparator.BETWEEN:
        return _within(ours[0], theirs, met)
    actual, target = ours[0], theirs[0]
    if target < 0:
        return None, f"values.negative_target_{state}"
    if target == 0:
        return Fraction(1 if met else 0), f"values.zero_target_{state}"
    if demand in FLOOR:
        return actual / target, f"values.forward_{state}"
    if demand in CEILING:
        return _reverse(actual, target, state)
    return _smaller(actual, target), f"values.exact_{state}"


def _within(actual: Fraction, bounds: tuple[Fraction, ...], met: bool | None) -> tuple[Fraction, str]:
    if met:
        return Fraction(1), "values.within_range"
    low, high = min(bounds), max(bounds)
    return _smaller(actual, low if actual < low else high), "values.outside_range"


def _reverse(actual: Fraction, target: Fraction, state: str) -> tuple[Fraction, str]:
    if actual <= 0:
        return Fraction(1), "values.reverse_zero_actual"
    return target / actual, f"values.reverse_{state}"


def _smaller(first: Fraction, second: Fraction) -> Fraction:
    low, high = sorted((first, second))
    return Fraction(0) if low <= 0 or high <= 0 else low / high


def _dated(actual: Value, target: Value, facts: dict[str, Any]) -> Achievement:
    """Whether something was done within the time of the target (是否按期)."""
    if actual.kind is not Kind.DATE:
        return _unlike(actual, "values.incomparable", facts)
    if _yearless(actual) != _yearless(target):
        return Achievement(None, None, "values.year_missing", facts)
    last = actual.date_to or actual.date_from
    first = actual.date_from or actual.date_to
    if target.date_to and last > target.date_to:
        if first <= target.date_to and first != last and actual.comparator is not Comparator.BETWEEN:
            return Achievement(None, None, "values.date_open", facts)
        return Achievement(None, False, "values.late", facts)
    if target.comparator is Comparator.AT_LEAST and first < target.date_from:
        return Achievement(None, False, "values.early", facts)
    return Achievement(None, True, "values.in_time", facts)


def _yearless(value: Value) -> bool:
    return (value.date_to or value.date_from).startswith("--")


def _worded(actual: Value, target: Value, facts: dict[str, Any]) -> Achievement:
    if normalise(actual.text) == normalise(target.text):
        return Achievement(None, True, "values.same_words", facts)
    if actual.scale == target.scale == "yes_no":
        return Achievement(None, False, "values.other_answer", facts)
    found = scales.ranks(actual, target)
    if found:
        better = found[0] <= found[1]
        return Achievement(None, better, "values.grade_met" if better else "values.grade_unmet", facts)
    return _unlike(actual, "values.words_incomparable", facts)


def _compound(actual: Value, target: Value, direction: Direction | None, facts: dict[str, Any]) -> Achievement:
    if tuple(p.subject for p in target.parts) == GRADES and actual.kind is not Kind.COMPOUND:
        return _graded(actual, target, facts)
    if _claimed(actual):
        return Achievement(None, True, "values.claimed", facts)
    pairs = _pairs(actual, target)
    if pairs is None:
        return Achievement(None, None, "values.parts_differ", facts)
    done = [achievement(ours, theirs, direction=direction) for ours, theirs in pairs]
    facts = facts | {"parts": tuple((p.subject, d.met, d.code) for p, d in zip(target.parts, done, strict=True))}
    if any(d.met is False for d in done):
        met: bool | None = False
    else:
        met = True if all(d.met for d in done) else None
    known = [d.ratio for d in done if d.ratio is not None]
    ratio = min(known) if len(known) == len(done) else None
    code = {True: "values.parts_met", False: "values.parts_unmet", None: "values.parts_open"}[met]
    return Achievement(ratio, met, code, facts)


def _pairs(actual: Value, target: Value) -> list[tuple[Value, Value]] | None:
    """Parts that speak of the same subject; by order when no subjects are printed."""
    parts = actual.parts or (actual,)
    named = {p.subject: p for p in parts if p.subject}
    if len(named) == len(parts) and all(p.subject in named for p in target.parts):
        return [(named[p.subject], p) for p in target.parts]
    if len(parts) != len(target.parts):
        return None
    if any(a.subject and t.subject and a.subject != t.subject for a, t in zip(parts, target.parts, strict=True)):
        return None
    return list(zip(parts, target.parts, strict=True))


def _graded(actual: Value, target: Value, facts: dict[str, Any]) -> Achievement:
    """The grade a number reaches on a scale of four thresholds (达到的档次)."""
    for part in target.parts[:3]:
        done = achievement(actual, part, direction=Direction.HIGHER)
        if done.met is None:
            return Achievement(None, None, "values.incomparable", facts)
        if done.met:
            return Achievement(None, part.subject == "优", "values.grade_reached", facts | {"grade": part.subject})
    return Achievement(None, False, "values.grade_reached", facts | {"grade": "差"})


def compare(earlier: Value, later: Value, *, direction: Direction | None = None) -> Change:
    """Change from an earlier to a later value (历年对比): is "12家" better than "10家以上" of last year?"""
    facts = {"earlier": _said(earlier), "later": _said(later)}
    wanted = direction or _known_direction(earlier, later)
    if Kind.NONE in (earlier.kind, later.kind):
        return Change("incomparable", None, "values.nothing_to_compare_years", facts)
    if earlier.kind is Kind.QUALITATIVE or later.kind is Kind.QUALITATIVE:
        return _compare_words(earlier, later, facts)
    if earlier.kind is Kind.DATE and later.kind is Kind.DATE:
        return _compare_dates(earlier, later, facts)
    if earlier.kind is Kind.COMPOUND or later.kind is Kind.COMPOUND:
        return _compare_parts(earlier, later, direction, facts)
    pair = common(later, earlier)
    if pair is None:
        return Change("incomparable", None, "values.years_incomparable", facts)
    now, before, unit = pair
    return _compare_numbers(now, before, wanted, facts | {"unit": unit})


def _known_direction(earlier: Value, later: Value) -> Direction:
    return later.direction if later.direction is not Direction.UNKNOWN else earlier.direction


def _compare_numbers(
    now: tuple[Fraction, ...], before: tuple[Fraction, ...], direction: Direction, facts: dict[str, Any]
) -> Change:
    index = -1 if direction is Direction.LOWER else 0
    first, second = before[index], now[index]
    ratio = second / first if first > 0 else None
    if now == before or (len(now) != len(before) and first == second):
        return Change("same", ratio, "values.unchanged", facts)
    if direction in (Direction.UNKNOWN, Direction.EXACT):
        return Change("incomparable", ratio, "values.changed", facts)
    improved = second > first if direction is Direction.HIGHER else second < first
    return Change("better" if improved else "worse", ratio, "values.better" if improved else "values.worse", facts)


def _compare_words(earlier: Value, later: Value, facts: dict[str, Any]) -> Change:
    if normalise(earlier.text) == normalise(later.text):
        return Change("same", None, "values.unchanged", facts)
    found = scales.ranks(later, earlier)
    if not found:
        return Change("incomparable", None, "values.years_incomparable", facts)
    if found[0] == found[1]:
        return Change("same", None, "values.unchanged", facts)
    improved = found[0] < found[1]
    return Change("better" if improved else "worse", None, "values.better" if improved else "values.worse", facts)


def _compare_dates(earlier: Value, later: Value, facts: dict[str, Any]) -> Change:
    """Deadlines of two years, by month and day (不同年度的时限按月日比较)."""
    first, second = (v.date_to[-5:] or v.date_from[-5:] for v in (earlier, later))
    if first == second:
        return Change("same", None, "values.unchanged", facts)
    improved = second < first
    return Change("better" if improved else "worse", None, "values.better" if improved else "values.worse", facts)


def _compare_parts(earlier: Value, later: Value, direction: Direction | None, facts: dict[str, Any]) -> Change:
    pairs = _pairs(later, earlier) if earlier.parts else None
    if pairs is None:
        return Change("incomparable", None, "values.years_incomparable", facts)
    kinds = {compare(before, now, direction=direction).kind for now, before in pairs}
    if kinds <= {"same"}:
        return Change("same", None, "values.unchanged", facts)
    if kinds <= {"same", "better"}:
        return Change("better", None, "values.better", facts)
    if kinds <= {"same", "worse"}:
        return Change("worse", None, "values.worse", facts)
    return Change("incomparable", None, "values.changed", facts)
