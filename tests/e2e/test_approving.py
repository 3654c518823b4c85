"""Approval, its prints and what changes later, in a browser (批复、打印、校验、调整、追加)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from pdfminer.high_level import extract_text
from playwright.sync_api import Page, expect

from browsing import CELL, agree, opened, taken, told, write
from factories import make_project
from hengxiao.core.printing import printed_mark
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.imprints import Imprint, imprint
from hengxiao.cycle.models import Filing
from under_way import approved, before_approval, sound_document

KINDS = ("PDF", "Word", "Excel")


def prints_of(page: Page, box: str, folder: Path) -> dict[str, Path]:
    """The files behind the print links of a part of the page."""
    links = page.locator(box)
    return {kind: taken(page, links.get_by_role("link", name=kind, exact=True).first, folder) for kind in KINDS}


def verified(page: Page, copy: Path) -> None:
    """Upload a copy to be compared."""
    page.get_by_label("打印件、扫描件或电子件").set_input_files(copy)
    page.get_by_role("button", name="校验", exact=True).click()


def altered(word: Path, old: str, new: str) -> Path:
    """A Word file in which somebody changed a text."""
    made = word.with_name(f"改-{word.name}")
    with zipfile.ZipFile(word) as archive, zipfile.ZipFile(made, "w") as packed:
        for name in archive.namelist():
            data = archive.read(name)
            packed.writestr(name, data.replace(old.encode(), new.encode()) if name == "word/document.xml" else data)
    return made


@pytest.mark.sentence("approval.pinned")
def test_after_approval_nothing_is_changed_even_from_a_page_opened_before(desk: Any, world: Any) -> None:
    filing = before_approval(world)
    Filing.objects.filter(pk=filing.pk).update(state="draft")
    page = opened(desk, filing)
    Filing.objects.filter(pk=filing.pk).update(state="performance_review")
    chief = desk.open("finance_performance", f"/cycle/review/{filing.pk}/")
    agree(chief, "批复")
    told(chief, "已批复")
    page.locator(CELL).fill("9套")
    page.locator(CELL).press("Enter")
    expect(page.locator("#c-indicators-i11-target .answer")).to_contain_text("现在不能修改")
    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"/cycle/filings/{filing.pk}/edit/")
    expect(page.locator("#sheet")).to_contain_text("1套")
    expect(page.locator("#sheet textarea")).to_have_count(0)
    expect(page.get_by_role("button", name="报送")).to_have_count(0)
    filing.refresh_from_db()
    assert filing.document == filing.versions.get(reason="approved").document == sound_document()


@pytest.mark.sentence("approval.print", "approval.verify")
def test_official_prints_carry_the_mark_and_an_altered_copy_is_found_out(desk: Any, world: Any, tmp_path: Path) -> None:
    version = approved(world).versions.get(reason="approved")
    page = desk.open("filler", f"/cycle/review/{version.filing_id}/")
    prints = prints_of(page, ".box:has(h2:text-is('打印'))", tmp_path)
    assert {mark.digest for mark in map(printed_mark, prints.values()) if mark} == {version.mark}
    with zipfile.ZipFile(prints["Word"]) as word:
        assert [name for name in word.namelist() if name.startswith("word/media/")] != []
    page.get_by_role("link", name="校验回收件").last.click()
    for copy in prints.values():
        verified(page, copy)
        expect(page.locator("main")).to_contain_text("逐格相同")
    verified(page, altered(prints["Word"], "2500件", "3500件"))
    expect(page.locator("main")).to_contain_text("不一致：有 1 处与批复件不同")
    expect(page.get_by_role("table", name="不同之处").locator("tbody td")).to_have_text(["2500件", "3500件"])


@pytest.mark.sentence("approval.verify")
def test_a_scan_whose_text_differs_is_told_cell_by_cell(desk: Any, world: Any, tmp_path: Path) -> None:
    version = approved(world).versions.get(reason="approved")
    document = sound_document()
    set_cell(document, "indicators.i12.target", "9期")
    scan = tmp_path / "回收件.pdf"
    scan.write_bytes(imprint(Imprint(document, version.filing.pack, version.filing.layout, "pdf")))
    page = desk.open("filler", "/cycle/verify/")
    verified(page, scan)
    expect(page.locator("main")).to_contain_text("不属于您能看到的任何批复件")
    page.goto(f"/cycle/versions/{version.pk}/verify/")
    verified(page, scan)
    differing = page.get_by_role("table", name="不同之处").locator("tbody tr")
    expect(differing).to_have_count(1)
    expect(differing.locator("td")).to_have_text(["6期", "9期"])


@pytest.mark.sentence("approval.adjustment")
def test_an_adjustment_keeps_before_after_and_reason_and_is_printed(desk: Any, world: Any, tmp_path: Path) -> None:
    before = approved(world)
    page = desk.open("filler", f"/cycle/review/{before.pk}/")
    page.get_by_role("link", name="发起调整或年中追加").click()
    page.get_by_label("理由").fill("年中预算调减")
    page.get_by_role("button", name="建立").click()
    write(page, "#c-indicators-i12-target textarea", "≥5期")
    page.get_by_role("link", name="审核与版本").click()
    page.get_by_role("link", name="调整前后对照").click()
    expect(page.locator("table.sheet tbody td.wrap")).to_have_text(["6期", "≥5期"])
    prints = prints_of(page, ".actions", tmp_path)
    paper = extract_text(prints["PDF"]).replace("\n", "").replace(" ", "")
    assert [word for word in ("绩效目标调整对照表", "年中预算调减", "6期", "≥5期") if word not in paper] == []
    before.refresh_from_db()
    assert (before.state, before.document) == ("approved", sound_document())


@pytest.mark.sentence("approval.addition")
def test_an_addition_in_the_year_goes_through_the_same_levels(desk: Any, world: Any) -> None:
    before = approved(world)
    page = desk.open("filler", f"/cycle/projects/{before.project_id}/change/{before.year}/")
    page.get_by_label("类别").select_option(label="年中追加")
    page.get_by_label("理由").fill("追加科普经费")
    page.get_by_role("button", name="建立").click()
    write(page, "#c-indicators-i30-target textarea", "12项")
    agree(page, "报送")
    told(page, "现在是“单位审核”")
    for who in ("unit_reviewer", "department_finance", "finance_business"):
        reviewer = desk.open(who, f"{page.url}")
        reviewer.get_by_role("button", name="通过").click()
        told(reviewer, "现在是")
    chief = desk.open("finance_performance", page.url)
    expect(chief.locator("main")).to_contain_text("追加科普经费")
    agree(chief, "批复")
    told(chief, "已批复")
    chief.get_by_role("link", name="调整前后对照").click()
    expect(chief.locator("table.sheet tbody td.wrap")).to_have_text(["10项", "12项"])
    page.goto(f"/cycle/projects/{before.project_id}/timeline/")
    expect(page.locator("ol.events")).to_contain_text("年中追加")
    other = make_project(world, "P-2", "没有批复的项目")
    page.goto(f"/cycle/projects/{other.pk}/change/{before.year}/")
    expect(page.locator("main")).to_contain_text("请走年初申报")
