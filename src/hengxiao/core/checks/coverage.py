"""Checks of goal text against indicators (目标与指标的覆盖检查)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hengxiao.core.checks.context import Block, Context
from hengxiao.core.checks.model import Hit, Limits
from hengxiao.core.checks.registry import check
from hengxiao.core.checks.words import Lexicon, cut, found, lexicon, phrases, shortens, telling
from hengxiao.core.terms.kinds import Severity


def lists_of(limits: Limits) -> Lexicon:
    """The pack's word lists (词表)."""
    return lexicon(*(limits.words(name) for name in ("adverbs", "verbs", "purposes", "generic")))


def _texts(block: Block, explained: tuple[str, ...]) -> str:
    return "\n".join(f"{row.name} {row.other(explained)}" for row in block.rows)


@check(
    "C37",
    family="coverage",
    code="coverage.task",
    severity=Severity.WARNING,
    cites="财预〔2021〕101号：产出指标与主要支出方向对应，不应有重大缺漏",
    zh="目标中的任务都有指标",
    en="Every task of the goal has an indicator",
)
def task_without_indicator(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """A task named in the goal text has no indicator (任务无指标).

    A word weighs the less, the more tasks of the form hold it: of 港澳台交流 it is 港澳台 that tells.
    """
    lists, share = lists_of(limits), Fraction(limits.number("share")) / 100
    blocks = [block for block in ctx.blocks if block.annual and block.goal and block.goal.text and block.rows]
    tasks = {block.place: tuple(phrases(block.goal.text.text, lists)) for block in blocks if block.goal}
    texts = [phrase.text for own in tasks.values() for phrase in own]
    for block in blocks:
        text = _texts(block, limits.words("explained"))
        others = set(telling(cut(text), lists))
        told: set[str] = set()
        for phrase in tasks[block.place]:
            hits = found(phrase.words, text, others)
            weights = {word: Fraction(1, sum(word in one for one in texts) or 1) for word in phrase.words}
            missed = [word for word in weights if word not in hits]
            covered = sum((weights[word] for word in hits), Fraction())
            if covered < share * sum(weights.values()) and not told.issuperset(missed):
                told.update(missed)
                yield _uncovered(block, phrase.text, [w for w in weights if w in hits], missed)


def _uncovered(block: Block, phrase: str, hits: list[str], missed: list[str]) -> Hit:
    goal = block.goal
    place = goal.text.place if goal and goal.text.place else block.place
    facts = {"goal": block.label, "name": "", "text": goal.text.text if goal else "", "phrase": phrase}
    return Hit(place, facts | {"matched": "、".join(hits) or "—", "missed": "、".join(missed)})


@check(
    "C38",
    family="coverage",
    code="coverage.indicator",
    severity=Severity.WARNING,
    cites="财预〔2015〕88号 绩效目标审核：相关性，指标与目标对应",
    zh="指标都能在目标中找到依据",
    en="Every indicator is traceable to its goal",
)
def indicator_without_task(ctx: Context, limits: Limits) -> Iterator[Hit]:
    """An indicator is not traceable to any phrase of its goal (指标无任务)."""
    lists = lists_of(limits)
    for block in ctx.blocks:
        if not block.annual or block.goal is None or not block.goal.text:
            continue
        text = block.goal.text.text
        told = telling(cut(text), lists)
        for row in block.rows:
            words = telling(cut(row.name), lists)
            traced = found(words, text, told) or any(shortens(word, told) for word in words)
            if words and not traced and row.category not in limits.words("exempt"):
                yield row.hit("name", missed="、".join(words))
