"""What the report needs of a score sheet (评分表), so that printing stands beside scoring without importing it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from hengxiao.core.terms.kinds import Language


class Text(Protocol):
    """Anything with its printed text (原文)."""

    @property
    def text(self) -> str:
        """The text."""
        ...


class ScoredLine(Protocol):
    """One scored indicator (指标得分), as the scorer gives it."""

    @property
    def goal(self) -> str:
        """Goal label (目标)."""
        ...

    @property
    def level1(self) -> str:
        """Level-1 label (一级指标)."""
        ...

    @property
    def name(self) -> str:
        """Indicator (指标)."""
        ...

    @property
    def target(self) -> Text:
        """Target (指标值)."""
        ...

    @property
    def actual(self) -> Text:
        """Actual value (实际完成值)."""
        ...

    @property
    def points(self) -> Decimal | None:
        """Points (分值)."""
        ...

    @property
    def score(self) -> Decimal | None:
        """Score (得分), None when it cannot be given."""
        ...

    def explanation(self, language: Language | str = ...) -> str:
        """Why this score (得分说明)."""
        ...


class ScoredMoney(Protocol):
    """Score of budget execution (预算执行得分)."""

    @property
    def points(self) -> Decimal:
        """Points (分值)."""
        ...

    @property
    def score(self) -> Decimal | None:
        """Score (得分)."""
        ...

    def explanation(self, language: Language | str = ...) -> str:
        """Why this score (得分说明)."""
        ...


class ScoredGoal(Protocol):
    """Score of one goal (目标得分)."""

    @property
    def label(self) -> str:
        """Label (目标名称)."""
        ...

    @property
    def subtotal(self) -> Decimal:
        """Sum of its indicators' scores (得分小计)."""
        ...

    @property
    def points(self) -> Decimal:
        """Sum of its indicators' points (分值小计)."""
        ...


class Scores(Protocol):
    """A score sheet (评分表): `hengxiao.core.scoring.ScoreSheet` fits."""

    @property
    def pack(self) -> str:
        """Rule pack (规则包)."""
        ...

    @property
    def total(self) -> Decimal | None:
        """Total (总分)."""
        ...

    @property
    def grade(self) -> str:
        """Grade (等级)."""
        ...

    @property
    def lines(self) -> Sequence[ScoredLine]:
        """Scored indicators (逐项得分)."""
        ...

    @property
    def execution(self) -> ScoredMoney:
        """Budget execution (预算执行)."""
        ...

    @property
    def goals(self) -> Sequence[ScoredGoal]:
        """Goals (目标)."""
        ...
