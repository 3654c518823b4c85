"""Self-evaluation of a form under a pack (自评打分)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hengxiao.core.packs import Pack
from hengxiao.core.scoring.approved import annual_indicators, hold_to
from hengxiao.core.scoring.execution import score_execution
from hengxiao.core.scoring.goals import goal_scores
from hengxiao.core.scoring.lines import Row, score_row, value_of
from hengxiao.core.scoring.operands import plain_number
from hengxiao.core.scoring.points import printed_points, spread_points
from hengxiao.core.scoring.quantities import percent_text
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.sheet import (
    Difference,
    ExecutionLine,
    Remark,
    ScoreLine,
    ScoreSheet,
    SelfWarning,
    Totals,
)
from hengxiao.core.scoring.totals import total_up
from hengxiao.core.targets import Finding, Form


def score(form: Form, pack: Pack, *, approved: Form | None = None, spread: bool = False) -> ScoreSheet:
    """Scores of every indicator, of budget execution, of the goals and in total (自评得分).

    With `approved`, its targets and points bind (批复目标). With `spread`, rows that print no points get an
    equal part of the pack's weights; without it they stay unscored. What cannot be scored is said, never counted as 0.
    """
    book = Rulebook(pack)
    lines = tuple(score_row(row, book) for row in rows_of(form, book, approved, spread))
    execution = score_execution(form, book)
    goals = goal_scores(form, lines, book)
    totals = total_up(lines, execution, goals, book)
    warning = self_warning(totals, execution, book)
    printed_total = plain_number(form.total)
    differences = tuple(differences_of(lines, execution, totals, printed_total, form))
    findings = tuple(
        Finding("scoring.total_differs", form.total.place, {"printed": f"{d.printed:f}", "computed": f"{d.computed:f}"})
        for d in differences
        if d.what == "总分"
    )
    return ScoreSheet(
        source=form.source,
        digest=form.place.digest,
        title=form.title,
        kind=form.kind.value,
        year=form.year,
        pack=pack.id,
        lines=lines,
        execution=execution,
        goals=goals,
        totals=totals,
        warning=warning,
        rules=book.used,
        printed_total=printed_total,
        differences=differences,
        findings=findings,
    )


def rows_of(form: Form, book: Rulebook, approved: Form | None, spread: bool) -> list[Row]:
    """The indicators with values parsed and points settled (待评指标)."""
    own = annual_indicators(form)
    held = hold_to(approved, own)
    shares = spread_points(own, book) if spread else {}
    rows = []
    for position, (indicator, findings) in enumerate(held):
        points, source, missing = printed_points(indicator)
        if points is None and position in shares:
            points, source, missing = shares[position].points, "spread", ()
        rows.append(
            Row(
                number=position + 1,
                indicator=indicator,
                target=value_of(indicator.target.text, indicator, form.year, indicator.target_cells),
                actual=value_of(indicator.actual.text, indicator, form.year),
                points=points,
                points_from=source,
                spread=shares.get(position) if source == "spread" else None,
                findings=(*findings, *missing),
            )
        )
    return rows


def differences_of(
    lines: tuple[ScoreLine, ...],
    execution: ExecutionLine,
    totals: Totals,
    printed_total: Decimal | None,
    form: Form,
) -> list[Difference]:
    """Printed scores that the rules do not give (与表中得分的差异)."""
    found = [
        Difference(line.name, line.score_place, line.printed, line.score)
        for line in lines
        if line.printed is not None and line.score not in (None, line.printed) and line.points_from != "spread"
    ]
    if execution.printed is not None and execution.score is not None and execution.printed != execution.score:
        found.append(Difference("预算执行率", execution.place, execution.printed, execution.score))
    if printed_total is not None and totals.total is not None and printed_total != totals.total:
        found.append(Difference("总分", form.total.place, printed_total, totals.total))
    return found


def self_warning(totals: Totals, execution: ExecutionLine, book: Rulebook) -> SelfWarning:
    """Gap between target share and execution share (自评预警): (S/90 − E/10) / (S/90).

    The denominators are the points of the indicators and of execution (90 and 10, in Hubei 80 and 20).
    """
    rule = book.value("scoring.self_warning")
    if execution.budget is not None and execution.budget <= 0:
        return SelfWarning("yellow", None, Remark("scoring.warning_no_budget"))
    points = Fraction(execution.points)
    if (
        totals.total is None
        or totals.full != 100
        or execution.score is None
        or execution.rate is None
        or not 0 < points < 100
    ):
        return SelfWarning("", None, Remark("scoring.warning_unknown"))
    share = (Fraction(totals.total) - Fraction(execution.score)) / (100 - points)
    gap = (share - Fraction(execution.score) / points) / share if share else Fraction(0)
    facts = {"gap": percent_text(gap), "limit": f"{rule['share_percent']}%"}
    if gap > number(rule["share_percent"]) / 100:
        return SelfWarning("red", gap, Remark("scoring.warning_gap", facts))
    if 1 - execution.rate > number(rule["unspent_percent"]) / 100:
        unspent = {"unspent": percent_text(1 - execution.rate), "limit": f"{rule['unspent_percent']}%"}
        return SelfWarning("yellow", gap, Remark("scoring.warning_unspent", unspent))
    return SelfWarning("", gap, Remark("scoring.warning_none", facts))
