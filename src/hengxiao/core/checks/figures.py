"""Checks of figures in text against figures in the table (文字与表格数据检查)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hengxiao.core.checks.context import Block, Context, amount, plain
from hengxiao.core.checks.coverage import lists_of
from hengxiao.core.checks.model import EVERY, Hit, Limits
from hengxiao.core.checks.money import COLUMNS
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.words import CLAUSE, SENTENCE, Lexicon, cut, telling
from hengxiao.core.terms.kinds import Severity
from hengxiao.core.values import parse

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:万元|亿元|百分比|%|％|人次|[\u4e00-\u9fff])")
DATED = re.compile(r"\d+\s*[年月日五]")
MONEY = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:万元|亿元|元)")


@check(
    "C50",
    family="figures",
    code="figures.differ",
    severity=Severity.WARNING,
    cites="部门预算绩效信息公开核对要点：文字与表格数据一致",
    zh="文字与表格数据一致",
    en="Figures in text and table agree",
    forms=EVERY,
    variants=("goal", "narrative"),
)
def figures_differ(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A number in the goal's text, or an amount in the narrative, differs from the table's (数据不一致)."""
    for block in ctx.blocks:
        if block.goal and FIGURE.search(block.goal.text.text):
            yield from _goal_figures(block, lists_of(limits), limits.number("share"))
    yield from _narrative(ctx, limits.words("money"))


def _goal_figures(block: Block, lists: Lexicon, share: Decimal) -> Iterator[Hit]:
    text = block.goal.text.text if block.goal else ""
    clauses = [clause for sentence in SENTENCE.split(text) for clause in CLAUSE.split(sentence)]
    for clause in clauses:
        figures = [parse(match[0]) for match in FIGURE.finditer(clause) if not DATED.fullmatch(match[0])]
        if len(figures) != 1 or amount(figures[0]) is None:
            continue
        for row in block.rows:
            words = telling(cut(row.name), lists)
            named = sum(word in clause for word in words)
            same_unit = figures[0].canonical_unit == row.target.canonical_unit
            number = amount(row.target)
            if words and named * 100 >= share * len(words) and same_unit and number not in (None, amount(figures[0])):
                yield row.hit("target", "goal", clause=clause, figure=figures[0].text)


def _narrative(ctx: Context, cues: tuple[str, ...]) -> Iterator[Hit]:
    name = ctx.form.project.name.text
    amounts = {getattr(fund, f"{column}_yuan") for fund in ctx.form.funds for column in COLUMNS} - {None}
    for note in ctx.form.notes if name and amounts else ():
        for sentence in SENTENCE.split(note.field.text if note.role == "narrative" else ""):
            if name not in sentence or not any(cue in sentence for cue in cues):
                continue
            for match in MONEY.finditer(sentence):
                told = amount(parse(match[0]))
                if told is not None and told not in amounts:
                    form_says = "、".join(plain(one) for one in sorted(amounts))
                    yield ctx.hit(note.field, "narrative", figure=match[0], amounts=form_says)
