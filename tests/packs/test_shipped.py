"""What the five shipped packs say: the figures of the decrees, and how they are known."""

import re
from datetime import date

import pytest

from hengxiao.core.packs import Pack, available, load
from hengxiao.core.packs.model import thaw
from hengxiao.core.terms.kinds import Comparator, Status

EXTENDS = {
    "national_2015": ("national_2015",),
    "national_2020": ("national_2020", "national_2015"),
    "core_2021": ("core_2021", "national_2020", "national_2015"),
    "hubei_2020": ("hubei_2020", "national_2020", "national_2015"),
    "sichuan_2025": ("sichuan_2025", "national_2020", "national_2015"),
}


def tree(pack: Pack) -> dict[str, list[str]]:
    """Level-1 name → names of its level-2 kinds."""
    levels = pack.get("tree.levels")
    return {
        top["name"]: [low["name"] for low in levels if low["parent"] == top["code"]]
        for top in levels
        if top["level"] == 1
    }


@pytest.mark.parametrize(("pack_id", "chain"), EXTENDS.items())
def test_packs_extend_as_documented(pack_id: str, chain: tuple[str, ...]):
    assert load(pack_id).chain == chain


def test_national_tree_has_satisfaction_at_level_one():
    assert tree(load("national_2020")) == {
        "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
        "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
        "满意度指标": ["服务对象满意度指标"],
    }


def test_core_tree_has_cost_at_level_one_and_no_lasting_influence():
    assert tree(load("core_2021")) == {
        "成本指标": ["经济成本指标", "社会成本指标", "生态环境成本指标"],
        "产出指标": ["数量指标", "质量指标", "时效指标"],
        "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标"],
        "满意度指标": ["服务对象满意度指标"],
    }


def test_hubei_tree_has_satisfaction_below_effect():
    assert tree(load("hubei_2020")) == {
        "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
        "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "满意度指标"],
    }


@pytest.mark.parametrize(
    ("pack_id", "level", "printed", "official"),
    [
        ("hubei_2020", 2, "数量", "数量指标"),
        ("hubei_2020", 2, "满意度", "满意度指标"),
        ("hubei_2020", 2, "进度指标", "时效指标"),
        ("national_2015", 2, "满意度指标", "服务对象满意度指标"),
        ("national_2015", 1, "满意度", "满意度指标"),
        ("national_2020", 2, "环境效益", "生态效益指标"),
        ("national_2020", 1, "项目效果", "效益指标"),
        ("core_2021", 2, "成本指标", "经济成本指标"),
        ("core_2021", 1, "成本", "成本指标"),
    ],
)
def test_printed_label_has_its_official_name(pack_id: str, level: int, printed: str, official: str):
    names = [
        entry["name"]
        for entry in load(pack_id).get("tree.levels")
        if entry["level"] == level and printed in (entry["name"], *entry["synonyms"])
    ]
    assert names == [official]


@pytest.mark.parametrize("pack_id", available())
def test_quantity_and_quality_are_compulsory(pack_id: str):
    needed = {entry["name"] for entry in load(pack_id).get("tree.levels") if entry["compulsory"]}
    assert needed >= {"产出指标", "数量指标", "质量指标", "效益指标"}


def test_signs_keep_the_official_codes():
    signs = load("national_2015").get("lists.signs")
    assert {entry["code"]: entry["sign"] or entry["name"] for entry in signs} == {
        "1": "≥",
        "2": ">",
        "3": "=",
        "4": "<",
        "5": "≤",
        "6": "定性",
        "7": "",
        "9": "定量（其他）",
        "10": "不适用",
    }
    assert {entry["comparator"] for entry in signs} <= set(Comparator)


def test_review_form_adds_up_as_printed():
    parts = load("hubei_2020").get("review.form")
    assert [(part["name"], part["points"], [item["points"] for item in part["items"]]) for part in parts] == [
        ("完整性", 20, [10, 10]),
        ("相关性", 30, [15, 15]),
        ("适当性", 30, [15, 15]),
        ("可行性", 20, [10, 10]),
    ]


@pytest.mark.parametrize(
    ("pack_id", "code", "fits"),
    [
        ("hubei_2020", "2020-205-000-004", True),
        ("hubei_2020", "2020—205—000—004", False),
        ("national_2020", "11000022T000000426723", True),
        ("national_2020", "11000022X000000426723", False),
    ],
)
def test_code_pattern_fits_the_known_codes(pack_id: str, code: str, fits: bool):
    assert bool(re.fullmatch(load(pack_id).get("project.code_pattern"), code)) is fits


def test_indicator_lists_of_2021():
    pack = load("core_2021")
    assert [entry["name"] for entry in pack.get("lists.standards")] == [
        "计划标准",
        "行业标准",
        "历史标准",
        "预算支出标准",
        "其他标准",
    ]
    assert [len(pack.get(f"lists.{name}")) for name in ("indicator_sources", "completion_methods", "data_sources")] == [
        6,
        5,
        9,
    ]
    assert pack.get("lists.evidence") == ("正式资料", "工作资料", "原始凭证", "说明材料")


def test_goals_of_hubei_are_many_and_share_a_hundred():
    assert thaw(load("hubei_2020").get("goals.structure")) == {"many": True, "ratio_sum": 100}


@pytest.mark.parametrize(
    ("pack_id", "code", "status"),
    [
        ("hubei_2020", "goals.structure", Status.VERIFIED),
        ("hubei_2020", "lists.standards", Status.UNVERIFIED),
        ("national_2015", "review.form", Status.UNVERIFIED),
        ("national_2020", "project.code_pattern", Status.UNVERIFIED),
        ("national_2020", "evaluation.transfer_aspects", Status.VERIFIED),
        ("core_2021", "lists.evidence", Status.UNVERIFIED),
        ("sichuan_2025", "pre_evaluation.dimensions", Status.SECONDARY),
    ],
)
def test_status_says_how_a_value_is_known(pack_id: str, code: str, status: Status):
    assert load(pack_id).rule(code).status is status


@pytest.mark.parametrize("pack_id", available())
def test_every_rule_has_line_citation_and_a_date_not_before_its_documents(pack_id: str):
    for rule in load(pack_id).rules().values():
        assert rule.line > 0, rule.code
        assert rule.cites.strip() == rule.cites != "", rule.code
        assert date(2013, 1, 1) <= rule.in_force <= date(2026, 12, 31), rule.code
