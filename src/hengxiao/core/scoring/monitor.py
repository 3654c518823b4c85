"""Monitoring of a form at a month (绩效运行监控)."""

from __future__ import annotations

from fractions import Fraction

from hengxiao.core.packs import Pack
from hengxiao.core.scoring.approved import annual_indicators
from hengxiao.core.scoring.execution import execution_amounts
from hengxiao.core.scoring.lights import (
    Colour,
    GoalLight,
    Light,
    MoneyLine,
    Monitoring,
    MonitorLine,
    light,
    two_places,
    worst,
)
from hengxiao.core.scoring.lines import value_of
from hengxiao.core.scoring.nature import aware_light, nature_of
from hengxiao.core.scoring.pace import Watched, colour_of, pack_light
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.targets import Finding, Form, Indicator
from hengxiao.core.terms.kinds import FormKind

COLOUR_NAMES = {Colour.RED: "红", Colour.YELLOW: "黄", Colour.GREEN: "绿", Colour.BLUE: "蓝"}
WORST_FIRST = ("red", "yellow", "green", "blue")


class MonthError(ValueError):
    """A month outside 1…12 (月份有误)."""


def monitor(form: Form, pack: Pack, month: int) -> Monitoring:
    """Lights of every indicator and of the money at the end of a month (监控亮灯), by two rules side by side.

    Raises:
        MonthError: the month is not 1…12.
    """
    if not 1 <= month <= 12:
        raise MonthError(month)
    book = Rulebook(pack)
    money = money_line(form, month, book)
    lines = tuple(
        monitor_line(position, watch(indicator, form, month, rate_of(money)), book)
        for position, indicator in enumerate(annual_indicators(form), 1)
    )
    order = book.optional("monitoring.lights.roll_up", WORST_FIRST)
    labels = dict.fromkeys(line.goal for line in lines)
    goals = tuple(
        GoalLight(
            label,
            worst((line.pack.colour for line in lines if line.goal == label), order),
            worst((line.aware.colour for line in lines if line.goal == label), WORST_FIRST),
        )
        for label in labels
    )
    findings = reasons_missing(form, lines, book)
    return Monitoring(form.source, form.title, pack.id, month, lines, money, goals, book.used, findings)


def reasons_missing(form: Form, lines: tuple[MonitorLine, ...], book: Rulebook) -> tuple[Finding, ...]:
    """Lights of a monitoring form that need a deviation reason and have none (红灯、黄灯须填偏差原因)."""
    if form.kind is not FormKind.MONITORING:
        return ()
    colours = book.optional("monitoring.reason_required", ())
    rows = zip(lines, annual_indicators(form), strict=True)
    return tuple(
        Finding("scoring.reason_missing", line.place, {"name": line.name, "colour": COLOUR_NAMES[line.pack.colour]})
        for line, indicator in rows
        if line.pack.colour in colours and not indicator.deviation
    )


def watch(indicator: Indicator, form: Form, month: int, rate: Fraction | None) -> Watched:
    """One indicator with its values parsed."""
    target = value_of(indicator.target.text, indicator, form.year, indicator.target_cells)
    return Watched(indicator, target, value_of(indicator.actual.text, indicator, form.year), month, rate)


def monitor_line(position: int, watched: Watched, book: Rulebook) -> MonitorLine:
    """Both lights of one indicator."""
    indicator, target = watched.indicator, watched.target
    nature = nature_of(indicator, target, book)
    return MonitorLine(
        number=position,
        place=indicator.place,
        goal=indicator.goal.text,
        level1=indicator.level1.text,
        level2=indicator.level2.text,
        name=indicator.name.text,
        target=target,
        actual=watched.actual,
        nature=nature,
        pack=pack_light(watched, book),
        aware=aware_light(watched, nature, book),
    )


def money_line(form: Form, month: int, book: Rulebook) -> MoneyLine:
    """Both lights of budget execution (预算执行进度)."""
    money = execution_amounts(form, book)
    findings = money.line().findings
    if money.budget is None or money.executed is None:
        none = light(Colour.NONE, "scoring.light_no_rate", month=str(month), target="—", actual="—")
        return MoneyLine(None, None, none, none, findings)
    share = money.executed / money.budget if money.budget > 0 else Fraction(0)
    aware = money_aware(money.budget, money.executed, month, book)
    line = money.line()
    return MoneyLine(line.budget, line.executed, money_pack(share, month, book), aware, findings)


def money_pack(share: Fraction, month: int, book: Rulebook) -> Light:
    """The pack's light of budget execution: against the time share, or by fixed thresholds (规则包的执行预警)."""
    mode = book.value("monitoring.mode")
    if mode == "none":
        return light(Colour.NONE, "scoring.light_no_rule")
    if mode == "thresholds":
        return by_thresholds(share, month, book)
    value = share / Fraction(month, 12) * 100
    facts = {"value": two_places(value), "rate": two_places(share * 100), "month": str(month)}
    return light(colour_of(value, book.value("monitoring.lights.budget")), "scoring.light_budget", **facts)


def by_thresholds(share: Fraction, month: int, book: Rulebook) -> Light:
    """The last threshold reached by this month holds (分月门槛)."""
    rule = book.value("monitoring.lights.thresholds")
    passed = [step for step in rule["months"] if step["month"] <= month]
    if not passed:
        return light(Colour.NONE, "scoring.light_no_threshold_yet", month=str(month))
    step = passed[-1]
    facts = {"rate": two_places(share * 100), "from": str(step["month"]), "limit": str(step["percent"])}
    if share * 100 < number(step["percent"]):
        days = str(book.value("monitoring.answer_days"))
        return light(rule["colour"], "scoring.light_below_threshold", days=days, **facts)
    return light(Colour.GREEN, "scoring.light_above_threshold", **facts)


def money_aware(budget: Fraction, executed: Fraction, month: int, book: Rulebook) -> Light:
    """The kind-aware light of budget execution (执行进度的判断)."""
    if budget <= 0:
        return light(Colour.NONE, "scoring.aware_no_budget")
    rate = two_places(executed / budget * 100)
    if executed > budget:
        return light(Colour.RED, "scoring.aware_overspent", rate=rate)
    value = executed / budget / Fraction(month, 12) * 100
    colour = colour_of(value, book.value("monitoring.aware"))
    return light(colour, "scoring.light_budget", value=two_places(value), rate=rate, month=str(month))


def rate_of(money: MoneyLine) -> Fraction | None:
    """Execution rate, None when there is none (执行率)."""
    if money.budget is None or money.executed is None or money.budget <= 0:
        return None
    return Fraction(money.executed) / Fraction(money.budget)
