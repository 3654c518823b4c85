"""Release and portal in a real browser: proposed, decided by three people, read without an account."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hengxiao.cycle.models import Release
from under_way import approved

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = (390, 844)
SHOTS = os.environ.get("HENGXIAO_SHOTS", "")
LEVELS = ("unit_reviewer", "department_finance", "finance_performance")
GROUND = "《政府信息公开条例》第十四条"


def shot(page: Page, name: str) -> None:
    """Keep a picture when a folder is named (截图)."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"publishing-{name}.png", full_page=True)


def follow(page: Page, name: str) -> None:
    """Click a link and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("link", name=name).click()


def test_a_target_goes_public_through_three_people(desk: Any, world: Any, axe: Callable[[Page], list[str]]) -> None:
    approved(world)
    page = desk.open("filler", "/cycle/releases/?tab=new")
    shot(page, "new")
    page.get_by_role("button", name="提请公开").click()
    page.get_by_text("增加不予公开的内容").click()
    page.get_by_label("不予公开的单元格").select_option("indicators.i1.target")
    page.get_by_label("法律依据").fill(GROUND)
    page.get_by_role("button", name="列入清单").click()
    expect(page.get_by_role("status").first).to_contain_text("已列入不予公开清单")
    found = []
    for who in LEVELS:
        page = desk.open(who, "/cycle/releases/")
        found += axe(page)
        follow(page, "机关能力建设专项")
        found += axe(page)
        shot(page, who)
        page.get_by_label("同意公开", exact=True).check()
        page.get_by_role("button", name="提交审查结论").click()
        expect(page.get_by_role("status").first).to_contain_text("审查结论已记录")
    assert Release.objects.get().state == "released"
    page = desk.open(None, "/cycle/portal/")
    found += axe(page)
    shot(page, "portal")
    follow(page, "综合事务工作经费")
    expect(page.locator("main")).to_contain_text(GROUND)
    found += axe(page)
    shot(page, "project")
    follow(page, "信息损失清单")
    found += axe(page)
    shot(page, "losses")
    small = desk.open(None, "/cycle/portal/", size=PHONE)
    follow(small, "综合事务工作经费")
    shot(small, "phone")
    assert small.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert found == []
