"""Drafts in a browser (起草): from Excel, PDF and last year's results, what was not read, the library, what blocks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browsing import CELL, WORD, agree, hand_in, opened, told, write
from factories import SAMPLE, TODAY, YEAR, make_filing, make_project, make_year
from hengxiao.base.viewer import Viewer
from hengxiao.core.printing import print_form
from hengxiao.core.reading import read
from hengxiao.cycle.actions.indicator_library import load_library
from hengxiao.cycle.documents import QUALITY
from hengxiao.cycle.models import Filing
from hengxiao.cycle.wording import TITLES
from under_way import sound_document

ELEMENTS = [str(TITLES[f"indicators.quality.{name}"]) for name in QUALITY]


def sample_without(text: str) -> bytes:
    """The Word sample with a text left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(SAMPLE) as archive, zipfile.ZipFile(made, "w") as packed:
        for name in archive.namelist():
            data = archive.read(name)
            packed.writestr(name, data.replace(text.encode(), b"") if name == "word/document.xml" else data)
    return made.getvalue()


@pytest.mark.sentence("declaration.source")
@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_forms_in_excel_and_pdf_become_drafts_beside_their_source(
    desk: Any, world: Any, tmp_path: Path, suffix: str
) -> None:
    make_year()
    project = make_project(world, "2020-205-000-004", "综合事务工作经费")
    form = SAMPLE.with_suffix(suffix)
    if suffix == ".pdf":
        form = tmp_path / "附表五.pdf"
        print_form(read(SAMPLE)[0], "hubei_2020.target", form)
    page = desk.open("filler", f"/cycle/projects/{project.pk}/")
    hand_in(page, form)
    expect(page.locator("#tree tbody.goal")).to_have_count(7)
    page.locator("#tree td[data-column=target] textarea", has_text="10家以上").focus()
    expect(page.locator(".source-grid .lit")).to_have_text("10家以上")


@pytest.mark.sentence("declaration.last_year")
def test_last_years_results_become_the_history_of_the_draft(desk: Any, world: Any) -> None:
    make_year(YEAR + 1)
    project = make_project(world, "2020-205-000-004", "综合事务工作经费")
    page = desk.open("filler", f"/cycle/projects/{project.pk}/")
    hand_in(page, SAMPLE.with_name("自评表-2020.docx"), of_last_year=True)
    told(page, "请逐格核对")
    document = Filing.objects.get().document
    before = next(row for row in document["indicators"] if row["previous_year"])
    expect(page.locator(f"#c-indicators-{before['id']}-previous_year textarea")).to_have_value(before["previous_year"])
    assert {row["actual"] for row in document["indicators"]} == {""}


@pytest.mark.sentence("declaration.unread")
def test_a_cell_that_was_not_read_is_marked_and_not_guessed(desk: Any, world: Any) -> None:
    make_year()
    project = make_project(world, "2020-205-000-004", "综合事务工作经费")
    page = desk.open("filler", f"/cycle/projects/{project.pk}/")
    hand_in(page, {"name": "缺一格.docx", "mimeType": WORD, "buffer": sample_without("10家以上")})
    told(page, "有 1 格没有读到，已标出")
    cell = page.locator("#tree td.unread")
    expect(cell).to_have_count(1)
    expect(cell).to_contain_text("未读出，请补填")
    expect(cell.locator("textarea")).to_have_value("")
    write(page, "#tree td.unread textarea", "≥10家")
    expect(page.locator("#tree td.unread")).to_have_count(0)


@pytest.mark.sentence("declaration.autosave")
def test_leaving_a_cell_saves_it(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    page.locator(CELL).fill("2套")
    page.locator("#c-indicators-i12-target textarea").focus()
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.reload()
    expect(page.locator(CELL)).to_have_value("2套")


@pytest.mark.sentence("declaration.long_term")
def test_annual_indicators_are_copied_to_the_long_term_goal(desk: Any, filing: Any) -> None:
    page = opened(desk, filing)
    names = page.locator("#goal-g1 td[data-column=name] textarea")
    expect(names).to_have_count(9)
    page.get_by_role("button", name="年度指标复制到长期").click()
    expect(names.filter(has_text="科技杂志")).to_have_count(1)
    page.get_by_role("button", name="撤销").click()
    expect(names).to_have_count(9)


@pytest.mark.sentence("declaration.suggestion")
def test_the_library_suggests_by_alias_and_fills_what_it_knows(desk: Any, filing: Any) -> None:
    load_library(viewer=Viewer(None, TODAY, address="console"))
    page = opened(desk, filing)
    name = page.locator("#c-indicators-i11-name textarea")
    name.fill("")
    name.press_sequentially("参训人次")
    offer = page.locator("#c-indicators-i11-name .suggestions li").filter(has_text="又名 参训人次")
    expect(offer).to_contain_text("培训人次")
    name.press("Tab")
    expect(page.locator("#saved")).to_contain_text("已保存")
    offer.get_by_role("button", name="采用").click()
    expect(name).to_have_value("培训人次")
    page.locator("#r-i11").get_by_role("link", name="说明").click()
    expect(page.get_by_label("指标解释")).to_have_value("年度内参加培训的人员累计次数")


@pytest.mark.sentence("declaration.blocked", "declaration.statements")
def test_empty_elements_of_data_quality_block_submission_and_approval(desk: Any, world: Any) -> None:
    document = sound_document()
    document["indicators"][0]["quality"] = dict.fromkeys(QUALITY, "")
    last = make_filing(world, make_project(world, "P-2"), state="performance_review", document=document)
    chief = desk.open("finance_performance", f"/cycle/review/{last.pk}/")
    agree(chief, "批复")
    for element in ELEMENTS:
        expect(chief.locator("main")).to_contain_text(element)
    filing = make_filing(world, document=document)
    page = opened(desk, filing)
    agree(page, "报送")
    page.get_by_role("link", name="数据准确程度").first.click()
    for element in ELEMENTS:
        field = page.get_by_label(element, exact=True)
        field.fill("见台账")
        with page.expect_response("**/cells/"):
            field.press("Tab")
    page.get_by_role("link", name="返回填报").click()
    agree(page, "报送")
    told(page, "现在是“单位审核”")
    last.refresh_from_db()
    assert last.state == "performance_review"
