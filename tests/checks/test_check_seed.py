"""The provincial form of 2020: every defect a reviewer marked by hand is found, at its cell, and no error is a false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms_made_here import seed

from hengxiao.core.checks import examine, show_code
from hengxiao.core.checks.model import Report
from hengxiao.core.packs import load
from hengxiao.core.terms.kinds import Severity


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return examine(seed(root), load("hubei_2020"))


PLAN_ROWS_ANNUAL = (*range(2, 9), 10, 11, 13, 14, 17, 20, 21, 22, 23, 24, 25, 29, 30)
HITS = {
    "C02": {"表1!B2"},
    "C05": {"表2!A2", "表3!A2"},
    "C06": {"表3!C18", "表3!C22", "表3!C25", "表3!C27"},
    "C07": {"表3!G19"},
    "C08": {"表2!E9", "表3!G16", "表3!G24"},
    "C09": {"表3!G19"},
    "C10": {"表2!E2", "表3!G2", "表3!G4", "表3!G15", "表3!G28", "表3!G30"},
    "C11": {"表3!G27"},
    "C12": {"表3!G27"},
    "C14": {"表3!E27"},
    "C15": {"表3!F3", "表3!F5", "表3!F11", "表3!F12", "表3!F14", "表3!F19", "表3!F25", "表3!E27", "表3!F29"},
    "C16": {"表3!H12", "表3!H19"},
    "C17": {f"表2!F{row}" for row in range(2, 11)} | {f"表3!H{row}" for row in PLAN_ROWS_ANNUAL},
    "C18": {"表3!H9"},
    "C19": {"表3!G22"},
    "C20": {"表3!G4", "表3!G10", "表3!G16"},
    "C22": {"表3!G2"},
    "C23": {"表3!G24"},
    "C24": {"表1!B11"},
    "C25": {"表3!D24"},
    "C26": {"表2!D2", "表2!D3", "表3!D2"},
    "C27": {"表3!D10"},
    "C28": {"表3!D14", "表3!D12"},
    "C29": {"表2!E5", "表2!E6", "表2!E7", "表2!E8"} | {f"表3!G{row}" for row in (7, 8, 13, 14, 17, 20, 29)},
    "C30": {"表3!A10"},
    "C31": {"表3!A2", "表3!A10", "表3!A15", "表3!A18", "表3!A22"},
    "C32": {"表1"},
    "C33": {"表1"},
    "C35": {"表3!A10", "表3!A15", "表3!A22"},
    "C36": {"表2!C10", "表3!C9", "表3!C21", "表3!C30"},
    "C37": {"表1!B12", "表1!B13", "表1!B14"},
    "C39": {"表3!D21", "表3!D30"},
    "C40": {"表3!G5"},
    "C41": {"表3!G28"},
    "C42": {"表1"},
    "C43": {"表1"},
    "C51": {"表1"},
    "C52": {"表2!D9", "表3!D24"},
    "C55": {"表3!B16"},
}
NOT_HIT = ("C01", "C03", "C04", "C13", "C21", "C34", "C44", "C45", "C46", "C47", "C48", "C49", "C50", "C53", "C54")


@pytest.mark.parametrize("check", HITS)
def test_defect_is_found_at_its_cell(report: Report, check: str) -> None:
    found = {finding.place.address for finding in report.findings if finding.place and show_code(finding) == check}

    assert found >= HITS[check], HITS[check] - found


@pytest.mark.parametrize(
    "check", ["C07", "C09", "C11", "C12", "C16", "C18", "C19", "C20", "C23", "C25", "C27", "C29", "C31"]
)
def test_narrow_checks_find_nothing_else(report: Report, check: str) -> None:
    found = {finding.place.address for finding in report.findings if finding.place and show_code(finding) == check}

    assert found == HITS[check]


@pytest.mark.parametrize("check", NOT_HIT)
def test_check_without_a_defect_is_silent(report: Report, check: str) -> None:
    assert [finding.message() for finding in report.findings if show_code(finding) == check] == []


def test_only_the_lone_unit_is_an_error(report: Report) -> None:
    errors = [(show_code(f), f.facts["name"]) for f in report.findings if f.severity is Severity.ERROR]

    assert errors == [("C07", "为高新技术企业提供培育服务次数"), ("C09", "为高新技术企业提供培育服务次数")]


@pytest.mark.parametrize(
    ("goal", "task"),
    [
        ("年度目标01", "信访"),
        ("年度目标01", "老干部"),
        ("年度目标01", "精准、扶贫"),
        ("年度目标02", "预算、财务"),
        ("年度目标03", "港澳台"),
        ("年度目标03", "农业、科技园区"),
        ("年度目标03", "东湖、示范区、联络"),
    ],
)
def test_task_without_indicator_is_named(report: Report, goal: str, task: str) -> None:
    told = {(f.facts["goal"], f.facts["missed"]) for f in report.findings if show_code(f) == "C37"}

    assert (goal, task) in told


def test_worse_target_is_measured(report: Report) -> None:
    finding = next(f for f in report.findings if show_code(f) == "C19")

    assert finding.message() == "指标“重大科普活动”本年“10项”比上年“38项”差 73.7%，超过 20%，请说明原因或调整"


def test_findings_stand_in_order_of_place(report: Report) -> None:
    places = [finding.place for finding in report.findings if finding.place]

    assert places == sorted(places)
