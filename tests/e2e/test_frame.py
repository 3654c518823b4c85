"""The frame in a browser: sign-in, keyboard, phone (页面框架)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from factories import PASSWORD

DESK, PHONE = (1366, 768), (390, 844)


def test_somebody_signs_in_by_keyboard_alone(desk: Any, axe: Callable[[Page], list[str]]) -> None:
    page = desk.open(path="/accounts/login/")
    assert axe(page) == []
    page.locator("#id_login").focus()
    page.keyboard.type("filler")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.address}/")
    assert page.locator(".topbar form button", has_text="退出").count() == 1


def test_first_tab_offers_the_way_past_the_menu(desk: Any) -> None:
    page = desk.open("filler")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_is_wider_than_the_screen(desk: Any, size: tuple[int, int]) -> None:
    page = desk.open("filler", size=size)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_signing_out_ends_the_session(desk: Any) -> None:
    page = desk.open("filler")
    page.locator(".topbar").get_by_role("button", name="退出").click()
    page.goto("/")
    assert "/accounts/login/" in page.url
