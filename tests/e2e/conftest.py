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
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
DESK = (1366, 768)
PHONE = (390, 844)
PATIENCE = 25_000  # milliseconds until what is expected must be there: a busy machine is no fault of a page
PARTS = {"stylesheet", "script", "image", "font"}  # of a page; none may be missing
ENOUGH = 12  # indicators of a filing that is only looked at: every kind of row, a third of the table
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
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@dataclass
class Contexts:
    """A browser context for each person (各人的浏览器环境), kept for all tests: styles and scripts are loaded once."""

    browser: Browser
    address: str
    known: dict[tuple[str, str], BrowserContext] = field(default_factory=dict)

    def of(self, username: str, locale: str) -> BrowserContext:
        """The context of a person, as somebody who has never been here."""
        if (username, locale) not in self.known:
            self.known[username, locale] = self.browser.new_context(locale=locale, base_url=self.address)
        return self.known[username, locale]


@pytest.fixture(scope="session")
def contexts(browser: Browser, live_server: Any) -> Contexts:
    """The contexts of all tests on the one server."""
    return Contexts(browser, live_server.url)


@dataclass
class Desk:
    """People's browsers (各人的浏览器): one context each; whatever the console complains of is kept."""

    contexts: Contexts
    people: dict[str, Any]
    complaints: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the server is."""
        return self.contexts.address

    def open(
        self, username: str | None = None, path: str = "/", size: tuple[int, int] = DESK, locale: str = "zh-CN"
    ) -> Page:
        """A page, signed in as somebody or as the public."""
        context = self.contexts.of(username or "", locale)
        if context not in [page.context for page in self.pages]:
            self.enter(context, username)
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        self.pages.append(page)
        page.on("console", self.hear)
        page.on("response", self.heed)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    def enter(self, context: BrowserContext, username: str | None) -> None:
        """Begin anew in a context: nothing is left of the test before, and the person is signed in."""
        context.clear_cookies()
        if username is not None:
            client = Client()
            client.force_login(self.people[username], backend="django.contrib.auth.backends.ModelBackend")
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])

    def heed(self, answer: Response) -> None:
        """Keep faults of the server and parts of a page that are missing; a page refused is the test's own business."""
        if answer.status >= 500 or (answer.status >= 400 and answer.request.resource_type in PARTS):
            self.complaints.append(f"{answer.status} {answer.url}")

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors of the console; what the server answered is heeded apart."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def desk(contexts: Contexts, world: Any) -> Iterator[Desk]:
    """The browsers of a test; at the end the console must have been silent (so the CSP holds)."""
    made = Desk(contexts, world.people)
    yield made
    for page in made.pages:
        page.close()
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
        del document["indicators"][ENOUGH:]
        made.append(make_filing(world, project, state["code"], document=document))
    approved = next(filing for filing in made if filing.state == "approved")
    version = FilingVersion.objects.create(
        filing=approved, number=1, reason="approved", document=approved.document, digest="d", by=world.people["filler"]
    )
    propose_release(viewer=world.viewer("filler"), version=version)
    return made
