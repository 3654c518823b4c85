"""Proposed corrections: one per cell, shown as a diff, applied only to cells that still hold the old text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from forms_made_here import form, seed

from hengxiao.core.checks import Fix, apply_fixes, check, diff, fixes
from hengxiao.core.packs import load
from hengxiao.core.targets import Field, Finding, Indicator, Place

CELL = Place(file="表.docx", table=2, row=3, column=4)
COLUMNS = ["level1", "level2", "name", "target"]


def test_certain_correction_wins_over_a_proposal() -> None:
    proposal = Finding("checks.C10", CELL, {"text": "９５％", "name": "合格率"}, fix="≥９５％")
    writing = Finding("checks.C47", CELL, {"text": "９５％", "name": "合格率"}, fix="95%", variant="wide")

    for findings in ([proposal, writing], [writing, proposal]):
        assert fixes(findings) == (Fix(CELL, "９５％", "95%", "checks.C47", True, "合格率"),)


def test_first_of_two_proposals_is_kept() -> None:
    first = Finding("checks.C08", CELL, {"text": "10家以上", "name": "企业数"}, fix="≥10家", variant="words")
    second = Finding("checks.C10", CELL, {"text": "10家以上"}, fix="=10家")

    assert [fix.new for fix in fixes([first, second])] == ["≥10家"]


def test_finding_without_place_or_change_proposes_nothing() -> None:
    findings = [
        Finding("checks.C10", None, {"text": "95%"}, fix="≥95%"),
        Finding("checks.C10", CELL, {"text": "95%"}, fix="95%"),
        Finding("checks.C07", CELL, {"text": ""}),
    ]

    assert fixes(findings) == ()


def test_diff_shows_old_and_new_text_of_each_cell() -> None:
    proposed = [
        Fix(CELL, "10家以上", "≥10家", "checks.C08", False, "企业数"),
        Fix(CELL.at(1, 2), "a—b", "a-b", "checks.C02", True),
    ]

    assert diff(proposed) == (
        "--- 表.docx\n"
        "+++ 表.docx（建议）\n"
        "@@ 表2!D3 企业数 C08 待确认 @@\n"
        "-10家以上\n"
        "+≥10家\n"
        "@@ 表2!B1 C02 @@\n"
        "-a—b\n"
        "+a-b\n"
    )
    assert diff([], "空.docx") == ""
    assert diff(proposed, "别名.docx").startswith("--- 别名.docx\n")


def test_accepted_corrections_change_only_their_cells(root: Path) -> None:
    before = seed(root)
    proposed = fixes(check(before, load("hubei_2020")))
    after = apply_fixes(before, proposed)

    assert after.project.code.text == "2020-205-000-004"
    assert [row.target.text for row in after.indicators if row.goal.text == "年度目标01"] == [
        "≥100%",
        "≥1套",
        "≥6期",
        "≥5次",
        "≥100%",
        "明显",
        "明显",
        "≥95%",
    ]
    assert [row.name for row in after.indicators] == [row.name for row in before.indicators]
    assert apply_fixes(before, []) == before
    assert apply_fixes(after, proposed) == after


def test_merged_cell_is_corrected_for_every_row_that_inherits_it() -> None:
    rows = [["产出", "数量", "甲", "≥1人"], ["", "", "乙", "≥1人"], ["产出", "数量指标", "丙", "≥1人"]]
    before = form({"columns": COLUMNS, "rows": rows})
    after = apply_fixes(before, fixes(check(before, load("hubei_2020"))))

    assert [row.level2.text for row in after.indicators] == ["数量指标", "数量指标", "数量指标"]


def test_text_without_a_place_is_left_alone() -> None:
    before = replace(form({}), indicators=(Indicator(name=Field("甲"), target=Field("95%"), place=CELL),))

    assert apply_fixes(before, [Fix(CELL, "95%", "≥95%", "checks.C10", False)]) == before
