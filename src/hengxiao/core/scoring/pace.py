"""Lights by the pack's own rule (按规则包亮灯)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hengxiao.core.scoring.kinds import tier_of
from hengxiao.core.scoring.lights import Colour, Light, light, two_places
from hengxiao.core.scoring.operands import Pair, Unlike, is_damaged, is_numeric, pair
from hengxiao.core.scoring.quantities import direction_of
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.steps import UnknownModeError
from hengxiao.core.targets import Indicator
from hengxiao.core.terms.kinds import Comparator, Direction, Kind
from hengxiao.core.values import Value, meets


@dataclass(frozen=True, slots=True)
class Watched:
    """One indicator at a month (监控对象)."""

    indicator: Indicator
    target: Value
    actual: Value
    month: int
    rate: Fraction | None

    @property
    def facts(self) -> dict[str, str]:
        """Texts for the sentences."""
        return {"target": self.target.text or "—", "actual": self.actual.text or "—", "month": str(self.month)}


def unreadable(watched: Watched) -> Light | None:
    """Why no light can be given at all (不能判断的原因)."""
    for value, code in ((watched.target, "scoring.light_no_target"), (watched.actual, "scoring.light_no_actual")):
        if value.kind is Kind.NONE:
            return light(Colour.NONE, code, **watched.facts)
        if is_damaged(value):
            return light(Colour.NONE, "scoring.light_damaged", text=value.text, **watched.facts)
    return None


def by_sign(watched: Watched, book: Rulebook) -> Light:
    """The formula of the printed sign (按计算符号)."""
    if watched.target.kind is Kind.QUALITATIVE:
        return by_tier(watched, book)
    if not (is_numeric(watched.target) and is_numeric(watched.actual)):
        return within(watched)
    numbers = pair(watched.target, watched.actual)
    direction = direction_of(watched.target)
    if isinstance(numbers, Unlike) or direction is Direction.UNKNOWN:
        alike = isinstance(numbers, Pair)
        return light(
            Colour.NONE, "scoring.light_unknown_direction" if alike else "scoring.light_unlike", **watched.facts
        )
    if direction is Direction.LOWER:
        return reverse(watched, numbers)
    if numbers.target.value <= 0:
        return zero(watched, numbers, direction)
    return forward(watched, numbers, book.value("monitoring.lights.forward"))


def by_kind(watched: Watched, book: Rulebook) -> Light:
    """Quality, time and cost by reaching alone, the rest by the sign (按指标类型)."""
    levels = book.value("monitoring.lights.range_levels")
    texts = watched.indicator.level1.text + watched.indicator.level2.text
    if watched.target.kind is not Kind.QUALITATIVE and any(level in texts for level in levels):
        return within(watched)
    return by_sign(watched, book)


def by_money_and_goal(watched: Watched, book: Rulebook) -> Light:
    """Money normal × goal normal (资金与目标): yes/yes green, yes/no yellow, no red."""
    if watched.rate is None:
        return light(Colour.NONE, "scoring.light_no_rate", **watched.facts)
    pace = watched.rate * 12 / watched.month * 100
    goal = by_sign(watched, book)
    if pace < number(book.value("monitoring.lights.budget")["yellow_below"]):
        return light(Colour.RED, "scoring.light_money_slow", value=two_places(pace), **watched.facts)
    if goal.colour is Colour.NONE:
        return goal
    if goal.colour in (Colour.GREEN, Colour.BLUE):
        return light(Colour.GREEN, "scoring.light_both_normal", value=two_places(pace), **watched.facts)
    return light(Colour.YELLOW, "scoring.light_goal_slow", value=two_places(pace), **watched.facts)


def by_gap(watched: Watched, book: Rulebook) -> Light:
    """Completion of the target against execution of the money (目标完成与预算执行之差)."""
    numbers = pair(watched.target, watched.actual) if both_numeric(watched) else None
    rule = book.value("monitoring.lights.gap")
    if not isinstance(numbers, Pair) or watched.rate is None or numbers.target.value <= 0:
        return light(Colour.NONE, "scoring.light_no_gap", **watched.facts)
    if direction_of(watched.target) is Direction.LOWER:
        return reverse(watched, numbers)
    done = min(numbers.actual.value / numbers.target.value, Fraction(1))
    gap = abs(done - watched.rate) * 100
    facts = {
        "done": two_places(done * 100),
        "rate": two_places(watched.rate * 100),
        "gap": two_places(gap),
        "limit": str(rule["percent"]),
    }
    if gap > number(rule["percent"]):
        days = str(book.value("monitoring.answer_days"))
        return light(rule["colour"], "scoring.light_gap", days=days, **facts)
    return light(Colour.GREEN, "scoring.light_no_wide_gap", **facts)


def no_rule(watched: Watched, _book: Rulebook) -> Light:
    """The pack has no lights (规则包没有预警算法)."""
    return light(Colour.NONE, "scoring.light_no_rule", **watched.facts)


MODES: Mapping[str, Callable[[Watched, Rulebook], Light]] = {
    "none": no_rule,
    "by_sign": by_sign,
    "by_kind": by_kind,
    "money_and_goal": by_money_and_goal,
    "thresholds": by_gap,
}


def pack_light(watched: Watched, book: Rulebook) -> Light:
    """The light of one indicator by the pack's rule (规则包灯色)."""
    mode = book.value("monitoring.mode")
    if mode not in MODES:
        raise UnknownModeError("monitoring.mode", mode)
    return unreadable(watched) or MODES[mode](watched, book)


def both_numeric(watched: Watched) -> bool:
    """Whether both values are one number."""
    return is_numeric(watched.target) and is_numeric(watched.actual)


def by_tier(watched: Watched, book: Rulebook) -> Light:
    """Green, yellow or red by the official wording (定性三档)."""
    tier = tier_of(watched.actual.text, book.value("scoring.qualitative"))
    if tier is None:
        return light(Colour.NONE, "scoring.light_no_tier", **watched.facts)
    colours = book.value("monitoring.lights.qualitative")
    return light(colours[tier["code"]], "scoring.light_tier", tier=tier["name"], **watched.facts)


def within(watched: Watched) -> Light:
    """Reached or not, without a time share (是否达标)."""
    verdict = meets(watched.actual, watched.target)
    if verdict.met is None:
        return light(Colour.NONE, "scoring.light_unlike", **watched.facts)
    if verdict.met:
        return light(Colour.GREEN, "scoring.light_met", **watched.facts)
    return light(Colour.RED, "scoring.light_unmet", **watched.facts)


def reverse(watched: Watched, numbers: Pair) -> Light:
    """Kept or not; “<” excludes its bound (反向：是否超过)."""
    kept = numbers.actual.value <= numbers.target.value
    if watched.target.comparator is Comparator.BELOW:
        kept = numbers.actual.value < numbers.target.value
    if kept:
        return light(Colour.GREEN, "scoring.light_kept", **watched.facts)
    return light(Colour.RED, "scoring.light_exceeded", **watched.facts)


def zero(watched: Watched, numbers: Pair, direction: Direction) -> Light:
    """Target 0 or below: no share exists; “=” asks for equality (零目标)."""
    kept = numbers.actual.value == numbers.target.value
    if direction is Direction.HIGHER:
        kept = numbers.actual.value >= numbers.target.value
    if kept:
        return light(Colour.GREEN, "scoring.light_zero_kept", **watched.facts)
    return light(Colour.RED, "scoring.light_zero_broken", **watched.facts)


def forward(watched: Watched, numbers: Pair, rule: Mapping[str, Any]) -> Light:
    """Actual against the time share of the target (正向：序时进度)."""
    value = numbers.actual.value / (numbers.target.value * watched.month / 12) * 100
    facts = {"value": two_places(value), **watched.facts}
    yearly = rule["blue_base"] == "whole_year"
    if yearly and numbers.actual.value == 0:
        return light(Colour.RED, "scoring.light_nothing", **facts)
    base = numbers.actual.value / numbers.target.value * 100 if yearly else value
    if base >= number(rule["blue_from"]):
        return light(Colour.BLUE, "scoring.light_ahead", limit=str(rule["blue_from"]), **facts)
    return light(colour_of(value, rule), "scoring.light_pace", **facts)


def colour_of(value: Fraction, rule: Mapping[str, Any]) -> Colour:
    """Red, yellow or green by two bounds; each bound belongs to the better colour (界限含本数)."""
    if value < number(rule["red_below"]):
        return Colour.RED
    return Colour.YELLOW if value < number(rule["yellow_below"]) else Colour.GREEN
