"""What every check may look at (检查的依据): the form, its values parsed and its rows joined to their goals, once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hengxiao.core.checks.model import Hit
from hengxiao.core.checks.tree import Label, Tree
from hengxiao.core.packs import Pack
from hengxiao.core.targets import Field, Form, Goal, Indicator, Place
from hengxiao.core.targets.forms import EMPTY
from hengxiao.core.terms.kinds import Kind, Term
from hengxiao.core.values import Value, parse

NUMBERED = re.compile(r"^(?:指标)?\s*[(（]?\d{1,2}[)）]?\s*[.、．:：]\s*")
NOISE = re.compile(r"[\s“”\"'‘’《》()（）、，。；;:：·★☆*]")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SINGLE = (Kind.NUMBER, Kind.COUNT, Kind.RATIO, Kind.MONEY, Kind.DURATION)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """A name without numbering, quotes and punctuation, for comparing (比较用名称)."""
    return NOISE.sub("", NUMBERED.sub("", unicodedata.normalize("NFKC", text)))


def label_key(text: str) -> str:
    """A goal's label for comparing (比较用目标名称): 年度目标01 = 年度目标1."""
    return re.sub(r"0+(?=\d)", "", key(text))


def amount(value: Value) -> Decimal | None:
    """The one number of a simple value in its canonical unit, None for anything else (单一数值)."""
    if value.kind not in SINGLE or len(value.canonical_numbers) != 1:
        return None
    return value.canonical_numbers[0]


def printed_number(text: str) -> Decimal | None:
    """The number of a points or score cell such as `10分`; None when there is none or more than one (分值)."""
    found = NUMBER.findall(unicodedata.normalize("NFKC", text).replace(",", ""))
    return Decimal(found[0]) if len(found) == 1 else None


def rounded(number: Fraction | Decimal, places: int = 2) -> Decimal:
    """A number rounded half up (四舍五入), in whole-number arithmetic: any size, no float."""
    scaled = Fraction(number) * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{'-' if scaled < 0 else ''}{whole}E-{places}")


def plain(number: Decimal) -> str:
    """A number without exponent and needless zeros (数字)."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator row with everything read from it (一行指标)."""

    indicator: Indicator
    goal: Goal | None
    term: Term
    level1: Label
    level2: Label
    key: str
    target: Value
    previous: Value
    before: Value
    midterm: Value
    actual: Value

    @property
    def name(self) -> str:
        """Name as printed (指标名称)."""
        return self.indicator.name.text

    @property
    def category(self) -> str:
        """Category of the level-2 label, or of the level-1 label where there is none (指标类别)."""
        return self.level2.category or self.level1.category

    @property
    def goal_label(self) -> str:
        """Label of the row's goal (目标名称)."""
        return self.goal.label.text if self.goal else self.indicator.goal.text

    def at(self, field: str) -> Place:
        """Place of a field, else of the row's name, else of the row (位置)."""
        found: Field = getattr(self.indicator, field)
        return found.place or self.indicator.name.place or self.indicator.place

    def hit(self, field: str, variant: str = "", fix: str | None = None, **facts: Any) -> Hit:
        """A hit at one of the row's cells, with name, goal and the cell's text among its facts (命中)."""
        base = {"name": self.name, "goal": self.goal_label, "text": self.indicator.text(field)}
        return Hit(self.at(field), base | facts, variant, fix)

    def other(self, words: tuple[str, ...]) -> str:
        """Text of the first further column whose heading holds one of the words (其他栏)."""
        texts = (f.text for heading, f in self.indicator.others if any(word in heading for word in words))
        return next((text for text in texts if text), "")


@dataclass(frozen=True, slots=True)
class Block:
    """A goal with its indicator rows (目标及其指标)."""

    goal: Goal | None
    rows: tuple[Row, ...]
    place: Place

    @property
    def label(self) -> str:
        """Label of the goal, or the one its rows print (目标名称)."""
        return self.goal.label.text if self.goal else self.rows[0].indicator.goal.text

    @property
    def annual(self) -> bool:
        """Whether this is an annual goal (年度目标)."""
        return self.goal is None or self.goal.term is Term.ANNUAL

    def hit(self, variant: str = "", **facts: Any) -> Hit:
        """A hit at the goal (命中)."""
        return Hit(self.place, {"goal": self.label or "全表", "name": "", "text": self.label} | facts, variant)


@dataclass(frozen=True, slots=True)
class Context:
    """The form as all checks see it (检查上下文).

    `earlier` are forms of earlier years, of earlier versions, or of other projects. `expected` gives the score the
    rules yield for the row at a place, where somebody has computed it.
    """

    form: Form
    pack: Pack
    rows: tuple[Row, ...]
    blocks: tuple[Block, ...]
    tree: Tree
    earlier: tuple[Form, ...] = ()
    expected: Mapping[Place, Decimal] | None = None

    @property
    def annual(self) -> Iterator[Row]:
        """Rows of annual goals (年度指标)."""
        return (row for row in self.rows if row.term is Term.ANNUAL)

    @property
    def has_history(self) -> bool:
        """Whether the form prints values of earlier years (有历史栏)."""
        return any(row.indicator.previous_year or row.indicator.year_before_last for row in self.rows)

    def hit(self, where: Field = EMPTY, variant: str = "", fix: str | None = None, **facts: Any) -> Hit:
        """A hit at a head field, or at the form itself (命中)."""
        place = where.place or self.form.place
        return Hit(place, {"name": "", "goal": "", "text": where.text} | facts, variant, fix)


def build(
    form: Form,
    pack: Pack,
    earlier: tuple[Form, ...] = (),
    expected: Mapping[Place, Decimal] | None = None,
) -> Context:
    """Read the form once for all checks (准备检查)."""
    trees = [source.own["tree.levels"].value for source in pack.sources if "tree.levels" in source.own]
    tree = Tree(trees[0] if trees else (), (node for levels in trees[1:] for node in levels))
    rows = tuple(_row(indicator, form, tree) for indicator in form.indicators)
    return Context(form, pack, rows, tuple(_blocks(form, rows)), tree, earlier, expected)


def goal_of(indicator: Indicator, form: Form) -> Goal | None:
    """The goal a row belongs to (所属目标): by label, by the goal's own text, or the only annual goal of the form."""
    wanted = label_key(indicator.goal.text)
    if wanted:
        same = (g for g in form.goals if wanted in (label_key(g.label.text), label_key(g.text.text)))
        found = next(same, None)
        if found:
            return found
    annual = [goal for goal in form.goals if goal.term is Term.ANNUAL]
    return annual[0] if len(annual) == 1 and not wanted else None


def _row(indicator: Indicator, form: Form, tree: Tree) -> Row:
    goal = goal_of(indicator, form)
    name = indicator.name.text

    def value(field: Field, cells: tuple[str, ...] = ()) -> Value:
        return parse(field.text, cells=cells, indicator=name, year=form.year)

    level1 = tree.label(1, indicator.level1.text)
    term = goal.term if goal else (Term.LONG if "长期" in indicator.goal.text else Term.ANNUAL)
    return Row(
        indicator,
        goal,
        term,
        level1,
        tree.label(2, indicator.level2.text, level1),
        key(name),
        value(indicator.target, indicator.target_cells),
        value(indicator.previous_year),
        value(indicator.year_before_last),
        value(indicator.midterm),
        value(indicator.actual),
    )


def _blocks(form: Form, rows: tuple[Row, ...]) -> Iterator[Block]:
    for goal in form.goals:
        mine = tuple(row for row in rows if row.goal is goal)
        printed = mine[0].indicator.goal.place if mine else None
        yield Block(goal, mine, printed or goal.text.place or goal.label.place or form.place)
    lost: dict[str, list[Row]] = {}
    for row in rows:
        if row.goal is None:
            lost.setdefault(label_key(row.indicator.goal.text), []).append(row)
    for own in lost.values():
        yield Block(None, tuple(own), own[0].indicator.goal.place or form.place)
