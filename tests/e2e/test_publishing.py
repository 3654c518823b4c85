"""Release and portal in a real browser: proposed, decided by three people, read without an account."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from lxml import etree
from playwright.sync_api import Page, expect

from browsing import taken, told
from factories import World
from hengxiao.cycle.actions.releasing import decide_release, propose_release, withhold_cell
from hengxiao.cycle.documents import texts
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


@pytest.mark.sentence("publication.withheld")
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


def released(world: World, withheld: tuple[str, ...] = (), levels: tuple[str, ...] = LEVELS) -> Release:
    """An approved target on its way to the public, past some levels."""
    release = propose_release(viewer=world.viewer("filler"), version=approved(world).versions.get(reason="approved"))
    for path in withheld:
        withhold_cell(viewer=world.viewer("filler"), release=release, path=path, ground=GROUND)
    for who in levels:
        decide_release(viewer=world.viewer(who), release=release, agree=True)
        release.refresh_from_db()
    return release


@pytest.mark.sentence("publication.gate")
def test_nothing_leaves_before_the_third_level_has_agreed(desk: Any, world: Any) -> None:
    release = released(world, levels=LEVELS[:2])
    project = release.version.filing.project_id
    outside = [
        f"/cycle/portal/projects/{project}/", f"/cycle/portal/releases/{release.pk}/losses/",
        *(f"/cycle/portal/releases/{release.pk}/{form}/" for form in ("package", "json", "iati")),
        f"/api/portal/releases/{release.pk}", f"/api/portal/releases/{release.pk}/files/json",
    ]  # fmt: skip
    page = desk.open(None, "/cycle/portal/")
    ask = page.context.request
    expect(page.locator("main")).to_contain_text("没有找到公开的项目")
    assert {address: ask.get(address).status for address in outside} == dict.fromkeys(outside, 404)
    last = desk.open(LEVELS[2], f"/cycle/releases/{release.pk}/")
    expect(last.get_by_role("heading", name="用邮件发送")).to_have_count(0)
    last.get_by_label("同意公开", exact=True).check()
    last.get_by_role("button", name="提交审查结论").click()
    told(last, "审查结论已记录")
    last.goto(f"/cycle/releases/{release.pk}/")
    last.get_by_label("收件邮箱").fill("reader@example.org")
    last.get_by_label("格式").select_option(label="JSON")
    last.get_by_role("button", name="发送", exact=True).click()
    told(last, "已发送到 reader@example.org")
    page.reload()
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    assert {address: ask.get(address).status for address in outside} == dict.fromkeys(outside, 200)
    (message,) = mail.outbox
    (_name, content, _media) = message.attachments[0]
    assert content == ask.get(f"/cycle/portal/releases/{release.pk}/json/").body()


@pytest.mark.sentence("publication.portal", "publication.downloads")
def test_the_portal_is_searched_shows_charts_and_gives_the_data_away(desk: Any, world: Any, tmp_path: Path) -> None:
    release = released(world)
    page = desk.open(None, "/cycle/portal/")
    page.get_by_label("项目、单位或编码").fill("没有这样的项目")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("没有找到公开的项目")
    page.get_by_label("项目、单位或编码").fill("综合事务")
    page.get_by_role("button", name="查询").click()
    follow(page, "综合事务工作经费")
    expect(page.locator("figure.chart svg").first).to_be_visible()
    with zipfile.ZipFile(taken(page, page.get_by_role("link", name="数据包"), tmp_path)) as package:
        described = json.loads(package.read("datapackage.json"))
        rows = package.read("indicators.csv").decode().splitlines()
        assert {each["path"] for each in described["resources"]} == set(package.namelist()) - {"datapackage.json"}
    record = json.loads(taken(page, page.get_by_role("link", name="JSON", exact=True), tmp_path).read_text())
    assert len(rows) == len(record["form"]["indicators"]) + 1 == len(release.version.document["indicators"]) + 1
    iati = etree.parse(taken(page, page.get_by_role("link", name="IATI 2.03"), tmp_path)).getroot()
    assert (iati.tag, iati.get("version")) == ("iati-activities", "2.03")
    assert len(iati.findall(".//indicator")) > 0
    follow(page, "信息损失清单")
    expect(page.locator("details.box").first).to_be_visible()


@pytest.mark.sentence("publication.exact")
def test_the_public_edition_lacks_exactly_what_is_listed_as_withheld(desk: Any, world: Any, tmp_path: Path) -> None:
    kept = ("indicators.i12.target", "indicators.i24.responsible", "goals.g3.text")
    release = released(world, kept)
    inside = dict(texts(release.version.document))
    page = desk.open(None, f"/cycle/portal/projects/{release.version.filing.project_id}/")
    rows = page.get_by_role("table", name="不予公开清单").locator("tbody tr")
    expect(rows).to_have_count(len(kept))
    expect(rows.filter(has_text=GROUND)).to_have_count(len(kept))
    record = json.loads(taken(page, page.get_by_role("link", name="JSON", exact=True), tmp_path).read_text())
    public = dict(texts(record["form"]))
    assert {path for path in inside if public[path] != inside[path]} == {each["path"] for each in record["withheld"]}
    assert public.keys() == inside.keys()
    shown = page.locator("main").inner_text()
    assert [inside[path] for path in kept if len(inside[path]) > 4 and inside[path] in shown] == []
