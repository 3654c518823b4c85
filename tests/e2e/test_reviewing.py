"""Review and approval in a real browser: notes by htmx, return with all notes, second look, approval, adjustment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import agree, taken, told
from factories import make_project
from hengxiao.core.packs.model import Pack
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


@pytest.mark.sentence("review.notes", "review.returned")
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


@pytest.mark.sentence("review.second_look")
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
    page.get_by_label("打印件、扫描件或电子件").set_input_files(printed.value.path())
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


@pytest.mark.sentence("review.waiver")
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


@pytest.mark.sentence("review.levels")
def test_a_filing_passes_the_levels_of_the_pack_one_after_the_other(desk: Any, world: Any) -> None:
    filing = submitted(world)
    levels = {"unit_reviewer": "单位审核", "department_finance": "部门审核", "finance_business": "财政业务处审核"}
    after = [*list(levels.values())[1:], "绩效处审核"]
    for (who, level), following in zip(levels.items(), after, strict=True):
        page = desk.open(who, "/cycle/review/")
        page.get_by_role("link", name="机关能力建设专项").click()
        expect(page.locator(".stages [aria-current]")).to_have_text(level)
        page.get_by_role("button", name="通过").click()
        told(page, f"现在是“{following}”")
        expect(page.get_by_role("button", name="通过")).to_have_count(0)
    assert [step.action for step in filing.steps.order_by("pk")] == ["submit", "pass", "pass", "pass"]


@pytest.mark.sentence("review.scored")
def test_marks_on_four_aspects_come_to_a_grade_that_lets_pass_or_not(desk: Any, world: Any, tmp_path: Path) -> None:
    filing = submitted(world)
    page = desk.open("unit_reviewer", f"/cycle/review/{filing.pk}/")
    aspects = set(page.locator("td[data-label='方面']").all_inner_texts())
    assert aspects == {"完整性", "相关性", "适当性", "可行性"}
    points = page.locator("input[name^='points:']")

    def mark(share: float) -> None:
        for each in points.all():
            each.fill(str(float(each.get_attribute("max") or 0) * share))
        page.get_by_role("button", name="保存审核表").click()
        told(page, "审核表已保存")

    mark(0.5)
    expect(page.locator("main")).to_contain_text(re.compile(r"50(\.00)? 分，\s*差"))
    page.get_by_role("button", name="通过").click()
    expect(page.locator("main")).to_contain_text("不得进入下一步预算安排流程")
    page.goto(f"/cycle/review/{filing.pk}/")
    mark(1)
    expect(page.locator("main")).to_contain_text(re.compile(r"100(\.00)? 分，\s*优"))
    form = taken(page, page.get_by_role("group", name="打印我的审核表").get_by_role("link", name="Word"), tmp_path)
    assert form.stat().st_size > 0
    page.get_by_role("button", name="通过").click()
    told(page, "现在是“部门审核”")


@pytest.mark.sentence("review.batch")
def test_what_is_clear_is_approved_together_and_the_rest_says_why(desk: Any, world: Any) -> None:
    filings = [before_approval(world, project=make_project(world, f"P-{name}", f"项目{name}")) for name in "甲乙丙"]
    filings[2].notes.create(path="*", text="还差一份依据", by=world.people["unit_reviewer"])
    page = desk.open("finance_performance", "/cycle/review/")
    page.get_by_label("全选").check()
    agree(page, "批复所选")
    told(page, "已批复 2 份")
    told(page, "项目丙：")
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    assert [Filing.objects.get(pk=each.pk).state for each in filings] == ["approved", "approved", "performance_review"]


@pytest.mark.sentence("review.third_party")
def test_where_the_pack_asks_a_third_party_speaks_before_approval(
    desk: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Pack.get
    asked = {"kinds": ("department",), "amount": 0}
    monkeypatch.setattr(
        Pack,
        "get",
        lambda self, code, *more, **given: asked if code == "review.third_party" else usual(self, code, *more, **given),
    )
    filing = before_approval(world)
    page = desk.open("finance_performance", f"/cycle/review/{filing.pk}/")
    expect(page.locator("main")).to_contain_text("须先有专家或第三方机构的意见才能批复")
    agree(page, "批复")
    expect(page.get_by_role("alert").first).to_contain_text("意见")
    assert Filing.objects.get().state == "performance_review"
    page.goto(f"/cycle/review/{filing.pk}/")
    page.get_by_label("机构").select_option(label=world.agency.name)
    page.get_by_role("button", name="委托审核").click()
    told(page, "已委托，对方会在待办中看到")
    evaluator = desk.open("evaluator")
    evaluator.get_by_role("link", name="请提出审核意见").click()
    evaluator.get_by_label("综合评定等次").select_option("优")
    evaluator.get_by_label("综合意见").fill("目标可行")
    evaluator.get_by_role("button", name="保存审核表").click()
    told(evaluator, "审核表已保存")
    page.reload()
    expect(page.locator("main")).to_contain_text("本轮已有专家或第三方机构的意见")
    agree(page, "批复")
    told(page, "已批复")
