"""Declaration in a browser (填报): from last year's file to a filled draft, keys, paste, two people, findings (§2 申报)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import CELL, hand_in, opened, write
from factories import SAMPLE, YEAR, make_filing, make_project, make_year


@pytest.mark.sentence("declaration.source")
def test_last_years_form_becomes_a_draft_whose_cells_show_their_source(
    desk: Any, world: Any, axe: Callable[[Page], list[str]]
) -> None:
    make_year(YEAR)
    make_project(world, "2020-205-000-004", "综合事务工作经费")
    page = desk.open("filler", "/cycle/projects/")
    assert axe(page) == []
    page.get_by_role("link", name="综合事务工作经费").click()
    assert axe(page) == []
    hand_in(page, SAMPLE)
    expect(page.locator("#tree tbody.goal")).to_have_count(7)
    expect(page.locator(".source-grid td.used").first).to_be_visible()
    page.locator("#c-indicators-i24-target textarea").focus()
    page.locator("#c-indicators-i24-target textarea").hover()
    page.locator("h1").hover()
    expect(page.locator(".source-grid .lit")).to_have_text("10家以上")
    page.evaluate(
        "document.activeElement.blur(); document.querySelectorAll('.pane').forEach(each => each.scrollTop = 0)"
    )
    assert axe(page) == []


@pytest.mark.sentence("declaration.keyboard", "declaration.undo")
def test_a_cell_is_saved_by_enter_which_goes_down(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    write(page, CELL, "2套")
    assert page.evaluate("document.activeElement.form.elements.path.value") == "indicators.i12.target"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "2套"
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(CELL)).to_have_value("1套")
    page.get_by_role("button", name="重做").click()
    expect(page.locator(CELL)).to_have_value("2套")


@pytest.mark.sentence("declaration.paste")
def test_cells_of_a_worksheet_are_pasted_over_several_cells(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    page.locator(CELL).focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "2套\\t\\t3套\\n8期\\t\\t7期");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("#c-indicators-i12-target textarea")).to_have_value("8期")
    filing.refresh_from_db()
    rows = [[row["target"], row["previous_year"]] for row in filing.document["indicators"][10:12]]
    assert (rows, filing.revision) == ([["2套", "3套"], ["8期", "7期"]], 1)


@pytest.mark.sentence("declaration.together")
def test_two_people_in_one_cell_choose_and_lose_nothing(desk: Any, filing: Any) -> None:
    mine, theirs = opened(desk, filing), opened(desk, filing, "second_filler")
    write(theirs, CELL, "3套")
    mine.locator(CELL).fill("2套")
    mine.locator(CELL).press("Enter")
    conflict = mine.locator("#c-indicators-i11-target .conflict")
    expect(conflict).to_contain_text("3套")
    conflict.get_by_role("button", name="用我写的").click()
    expect(conflict).to_have_count(0)
    expect(mine.locator(CELL)).to_have_value("2套")
    filing.refresh_from_db()
    assert filing.document["indicators"][10]["target"] == "2套"


@pytest.mark.sentence("declaration.findings")
def test_findings_stand_beside_the_cell_and_are_mended_by_a_button(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    cell = page.locator("#c-project-code")
    expect(cell.locator(".chip")).to_have_text("C02")
    cell.locator("textarea").focus()
    expect(cell.locator(".finding")).to_contain_text("非标准连接号")
    cell.get_by_role("button", name="改为").click()
    expect(cell.locator("textarea")).to_have_value("2020-205-000-004")
    expect(page.locator("#c-project-code .chip")).to_have_count(0)


@pytest.mark.sentence("declaration.weights")
def test_points_are_summed_while_they_are_written(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    write(page, "#c-indicators-i10-points textarea", "60")
    expect(page.locator("#sum-g2")).to_contain_text("60 / 80 不符")
    write(page, "#c-indicators-i11-points textarea", "20")
    expect(page.locator("#sum-g2")).to_contain_text("80 / 80 相符")


@pytest.mark.sentence("declaration.statements")
def test_statements_are_written_below_the_table(desk: Any, filing: Any, axe: Callable[[Page], list[str]]) -> None:
    page = opened(desk, filing)
    page.locator("#r-i11").get_by_role("link", name="说明").click()
    expect(page.get_by_label("指标解释")).to_be_focused()
    expect(page.get_by_label("指标解释")).to_be_in_viewport()
    page.get_by_label("指标解释").fill("建成并验收的保密系统套数")
    page.get_by_label("数据来源").focus()
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.evaluate(
        "document.activeElement.blur(); document.querySelectorAll('.pane').forEach(each => each.scrollTop = 0)"
    )
    assert axe(page) == []
    filing.refresh_from_db()
    assert filing.document["indicators"][10]["definition"] == "建成并验收的保密系统套数"


@pytest.mark.parametrize("who", ["filler", "auditor"])
def test_the_editor_fits_a_phone(desk: Any, filing: Any, who: str) -> None:
    page = opened(desk, filing, who, size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_filing_begins_empty_and_grows(desk: Any, world: Any) -> None:
    make_year(YEAR)
    project = make_project(world, "2020-205-000-009", "新项目")
    page = desk.open("filler", f"/cycle/projects/{project.pk}/")
    page.get_by_role("button", name="新建空白表").click()
    expect(page.locator("#tree tbody.goal")).to_have_count(2)
    block = page.locator("#goal-g2")
    block.get_by_label("指标类别").select_option("产出指标|质量指标")
    block.get_by_role("button", name="添加指标").click()
    write(page, "#c-indicators-i1-name textarea", "验收合格率")
    page.get_by_role("button", name="添加年度目标").click()
    expect(page.locator("#tree tbody.goal")).to_have_count(3)


@pytest.mark.sentence("declaration.last_year")
def test_a_filing_of_last_year_is_taken_over(desk: Any, world: Any) -> None:
    project = make_project(world)
    make_filing(world, project)
    make_year(YEAR + 1)
    page = desk.open("filler", f"/cycle/projects/{project.pk}/")
    page.get_by_role("button", name="沿用上年申报").click()
    expect(page.locator("#tree tbody.goal")).to_have_count(7)


def goal_of(page: Page, row: str) -> str:
    found: str = page.evaluate("id => document.getElementById(id).closest('tbody').dataset.goal", f"r-{row}")
    return found


@pytest.mark.sentence("declaration.keyboard")
def test_a_row_moves_by_keyboard_within_its_goal_and_to_the_next(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    before = goal_of(page, "i11")
    rows = f"#goal-{before} tr[data-row]"
    order = page.locator(rows).evaluate_all("all => all.map(each => each.dataset.row)")
    at = order.index("i11")
    page.locator(CELL).press("Alt+ArrowDown")
    expect(page.locator(rows).nth(at + 1)).to_have_attribute("data-row", "i11")
    expect(page.locator(CELL)).to_be_focused()
    page.locator(CELL).press("Alt+Shift+ArrowDown")
    expect(page.locator(f"#goal-{before} #r-i11")).to_have_count(0)
    expect(page.locator(CELL)).to_be_focused()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f"#goal-{before} #r-i11")).to_have_count(1)


def test_a_row_is_dragged_to_another_goal(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    before = goal_of(page, "i11")
    other = page.locator(f"#tree tbody[data-goal]:not(#goal-{before})").last
    other.scroll_into_view_if_needed()
    page.evaluate(
        """([row, goal]) => { const data = new DataTransfer();
        const send = (where, kind) => where.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        const grip = document.querySelector(`#${row} .row-acts`), there = document.querySelector(`#${goal} .goal-head td`);
        if (!grip.draggable) throw new Error("not draggable");
        send(grip, "dragstart"); send(there, "dragover"); send(there, "drop"); }""",
        ["r-i11", other.get_attribute("id")],
    )
    expect(page.locator(f"#{other.get_attribute('id')} #r-i11")).to_have_count(1)


def test_a_row_gets_another_kind_from_the_list_of_the_pack(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    page.locator("#r-i11 details.ask summary").click()
    menu = page.locator("#r-i11 .ask-body")
    menu.get_by_label("指标类别").select_option("效益指标|社会效益指标")
    menu.get_by_role("button", name="改归类").click()
    expect(page.locator("#saved")).to_be_visible()
    expect(page.locator("#r-i11 details.ask[open]")).to_have_count(0)
    page.locator("#r-i11 details.ask summary").click()
    expect(page.locator("#r-i11 .ask-body option").first).to_have_text("效益指标 / 社会效益指标")
