"""Scores of numeric targets (定量指标计分): which formula, and the formula at work."""

from __future__ import annotations

from fractions import Fraction

from hengxiao.core.scoring import methods
from hengxiao.core.scoring.operands import Pair, Unlike, pair
from hengxiao.core.scoring.outcome import Outcome
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.sheet import Remark
from hengxiao.core.scoring.steps import Given, UnknownModeError, number_text
from hengxiao.core.terms.kinds import Comparator, Direction
from hengxiao.core.values import Value

SIGNS = {
    Comparator.AT_LEAST: Direction.HIGHER,
    Comparator.ABOVE: Direction.HIGHER,
    Comparator.AT_MOST: Direction.LOWER,
    Comparator.BELOW: Direction.LOWER,
    Comparator.EQUAL: Direction.EXACT,
}
STRICT = (Comparator.ABOVE, Comparator.BELOW)


def direction_of(target: Value) -> Direction:
    """Direction by comparator, then wording, then indicator (指标方向)."""
    return SIGNS.get(target.comparator, target.direction)


def quantity(target: Value, actual: Value, book: Rulebook, *, satisfaction: bool, threshold: Given | None) -> Outcome:
    """Score of one number against one number (定量指标)."""
    outcome = Outcome()
    numbers = pair(target, actual)
    if isinstance(numbers, Unlike):
        return outcome.refuse(numbers.code, **numbers.facts)
    outcome.trace.give(numbers.target)
    outcome.trace.give(numbers.actual)
    if numbers.note:
        facts = {"target": target.text, "actual": actual.text, "unit": target.unit or numbers.unit}
        outcome.remarks.append(Remark(numbers.note, facts))
    if actual.comparator in SIGNS and actual.comparator is not Comparator.EQUAL:
        return bounded(target, actual, numbers, outcome)
    if target.comparator in STRICT and numbers.target.value == numbers.actual.value:
        outcome.warn("scoring.strict_boundary", target=target.text, actual=actual.text)
    steps = book.value("scoring.satisfaction")
    if satisfaction and numbers.unit == "%" and steps != "ratio":
        methods.satisfaction_steps(outcome.trace, steps)
        return outcome.computed("satisfaction_steps", shares(outcome, "scoring.satisfaction_steps"))
    return by_direction(target, numbers, book, outcome, threshold)


def bounded(target: Value, actual: Value, numbers: Pair, outcome: Outcome) -> Outcome:
    """An actual printed with its own sign, such as ≥95%: only what it certainly says counts (实际值带符号)."""
    facts = {"target": target.text, "actual": actual.text}
    outcome.warn("scoring.actual_with_sign", **facts)
    wanted, said = direction_of(target), SIGNS[actual.comparator]
    sure = numbers.actual.value >= numbers.target.value
    if wanted is Direction.LOWER:
        sure = numbers.actual.value <= numbers.target.value
    if wanted is not said or not sure:
        return outcome.refuse("scoring.actual_unsure", **facts)
    relation = "ge" if said is Direction.HIGHER else "le"
    outcome.trace.holds("actual", relation, "target")
    methods.full(outcome.trace)
    return outcome.computed("bounded", Remark("scoring.bounded", facts))


def by_direction(target: Value, numbers: Pair, book: Rulebook, outcome: Outcome, threshold: Given | None) -> Outcome:
    """The formula of the direction (按方向选公式)."""
    direction = direction_of(target)
    if direction is Direction.UNKNOWN:
        return without_direction(numbers, outcome)
    if numbers.target.value < 0:
        return negative_target(direction, numbers, outcome)
    floor_actual(numbers, book, outcome)
    if numbers.target.value == 0 and direction is not Direction.HIGHER:
        return zero(book, outcome)
    if direction is Direction.LOWER:
        return reverse(book, outcome)
    return forward(direction, numbers, book, outcome, threshold)


def floor_actual(numbers: Pair, book: Rulebook, outcome: Outcome) -> None:
    """A negative actual counts as the pack says (负数按0计)."""
    if numbers.actual.value >= 0:
        return
    mode = book.value("scoring.negative_actual")
    if mode != "zero":
        raise UnknownModeError("scoring.negative_actual", mode)
    trace = outcome.trace
    trace.constant("zero", 0)
    trace.let("actual", "max", "actual", "zero")
    outcome.warn("scoring.negative_actual", actual=numbers.actual.text)


def zero(book: Rulebook, outcome: Outcome) -> Outcome:
    """Target 0 (零目标): no ratio exists."""
    mode = book.value("scoring.zero_target")
    if mode != "all_or_nothing":
        raise UnknownModeError("scoring.zero_target", mode)
    methods.zero_target(outcome.trace)
    return outcome.computed("zero_target", shares(outcome, "scoring.zero_target"))


def reverse(book: Rulebook, outcome: Outcome) -> Outcome:
    """Lower is better (反向指标)."""
    mode = book.value("scoring.reverse")
    if mode not in methods.REVERSE:
        raise UnknownModeError("scoring.reverse", mode)
    methods.REVERSE[mode](outcome.trace)
    return outcome.computed(mode, shares(outcome, f"scoring.{mode}"))


def forward(direction: Direction, numbers: Pair, book: Rulebook, outcome: Outcome, threshold: Given | None) -> Outcome:
    """Higher is better, or “=” (正向指标、等于)."""
    method = "forward"
    mode = book.value("scoring.forward")
    if mode != "proportional":
        raise UnknownModeError("scoring.forward", mode)
    if direction is Direction.EXACT:
        method = "equal"
        exceeded = numbers.actual.value > numbers.target.value
        if exceeded:
            outcome.warn("scoring.equal_exceeded", target=numbers.target.text, actual=numbers.actual.text)
        if exceeded and book.value("scoring.equal") == "exact":
            return outcome.judged("judged", Remark("scoring.equal_judgement"))
    flag_over(numbers, book, outcome)
    methods.proportional(outcome.trace)
    cut_below(threshold, book, outcome)
    return outcome.computed(method, shares(outcome, f"scoring.{method}"))


def flag_over(numbers: Pair, book: Rulebook, outcome: Outcome) -> None:
    """Far above the target: someone must say why (超额完成)."""
    limit = book.percent("scoring.over_achievement", "percent")
    if numbers.target.value > 0 and numbers.actual.value >= limit * numbers.target.value:
        share = numbers.actual.value / numbers.target.value
        outcome.warn(
            "scoring.over_achieved",
            actual=numbers.actual.text,
            target=numbers.target.text,
            percent=percent_text(share),
            limit=percent_text(limit),
        )


def cut_below(threshold: Given | None, book: Rulebook, outcome: Outcome) -> None:
    """Below the pass threshold nothing is given (完成比例门槛): the indicator's own, else the pack's."""
    trace = outcome.trace
    pack_limit = number(book.value("scoring.threshold")["percent"])
    if threshold is not None:
        trace.give(threshold)
    elif pack_limit > 0:
        trace.constant("threshold", pack_limit, rule="scoring.threshold")
    else:
        return
    trace.constant("hundred", 100)
    trace.let("limit", "div", "threshold", "hundred")
    if trace.holds("share", "lt", "limit"):
        trace.constant("zero", 0)
        trace.let("share", "mul", "share", "zero")
        outcome.remarks.append(Remark("scoring.below_threshold", {"limit": percent_text(trace["limit"])}))


def negative_target(direction: Direction, numbers: Pair, outcome: Outcome) -> Outcome:
    """A negative target has no ratio: reached is full, the rest is for a person (负目标)."""
    relation = {Direction.HIGHER: "ge", Direction.LOWER: "le"}.get(direction, "eq")
    facts = {"target": numbers.target.text, "actual": numbers.actual.text}
    if outcome.trace.holds("actual", relation, "target"):
        methods.full(outcome.trace)
        return outcome.computed("negative_target", Remark("scoring.reached", facts))
    return outcome.judged("judged", Remark("scoring.negative_target", facts))


def without_direction(numbers: Pair, outcome: Outcome) -> Outcome:
    """No direction is known: equal numbers are full either way, others cannot be scored (方向不明)."""
    facts = {"target": numbers.target.text, "actual": numbers.actual.text}
    if outcome.trace.holds("actual", "eq", "target"):
        methods.full(outcome.trace)
        return outcome.computed("same_value", Remark("scoring.same_value", facts))
    return outcome.refuse("scoring.unknown_direction", **facts)


def shares(outcome: Outcome, code: str) -> Remark:
    """The sentence of a formula with its numbers."""
    trace = outcome.trace
    return Remark(
        code,
        {
            "target": number_text(trace["target"]),
            "actual": number_text(trace["actual"]),
            "percent": percent_text(trace["share"]),
        },
    )


def percent_text(share: Fraction) -> str:
    """A share as a percentage with two decimals where needed (百分比)."""
    percent = share * 100
    if (percent * 100).denominator == 1:
        return f"{number_text(percent)}%"
    return f"≈{number_text(Fraction(round(percent * 100), 100))}%"
