"""In the browser: a token made, used and revoked; a webhook registered, delivered, lost, its secret renewed (接口页面)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from guide import python_of
from playwright.sync_api import Page
from test_webhooks import Listener, listener

from hengxiao.base.models import Delivery, Endpoint
from hengxiao.base.sending import send_waiting

assert listener  # the fixture
SHOTS = os.environ.get("HENGXIAO_SHOTS", "")
PHONE = (390, 844)
Axe = Callable[[Page], list[str]]


def look(page: Page, axe: Axe, name: str) -> None:
    """No fault of accessibility, nothing wider than the window; a picture when a folder is named."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/interface-{name}.png", full_page=True)
    assert axe(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def asked(address: str, token: str) -> int:
    """How the interface answers a token."""
    try:
        with urlopen(Request(f"{address}/api/me", headers={"Authorization": f"Bearer {token}"})) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.slow
def test_a_token_is_made_used_and_revoked(desk: Any, axe: Axe) -> None:
    page = desk.open("filler", "/base/tokens/")
    assert "还没有接口令牌" in page.locator("main").inner_text()
    look(page, axe, "tokens-empty")
    page.get_by_role("button", name="签发").click()
    look(page, axe, "tokens-refused")
    page.get_by_label("用途").fill("预算一体化系统读取批复结果")
    page.get_by_label("查询 · ").check()
    page.get_by_role("button", name="签发").click()
    token = page.locator("#new-token").inner_text()
    look(page, axe, "token-shown")
    assert asked(desk.address, token) == 200
    page.get_by_role("link", name="已记下").click()
    row = page.locator("tbody tr")
    assert token not in page.content()
    assert token[:11] in row.inner_text()
    look(page, axe, "tokens")
    look(desk.open("filler", "/base/tokens/", PHONE), axe, "tokens-phone")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="吊销").click()
    page.wait_for_load_state()
    assert "已吊销" in row.inner_text()
    assert (asked(desk.address, token), desk.complaints) == (401, [])


@pytest.mark.slow
def test_a_webhook_is_registered_and_its_deliveries_are_seen(desk: Any, axe: Axe, listener: Listener) -> None:
    genuine = python_of("def genuine")["genuine"]
    page = desk.open("department_finance", "/base/webhooks/")
    look(page, axe, "webhooks-empty")
    page.locator("main").get_by_role("link", name="登记回调").first.click()
    page.get_by_label("名称").fill("对账系统")
    page.get_by_label("地址").fill(listener.url)
    page.get_by_label("单位范围").fill("湖北省科学技术厅")
    page.get_by_label("申报：报送").check()
    look(page, axe, "webhook-add")
    page.get_by_role("button", name="登记").click()
    secret = page.locator("#secret").inner_text()
    look(page, axe, "webhook-secret")
    page.get_by_role("link", name="已记下").click()
    page.get_by_role("button", name="发送测试").click()
    page.wait_for_load_state()
    look(page, axe, "webhook-waiting")
    assert send_waiting() == 1
    assert genuine(secret, *listener.got[0])
    assert json.loads(listener.got[0][1])["event"] == "test"
    page.reload()
    assert "已送达" in page.locator("tbody tr").first.inner_text()
    look(page, axe, "webhook-sent")

    page.get_by_role("button", name="发送测试").click()
    page.wait_for_load_state()
    Delivery.objects.filter(state="waiting").update(state="failed", error="base.endpoint_slow", attempts=7)
    Endpoint.objects.update(active=False, stopped="base.endpoint_failing")
    page.reload()
    assert "已自动停用" in page.locator("main").inner_text()
    look(page, axe, "webhook-stopped")
    look(desk.open("department_finance", page.url.removeprefix(desk.address), PHONE), axe, "webhook-stopped-phone")
    look(desk.open("department_finance", "/base/webhooks/", PHONE), axe, "webhooks-phone")
    look(desk.open("department_finance", "/base/webhooks/add/", PHONE), axe, "webhook-add-phone")
    page.get_by_role("button", name="启用").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="重新投递").click()
    page.wait_for_load_state()
    assert send_waiting() == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="换发密钥").click()
    page.locator("#secret").wait_for()
    renewed = page.locator("#secret").inner_text()
    assert renewed != secret
    assert (genuine(renewed, *listener.got[1]), desk.complaints) == (False, [])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size", "locale"), [("desk", (1366, 768), "zh-CN"), ("phone", PHONE, "en-US")])
def test_the_page_of_the_interface_opens_an_operation(
    desk: Any, axe: Axe, name: str, size: tuple[int, int], locale: str
) -> None:
    page = desk.open(None, "/api/docs", size, locale)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/interface-docs-top-{name}.png")
    page.locator("#save_filing_cells summary").click()
    page.locator("#list_jobs summary").click()
    assert page.locator("#save_filing_cells dl").is_visible()
    look(page, axe, f"docs-{name}")
    assert desk.complaints == []
