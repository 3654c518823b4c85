"""Running checks: switches, severities, waivers, limits, order; what the register refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms_made_here import form, seed

from hengxiao.core.checks import (
    DuplicateCheckError,
    EmptyReasonError,
    MissingLimitError,
    Waived,
    Waiver,
    all_checks,
    check,
    examine,
    reconcile,
    show_code,
)
from hengxiao.core.checks.model import Limits
from hengxiao.core.checks.registry import check as register_check
from hengxiao.core.checks.tree import Tree
from hengxiao.core.packs import load
from hengxiao.core.targets import Finding
from hengxiao.core.terms.catalogue import entry
from hengxiao.core.terms.kinds import FormKind, Severity

COLUMNS = ["level1", "level2", "name", "target"]
RECORD = {
    "columns": COLUMNS,
    "rows": [["产出指标", "数量指标", "培训人数", ""], ["产出指标", "数量指标", "场次", "次"]],
}
LOCAL_PACK = """
[pack]
id = "county"
title = "某县"
document = "某县通知"
in_force = 2021-01-01
extends = "national_2020"

[checks.C07]
value = { enabled = false }
in_force = 2021-01-01
cites = "某县通知"
status = "unverified"

[checks.C09]
value = { severity = "info", severities = { number = "warning" } }
in_force = 2021-01-01
cites = "某县通知"
status = "unverified"

[checks.C48]
value = { least = 3 }
in_force = 2021-01-01
cites = "某县通知"
status = "unverified"
"""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "pack.toml").write_text(LOCAL_PACK, encoding="utf-8")
    return tmp_path


def test_there_are_all_checks_of_the_tables() -> None:
    wanted = [f"C{n:02}" for n in range(1, 56)] + [f"R0{n}" for n in range(1, 6)] + [f"S{n:02}" for n in range(1, 17)]

    assert [identifier for identifier in wanted if identifier not in {one.id for one in all_checks()}] == []


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.id)
def test_check_is_fully_described(one) -> None:
    entries = [entry(f"checks.{one.id}" + (f"-{variant}" if variant else "")) for variant in one.variants]

    assert all((one.cites, one.zh, one.en, one.code, one.function.__doc__))
    assert [(bool(text["zh"]), bool(text["en"]), text["severity"] in set(Severity)) for text in entries] == [
        (True, True, True) for _ in one.variants
    ]


def test_codes_are_unique() -> None:
    codes = [one.code for one in all_checks()]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("pack", ["national_2015", "national_2020", "core_2021", "hubei_2020", "sichuan_2025"])
def test_every_pack_speaks_of_every_check(pack: str) -> None:
    rules = load(pack).rules("checks")

    assert sorted(rules) == [f"checks.{one.id}" for one in all_checks()]
    assert [rule.code for rule in rules.values() if Severity(rule.value["severity"]) not in Severity] == []


def test_disabled_check_is_silent(county: Path) -> None:
    found = examine(form(RECORD), load("county", [county]), only=["C07"]).findings

    assert found == ()


def test_severity_comes_from_the_pack_by_variant(county: Path) -> None:
    record = {
        "columns": COLUMNS,
        "rows": [["产出指标", "数量指标", "场次", "次"], ["产出指标", "数量指标", "课时", "≥5"]],
    }
    found = examine(form(record), load("county", [county]), only=["C09"]).findings

    assert [(finding.variant, finding.severity) for finding in found] == [("number", "warning"), ("", "info")]


def test_missing_limit_names_check_and_limit(county: Path) -> None:
    with pytest.raises(MissingLimitError) as caught:
        examine(form(RECORD), load("county", [county]), only=["C48"])

    assert caught.value.args == ("C48", "most")


def test_severity_falls_back_to_the_check_itself() -> None:
    assert Limits("C01", {}).severity("", Severity.ERROR) is Severity.ERROR


def test_check_gives_open_findings_only() -> None:
    judged, pack = form(RECORD), load("national_2020")
    waivers = [Waiver("C09", "场次", "单位待上级核定", by="张科长")]

    report = examine(judged, pack, waivers=waivers)

    assert check(judged, pack, waivers=waivers) == report.findings
    assert [(one.finding.code, one.waiver) for one in report.waived] == [("checks.C09", waivers[0])]
    assert [show_code(finding) for finding in report.findings if show_code(finding) == "C09"] == []
    assert report.unused == ()


@pytest.mark.parametrize("where", ["表2!D3", "场次", "*"])
@pytest.mark.parametrize("code", ["C07", "checks.C07"])
def test_waiver_names_a_cell_an_indicator_or_all(where: str, code: str) -> None:
    record = {"columns": COLUMNS, "rows": RECORD["rows"][1:]}
    judged = form({"tables": [{"columns": COLUMNS, "rows": [["产出指标", "数量指标", "甲", "≥1人"], *record["rows"]]}]})
    waiver = Waiver(code, where, "待核定")

    report = examine(judged, load("national_2020"), waivers=[waiver], only=["C07"])

    assert report.findings == ()
    assert report.waived == (Waived(report.waived[0].finding, waiver),)


def test_waiver_for_something_else_is_reported_unused() -> None:
    waivers = [Waiver("C07", "表9!A1", "已核"), Waiver("C08", "*", "已核")]
    report = examine(form(RECORD), load("national_2020"), waivers=waivers, only=["C07"])

    assert len(report.findings) == 2
    assert report.unused == tuple(waivers)


def test_waiver_covers_a_finding_without_place_by_name() -> None:
    assert Waiver("C07", "甲", "已核").covers(Finding("checks.C07", None, {"name": "甲", "goal": ""}))


@pytest.mark.parametrize("reason", ["", "  "])
def test_waiver_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(EmptyReasonError) as caught:
        Waiver("C07", "表2!D2", reason)

    assert caught.value.args == ("C07", "表2!D2")


def test_same_id_cannot_be_registered_twice() -> None:
    register: dict = {}
    described = {"family": "x", "code": "x.y", "severity": Severity.INFO, "cites": "c", "zh": "题", "en": "t"}
    register_check("C99", **described, register=register)(lambda ctx, limits: iter(()))

    with pytest.raises(DuplicateCheckError) as caught:
        register_check("C99", **described, register=register)(lambda ctx, limits: iter(()))

    assert caught.value.args == ("C99",)


def test_self_evaluation_is_not_judged_as_a_declaration() -> None:
    columns = [*COLUMNS, "actual"]
    rows = [["产出指标", "数量指标", "培训人数", "100人", "100人"]]
    judged = form({"kind": "self_evaluation", "columns": columns, "rows": rows})

    codes = {show_code(finding) for finding in check(judged, load("national_2020"))}

    assert codes == {"C01", "C42", "S10"}


@pytest.mark.parametrize(
    ("kind", "missing"),
    [(FormKind.TARGET, 4), (FormKind.SELF_EVALUATION, 3), (FormKind.MONITORING, 3), (FormKind.OVERALL, 1)],
)
@pytest.mark.parametrize("pack", ["national_2015", "core_2021"])
def test_empty_form_of_any_kind_is_checked(kind: FormKind, missing: int, pack: str) -> None:
    found = check(form({"kind": str(kind), "project": {}}), load(pack))

    assert [show_code(finding) for finding in found].count("C01") == missing


def test_seed_judged_against_itself_a_year_later_is_copied(root: Path) -> None:
    this_year = seed(root)
    found = reconcile(this_year, load("hubei_2020"), [_of_year(root, 2019)])
    counts = {code: sum(show_code(one) == code for one in found) for code in ("C49", "R01", "R02", "R03", "C53")}

    assert counts["C49"] == 7
    assert (counts["R02"], counts["R03"], counts["C53"]) == (0, 0, 0)
    assert [one.facts["name"] for one in found if show_code(one) == "R01"] == [
        "保密系统建设",
        "科技宣传片",
        "“三评”工作评价报告",
        "完成科技项目验收和监督平台升级",
        "推进全省“三评”改革工作",
        "科技交流与合作人次",
        "重大科普活动",
        "免费开放科普场馆、设施",
        "省自然科学研究系列高中级水平能力测试评审管理系统",
        "工作许可证办件量",
        "高、中级职称评审工作质量不断提升",
    ]


def _of_year(root: Path, year: int):
    from dataclasses import replace

    return replace(seed(root), year=year, source=f"{year}.docx")


def test_tree_ignores_deeper_levels() -> None:
    tree = Tree([{"level": 1, "name": "产出指标"}, {"level": 3, "name": "培训人数"}])

    assert (tree.label(1, "产出").official, bool(tree), bool(Tree([]))) == ("产出指标", True, False)
