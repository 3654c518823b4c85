"""Score of budget execution (预算执行率得分): executed over the pack's base, never above the points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.scoring.operands import plain_number
from hengxiao.core.scoring.quantities import percent_text
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.scoring.sheet import ExecutionLine, Remark
from hengxiao.core.scoring.steps import Given, Trace, UnknownModeError, number_text
from hengxiao.core.targets import Field, Finding, Form, Fund, Place

TOTAL_ROW = re.compile("总额|合计|总计|总金额|资金总量")
BASES = {
    "planned": ("planned", "adjusted"),
    "adjusted": ("adjusted", "planned"),
    "adjusted_with_carry_over": ("adjusted", "planned"),
    "received": ("received",),
}
BASE_NAMES = {
    "planned": "年初预算数",
    "adjusted": "全年预算数",
    "adjusted_with_carry_over": "调整后预算数（含上年结转）",
    "received": "到位资金",
}


@dataclass(slots=True)
class Money:
    """Budget execution being worked out (预算执行情况)."""

    base: str
    column: str = ""
    points: Decimal = Decimal(0)
    printed: Decimal | None = None
    place: Place | None = None
    budget: Fraction | None = None
    executed: Fraction | None = None
    trace: Trace = field(default_factory=Trace)
    notes: list[Remark] = field(default_factory=list)

    def line(self, rate: Fraction | None = None, score: Decimal | None = None) -> ExecutionLine:
        """The line of the sheet; every note but the plain sentence of the result is a finding too."""
        findings = [Finding(r.code, self.place, r.facts) for r in self.notes if r.code != "scoring.execution"]
        if score is not None and self.printed is not None and self.printed != score:
            facts = {"printed": number_text(self.printed), "computed": f"{score:f}", "name": "预算执行率"}
            findings.append(Finding("scoring.differs", self.place, facts))
        return ExecutionLine(
            points=self.points,
            budget=None if self.budget is None else Decimal(number_text(self.budget)),
            executed=None if self.executed is None else Decimal(number_text(self.executed)),
            base=self.base,
            rate=rate,
            score=score,
            printed=self.printed,
            place=self.place,
            givens=self.trace.givens,
            steps=self.trace.steps,
            remarks=tuple(self.notes),
            findings=tuple(findings),
        )


def score_execution(form: Form, book: Rulebook) -> ExecutionLine:
    """Score of budget execution of a form (预算执行情况得分)."""
    money = execution_amounts(form, book)
    if money.budget is None or money.executed is None:
        return money.line()
    facts = {"budget": number_text(money.budget), "executed": number_text(money.executed)}
    if money.budget <= 0:
        money.notes.append(Remark("scoring.zero_budget", facts))
        return money.line()
    if money.executed > money.budget:
        money.notes.append(Remark("scoring.over_budget", facts))
    return rate_line(book, money)


def execution_amounts(form: Form, book: Rulebook) -> Money:
    """Budget by the pack's base, and what was executed (预算数与执行数); None and a note where one is missing."""
    money = Money(book.value("execution.base"))
    if money.base not in BASES:
        raise UnknownModeError("execution.base", money.base)
    funds = money_rows(form.funds, money)
    money.place = next((f.place for fund in funds for f in (fund.score, fund.executed, fund.label) if f.place), None)
    settle_points(funds, book, money)
    column, missing = column_of(funds, money.base)
    if missing:
        money.notes.append(Remark(missing, {"base": BASE_NAMES[money.base]}))
        return money
    wanted = BASES[money.base][0]
    single = column != wanted and all(not getattr(fund, wanted) for fund in form.funds)
    money.column = money.base if single or column == wanted else column
    if column != wanted:
        facts = {"base": BASE_NAMES[money.base], "used": BASE_NAMES[column]}
        money.notes.append(Remark("scoring.budget_single" if single else "scoring.budget_fallback", facts))
    money.budget = add_up(funds, column, "budget", money.trace)
    money.executed = add_up(funds, "executed", "executed", money.trace)
    return money


def money_rows(funds: tuple[Fund, ...], money: Money) -> tuple[Fund, ...]:
    """The rows that count (计入的资金行): the total row, or its components when it is blank or printed 0/0/0."""
    filled = tuple(fund for fund in funds if fund.executed or fund.planned or fund.adjusted)
    totals = tuple(fund for fund in filled if TOTAL_ROW.search(fund.label.text))
    parts = tuple(fund for fund in filled if fund not in totals)
    if not totals:
        return parts
    if empty(totals[0]) and any(not empty(fund) for fund in parts):
        money.notes.append(Remark("scoring.total_row_zero", {"label": totals[0].label.text}))
        return parts
    return totals[:1]


def empty(fund: Fund) -> bool:
    """Whether a row prints no amount but zero (空行)."""
    return not any(amount for amount in (fund.planned_yuan, fund.adjusted_yuan, fund.executed_yuan))


def settle_points(funds: tuple[Fund, ...], book: Rulebook, money: Money) -> None:
    """Points of execution: the form's when it prints them, else the pack's; and the printed score (分值、表中得分)."""
    pack_points = number(book.value("execution.points"))
    scores = [score for fund in funds if (score := plain_number(fund.score)) is not None]
    money.printed = scores[0] if len(scores) == 1 else None
    shown = next((fund.points for fund in funds if plain_number(fund.points) is not None), Field())
    own = plain_number(shown)
    if own is None:
        money.points = Decimal(number_text(pack_points))
        money.trace.constant("points", pack_points, rule="execution.points")
        return
    money.points = own
    money.trace.give(Given("points", Fraction(own), text=shown.text, number=number_text(own), place=shown.place))
    if own != pack_points:
        facts = {"printed": number_text(own), "pack": number_text(pack_points)}
        money.notes.append(Remark("scoring.execution_points", facts))


def amount(fund: Fund, column: str) -> Decimal | None:
    """An amount in 元 (金额)."""
    return {"planned": fund.planned_yuan, "adjusted": fund.adjusted_yuan, "executed": fund.executed_yuan}.get(column)


def column_of(funds: tuple[Fund, ...], base: str) -> tuple[str, str]:
    """The base column that every row has, and the finding when a needed amount is missing (分母所在栏)."""
    if not funds:
        return "", "scoring.no_funds"
    if any(fund.executed_yuan is None for fund in funds):
        return "", "scoring.no_executed"
    for column in BASES[base]:
        if all(amount(fund, column) is not None for fund in funds):
            return column, ""
    return "", "scoring.no_budget"


def add_up(funds: tuple[Fund, ...], column: str, name: str, trace: Trace) -> Fraction:
    """Sum of a column in 元, step by step (合计)."""
    for place, fund in enumerate(funds, 1):
        own = name if place == 1 else f"{name}_{place}"
        trace.give(printed_amount(own, getattr(fund, column), Fraction(amount(fund, column) or 0)))
        if place > 1:
            trace.let(name, "add", name, own)
    return trace[name]


def printed_amount(name: str, field: Field, yuan: Fraction) -> Given:
    """The number in a money cell and the factor that makes it 元 (金额及换算系数)."""
    found = re.search(r"-?\d[\d,，]*(?:\.\d+)?", field.text)
    printed = Fraction(re.sub("[,，]", "", found.group(0))) if found else yuan
    factor = yuan / printed if printed else Fraction(1)
    return Given(name, yuan, text=field.text, number=number_text(printed), factor=factor, place=field.place)


def rate_line(book: Rulebook, money: Money) -> ExecutionLine:
    """Rate times the points, capped where the pack caps (执行率×分值)."""
    trace, rounding = money.trace, book.value("scoring.rounding")
    trace.constant("zero", 0)
    trace.let("spent", "max", "executed", "zero")
    rate = trace.let("rate", "div", "spent", "budget")
    trace.let("exact", "mul", "rate", "points")
    if book.value("execution.cap"):
        trace.let("exact", "min", "exact", "points")
    score = trace.round("score", "exact", rounding["places"], rounding["mode"])
    facts = {"rate": percent_text(rate), "points": number_text(money.points), "score": f"{score:f}"}
    money.notes.append(Remark("scoring.execution", {**facts, "base": BASE_NAMES[money.column]}))
    return money.line(rate, score)
