"""A typed indicator value (指标值)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hengxiao.core.terms.kinds import Basis, Comparator, Direction, Kind


@dataclass(frozen=True, slots=True)
class Damage:
    """Something doubtful about a printed value (疑点): code of the catalogue's family `values` and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator value (指标值) with the text kept exactly as printed.

    `numbers`/`unit` are as printed; `canonical_numbers`/`canonical_unit` after conversion (万元 → 元, 百分比 → %).
    `date_from`/`date_to` are ISO dates, `--12-31` when the year is missing, `---05` for a day of every month.
    `scale` is the kind of wording of a qualitative value (grade, degree, change, state, compliance, completion, duty,
    budget_bound, time_word, yes_no, topic) and, when there is no value, the kind of absence (blank, nothing, new,
    new_project, new_indicator, pending, not_applicable, elsewhere, dash, template, sign_only, unit_only).
    `parts` are the values of a compound, each with its `subject`. `repair` is a proposed reading of a damaged value and
    is never applied by itself.
    """

    text: str
    kind: Kind = Kind.NONE
    comparator: Comparator = Comparator.NONE
    numbers: tuple[Decimal, ...] = ()
    unit: str = ""
    canonical_unit: str = ""
    canonical_numbers: tuple[Decimal, ...] = ()
    date_from: str = ""
    date_to: str = ""
    scale: str = ""
    direction: Direction = Direction.UNKNOWN
    basis: Basis = Basis.NONE
    subject: str = ""
    parts: tuple[Value, ...] = ()
    warnings: tuple[Damage, ...] = ()
    repair: Value | None = None
    cells: tuple[str, ...] = ()
