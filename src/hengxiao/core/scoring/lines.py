"""Score of one indicator row (单项指标得分)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hengxiao.core.scoring.kinds import compound, dated, qualitative, ranged
from hengxiao.core.scoring.operands import is_damaged, is_numeric, plain_number
from hengxiao.core.scoring.outcome import Outcome
from hengxiao.core.scoring.points import Spread
from hengxiao.core.scoring.quantities import direction_of, quantity
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.sheet import Remark, ScoreLine
from hengxiao.core.scoring.steps import Given, number_text
from hengxiao.core.targets import Finding, Indicator
from hengxiao.core.terms.kinds import Kind
from hengxiao.core.values import Value, parse

OWN_RULE = re.compile("评.{0,3}分.{0,2}(标准|规则|办法|方法)|得分计算")
OWN_THRESHOLD = re.compile(r"低于\s*(\d+(?:\.\d+)?)\s*[%％]\D{0,6}?(?:不得分|不计分|0\s*分)")


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator ready for scoring (待评指标): values parsed, points settled."""

    number: int
    indicator: Indicator
    target: Value
    actual: Value
    points: Given | None
    points_from: str
    spread: Spread | None = None
    findings: tuple[Finding, ...] = ()


def value_of(text: str, indicator: Indicator, year: int | None, cells: Sequence[str] = ()) -> Value:
    """A printed value with the indicator's context."""
    return parse(text, cells=cells, indicator=indicator.name.text, unit=indicator.unit.text, year=year)


def score_row(row: Row, book: Rulebook) -> ScoreLine:
    """Score of one indicator under the pack (指标得分)."""
    outcome = weigh(row, book)
    printed = row.indicator.score
    hand = None if printed.inherited else plain_number(printed)
    if printed and not printed.inherited and hand is None:
        outcome.warn("scoring.score_unread", text=printed.text)
    score = settle(row, outcome, hand, book)
    return finish(row, outcome, hand, score)


def weigh(row: Row, book: Rulebook) -> Outcome:
    """Method and share of the points, before rounding (选择计分方法)."""
    for value, code in ((row.target, "scoring.no_target"), (row.actual, "scoring.no_actual")):
        if value.kind is Kind.NONE:
            return Outcome().refuse(code, text=value.text or "—")
        if is_damaged(value):
            repair = value.repair.text if value.repair is not None else "—"
            return Outcome().refuse("scoring.damaged_value", text=value.text, repair=repair)
    threshold, remarks = own_threshold(row.indicator)
    satisfaction = is_satisfaction(row.indicator)

    def one(target: Value, actual: Value) -> Outcome:
        return by_kind(target, actual, book, satisfaction=satisfaction, threshold=threshold)

    outcome = compound(row.target, row.actual, one) if row.target.kind is Kind.COMPOUND else one(row.target, row.actual)
    outcome.remarks[:0] = remarks
    return outcome


def by_kind(target: Value, actual: Value, book: Rulebook, *, satisfaction: bool, threshold: Given | None) -> Outcome:
    """One value against one value, by the target's kind (按指标值类型)."""
    if is_numeric(target):
        if is_numeric(actual):
            return quantity(target, actual, book, satisfaction=satisfaction, threshold=threshold)
        return Outcome().refuse("scoring.actual_not_number", target=target.text, actual=actual.text)
    if target.kind is Kind.DATE:
        return dated(target, actual)
    if target.kind is Kind.RANGE:
        return ranged(target, actual)
    return qualitative(target, actual, book)


def is_satisfaction(indicator: Indicator) -> bool:
    """Whether the row measures satisfaction (满意度指标)."""
    return any("满意度" in field.text for field in (indicator.level1, indicator.level2, indicator.name))


def own_threshold(indicator: Indicator) -> tuple[Given | None, list[Remark]]:
    """Pass threshold in the indicator's own scoring rule (指标自带的计分门槛), and what to say about that rule."""
    texts = [field.text for heading, field in indicator.others if OWN_RULE.search(heading) and field.text]
    for text in texts:
        found = OWN_THRESHOLD.search(text)
        if found:
            given = Given("threshold", Fraction(found.group(1)), text=text, number=found.group(1))
            return given, [Remark("scoring.own_threshold", {"text": text})]
    return None, [Remark("scoring.own_rule_unread", {"text": text}) for text in texts]


def settle(row: Row, outcome: Outcome, hand: Decimal | None, book: Rulebook) -> Decimal | None:
    """Points times share, rounded; or the hand score when a person decides (得分)."""
    if outcome.way == "unscored" or row.points is None:
        return None
    trace = outcome.trace
    points = trace.give(row.points)
    rounding = book.value("scoring.rounding")
    if outcome.way == "judged":
        if hand is None or not accept_hand(points, hand, row.indicator.score.text, outcome, book):
            if hand is None:
                outcome.refuse("scoring.needs_judgement", **allowed(points, outcome, book))
            return None
        return trace.round("score", "hand", rounding["places"], rounding["mode"])
    trace.let("exact", "mul", "points", "share")
    if book.value("scoring.cap"):
        trace.let("exact", "min", "exact", "points")
    score = trace.round("score", "exact", rounding["places"], rounding["mode"])
    outcome.remarks.append(
        Remark(
            "scoring.computed",
            {"points": number_text(points), "share": number_text(trace["share"]), "score": f"{score:f}"},
        )
    )
    return score


def tier_in(outcome: Outcome, book: Rulebook) -> Mapping[str, Any] | None:
    """The tier the actual's words name (所属档次)."""
    tiers: tuple[Mapping[str, Any], ...] = book.value("scoring.qualitative")
    return next((tier for tier in tiers if tier["code"] == outcome.tier), None)


def bounds(points: Fraction, tier: Mapping[str, Any] | None) -> tuple[Fraction, Fraction]:
    """Lowest and highest points a person may give (可评分区间)."""
    if tier is None:
        return Fraction(0), points
    return points * number(tier["from"]) / 100, points * number(tier["to"]) / 100


def allowed(points: Fraction, outcome: Outcome, book: Rulebook) -> dict[str, str]:
    """The interval a person may choose from, as facts (可评分区间)."""
    low, high = bounds(points, tier_in(outcome, book))
    return {"low": number_text(low), "high": number_text(high), "points": number_text(points)}


def accept_hand(points: Fraction, hand: Decimal, text: str, outcome: Outcome, book: Rulebook) -> bool:
    """Whether the form's hand score lies where it may (核对人工评分)."""
    trace, tier = outcome.trace, tier_in(outcome, book)
    facts = {"score": number_text(hand), **allowed(points, outcome, book)}
    trace.give(Given("hand", Fraction(hand), text=text, number=number_text(hand)))
    inside = [trace.holds("hand", "le", "points")]
    if tier is not None:
        trace.constant("hundred", 100)
        for name in ("from", "to"):
            trace.let(name, "mul", "points", f"tier_{name}")
            trace.let(name, "div", name, "hundred")
        inside.append(trace.holds("hand", "ge" if tier["from_inclusive"] else "gt", "from"))
        inside.append(trace.holds("hand", "le" if tier["to_inclusive"] else "lt", "to"))
    if not all(inside):
        outcome.refuse("scoring.above_points" if hand > points else "scoring.outside_interval", **facts)
        return False
    outcome.remarks.append(Remark("scoring.hand_score", facts))
    return True


def finish(row: Row, outcome: Outcome, hand: Decimal | None, score: Decimal | None) -> ScoreLine:
    """The line of the sheet, its findings at the cell they speak of."""
    indicator = row.indicator
    where = indicator.score.place or indicator.actual.place or indicator.place
    findings = [*row.findings, *(Finding(fault.code, where, fault.facts) for fault in outcome.faults)]
    if score is not None and hand not in (None, score) and row.points_from != "spread":
        facts = {"printed": number_text(hand or 0), "computed": f"{score:f}", "name": indicator.name.text}
        findings.append(Finding("scoring.differs", where, facts))
    return ScoreLine(
        number=row.number,
        place=indicator.place,
        goal=indicator.goal.text,
        level1=indicator.level1.text,
        level2=indicator.level2.text,
        name=indicator.name.text,
        target=row.target,
        actual=row.actual,
        points=None if row.points is None else decimal_of(row.points.value),
        points_from=row.points_from,
        block=None if row.spread is None else decimal_of(row.spread.block),
        block_rows=0 if row.spread is None else row.spread.rows,
        method=outcome.method if score is not None else "",
        direction=direction_of(row.target),
        basis=row.target.basis,
        score=score,
        printed=hand,
        score_place=indicator.score.place,
        tier=outcome.tier,
        parts=outcome.parts,
        givens=outcome.trace.givens,
        steps=outcome.trace.steps,
        remarks=(*outcome.remarks, *outcome.faults),
        findings=tuple(findings),
    )


def decimal_of(value: Fraction) -> Decimal:
    """A fraction that ends, as a decimal (有限小数)."""
    return Decimal(number_text(value))
