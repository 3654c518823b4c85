"""The editor's tree-table (编辑表)."""

from decimal import Decimal

import pytest

from factories import sample_document
from hengxiao.core.packs import load
from hengxiao.cycle.drafting import blank_document, free_label
from hengxiao.cycle.tree import Sum, columns_of, number_in, ratio_of, sums_of, tree_of


@pytest.mark.parametrize(
    ("text", "number"),
    [("10", "10"), ("12.5分", "12.5"), ("25%", "25"), ("十", None), ("", None), ("NaN", None), ("1e3", "1000")],
)
def test_points_are_numbers_or_unread(text: str, number: str | None):
    assert number_in(text) == (None if number is None else Decimal(number))


def test_hubei_sums_each_annual_goal_and_the_goals_weights():
    document = sample_document()
    for row in document["indicators"]:
        row["points"] = "10" if row["goal"] == "年度目标01" else ""
    document["goals"][1]["ratio"] = "60%"
    document["indicators"][17]["points"] = "十"
    sums = {each.key: each for each in sums_of(document, load("hubei_2020"))}
    assert list(sums) == ["g2", "g3", "g4", "g5", "g6", "g7"]
    assert sums["g2"] == Sum("g2", Decimal(80), Decimal(80), 8)
    assert (sums["g3"].total, sums["g3"].filled, sums["g3"].right) == (None, 1, False)
    assert ratio_of(document, load("hubei_2020")) == Sum("ratio", Decimal(60), Decimal(100), 1)


def test_the_national_form_has_one_sum_and_no_weights_of_goals():
    document = sample_document()
    assert list(sums_of(document, load("national_2015"))) == [Sum("form", Decimal(0), Decimal(90), 0)]
    assert ratio_of(document, load("national_2015")) is None


def test_columns_follow_the_pack_and_what_is_used():
    document = blank_document(load("national_2015"), {"name": "项目"}, 2020)
    assert [name for name, _ in columns_of(document, load("national_2015"))] == ["name", "target", "standard", "points"]
    assert (document["layout"], document["goals"][0]["label"]) == ("national_2015.target", "年度目标")
    used = sample_document()
    used["indicators"][0]["unit"] = "%"
    assert [name for name, _ in columns_of(used, load("hubei_2020"))][:3] == ["name", "target", "unit"]


def test_an_indicator_without_its_goal_stands_apart():
    document = sample_document()
    document["indicators"][0]["goal"] = "没有的目标"
    tree = tree_of(document, load("hubei_2020"))
    assert [row.id for row in tree.orphans] == ["i1"]
    assert len(tree.goals[0].rows) == 8


@pytest.mark.parametrize(
    ("term", "taken", "label"),
    [
        ("annual", [], "年度目标01"),
        ("annual", ["年度目标01", "年度目标03"], "年度目标02"),
        ("long_term", ["长期目标"], "长期目标02"),
    ],
)
def test_the_next_goal_bears_a_free_name(term: str, taken: list[str], label: str):
    names = load("hubei_2020").get("goals.names")
    assert free_label(names, term, taken) == label
