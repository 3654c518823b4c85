"""Values as plain data (值的记录): the label guide's fields and what this reader adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hengxiao.core.terms.kinds import Kind
from hengxiao.core.values.model import Value


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def to_record(value: Value) -> dict[str, Any]:
    """A value as JSON-ready data (值的记录); numbers become JSON numbers, warnings keep code and facts."""
    qualitative = value.kind is Kind.QUALITATIVE
    return {
        "text": value.text,
        "kind": str(value.kind),
        "sub": value.scale if qualitative else "",
        "absent": value.scale if value.kind is Kind.NONE else "",
        "comparator": str(value.comparator),
        "numbers": [_plain(n) for n in value.numbers],
        "unit": value.unit,
        "canonical_unit": value.canonical_unit,
        "canonical_numbers": [_plain(n) for n in value.canonical_numbers],
        "date_from": value.date_from,
        "date_to": value.date_to,
        "direction": str(value.direction),
        "direction_basis": str(value.basis),
        "subject": value.subject,
        "parts": [to_record(p) for p in value.parts],
        "warnings": [{"code": w.code, "facts": dict(w.facts)} for w in value.warnings],
        "repair": to_record(value.repair) if value.repair else None,
    }
