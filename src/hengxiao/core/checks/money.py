"""Checks of points and money (分值与资金检查)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengxiao.core.checks.context import Block, Context, Row, amount, plain, printed_number
from hengxiao.core.checks.model import DECLARED, EVALUATED, Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.trends import comparable
from hengxiao.core.targets import Fund
from hengxiao.core.terms.kinds import Kind, Severity
from hengxiao.core.values import parse

PARTS = ("财政", "结转", "其他", "自筹", "单位资金")
COLUMNS = ("planned", "adjusted", "executed")


def total_fund(funds: tuple[Fund, ...]) -> Fund | None:
    """The line of the whole amount (资金总额): by its label, else the first line."""
    named = (fund for fund in funds if any(word in fund.label.text for word in ("总额", "合计", "总计")))
    return next(named, funds[0] if funds else None)


def part_sums(funds: tuple[Fund, ...], column: str) -> tuple[Decimal, set[Decimal]] | None:
    """The total of a column and the sums its parts may form (分项合计).

    The parts may themselves be split (其中中央财政), so both the sum of the first line of each kind and the sum of all
    lines are allowed. None when there is nothing to compare.
    """
    total = total_fund(funds)
    whole = printed_number(getattr(total, column).text) if total else None
    if whole is None:
        return None
    every: list[Decimal] = []
    first: dict[str, Decimal] = {}
    for fund in funds:
        number = printed_number(getattr(fund, column).text)
        kind = next((part for part in PARTS if part in fund.label.text), "")
        if fund is total or number is None or not kind:
            continue
        every.append(number)
        first.setdefault(kind, number)
    return (whole, {sum(every, Decimal()), sum(first.values(), Decimal())}) if every else None


def uneven(ctx: Context, columns: tuple[str, ...], tolerance: Decimal) -> Iterator[Hit]:
    """Columns whose parts do not add up to the total line (分项与总额不符)."""
    total = total_fund(ctx.form.funds)
    for column in columns if total else ():
        found = part_sums(ctx.form.funds, column)
        if found and all(abs(found[0] - one) > tolerance for one in found[1]):
            cell = getattr(total, column)
            nearest = min((abs(found[0] - one), one) for one in found[1])[1]
            yield ctx.hit(cell, "sum", total=plain(found[0]), parts=plain(nearest))


@check(
    "C42",
    family="money",
    code="money.points",
    severity=Severity.ERROR,
    cites="财预〔2021〕101号、财预〔2020〕10号：分值权重；部署系统合计校验",
    zh="分值齐全且合计正确",
    en="Points present and summing up",
    forms=DECLARED | EVALUATED,
    variants=("absent", "row", "sum", "ratio"),
)
def points(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Points are present, positive, and sum to what the pack wants; goal ratios sum to 100 (分值)."""
    rows = tuple(ctx.annual)
    if rows and not any(row.indicator.points for row in rows):
        yield ctx.hit(variant="absent")
    elif rows:
        for row in rows:
            if (printed_number(row.indicator.points.text) or 0) <= 0:
                yield row.hit("points", "row")
        yield from _sums(ctx, rows, limits)
    ratios = [printed_number(goal.ratio.text) for goal in ctx.form.goals if goal.ratio]
    total = sum((ratio for ratio in ratios if ratio is not None), Decimal())
    if ratios and total != 100:
        yield ctx.hit(ctx.form.goals[0].ratio, "ratio", sum=plain(total))


def _sums(ctx: Context, rows: tuple[Row, ...], limits: Limits) -> Iterator[Hit]:
    rule = ctx.pack.rule("weights.sum").value
    wanted = {Decimal(str(rule["total"])), *(Decimal(str(n)) for n in limits.tables("also"))}
    groups: list[tuple[Block | None, tuple[Row, ...]]] = [(None, rows)]
    if rule["scope"] == "goal":
        groups = [(block, block.rows) for block in ctx.blocks if block.annual and block.rows]
    known = any(row.goal_label for row in rows)
    for block, members in groups:
        found = sum((printed_number(row.indicator.points.text) or Decimal() for row in members), Decimal())
        several = rule["scope"] == "goal" and not known and found % min(wanted) == 0
        if found not in wanted and not several:
            facts = {"sum": plain(found), "total": plain(Decimal(str(rule["total"])))}
            label = block.label if block else ""
            yield members[0].hit("points", "sum", **facts, where=label or "全表")


@check(
    "C43",
    family="money",
    code="money.totals",
    severity=Severity.ERROR,
    cites="财预〔2015〕88号 绩效目标审核：资金匹配；公开的绩效表核对程序",
    zh="资金总额与分项相符",
    en="Money adds up",
    variants=("absent", "sum", "annual"),
)
def money_totals(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Total = fiscal + other; the annual amount is not above the whole period's (资金相符)."""
    if not any(getattr(fund, column) for fund in ctx.form.funds for column in (*COLUMNS, "midterm")):
        yield ctx.hit(variant="absent")
    yield from uneven(ctx, ("planned", "adjusted", "midterm"), limits.number("tolerance"))
    for fund in ctx.form.funds:
        whole, year = printed_number(fund.midterm.text), printed_number(fund.planned.text)
        if whole is not None and year is not None and year > whole:
            yield ctx.hit(fund.planned, "annual", year=plain(year), whole=plain(whole), label=fund.label.text)


def budget_yuan(ctx: Context) -> Decimal | None:
    """The year's budget in 元 (年度预算)."""
    total = total_fund(ctx.form.funds)
    return (total.adjusted_yuan or total.planned_yuan) if total else None


@check(
    "C44",
    family="money",
    code="money.cost",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：成本指标值不得突破预算支出标准",
    zh="成本指标与预算相符",
    en="Cost fits the budget",
    variants=("sum", "product", "standard"),
)
def cost_fit(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """Cost, or unit cost × quantity, fits the budget and the expenditure standard (成本与预算)."""
    costs = [row for row in ctx.annual if row.category == "cost" and row.target.kind is Kind.MONEY]
    budget, slack = budget_yuan(ctx), 1 + limits.number("tolerance") / 100
    wholes = {row.at("name"): amount(row.target) for row in costs if row.target.canonical_unit == "元"}
    total = sum((number for number in wholes.values() if number is not None), Decimal())
    if budget is not None and total > budget * slack:
        first = next(row for row in costs if row.at("name") in wholes)
        yield first.hit("target", "sum", cost=plain(total), budget=plain(budget))
    for row in costs:
        yield from _standard(row, limits.words("standard"))
        if budget is not None:
            yield from _product(ctx, row, budget, slack)


def _standard(row: Row, headings: tuple[str, ...]) -> Iterator[Hit]:
    text = row.other(headings)
    ceiling = parse(text)
    pair = comparable(ceiling, row.target)
    if pair and pair[1] > pair[0]:
        yield row.hit("target", "standard", standard=text)


def _product(ctx: Context, row: Row, budget: Decimal, slack: Decimal) -> Iterator[Hit]:
    price, per = amount(row.target), row.target.canonical_unit.partition("元/")[2]
    for other in ctx.annual if price is not None and per else ():
        counted = other.category == "quantity" and other.target.canonical_unit == per
        product = (price or Decimal()) * (amount(other.target) or Decimal())
        if counted and product > budget * slack:
            facts = {"product": plain(product), "budget": plain(budget), "other": other.name}
            yield row.hit("target", "product", quantity=other.indicator.target.text, **facts)
