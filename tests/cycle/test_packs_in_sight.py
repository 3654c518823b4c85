"""Rules in sight: every number leads to its value, decree and status; open to everybody."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import REACHES, TODAY, World, make_filing, make_project, make_year
from hengxiao.base.models import Notice
from hengxiao.core.packs import available, load
from hengxiao.core.packs.source import freeze
from hengxiao.cycle.basis import by_family, key_title, lines, rule_title, status_counts
from hengxiao.cycle.templatetags.basis import basis, rule_name, status_label, whole_value
from under_way import approved, submitted

SignIn = Callable[[str], Client]


def text(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("url", ["/cycle/packs/", "/cycle/packs/hubei_2020/", "/cycle/packs/hubei_2020/weights.sum/"])
@pytest.mark.parametrize("who", ["", *REACHES, "nobody"])
def test_rules_are_open_to_everybody(world: World, client_of: SignIn, url: str, who: str) -> None:
    client = client_of(who) if who else Client()
    answer = client.get(url)
    assert (answer.status_code, "工作人员登录" in text(answer)) == (200, not who)
    assert client.post(url).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/cycle/packs/nowhere/", "/cycle/packs/nowhere/weights.sum/", "/cycle/packs/hubei_2020/weights.none/"]
)
def test_unknown_packs_and_rules_are_not_found(url: str) -> None:
    assert Client().get(url).status_code == 404


@pytest.mark.django_db
def test_every_rule_of_every_pack_has_a_page_with_its_decree_origin_and_status() -> None:
    client, wrong = Client(), []
    for pack in (load(each) for each in available()):
        for code, rule in pack.rules().items():
            if rule.pack != pack.id:
                continue
            page = client.get(f"/cycle/packs/{pack.id}/{code}/")
            body = text(page)
            if page.status_code != 200 or rule.origin not in body or f'data-status="{rule.status}"' not in body:
                wrong.append(code)
    assert wrong == []


@pytest.mark.django_db
def test_rule_page_shows_the_same_rule_of_other_packs_beside() -> None:
    page = text(Client().get("/cycle/packs/hubei_2020/goals.structure/"))
    assert ("hubei_2020/pack.toml:" in page, "national_2015/pack.toml:" in page) == (True, True)
    assert (page.count("值不同"), page.count("值相同")) == (4, 0)
    inherited = text(Client().get("/cycle/packs/hubei_2020/review.form/"))
    assert ("沿用 national_2015" in inherited, "没有对照过文件原文" in inherited) == (True, True)


@pytest.mark.django_db
def test_unverified_values_are_marked_and_can_be_listed_alone() -> None:
    client, pack = Client(), load("hubei_2020")
    counts = status_counts(pack)
    assert sum(counts.values()) == len(pack.codes())
    only = text(client.get("/cycle/packs/hubei_2020/?status=unverified"))
    table = only[only.index('<table class="list cards rules">') :]
    assert (table.count('data-status="unverified"'), 'data-status="verified"' in table) == (counts["unverified"], False)
    own = text(client.get("/cycle/packs/hubei_2020/?own=yes"))
    assert ("沿用 " in own, "goals.structure" in own, "没有查到规则" in own) == (False, True, False)
    assert "没有查到规则" in text(client.get("/cycle/packs/hubei_2020/?q=没有这样的词"))


@pytest.mark.django_db
def test_search_finds_rules_of_all_packs() -> None:
    found = text(Client().get("/cycle/packs/?q=分值合计"))
    assert ("weights.sum" in found, "查到" in found) == (True, True)
    assert "只列出前 100 条" in text(Client().get("/cycle/packs/?q=2"))
    assert "没有查到规则" in text(Client().get("/cycle/packs/?q=没有这样的词"))


def test_packs_are_listed_with_one_query_count_however_many_years(world: World) -> None:
    client, asked = Client(), []
    for year in (2020, 2021, 2022):
        make_year(year)
        with CaptureQueriesContext(connection) as queries:
            client.get("/cycle/packs/")
        asked.append(len(queries))
    assert asked == [1, 1, 1]


@pytest.mark.django_db
def test_pages_say_it_in_english_too() -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert "Sum" in text(client.get("/cycle/packs/hubei_2020/goals.structure/"))
    assert rule_title("checks.C07") != rule_title("checks.C08")


def test_numbers_on_the_pages_lead_to_their_rules(world: World, client_of: SignIn) -> None:
    draft = make_filing(world)
    editor = text(client_of("filler").get(f"/cycle/filings/{draft.pk}/edit/"))
    panel = text(client_of("filler").get(f"/cycle/filings/{draft.pk}/edit/findings/"))
    row = draft.document["indicators"][0]["id"]
    statements = text(client_of("filler").get(f"/cycle/filings/{draft.pk}/edit/statements/{row}/"))
    code = "/cycle/packs/hubei_2020/"
    assert [f"{code}{each}/" in editor for each in ("weights.sum", "goals.structure", "tree.levels")] == [True] * 3
    assert (f"{code}checks.C" in panel, f"{code}filing.statements/" in panel) == (True, True)
    assert f"{code}filing.statements/" in statements


def test_review_and_release_lead_to_their_rules(world: World, client_of: SignIn) -> None:
    filing, code = submitted(world), "/cycle/packs/hubei_2020/"
    page = text(client_of("unit_reviewer").get(f"/cycle/review/{filing.pk}/"))
    assert [f"{code}{each}/" in page for each in ("procedure.targets", "review.form", "review.marking")] == [True] * 3
    Notice.objects.filter(is_task=True).update(due=TODAY)
    assert f'href="{code}procedure.targets/"' in text(client_of("unit_reviewer").get("/"))
    version = approved(world, project=make_project(world, "P-2")).versions.last()
    client_of("filler").post(f"/cycle/versions/{version.pk}/release/")
    release = version.release
    shown = text(client_of("filler").get(f"/cycle/releases/{release.pk}/"))
    assert [f"{code}{each}/" in shown for each in ("release.levels", "disclosure.list")] == [True] * 2


def test_marker_says_how_surely_the_value_is_known() -> None:
    assert 'data-status="unverified"' in basis("hubei_2020", "filing.statements")
    assert "△" not in basis("hubei_2020", "goals.structure")
    assert (basis("hubei_2020", "weights.none"), basis("nowhere", "weights.sum")) == ("", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a<b", "a&lt;b"),
        (True, "是"),
        (False, "否"),
        ("", "—"),
        ([], "—"),
        (["计划", "历史"], "计划、历史"),
        (Decimal("2.50"), "2.50"),
        ({"total": 80}, '<dl class="facts"><dt>合计</dt><dd>80</dd></dl>'),
        (
            [{"name": "优"}, {"name": "良", "from": 80, "asks": []}],
            '<div class="table-wrap"><table class="list"><thead><tr><th scope="col">名称</th><th scope="col">从</th>'
            '<th scope="col">审核要点</th></tr></thead><tbody><tr><td>优</td><td></td><td></td></tr>'
            "<tr><td>良</td><td>80</td><td></td></tr></tbody></table></div>",
        ),
    ],
)
def test_value_is_shown_whole(value: Any, shown: str) -> None:
    assert whole_value(freeze(value)) == shown


def test_names_fall_back_to_codes() -> None:
    assert (rule_title("checks.X9"), rule_title("novel.thing"), key_title("预算执行率")) == (
        "checks.X9",
        "novel",
        "预算执行率",
    )
    assert (rule_name("weights.sum"), status_label("verified"), status_label("odd")) == (
        "分值合计",
        "已核实",
        "odd",
    )
    groups = by_family(lines(load("hubei_2020"), words=["分值"], status="verified", own=True))
    assert all(line.rule.status == "verified" for _, found in groups for line in found)
