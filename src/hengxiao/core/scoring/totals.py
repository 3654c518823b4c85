"""Totals and grades (总分、等级)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.sheet import ExecutionLine, GoalScore, Remark, ScoreLine, Totals
from hengxiao.core.scoring.steps import Given, Trace, number_text
from hengxiao.core.targets import Finding

HUNDRED = Fraction(100)
PLAIN = ("scoring.grade", "scoring.partial")


@dataclass(slots=True)
class Sums:
    """What is added up (合计对象), and the trace of doing it."""

    lines: Sequence[ScoreLine]
    execution: ExecutionLine
    goals: Sequence[GoalScore]
    book: Rulebook
    trace: Trace = field(default_factory=Trace)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def weighted(self) -> bool:
        """Whether goals have ratios (目标有权重比例)."""
        return any(goal.ratio is not None for goal in self.goals)

    def points(self, *, scored_only: bool) -> Fraction:
        """Points of all items, or of the scored ones (分值合计), goal ratios applied."""
        shares = {
            goal.label: Fraction(goal.ratio or 0) / HUNDRED if self.weighted else Fraction(1) for goal in self.goals
        }
        total = Fraction(0)
        for line in self.lines:
            if line.points is not None and not (scored_only and line.score is None):
                total += Fraction(line.points) * shares[line.goal]
        if scored_only and self.execution.score is None:
            return total
        return total + Fraction(self.execution.points)


def total_up(
    lines: Sequence[ScoreLine], execution: ExecutionLine, goals: Sequence[GoalScore], book: Rulebook
) -> Totals:
    """Total and grade; partial sums while something is missing (总分与等级)."""
    sums = Sums(lines, execution, goals, book)
    full, possible = sums.points(scored_only=False), sums.points(scored_only=True)
    combine = judge_ratios(sums, full)
    subtotal = add_scores(sums)
    pointless = any(line.points is None for line in lines)
    if full != HUNDRED and not pointless:
        sums.remarks.append(Remark("scoring.points_sum", {"full": number_text(full)}))
    complete = combine and execution.score is not None and all(line.score is not None for line in lines)
    grade = ""
    if not complete:
        facts = {"subtotal": number_text(subtotal), "possible": number_text(possible)}
        sums.remarks.append(Remark("scoring.partial", facts))
    elif full == HUNDRED:
        grade = grade_of(subtotal, sums)
    return Totals(
        subtotal=exact_decimal(subtotal),
        possible=exact_decimal(possible),
        full=exact_decimal(full),
        lowest=exact_decimal(subtotal),
        highest=exact_decimal(subtotal + full - possible),
        total=exact_decimal(subtotal) if complete else None,
        grade=grade,
        weighted=sums.weighted,
        givens=sums.trace.givens,
        steps=sums.trace.steps,
        remarks=tuple(sums.remarks),
        findings=tuple(Finding(r.code, None, r.facts) for r in sums.remarks if r.code not in PLAIN),
    )


def judge_ratios(sums: Sums, full: Fraction) -> bool:
    """Whether the goals can be joined into one total (目标权重比例是否齐全)."""
    ratios = [goal.ratio for goal in sums.goals]
    if not sums.weighted:
        if len(ratios) < 2 or full == HUNDRED or sums.book.value("weights.sum")["scope"] != "goal":
            return True
        sums.remarks.append(Remark("scoring.no_goal_ratio", {"count": str(len(ratios))}))
        return False
    if None not in ratios and sum(ratio or 0 for ratio in ratios) == HUNDRED:
        return True
    shown = "、".join("—" if ratio is None else f"{ratio:f}%" for ratio in ratios)
    sums.remarks.append(Remark("scoring.ratio_sum", {"ratios": shown}))
    return False


def add_scores(sums: Sums) -> Fraction:
    """Σ scores + execution, or Σ (goal sums × ratio) + execution, step by step (合计步骤)."""
    trace, rounding = sums.trace, sums.book.value("scoring.rounding")
    trace.constant("total", 0)
    for place, goal in enumerate(sums.goals, 1):
        own = f"goal_{place}"
        trace.constant(own, 0)
        for line in sums.lines:
            if line.goal == goal.label and line.score is not None:
                trace.constant(f"line_{line.number}", line.score)
                trace.let(own, "add", own, f"line_{line.number}")
        if sums.weighted:
            ratio = goal.ratio or Decimal(0)
            shown = number_text(ratio) if goal.ratio_text and goal.ratio is not None else ""
            trace.constant("hundred", 100)
            trace.give(Given(f"ratio_{place}", Fraction(ratio), text=goal.ratio_text, number=shown))
            trace.let(own, "mul", own, f"ratio_{place}")
            trace.let(own, "div", own, "hundred")
            trace.round(own, own, rounding["places"], rounding["mode"])
        trace.let("total", "add", "total", own)
    if sums.execution.score is not None:
        trace.constant("execution", sums.execution.score)
        trace.let("total", "add", "total", "execution")
    return trace["total"]


def exact_decimal(value: Fraction) -> Decimal:
    """A sum as a decimal (合计数): sums of scores and points always end."""
    return Decimal(number_text(value))


def grade_of(total: Fraction, sums: Sums) -> str:
    """Grade of a total of 100 points; the lower bound belongs to the grade (等级，界限含本数)."""
    for place, grade in enumerate(sums.book.value("grades.self_evaluation"), 1):
        sums.trace.constant(f"bound_{place}", number(grade["from"]), rule="grades.self_evaluation")
        if sums.trace.holds("total", "ge", f"bound_{place}"):
            facts = {"total": number_text(total), "from": str(grade["from"]), "grade": grade["name"]}
            sums.remarks.append(Remark("scoring.grade", facts))
            return str(grade["name"])
    return ""
