"""What people do on the pages in a browser test (浏览器测试中的动作): open the editor, write a cell, hand in, take a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

CELL = "#c-indicators-i11-target textarea"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def opened(desk: Any, filing: Any, who: str = "filler", size: tuple[int, int] = (1366, 768)) -> Page:
    """The editor of a filing, with its findings there."""
    page: Page = desk.open(who, f"/cycle/filings/{filing.pk}/edit/", size=size)
    expect(page.locator("#findings .finding").first).to_be_visible()
    return page


def write(page: Page, selector: str, text: str) -> None:
    """Write a cell of the editor and have it saved."""
    page.locator(selector).fill(text)
    page.locator(selector).press("Enter")
    expect(page.locator("#saved")).to_contain_text("已保存")


def hand_in(page: Page, form: Path | FilePayload, of_last_year: bool = False) -> None:
    """Hand a form in on the page of its project; the editor of the draft opens."""
    page.get_by_label("绩效目标表或自评表").set_input_files(form)
    page.get_by_label("上年的表（实际完成转为历史值，资金清空）" if of_last_year else "本年的表", exact=True).check()
    page.get_by_role("button", name="上传并生成草稿").click()
    expect(page.locator("#findings .finding").first).to_be_visible()


def agree(page: Page, button: str) -> None:
    """Press a button that asks first, and say yes."""
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name=button, exact=True).click()


def told(page: Page, words: str) -> None:
    """What the page says was done."""
    expect(page.locator("#messages")).to_contain_text(words)


def taken(page: Page, link: Any, folder: Path) -> Path:
    """The file behind a link, under its own name."""
    with page.expect_download() as download:
        link.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path
