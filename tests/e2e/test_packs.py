"""Rules in sight in a browser (规则在页上): what stands behind a number, and two packs on this year's data."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from browsing import opened, told
from factories import make_filing, make_project
from hengxiao.core.packs import load
from under_way import submitted

HUBEI, CORE = load("hubei_2020"), load("core_2021")


@pytest.mark.sentence("packs.behind")
def test_behind_a_number_stand_rule_value_decree_and_status(desk: Any, world: Any, filing: Any) -> None:
    page = opened(desk, filing)
    rule = HUBEI.rule("weights.sum")
    page.locator("#sum-g2 a.basis").click()
    expect(page.locator("h1 .known")).to_have_attribute("data-status", rule.status)
    facts = page.locator("dl.facts.two").first
    for told_of in (rule.cites, rule.origin, "weights.sum", HUBEI.title):
        expect(facts).to_contain_text(told_of)
    expect(page.locator(".rule-whole").first).not_to_be_empty()
    expect(page.get_by_role("heading", name="其他规则包的同一规则")).to_be_visible()


@pytest.mark.sentence("packs.behind")
def test_every_basis_on_the_pages_of_review_leads_to_its_rule(desk: Any, world: Any) -> None:
    filing = submitted(world)
    page = desk.open("unit_reviewer", f"/cycle/review/{filing.pk}/")
    links = set(page.locator("main a.basis").evaluate_all("all => all.map(each => each.getAttribute('href'))"))
    assert {link.rstrip("/").rpartition("/")[2] for link in links} >= {"procedure.targets", "review.form"}
    for link in sorted(links):
        page.goto(link)
        expect(page.locator("dl.facts.two").first).to_contain_text(link.rstrip("/").rpartition("/")[2])
        expect(page.locator("h1 .known")).not_to_be_empty()


@pytest.mark.sentence("packs.compared")
def test_two_packs_are_compared_on_this_years_filings_and_the_year_goes_on_under_the_other(
    desk: Any, world: Any, filing: Any
) -> None:
    make_filing(world, make_project(world, "P-other", "外单位项目", "other_unit"))
    page = desk.open("finance_performance", "/cycle/packs-compared/")
    page.get_by_label("规则包一").select_option(label=HUBEI.title)
    page.get_by_label("规则包二").select_option(label=CORE.title)
    page.get_by_role("button", name="比较", exact=True).click()
    expect(page.get_by_role("table", name="同样的 2 份申报，两套规则下")).to_be_visible()
    differing = page.get_by_role("table", name="有差异的申报").locator("tbody tr")
    expect(differing).to_have_count(2)
    page.get_by_role("link", name=filing.project.name).click()
    for pack in (HUBEI, CORE):
        expect(page.get_by_role("heading", name=f"只在“{pack.title}”")).to_be_visible()
    expect(page.locator("ul.findings li.finding").first).to_be_visible()
    page.go_back()
    page.get_by_label("理由").fill("按新办法")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="改用", exact=True).click()
    told(page, "规则包")
    page.get_by_role("link", name="预算年度").click()
    expect(page.locator("table.list tbody tr").first).to_contain_text(CORE.title)
    filing.refresh_from_db()
    assert filing.pack == HUBEI.id
