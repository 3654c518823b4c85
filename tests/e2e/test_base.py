"""In the browser: an account from its first password to a role confirmed by two people; to-do; lock-out (基础页面)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page

from factories import PASSWORD
from hengxiao.base.enums import GrantState
from hengxiao.base.models import Grant, Notice

SHOTS = os.environ.get("HENGXIAO_SHOTS", "")
Axe = Callable[[Page], list[str]]
NEW = "Another-word-2026"


def look(page: Page, axe: Axe, name: str) -> None:
    """No fault of accessibility; a picture when a folder is named."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/base-{name}.png", full_page=True)
    assert axe(page) == [], name


def sign_in(page: Page, username: str, password: str) -> None:
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")


@pytest.fixture(autouse=True)
def no_earlier_failures() -> None:
    cache.clear()


@pytest.mark.slow
def test_account_is_opened_signed_in_and_given_a_role_by_two_people(desk: Any, axe: Axe) -> None:
    page = desk.open("system_admin", "/base/people/add/")
    page.get_by_label("姓名").fill("李四")
    page.get_by_label("用户名").fill("lisi")
    page.get_by_label("所在单位").press_sequentially("科技信息", delay=20)
    page.locator("#organisations option").first.wait_for(state="attached")
    page.get_by_label("所在单位").fill(page.locator("#organisations option").first.get_attribute("value") or "")
    page.get_by_role("button", name="保存").click()
    first = page.locator("#first-password").inner_text()
    look(page, axe, "first-password")

    own = desk.open(None, "/accounts/login/")
    look(own, axe, "login")
    sign_in(own, "lisi", first)
    own.wait_for_url("**/accounts/password/change/")
    own.goto("/")
    assert own.url.endswith("/accounts/password/change/")
    own.locator("#id_oldpassword").fill(first)
    own.locator("#id_password1").fill(NEW)
    own.locator("#id_password2").fill(NEW)
    look(own, axe, "first-change")
    own.locator("#id_password2").press("Enter")
    own.wait_for_load_state()
    own.goto("/")
    assert own.locator("h1").inner_text() == "我的待办"

    proposer = desk.open("security_admin", "/base/grants/add/?person=lisi")
    proposer.get_by_label("角色").select_option("finance_performance")
    proposer.get_by_label("在哪个单位").fill("湖北省财政厅")
    proposer.get_by_label("数据范围").select_option("all")
    proposer.get_by_role("button", name="提请授权").click()
    assert "复核后生效" in proposer.locator("#messages").inner_text()
    second = desk.open("second_security", "/base/grants/?state=proposed")
    look(second, axe, "grant-waiting")
    second.get_by_role("button", name="复核同意").click()
    second.wait_for_load_state()
    assert Grant.objects.get(person__username="lisi").state == GrantState.ACTIVE
    own.reload()
    own.get_by_role("link", name="我的角色与委托").click()
    look(own, axe, "delegations")
    assert "批复后版本锁定" in own.locator("main").inner_text()


@pytest.mark.slow
def test_to_do_shows_what_is_late_and_notices_are_put_away(desk: Any, axe: Axe) -> None:
    today = timezone.localdate()
    filler = desk.people["filler"]
    facts = {"role": "填报人"}
    for days in (-2, 0, 5):
        due = today + timedelta(days=days)
        Notice.objects.create(
            person=filler, code="base.granted_already", facts=facts, link="/base/year/", is_task=True, due=due
        )
    Notice.objects.create(person=filler, code="base.granted_already", facts=facts)
    Notice.objects.create(person=filler, code="cycle.notice_of_a_later_version", facts={})
    page = desk.open("filler")
    look(page, axe, "to-do")
    text = page.locator("main").inner_text()
    assert [word for word in ("已过期", "今天到期", "有一条新的事项") if word not in text] == []
    page.get_by_role("button", name="全部标为已读").click()
    page.get_by_text("没有新的通知").wait_for()
    assert Notice.objects.filter(done_at=None).count() == 3


@pytest.mark.slow
def test_too_many_wrong_passwords_show_the_lock(desk: Any, axe: Axe, settings: Any) -> None:
    page = desk.open(None, "/accounts/login/")
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(page, "filler", "wrong-password")
        page.wait_for_load_state()
    assert "登录已锁定" in page.locator("h1").inner_text()
    look(page, axe, "locked")
    page.goto("/accounts/login/")
    sign_in(page, "filler", PASSWORD)
    page.wait_for_load_state()
    assert "登录已锁定" in page.locator("h1").inner_text()
