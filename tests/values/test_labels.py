"""The labelled values beside the checkout: at least 99 % right, no damaged value taken silently."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hengxiao.core.values import Value, parse

Label = Mapping[str, Any]


@pytest.fixture(scope="module")
def labels(shared: Path) -> list[Label]:
    text = (shared / "corpus" / "values-dev.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def read(label: Label, *, context: bool) -> Value:
    indicator = (label["indicator_examples"] or [""])[0] if context else ""
    return parse(label["text"], cells=label.get("cells", ()), indicator=indicator)


def numbers(values: list[float]) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(n)) for n in values)


def agrees(label: Label, value: Value) -> bool:
    if label["kind"] != value.kind:
        return False
    if label["kind"] == "compound":
        parts = label["parts"]
        return len(parts) == len(value.parts) and all(agrees(p, v) for p, v in zip(parts, value.parts, strict=True))
    if label["comparator"] != value.comparator:
        return False
    if label["kind"] == "date":
        return (label.get("date_from", ""), label.get("date_to", "")) == (value.date_from, value.date_to)
    return (
        numbers(label["canonical_numbers"]) == value.canonical_numbers
        and label["canonical_unit"] == value.canonical_unit
    )


@pytest.mark.parametrize("context", [True, False], ids=["with indicator", "text alone"])
def test_parse_reads_the_labelled_values(labels: list[Label], context: bool) -> None:
    clean = [label for label in labels if "intended" not in label]
    wrong = [label["text"] for label in clean if not agrees(label, read(label, context=context))]
    assert len(wrong) <= len(clean) // 100, wrong


@pytest.mark.parametrize("context", [True, False], ids=["with indicator", "text alone"])
def test_parse_takes_no_damaged_value_silently(labels: list[Label], context: bool) -> None:
    damaged = [label for label in labels if "intended" in label]
    silent = [label["text"] for label in damaged if not read(label, context=context).warnings]
    assert silent == []


def test_parse_reads_damaged_values_literally(labels: list[Label]) -> None:
    damaged = [label for label in labels if "intended" in label]
    assert [label["text"] for label in damaged if not agrees(label, read(label, context=True))] == []


def test_parse_seldom_doubts_clean_values(labels: list[Label]) -> None:
    clean = [label for label in labels if "intended" not in label]
    alarms = [label["text"] for label in clean if read(label, context=True).warnings]
    assert len(alarms) <= len(clean) // 100, alarms


def test_parse_finds_the_printed_direction(labels: list[Label]) -> None:
    judged = [label for label in labels if label["direction_basis"] in ("comparator", "wording")]
    assert [x["text"] for x in judged if x["direction"] != read(x, context=True).direction] == []
