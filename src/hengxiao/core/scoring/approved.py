"""Holds the self-evaluation to the approved targets (以批复目标为准)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from hengxiao.core.scoring.kinds import plain_words
from hengxiao.core.scoring.points import level_key
from hengxiao.core.targets import Field, Finding, Form, Indicator
from hengxiao.core.terms.kinds import Term

Findings = tuple[Finding, ...]
NUMBERING = re.compile(r"^(指标\s*\d+|[（(]?\d+[）)]?|[一二三四五六七八九十]+)\s*[:：.、．]\s*")


def name_key(indicator: Indicator) -> str:
    """Indicator name without numbering and punctuation (指标名称比对)."""
    return plain_words(NUMBERING.sub("", indicator.name.text))


def annual_indicators(form: Form) -> tuple[Indicator, ...]:
    """Rows to score: annual ones that are not blank template rows (年度指标)."""
    long_terms = {goal.label.text for goal in form.goals if goal.term is Term.LONG}
    long_terms -= {goal.label.text for goal in form.goals if goal.term is Term.ANNUAL}
    return tuple(
        row
        for row in form.indicators
        if row.goal.text not in long_terms and any((row.name, row.target, row.actual, row.points, row.score))
    )


def hold_to(approved: Form | None, indicators: Iterable[Indicator]) -> tuple[tuple[Indicator, Findings], ...]:
    """Each row with the approved target and points in place of its own, and findings where they differ.

    Rows are matched by name; of several with one name, by goal, then by level-1, then in order.
    """
    if approved is None:
        return tuple((indicator, ()) for indicator in indicators)
    pool = list(annual_indicators(approved))
    return tuple(matched(indicator, pool) for indicator in indicators)


def matched(indicator: Indicator, pool: list[Indicator]) -> tuple[Indicator, Findings]:
    """The row held to its approved counterpart, which is taken out of the pool."""
    candidates = [other for other in pool if name_key(other) == name_key(indicator)]
    if not candidates:
        facts = {"name": indicator.name.text}
        return indicator, (Finding("scoring.not_approved", indicator.name.place or indicator.place, facts),)
    best = max(candidates, key=lambda other: closeness(indicator, other))
    pool.remove(best)
    findings = tuple(
        Finding(code, mine.place or indicator.place, {"printed": mine.text or "—", "approved": bound.text})
        for code, mine, bound in (
            ("scoring.target_changed", indicator.target, best.target),
            ("scoring.points_changed", indicator.points, best.points),
        )
        if differs(mine, bound)
    )
    points = best.points or indicator.points
    held = replace(indicator, target=best.target, target_cells=best.target_cells, points=points)
    return replace(held, unit=best.unit or indicator.unit), findings


def closeness(one: Indicator, other: Indicator) -> tuple[bool, bool]:
    """Same goal, same level-1."""
    return one.goal.text == other.goal.text, level_key(one.level1.text) == level_key(other.level1.text)


def differs(mine: Field, bound: Field) -> bool:
    """Whether the form prints another text than the approved one; an approved blank binds nothing."""
    return bool(bound.text) and plain_words(mine.text) != plain_words(bound.text)
