"""Reads the case files of this folder: one value a line, `text [@ indicator] [# unit] => kind comparator numbers unit`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hengxiao.core.values import Value

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One labelled value."""

    text: str
    indicator: str
    unit: str
    doubtful: bool
    expected: tuple[object, ...]


def cases() -> Iterator[Case]:
    """All labelled values of the folder."""
    for path in sorted(FOLDER.glob("*.toml")):
        for section in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for line in section["values"].strip().splitlines():
                yield case(line)


def case(line: str) -> Case:
    """One line of a case file."""
    doubtful = " =>! " in line
    left, right = line.split(" =>! " if doubtful else " => ", 1)
    left, _, unit = left.partition(" # ")
    text, _, indicator = left.partition(" @ ")
    return Case(text, indicator, unit, doubtful, expected(right))


def expected(spec: str) -> tuple[object, ...]:
    """The label of a line, in the shape of `understood`."""
    if spec.startswith("compound:"):
        return ("compound", tuple(expected(part.strip()) for part in spec[9:].split(" & ")))
    fields = spec.split(" ")
    kind, comparator = fields[0], fields[1] if len(fields) > 1 else "none"
    if kind == "date":
        return (kind, comparator, *fields[2].split(".."))
    if kind == "qualitative" and comparator == "unknown":
        return (kind, "none", "unknown")
    numbers = tuple(round(Decimal(n), 12) for n in fields[2].split(",")) if len(fields) > 2 else ()
    return (kind, comparator, numbers, fields[3] if len(fields) > 3 else "")


def understood(value: Value, expected: tuple[object, ...]) -> tuple[object, ...]:
    """What was read, in the shape of `expected`."""
    kind = str(value.kind)
    if kind == "compound" == expected[0]:
        labels = expected[1]
        if not isinstance(labels, tuple) or len(labels) != len(value.parts):
            return (kind, tuple(understood(p, ("",)) for p in value.parts))
        return (kind, tuple(understood(p, label) for p, label in zip(value.parts, labels, strict=True)))
    if kind == "date":
        return (kind, str(value.comparator), value.date_from, value.date_to)
    if kind == "qualitative" and expected[-1] == "unknown":
        return (kind, str(value.comparator), str(value.direction))
    numbers = tuple(round(n, 12) for n in value.canonical_numbers)
    return (kind, str(value.comparator), numbers, value.canonical_unit)
