"""Our own scores and lights (本产品的得分和亮灯): each question of the kit put to the scorer as a small form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hengxiao.core.scoring import Monitoring, ScoreSheet
    from hengxiao.core.targets import Form

Record = Mapping[str, Any]
Output = dict[str, Any]
FULL_FUND = {"label": "年度资金总额", "planned": "100", "adjusted": "100", "executed": "100"}


def scores(question: Record) -> Output:
    """Points, grade, total or warning (评分问题)."""
    return SCORES[question["question"]](question)


def lights(question: Record) -> Output:
    """Lights of an indicator, of the money or of a goal (监控问题)."""
    return LIGHTS[question["question"]](question)


def row(points: object, share_of: object = None, **texts: str) -> dict[str, str]:
    """An indicator row; with `share_of` its score is exactly that many points of them."""
    made = {"level1": "产出指标", "level2": "数量指标", "name": "培训人数", "points": str(points), **texts}
    if share_of is not None:
        whole, reached = (Fraction(str(number)) * 100 for number in (points, share_of))
        made |= {"target": f"≥{whole}个", "actual": f"{reached}个"}
    return made


def sheet(pack: str, rows: Iterable[Record], funds: Iterable[Record] = (FULL_FUND,), **more: object) -> ScoreSheet:
    """The score sheet of a small form."""
    from hengxiao.core.packs import load
    from hengxiao.core.scoring import score

    return score(form_of("self_evaluation", rows, funds, **more), load(pack))


def form_of(kind: str, rows: Iterable[Record], funds: Iterable[Record], **more: object) -> Form:
    """A small form of plain texts."""
    from hengxiao.cli.conformance.forms import Placed

    return Placed({"kind": kind, "year": 2022, "indicators": list(rows), "funds": list(funds), **more}).form


def shown(number: Decimal | None) -> str | None:
    """A number as text; None where the product gives none."""
    return None if number is None else f"{number:f}"


def fund(question: Record) -> dict[str, str]:
    """The row of money of a question: the same budget in every column a pack may look at."""
    made = {"label": "年度资金总额", "planned": question["budget"], "adjusted": question["budget"]}
    return made | {"executed": question["executed"]}


def indicator(question: Record) -> Output:
    """Score of one indicator (单项指标得分)."""
    texts = {name: question[name] for name in ("level1", "level2", "name", "target", "actual") if name in question}
    line = sheet(question["pack"], [row(question["points"], **texts)]).lines[0]
    return {"score": shown(line.score), "method": line.method, "explanation": line.explanation()}


def interval(question: Record) -> Output:
    """Whether a hand score fits the tier (定性得分区间)."""
    texts = {"target": "明显", "actual": question["actual"], "score": question["score"]}
    line = sheet(question["pack"], [row(question["points"], **texts)]).lines[0]
    return {"allowed": line.score is not None, "explanation": line.explanation()}


def execution(question: Record) -> Output:
    """Score of budget execution (预算执行率得分)."""
    line = sheet(question["pack"], [row("90", "90")], [fund(question)]).execution
    return {"score": shown(line.score), "explanation": line.explanation()}


def grade(question: Record) -> Output:
    """Grade of a total (等级): a form is made that reaches it."""
    total, points = Fraction(question["total"]), execution_points(question["pack"])
    executed = min(total, points)
    rows = [row(100 - points, total - executed)]
    got = sheet(question["pack"], rows, [money_share(executed, points)])
    return {"grade": got.grade, "total": shown(got.total)}


def total(question: Record) -> Output:
    """Total of scores by goal and of execution (总分)."""
    goals = question["goals"]
    rows = [
        row(points, score, goal=goal["label"], name=f"指标{place}")
        for goal in goals
        for place, (points, score) in enumerate(goal["scores"], 1)
    ]
    labels = [{"label": goal["label"], "text": goal["label"], "ratio": goal.get("ratio", "")} for goal in goals]
    points = execution_points(question["pack"])
    funds = [money_share(Fraction(question["execution"]), points)]
    got = sheet(question["pack"], rows, funds, goals=labels)
    return {"total": shown(got.total), "grade": got.grade}


def warning(question: Record) -> Output:
    """Self-evaluation warning (自评预警)."""
    points = execution_points(question["pack"])
    rows, executed = [row(100 - points, question["indicators"])], Fraction(question["execution"])
    got = sheet(question["pack"], rows, [money_share(executed, points)]).warning
    return {"warning": got.colour or "none", "explanation": got.remark.text()}


def execution_points(pack: str) -> Fraction:
    """Points of budget execution in a pack (预算执行率分值)."""
    from hengxiao.core.packs import load

    return Fraction(load(pack).rule("execution.points").value)


def money_share(score: Fraction, points: Fraction) -> dict[str, str]:
    """Money whose execution scores exactly so much: budget and spending in the proportion of points and score."""
    amounts = (Decimal(int(part * 10000)) / 10000 for part in (points * 10, score * 10))
    budget, executed = (f"{amount:f}" for amount in amounts)
    return fund({"budget": budget, "executed": executed})


def watched(question: Record, rows: Iterable[Record], money: Record = FULL_FUND) -> Monitoring:
    """The lights of a small form."""
    from hengxiao.core.packs import load
    from hengxiao.core.scoring import monitor

    form = form_of("monitoring", rows, [money])
    return monitor(form, load(question["pack"]), question["month"])


def indicator_light(question: Record) -> Output:
    """Light of one indicator (指标亮灯)."""
    texts = {name: question[name] for name in ("level1", "level2", "name", "target", "actual") if name in question}
    money = fund(question) if "budget" in question else FULL_FUND
    light = watched(question, [row("10", **texts)], money).lines[0].pack
    return {"light": str(light.colour), "value": light.remark.facts.get("value"), "explanation": light.remark.text()}


def money_light(question: Record) -> Output:
    """Light of the money (预算执行亮灯)."""
    light = watched(question, [row("10", "10")], fund(question)).money.pack
    return {"light": str(light.colour), "value": light.remark.facts.get("value"), "explanation": light.remark.text()}


def goal_light(question: Record) -> Output:
    """Light of a goal from its indicators (目标亮灯)."""
    rows = [
        row("10", goal="年度目标", name=f"培训人数{place}", target="≥100人", actual=actual)
        for place, actual in enumerate(question["actuals"], 1)
    ]
    return {"light": str(watched(question, rows).goals[0].pack)}


SCORES: Mapping[str, Callable[[Record], Output]] = {
    "indicator": indicator,
    "interval": interval,
    "execution": execution,
    "grade": grade,
    "total": total,
    "warning": warning,
}
LIGHTS: Mapping[str, Callable[[Record], Output]] = {
    "indicator": indicator_light,
    "money": money_light,
    "goal": goal_light,
}
