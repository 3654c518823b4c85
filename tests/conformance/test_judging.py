"""The rules of comparison, each with answers that are right and wrong."""

from decimal import Decimal
from typing import Any

import pytest

from hengxiao.cli.conformance.judging import Difference, UnknownComparisonError, judge

TEN = {"kind": "count", "comparator": ">=", "canonical_numbers": ["10"], "canonical_unit": "家"}
DAY = {"kind": "date", "comparator": "<=", "date_from": "", "date_to": "2022-06-30"}
BOTH = {"kind": "compound", "parts": [TEN, DAY]}
DAMAGED = {
    **TEN, "comparator": "none", "canonical_numbers": ["2280"], "intended": {"comparator": ">=", "numbers": ["280"], "unit": "次"}
}  # fmt: skip
WARNED = {"warnings": [{"code": "doubt"}]}


def codes(compare: str, expect: Any, output: Any) -> list[str]:
    return [found.code.removeprefix("conformance.") for found in judge(compare, expect, output)]


@pytest.mark.parametrize(
    ("compare", "expect", "output", "found"),
    [
        ("exact", {"a": 1, "b": ["x", {"c": None}]}, {"a": 1, "b": ["x", {"c": None}], "more": 2}, []),
        ("exact", {"a": "6.00"}, {"a": "6"}, ["differs"]),
        ("exact", {"a": 1}, {"a": True}, ["differs"]),
        ("exact", {"a": [1]}, {"a": [1, 2]}, ["differs"]),
        ("exact", {"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, ["differs"]),
        ("exact", {"a": None}, {}, ["differs"]),
        ("exact", {"a": 1}, [], ["no_output"]),
        ("exact", {"a": 1}, None, ["no_output"]),
        ("numbers", {"score": "6.00"}, {"score": 6}, []),
        ("numbers", {"score": "4.69"}, {"score": Decimal("4.690")}, []),
        ("numbers", {"score": "4.69"}, {"score": "4.7"}, ["differs"]),
        ("numbers", {"score": "6"}, {"score": True}, ["differs"]),
        ("numbers", {"score": "6"}, {"score": "NaN"}, ["differs"]),
        ("numbers", {"score": None}, {"score": None}, []),
        ("numbers", {"score": None}, {"score": "0"}, ["differs"]),
        ("numbers", {"score": None}, {}, ["differs"]),
        ("numbers", {"light": "red"}, {"light": "red"}, []),
        ("value", TEN, {**TEN, "canonical_numbers": [10], "direction": "higher_better"}, []),
        ("value", TEN, {**TEN, "comparator": ">"}, ["differs"]),
        ("value", TEN, {**TEN, "canonical_numbers": ["10", "12"]}, ["differs"]),
        ("value", TEN, {**TEN, "canonical_numbers": "10"}, ["differs"]),
        ("value", TEN, {**TEN, "canonical_numbers": ["ten"]}, ["differs"]),
        ("value", {**TEN, "comparator": "none"}, {**TEN, "comparator": None}, []),
        ("value", {**TEN, "direction": "unknown"}, {**TEN, "direction": "exact"}, ["differs"]),
        ("value", {**TEN, "canonical_numbers": ["33.33333333333333"]}, {**TEN, "canonical_numbers": [Decimal(100) / 3]}, []),
        ("value", DAY, {**DAY, "canonical_numbers": [5]}, []),
        ("value", DAY, {**DAY, "date_to": "2022-06-29"}, ["differs"]),
        ("value", BOTH, BOTH, []),
        ("value", BOTH, {**BOTH, "parts": [TEN]}, ["differs"]),
        ("value", BOTH, {**BOTH, "parts": None}, ["differs"]),
        ("value", BOTH, {**BOTH, "parts": [TEN, "June"]}, ["no_output"]),
        ("doubtful_value", TEN, {**TEN, **WARNED}, []),
        ("doubtful_value", TEN, TEN, ["no_warning"]),
        ("damaged_value", DAMAGED, {**DAMAGED, **WARNED}, []),
        ("damaged_value", DAMAGED, DAMAGED, ["no_warning"]),
        ("damaged_value", DAMAGED, {"kind": "count", "comparator": ">=", "numbers": [280], "unit": "次", **WARNED}, []),
        ("damaged_value", DAMAGED, {"kind": "count", "comparator": "=", "numbers": [280], "unit": "次", **WARNED}, ["differs"] * 3),
        ("findings", {"findings": [{"check": "C07", "cell": "total"}]}, {"findings": [{"check": "C07", "cell": "total", "more": 1}]}, []),
        ("findings", {"findings": [{"check": "C07", "cell": "total"}]}, {"findings": []}, ["missed"]),
        ("findings", {"findings": []}, {"findings": [{"check": "C07", "cell": "form"}] * 2}, ["invented", "invented"]),
    ],
)  # fmt: skip
def test_answer_is_judged(compare: str, expect: Any, output: Any, found: list[str]) -> None:
    assert codes(compare, expect, output) == found


def table(*rows: dict[str, str]) -> dict[str, Any]:
    return {"indicators": list(rows)}


ROW = {"name": "培训人数", "target": "≥¦100¦人"}
BLANK = {"level1": "产出指标", "name": "", "target": ""}


@pytest.mark.parametrize(
    ("expect", "forms", "found"),
    [
        ([{"rows": [ROW]}], [table({"name": "培训 人数", "target": "≥100人", "actual": "90人"})], []),
        ([{"rows": [ROW]}], [table(BLANK, ROW), table(BLANK), {}], []),
        ([{"rows": [ROW]}], [table({**ROW, "target": "100人"})], ["differs"]),
        ([{"rows": [{**ROW, "target": ["≥100人", "100"]}]}], [table({**ROW, "target": "100"})], []),
        ([{"rows": [ROW]}], [table(ROW, ROW)], ["differs"]),
        ([{"rows": [ROW]}, {"rows": [ROW]}], [table(ROW, ROW)], ["differs"]),
        ([{"rows": []}], [], []),
        ([{"rows": [ROW]}], None, ["differs"]),
    ],
)
def test_rows_are_compared_in_order_without_white_space(expect: Any, forms: Any, found: list[str]) -> None:
    assert codes("rows", {"forms": expect}, {"forms": forms}) == found


def test_rows_of_all_forms_count_together_where_the_case_joins_them() -> None:
    assert codes("rows", {"joined": True, "forms": [{"rows": [ROW, ROW]}]}, {"forms": [table(ROW), table(ROW)]}) == []


def test_difference_names_where_it_is() -> None:
    got = judge("value", BOTH, {**BOTH, "parts": [TEN, {**DAY, "date_to": "2022-07-01"}]})
    facts = {"what": "parts[1].date_to", "expected": '"2022-06-30"', "got": '"2022-07-01"'}
    assert got == (Difference("conformance.differs", facts),)


def test_unknown_way_of_comparing_is_an_error() -> None:
    with pytest.raises(UnknownComparisonError):
        judge("guess", {}, {})
