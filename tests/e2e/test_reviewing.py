"""Review and approval in a real browser: notes by htmx, return with all notes, second look, approval, adjustment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hengxiao.cycle.actions.adjusting import start_adjustment
from hengxiao.cycle.actions.approving import return_for_changes, submit
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.models import CellNote, Filing
from under_way import approved, before_approval, sound_document, submitted

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = (390, 844)
SHOTS = os.environ.get("HENGXIAO_SHOTS", "")


def shot(page: Page, name: str) -> None:
    """Keep a picture when a folder is named (截图)."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"reviewing-{name}.png", full_page=True)


def test_note_is_written_beside_the_form_and_all_are_handed_over_at_once(desk: Any, world: Any) -> None:
    filing = submitted(world)
    page = desk.open("unit_reviewer", "/cycle/review/")
    shot(page, "list")
    page.get_by_role("link", name="机关能力建设专项").click()
    for row in ("机关日常工作正常运转率 · 指标值", "科技杂志 · 指标值"):
        page.get_by_role("link", name=row).click()
        expect(page.locator("#cellpanel h3")).to_have_text(row)
        page.get_by_label("写意见").fill("请说明依据")
        page.get_by_role("button", name="保存意见").click()
        expect(page.locator("#cellpanel")).to_contain_text("已保存")
    shot(page, "notes")
    assert CellNote.objects.filter(handed_over=False).count() == 2
    page.get_by_role("button", name="退回").click()
    expect(page.locator("main")).to_contain_text("请写明理由")
    page.go_back()
    page.locator("#id_opinion").fill("两处指标值须有依据")
    page.get_by_role("button", name="退回").click()
    expect(page.get_by_role("status").first).to_contain_text("退回修改")
    assert CellNote.objects.filter(handed_over=True).count() == 2
    page = desk.open("filler", f"/cycle/review/{filing.pk}/")
    expect(page.locator("main")).to_contain_text("请说明依据")


def test_second_look_shows_only_changes_until_the_whole_is_asked_for(
    desk: Any, world: Any, axe: Callable[[Page], Any]
) -> None:
    filing = submitted(world)
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason="请改")
    document = sound_document()
    set_cell(document, "indicators.i12.target", "≥8期")
    Filing.objects.filter(pk=filing.pk).update(document=document)
    submit(viewer=world.viewer("filler"), filing=Filing.objects.get())
    page = desk.open("unit_reviewer", f"/cycle/review/{filing.pk}/")
    expect(page.locator("ins")).to_have_text("≥8期")
    assert page.locator("table.sheet tbody tr").count() == 2
    shot(page, "second-look")
    assert axe(page) == []
    page.get_by_role("link", name="看全表").click()
    assert page.locator("table.sheet tbody tr").count() > 40
    shot(page, "whole")


def test_marks_and_approval_on_a_phone(desk: Any, world: Any, axe: Callable[[Page], Any]) -> None:
    filing = before_approval(world)
    page = desk.open("finance_performance", f"/cycle/review/{filing.pk}/", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_label("综合评定等次").select_option("优")
    page.get_by_role("button", name="保存审核表").click()
    expect(page.locator("main")).to_contain_text("直接进入下一步预算安排流程")
    shot(page, "phone")
    assert axe(page) == []
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="批复").click()
    expect(page.get_by_role("status").first).to_contain_text("已批复")
    with page.expect_download() as printed:
        page.locator("a[href*='/versions/'][href$='/pdf/']").first.click()
    page.goto("/cycle/verify/")
    page.get_by_label("打印件、扫描件或电子件").set_input_files(printed.value.path(), timeout=5000)
    page.get_by_role("button", name="校验").click()
    expect(page.locator("main")).to_contain_text("逐格相同")
    shot(page, "verify")


def test_adjustment_is_compared_and_the_timeline_told(desk: Any, world: Any, axe: Callable[[Page], Any]) -> None:
    before = approved(world)
    page = desk.open("filler", f"/cycle/projects/{before.project_id}/change/2020/")
    page.get_by_label("理由").fill("预算调减")
    page.get_by_role("button", name="建立").click()
    filing = Filing.objects.get(kind="adjustment")
    set_cell(filing.document, "indicators.i12.target", "≥5期")
    filing.save(update_fields=["document"])
    page.goto(f"/cycle/review/{filing.pk}/")
    page.get_by_role("link", name="调整前后对照").click()
    expect(page.locator("main")).to_contain_text("共 1 处改动")
    assert axe(page) == []
    shot(page, "comparison")
    page.goto(f"/cycle/projects/{before.project_id}/timeline/")
    assert axe(page) == []
    shot(page, "timeline")


def test_waiver_is_written_in_the_cell(desk: Any, world: Any) -> None:
    before = approved(world)
    filing = start_adjustment(viewer=world.viewer("filler"), project=before.project, year=2020, reason="预算调减")
    set_cell(filing.document, "indicators.i27.target", "次")
    filing.save(update_fields=["document"])
    page = desk.open("filler", f"/cycle/review/{filing.pk}/cell/?path=indicators.i27.target")
    shot(page, "cell")
    page.get_by_text("说明理由，不作修改").first.click()
    page.get_by_label("公开的理由").first.fill("年中才能确定")
    page.get_by_role("button", name="保存理由").first.click()
    expect(page.locator("#cellpanel")).to_contain_text("已说明理由：年中才能确定")
    shot(page, "waiver")
