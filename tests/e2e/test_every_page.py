"""Every page a role can reach by links: accessible, inside the screen, without a server error (逐页检查).

Walks from the home page; one page per address pattern. `HENGXIAO_SHOTS=folder` keeps a picture of each page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as NotInTimeError

from hengxiao.base.enums import Role
from hengxiao.core.packs import available, load

DESK, PHONE = (1366, 768), (390, 844)
SETTLED = 10_000  # milliseconds a page may take to come to rest after the screen changed
ALIKE = {"cycle:pack", "api_docs"}  # long, and the same for everybody: examined as the filler sees them
LEFT_OUT = {"account_logout", "set_language"}
SHOTS = os.environ.get("HENGXIAO_SHOTS", "")
LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map(link => link.href)"
CHINESE = re.compile(r"[\u3400-\u9fff]")
STRINGS = re.compile(r"'([^']*)'")
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pattern(address: str) -> str:
    """Name of the page behind an address (网址的名称); empty when it is none of ours to visit."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return "" if match.view_name in LEFT_OUT or "static" in match.route else match.view_name or match.route


def walk(page: Page, start: str, visit: Callable[[Page, str], None]) -> list[str]:
    """Visit one page per pattern, breadth first (逐页走访); answers the names in the order they were found."""
    waiting, seen = [urljoin(page.url, start)], {pattern(start)}
    host = urlsplit(page.url).netloc
    names: list[str] = []
    while waiting:
        address = waiting.pop(0)
        if not reached(page, address):
            continue
        names.append(pattern(address))
        visit(page, names[-1])
        for link in page.evaluate(LINKS):
            target = urldefrag(link).url
            name = pattern(target)
            if urlsplit(target).netloc == host and name and name not in seen:
                seen.add(name)
                waiting.append(target)
    return names


def reached(page: Page, address: str) -> bool:
    """Go to an address that answers without a server error (打开网址); False for a file, which is no page to look at."""
    try:
        answer: Any = page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        answer = page.context.request.get(address)
    assert answer.status < 500, address
    return "text/html" in answer.headers.get("content-type", "")


def picture(page: Page, who: str, name: str, size: tuple[int, int]) -> None:
    """Keep a picture when a folder is named (截图)."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{who}-{name.replace(':', '_').replace('/', '_')}-{size[0]}.png", full_page=True)


def fits(page: Page, who: str, name: str) -> list[str]:
    """Where a page is wider than the screen (超出屏幕宽度), once it has come to rest; keeps its pictures."""
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        picture(page, who, name, size)
        try:
            page.wait_for_function(f"() => ({WIDE})() <= 0", timeout=SETTLED)
        except NotInTimeError:
            found.append(f"at {size[0]}: wider than the screen by {page.evaluate(WIDE)}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("who", [str(role) for role in Role])
def test_every_page_of_a_role_is_accessible_and_fits(
    desk: Any, filings: Any, axe: Callable[[Page], list[str]], who: str
) -> None:
    wrong: list[str] = []

    def visit(page: Page, name: str) -> None:
        wrong.extend(f"{name} {line}" for line in fits(page, who, name))
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        if who == Role.FILLER or name not in ALIKE:
            wrong.extend(f"{name}: {line}" for line in axe(page))
        if page.locator("h1").count() != 1:
            wrong.append(f"{name}: {page.locator('h1').count()} headings of the first level")
        if page.locator("main").inner_text().strip() == "":
            wrong.append(f"{name}: empty page")

    names = walk(desk.open(who), "/", visit)
    assert wrong == []
    assert len(names) > 1


WORDS_OF_THE_PAGE = """() => [...document.querySelectorAll(
  'nav a, button, label, legend, caption, summary, .list th, .box-head h2, dl.facts > dt, .btn, .state, .help, .quiet'
)].filter(part => !part.closest('.sheet, .sheet-data, [lang]:not(html)') && part.childElementCount === 0)
  .map(part => part.textContent.trim()).filter(text => /[\\u3400-\\u9fff]/.test(text))"""


@pytest.mark.slow
def test_the_public_portal_needs_no_account_and_is_accessible(desk: Any, axe: Callable[[Page], list[str]]) -> None:
    released(desk.people)
    wrong: list[str] = []

    def visit(page: Page, name: str) -> None:
        wrong.extend(f"{name} {line}" for line in fits(page, "public", name))
        wrong.extend(f"{name}: {line}" for line in axe(page))

    names = walk(desk.open(path="/cycle/portal/"), "/cycle/portal/", visit)
    assert wrong == []
    assert {"cycle:portal", "cycle:portal_project", "cycle:portal_losses"} - set(names) == set()


def released(people: dict[str, Any]) -> None:
    """A project whose approved targets have passed all three levels of release (已公开的项目)."""
    from factories import World
    from hengxiao.cycle.actions.releasing import decide_release, propose_release
    from under_way import approved

    world = World(organisations={"unit": people["filler"].organisation}, people=people)
    version = approved(world).versions.last()
    release = propose_release(viewer=world.viewer("filler"), version=version)
    for name in ("unit_reviewer", "department_finance", "finance_performance"):
        decide_release(viewer=world.viewer(name), release=release, agree=True)
        release.refresh_from_db()


def words_of_the_data(filings: list[Any], people: dict[str, Any]) -> re.Pattern[str]:
    """What stays Chinese on an English page: names of projects, organisations and people, words of the pack's forms."""
    pack = load(filings[0].pack)
    words = {*(load(each).title for each in available()), *STRINGS.findall(str(pack.rule("review.form").plain()))}
    words |= {filing.project.name for filing in filings}
    words |= {text for person in people.values() for text in (person.name, person.organisation.name)}
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["filler", "finance_performance", "security_admin"])
def test_every_page_of_a_role_speaks_english(desk: Any, filings: Any, who: str) -> None:
    left: list[str] = []

    def visit(page: Page, name: str) -> None:
        picture(page, f"english-{who}", name, DESK)
        left.extend(
            f"{name}: {text}" for text in page.evaluate(WORDS_OF_THE_PAGE) if CHINESE.search(data.sub("", text))
        )

    data = words_of_the_data(filings, desk.people)
    names = walk(desk.open(who, locale="en-US"), "/", visit)
    assert left == []
    assert len(names) > 1
