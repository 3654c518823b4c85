"""One printed form, understood (一张表)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from decimal import Decimal

from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.places import Field, Place
from hengxiao.core.terms.kinds import FormKind, Term

EMPTY = Field()
NOWHERE = Place()
DASHES = re.compile("[‐‑‒–—―−－ー﹣]")


@dataclass(frozen=True, slots=True)
class Project:
    """Head of a form (项目基本信息)."""

    name: Field = EMPTY
    code: Field = EMPTY
    department: Field = EMPTY
    unit: Field = EMPTY
    period: Field = EMPTY
    kind: Field = EMPTY
    others: tuple[tuple[str, Field], ...] = ()

    @property
    def code_normalised(self) -> str:
        """Project code with plain hyphens (规范化项目编码)."""
        return DASHES.sub("-", self.code.text)


@dataclass(frozen=True, slots=True)
class Fund:
    """One line of money (资金): texts as printed; `yuan()` gives exact amounts in 元."""

    label: Field = EMPTY
    planned: Field = EMPTY
    adjusted: Field = EMPTY
    executed: Field = EMPTY
    rate: Field = EMPTY
    points: Field = EMPTY
    score: Field = EMPTY
    midterm: Field = EMPTY
    unit: str = ""
    planned_yuan: Decimal | None = None
    adjusted_yuan: Decimal | None = None
    executed_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal (绩效目标): label such as 年度目标01, time span, text, and the actual result where a form prints it."""

    label: Field = EMPTY
    term: Term = Term.ANNUAL
    text: Field = EMPTY
    actual: Field = EMPTY
    ratio: Field = EMPTY


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row (指标), texts as printed with their places.

    `sign` and `unit` are filled only from cells of their own; `target` then joins sign, value, unit by ¦
    and `target_cells` keeps them apart. `others` holds every further column by its heading.
    """

    goal: Field = EMPTY
    level1: Field = EMPTY
    level2: Field = EMPTY
    name: Field = EMPTY
    target: Field = EMPTY
    actual: Field = EMPTY
    points: Field = EMPTY
    score: Field = EMPTY
    deviation: Field = EMPTY
    previous_year: Field = EMPTY
    year_before_last: Field = EMPTY
    standard: Field = EMPTY
    midterm: Field = EMPTY
    sign: Field = EMPTY
    unit: Field = EMPTY
    target_cells: tuple[str, ...] = ()
    others: tuple[tuple[str, Field], ...] = ()
    place: Place = NOWHERE

    def text(self, name: str) -> str:
        """Text of a field by name."""
        value = getattr(self, name)
        return value.text if isinstance(value, Field) else str(value)


INDICATOR_FIELDS = tuple(f.name for f in fields(Indicator) if f.name not in ("target_cells", "others", "place"))


@dataclass(frozen=True, slots=True)
class Note:
    """A text of the form that is no indicator (附注): title, instruction, signature, total, caption, narrative."""

    role: str
    field: Field


@dataclass(frozen=True, slots=True)
class Form:
    """One form as read (一张绩效表)."""

    kind: FormKind
    source: str = ""
    layout: str = ""
    pack: str = ""
    title: str = ""
    year: int | None = None
    project: Project = Project()
    funds: tuple[Fund, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total: Field = EMPTY
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    place: Place = NOWHERE
