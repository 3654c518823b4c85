"""Scores by goal (目标得分)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.scoring.operands import plain_number
from hengxiao.core.scoring.rulebook import Rulebook
from hengxiao.core.scoring.sheet import GoalScore, ScoreLine
from hengxiao.core.scoring.steps import rounded
from hengxiao.core.targets import Field, Form, Goal
from hengxiao.core.terms.kinds import Term


def goal_scores(form: Form, lines: Sequence[ScoreLine], book: Rulebook) -> tuple[GoalScore, ...]:
    """Scores by goal, weighted where the pack has weighted goals (目标得分)."""
    labels = tuple(dict.fromkeys(line.goal for line in lines))
    goals = {goal.label.text: goal for goal in form.goals if goal.term is Term.ANNUAL}
    ratios = {label: Field() for label in labels}
    if book.value("weights.sum")["scope"] == "goal":
        ratios |= {label: goals.get(label, Goal()).ratio for label in labels}
        if len(labels) == 1 and not ratios[labels[0]]:
            ratios[labels[0]] = Field("100%")
    return tuple(one_goal(label, lines, ratios[label], book) for label in labels)


def one_goal(label: str, lines: Sequence[ScoreLine], ratio_field: Field, book: Rulebook) -> GoalScore:
    """Sum of a goal's indicators and what it adds to the total."""
    own = [line for line in lines if line.goal == label]
    subtotal = sum((line.score for line in own if line.score is not None), Decimal(0))
    points = sum((line.points for line in own if line.points is not None), Decimal(0))
    ratio = percent_number(ratio_field)
    contribution = None
    if ratio is not None:
        rounding = book.value("scoring.rounding")
        exact = Fraction(subtotal) * Fraction(ratio) / 100
        contribution = rounded(exact, rounding["places"], rounding["mode"])
    return GoalScore(
        label=label,
        subtotal=subtotal,
        points=points,
        complete=all(line.score is not None for line in own),
        ratio=ratio,
        contribution=contribution,
        ratio_text=ratio_field.text if ratio_field.place else "",
        ratio_place=ratio_field.place,
    )


def percent_number(field: Field) -> Decimal | None:
    """A ratio cell such as `30%` or `30` as percent (权重比例)."""
    text = unicodedata.normalize("NFKC", field.text).replace(" ", "").removesuffix("%")
    return plain_number(Field(text))
