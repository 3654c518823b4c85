"""Which text of a form a cell shows (取值): field paths such as `project.name`, `row.target`, `left.midterm`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator
from hengxiao.core.terms.kinds import Term

LONG_LABELS = ("长期", "中期", "中长期", "实施期")


@dataclass(frozen=True, slots=True)
class GoalPair:
    """A mid-term goal beside an annual one (中期目标与年度目标)."""

    left: Goal
    right: Goal


Item = Indicator | Goal | Fund | GoalPair
BLANK: dict[str, Item] = {
    "indicators": Indicator(),
    "goals": Goal(),
    "goals_together": Goal(),
    "goal_pairs": GoalPair(Goal(), Goal()),
    "funds": Fund(),
}


def text_at(form: Form, item: Item | None, path: str) -> str:
    """The text printed for a field path (单元格文字)."""
    scope, _, name = path.partition(".")
    if scope == "form":
        return form.total.text
    owner = form.project if scope == "project" else _side(item, scope)
    if name.startswith("others."):
        return _other(getattr(owner, "others", ()), name.removeprefix("others."))
    if name == "target" and isinstance(owner, Indicator):
        return target_text(owner)
    return str(getattr(owner, name))


def target_text(indicator: Indicator) -> str:
    """A target as one text (指标值): sign, value, unit in this order when they stood in cells of their own."""
    if not indicator.target_cells:
        return indicator.target.text
    rest = list(indicator.target_cells)
    for own in (indicator.sign.text, indicator.unit.text):
        if own in rest:
            rest.remove(own)
    return indicator.sign.text + "".join(rest) + indicator.unit.text


def terms(form: Form) -> dict[str, Term]:
    """Term of every goal label (目标期限), also of labels that only indicators name."""
    known = {goal.label.text: goal.term for goal in form.goals}
    named = (indicator.goal.text for indicator in form.indicators)
    return {label: Term.LONG if label.startswith(LONG_LABELS) else Term.ANNUAL for label in named} | known


def goals_of(form: Form, term: str) -> list[Goal]:
    """Goals of a term, then those that only indicators name (目标), so that no indicator is left without one."""
    goals = [goal for goal in form.goals if term in ("", goal.term)]
    labels = {goal.label.text for goal in form.goals}
    if len(goals) == 1:
        labels.add("")
    by_label = terms(form)
    for indicator in form.indicators:
        label = indicator.goal.text
        if label not in labels and term in ("", by_label[label]):
            labels.add(label)
            goals.append(Goal(label=Field(label)))
    return goals


def items_of(form: Form, each: str, term: str, goal: Goal | None) -> Sequence[Item]:
    """The items a block prints, one a row (逐行内容); with `goal` only the indicators of that goal."""
    if each == "funds":
        return form.funds
    if each == "goals":
        return [each_goal for each_goal in form.goals if term in ("", each_goal.term)]
    if each == "goal_pairs":
        return [GoalPair(together(form, Term.LONG), together(form, Term.ANNUAL))]
    if each == "goals_together":
        return [together(form, term)]
    by_label = terms(form)
    chosen = [row for row in form.indicators if term in ("", by_label[row.goal.text])]
    if goal is None:
        return chosen
    alone = len([each_goal for each_goal in form.goals if term in ("", each_goal.term)]) == 1
    return [row for row in chosen if row.goal.text == goal.label.text or (alone and not row.goal.text)]


def together(form: Form, term: str) -> Goal:
    """All goals of a term in one cell, each after its label (多个目标合为一格)."""
    goals = [goal for goal in form.goals if term in ("", goal.term)]
    if len(goals) == 1:
        return goals[0]
    return Goal(text=_joined(goals, "text"), actual=_joined(goals, "actual"))


def _joined(goals: Sequence[Goal], name: str) -> Field:
    texts = [(goal.label.text, getattr(goal, name).text) for goal in goals]
    return Field("\n".join(f"{label}：{text}" if label else text for label, text in texts if text))


def _side(item: Item | None, scope: str) -> Item | None:
    """The half of an item that a side shows; the other half's cells stay blank."""
    if scope not in ("left", "right") or not isinstance(item, GoalPair | Fund | Indicator):
        return item
    if isinstance(item, GoalPair):
        return item.left if scope == "left" else item.right
    if isinstance(item, Fund):
        return replace(item, label=Field(item.label.text.replace("年度", "中期"))) if scope == "left" else item
    shown = item.midterm if scope == "left" else item.target or not item.midterm
    return item if shown else Indicator()


def _other(others: Sequence[tuple[str, Field]], label: str) -> str:
    """The further field of a heading, white space left out of account."""
    return next((field.text for heading, field in others if "".join(heading.split()) == label), "")
