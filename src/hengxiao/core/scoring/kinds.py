"""Scores of targets that are not one number (定性、日期、区间、复合指标)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hengxiao.core.scoring import methods
from hengxiao.core.scoring.operands import Unlike, is_numeric, pair
from hengxiao.core.scoring.outcome import Outcome
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.sheet import Remark
from hengxiao.core.scoring.steps import Given
from hengxiao.core.terms.kinds import Kind
from hengxiao.core.values import Value

PUNCTUATION = re.compile(r"[\s。，,;；.、“”\"'：:]")


def plain_words(text: str) -> str:
    """Words without punctuation and blanks, for comparison (文字比对)."""
    return PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))


def tier_of(text: str, tiers: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any] | None:
    """The tier whose official wording the whole text is (定性档次), else None: similar words are not enough."""
    words = plain_words(text)
    for tier in tiers:
        if words in {plain_words(name) for name in (tier["name"], *tier["wordings"])}:
            return tier
    return None


def qualitative(target: Value, actual: Value, book: Rulebook) -> Outcome:
    """A person picks the points inside the tier's interval (定性指标)."""
    outcome = Outcome()
    tiers = book.value("scoring.qualitative")
    tier = tier_of(actual.text, tiers)
    if tier is None and plain_words(actual.text) == plain_words(target.text):
        tier = tiers[0]
        outcome.remarks.append(Remark("scoring.same_words", {"actual": actual.text, "tier": tier["name"]}))
    if tier is None:
        return outcome.judged("qualitative", Remark("scoring.no_tier", {"actual": actual.text}))
    outcome.tier = tier["code"]
    trace = outcome.trace
    trace.constant("tier_from", number(tier["from"]), rule="scoring.qualitative")
    trace.constant("tier_to", number(tier["to"]), rule="scoring.qualitative")
    facts = {"actual": actual.text, "tier": tier["name"], "interval": interval_text(tier)}
    return outcome.judged("qualitative", Remark("scoring.tier", facts))


def interval_text(tier: Mapping[str, Any]) -> str:
    """A tier's share of the points as an interval: `[80%, 100%]` (档次区间)."""
    left = "[" if tier["from_inclusive"] else "("
    right = "]" if tier["to_inclusive"] else ")"
    return f"{left}{tier['from']}%, {tier['to']}%{right}"


def date_number(value: Value) -> str:
    """The last date a value names (完成日期), ISO; empty when there is none."""
    return value.date_to or value.date_from


def dated(target: Value, actual: Value) -> Outcome:
    """Done by the deadline: full; later is for a person, no rule gives a formula (时效：按期完成)."""
    outcome = Outcome()
    facts = {"target": target.text, "actual": actual.text}
    due, done = date_number(target), date_number(actual)
    if not done:
        return outcome.judged("judged", Remark("scoring.words_for_date", facts))
    if due.startswith("--") != done.startswith("--"):
        return outcome.refuse("scoring.year_missing", **facts)
    for name, iso, value in (("target", due, target), ("actual", done, actual)):
        outcome.trace.give(Given(name, Fraction(int(iso.replace("-", ""))), text=value.text, number=iso))
    if outcome.trace.holds("actual", "le", "target"):
        methods.full(outcome.trace)
        return outcome.computed("date", Remark("scoring.in_time", facts))
    return outcome.judged("judged", Remark("scoring.late", facts))


def ranged(target: Value, actual: Value) -> Outcome:
    """Inside the range: full; outside is for a person (区间指标)."""
    outcome = Outcome()
    facts = {"target": target.text, "actual": actual.text}
    if len(target.canonical_numbers) != 2 or not is_numeric(actual):
        return outcome.refuse("scoring.actual_not_number", **facts)
    trace = outcome.trace
    for name, numbers in (("low", pair(bound(target, 0), actual)), ("high", pair(bound(target, 1), actual))):
        if isinstance(numbers, Unlike):
            return outcome.refuse(numbers.code, **numbers.facts)
        trace.give(replace(numbers.target, name=name))
        trace.give(numbers.actual)
    inside = [trace.holds("actual", "ge", "low"), trace.holds("actual", "le", "high")]
    if all(inside):
        methods.full(trace)
        return outcome.computed("range", Remark("scoring.in_range", facts))
    return outcome.judged("judged", Remark("scoring.out_of_range", facts))


def bound(target: Value, place: int) -> Value:
    """One end of a range as a value of its own (区间端点)."""
    return replace(target, numbers=(target.numbers[place],), canonical_numbers=(target.canonical_numbers[place],))


def compound(target: Value, actual: Value, one: Callable[[Value, Value], Outcome]) -> Outcome:
    """Every part reached: full; otherwise a person must divide the points (复合指标)."""
    outcome = Outcome()
    facts = {"target": target.text, "actual": actual.text}
    if actual.kind is not Kind.COMPOUND or subjects(actual) != subjects(target):
        return outcome.judged("judged", Remark("scoring.parts_differ", facts))
    results = [one(want, got) for want, got in zip(target.parts, actual.parts, strict=True)]
    trace = outcome.trace
    for place, part in enumerate(results, 1):
        trace.absorb(f"part{place}_", part.trace)
    if all(part.way == "computed" and part.trace["share"] == 1 for part in results):
        trace.constant("share", 1)
        outcome.parts = tuple(part.method for part in results)
        return outcome.computed("compound", Remark("scoring.all_parts", {**facts, "count": str(len(results))}))
    return outcome.judged("judged", Remark("scoring.not_all_parts", facts))


def subjects(value: Value) -> list[str]:
    """What the parts of a compound speak of (分项对象)."""
    return [plain_words(part.subject) for part in value.parts]
