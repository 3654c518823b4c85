"""A real browser on a running server (真实浏览器测试); skipped in one line where no browser is found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
DESK = (1366, 768)
PHONE = (390, 844)
NO_BROWSER = "browser tests left out: no chromium found (Debian: apt-get install chromium fonts-noto-cjk)"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Playwright keeps an event loop in the test thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; nothing is downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@dataclass
class Desk:
    """People's browsers (各人的浏览器): one context each; whatever the console complains of is kept."""

    browser: Browser
    address: str
    people: dict[str, Any]
    complaints: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def open(
        self, username: str | None = None, path: str = "/", size: tuple[int, int] = DESK, locale: str = "zh-CN"
    ) -> Page:
        """A page, signed in as somebody or as the public."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=locale, base_url=self.address
        )
        self.contexts.append(context)
        if username is not None:
            client = Client()
            client.force_login(self.people[username], backend="django.contrib.auth.backends.ModelBackend")
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])
        page = context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors of the console; an answer with an error status is the test's own business."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def desk(browser: Browser, live_server: Any, world: Any) -> Iterator[Desk]:
    """The browsers of a test; at the end the console must have been silent (so the CSP holds)."""
    made = Desk(browser, live_server.url, world.people)
    yield made
    for context in made.contexts:
        context.close()
    assert made.complaints == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds on a page against WCAG 2.2 A and AA: one line per rule broken."""
    source = AXE.read_text(encoding="utf-8")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

    def look(page: Page) -> list[str]:
        page.wait_for_load_state()
        page.wait_for_function("document.readyState === 'complete' && document.body !== null")
        page.evaluate(source)
        found = page.evaluate("options => axe.run(document, options)", options)
        return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]

    return look


@pytest.fixture
def filings(world: Any) -> list[Any]:
    """One filing in every state of the procedure and a release on its way, so that every page has something to show."""
    from factories import fill_statements, make_filing, make_project, procedure_table, sample_document
    from hengxiao.cycle.actions.releasing import propose_release
    from hengxiao.cycle.models import FilingVersion

    made = []
    for number, state in enumerate(procedure_table()["states"], start=1):
        project = make_project(world, f"2020-205-000-{number:03}", f"机关能力建设专项（{state['name']}）")
        document = fill_statements(sample_document())
        made.append(make_filing(world, project, state["code"], document=document))
    approved = next(filing for filing in made if filing.state == "approved")
    version = FilingVersion.objects.create(
        filing=approved, number=1, reason="approved", document=approved.document, digest="d", by=world.people["filler"]
    )
    propose_release(viewer=world.viewer("filler"), version=version)
    return made
