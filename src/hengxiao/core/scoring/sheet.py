"""What scoring gives back (评分结果): one line per indicator, the money, the goals and the totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hengxiao.core.packs import Rule
from hengxiao.core.scoring.steps import Given, Step
from hengxiao.core.targets import Finding, Place
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Basis, Direction, Language
from hengxiao.core.values import Value


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence of an explanation (说明): catalogue code and facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: Language | str = Language.CHINESE) -> str:
        """The sentence in a language (说明文字)."""
        return say(self.code, language, self.facts)


class Explained:
    """What is said in remarks (有说明的结果)."""

    __slots__ = ()
    remarks: tuple[Remark, ...]

    def explanation(self, language: Language | str = Language.CHINESE) -> str:
        """How the score came about, in words and numbers (得分说明)."""
        return " ".join(remark.text(language) for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class ScoreLine(Explained):
    """Score of one indicator (指标得分).

    `score` is None when the rule cannot give one; `findings` say what is missing. `method` is the formula chosen
    (forward, equal, zero_target, inverse_ratio, linear_to_double, all_or_nothing, satisfaction_steps, qualitative,
    date, range, compound, same_value, negative_target, bounded, judged) or empty; `parts` are the methods of a
    compound's parts. `printed` is the hand score of the form (表中得分). `block` and `block_rows` say what spread
    points are a part of.
    """

    number: int
    place: Place
    goal: str
    level1: str
    level2: str
    name: str
    target: Value
    actual: Value
    points: Decimal | None = None
    points_from: str = ""
    block: Decimal | None = None
    block_rows: int = 0
    method: str = ""
    direction: Direction = Direction.UNKNOWN
    basis: Basis = Basis.NONE
    score: Decimal | None = None
    printed: Decimal | None = None
    score_place: Place | None = None
    tier: str = ""
    parts: tuple[str, ...] = ()
    givens: tuple[Given, ...] = ()
    steps: tuple[Step, ...] = ()
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ExecutionLine(Explained):
    """Score of budget execution (预算执行率得分)."""

    points: Decimal
    budget: Decimal | None = None
    executed: Decimal | None = None
    base: str = ""
    rate: Fraction | None = None
    score: Decimal | None = None
    printed: Decimal | None = None
    place: Place | None = None
    givens: tuple[Given, ...] = ()
    steps: tuple[Step, ...] = ()
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalScore:
    """Scores of one goal (目标得分): sum of its indicators, its ratio in percent and what it adds to the total."""

    label: str
    subtotal: Decimal
    points: Decimal
    complete: bool
    ratio: Decimal | None = None
    contribution: Decimal | None = None
    ratio_text: str = ""
    ratio_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of a sheet (合计).

    `total` and `grade` exist only when everything could be scored; until then `subtotal` of `possible` points and the
    bounds `lowest`/`highest` are all that can be said.
    """

    subtotal: Decimal
    possible: Decimal
    full: Decimal
    lowest: Decimal
    highest: Decimal
    total: Decimal | None = None
    grade: str = ""
    weighted: bool = False
    givens: tuple[Given, ...] = ()
    steps: tuple[Step, ...] = ()
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed score the rules do not give (表中得分与规则不符)."""

    what: str
    place: Place | None
    printed: Decimal
    computed: Decimal

    @property
    def amount(self) -> Decimal:
        """Printed minus computed (差额)."""
        return self.printed - self.computed


@dataclass(frozen=True, slots=True)
class SelfWarning:
    """Self-evaluation warning (自评预警): colour, and the gap between target share and execution share."""

    colour: str
    gap: Fraction | None
    remark: Remark


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """Scores of one form under one pack (评分表); `findings` are the sheet's own."""

    source: str
    digest: str
    title: str
    kind: str
    year: int | None
    pack: str
    lines: tuple[ScoreLine, ...]
    execution: ExecutionLine
    goals: tuple[GoalScore, ...]
    totals: Totals
    warning: SelfWarning
    rules: tuple[Rule, ...]
    printed_total: Decimal | None = None
    differences: tuple[Difference, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """Total score (总分), None while something is missing."""
        return self.totals.total

    @property
    def grade(self) -> str:
        """Grade (评价等级), empty while there is no total of 100 points."""
        return self.totals.grade

    @property
    def missing(self) -> tuple[str, ...]:
        """What could not be scored (未能计分的项目)."""
        lines = tuple(line.name or line.place.address for line in self.lines if line.score is None)
        return lines + (("预算执行率",) if self.execution.score is None else ())

    def expected_scores(self) -> dict[Place, Decimal]:
        """Score each printed place ought to show (应得分): by the place of the row and by its score cell."""
        expected: dict[Place, Decimal] = {}
        for line in self.lines:
            if line.score is not None:
                expected |= {line.place: line.score, line.score_place or line.place: line.score}
        if self.execution.score is not None and self.execution.place is not None:
            expected[self.execution.place] = self.execution.score
        return expected
