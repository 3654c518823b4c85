"""The portal: without an account one sees what was released and nothing else, on pages and in downloads."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import REACHES, World, make_filing, make_project, sample_document
from hengxiao.base.rules import BUSINESS
from hengxiao.core.packs import available
from hengxiao.cycle.actions.releasing import decide_release, propose_release, withdraw_release, withhold_cell
from hengxiao.cycle.documents import Document, differences
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.iati import activities
from hengxiao.cycle.models import FilingVersion, Release
from hengxiao.cycle.publishing import WITHHELD, About, public_document
from hengxiao.cycle.queries.releasing import examiners

SignIn = Callable[[str], Client]
GROUND = "《政府信息公开条例》第十四条"
SECRET = "≥98.7654%"
TARGET = "indicators.i1.target"
LEVELS = ("unit_reviewer", "department_finance", "finance_performance")
FORMS = ("json", "package", "iati", "losses")


def document(name: str = "综合事务工作经费") -> Document:
    made = sample_document()
    made["project"]["name"] = name
    made["indicators"][0].update(target=SECRET, target_cells=["≥", "98.7654%"])
    made["funds"] = [{"id": "f1", "label": "省级资金", "planned": "120.5", "unit": "万元"}]
    return made


def proposed(world: World, code: str = "P-1", name: str = "综合事务工作经费") -> Release:
    filing = make_filing(world, make_project(world, code, name), state="approved", document=document(name))
    version = FilingVersion.objects.create(
        filing=filing, number=1, reason="approved", document=filing.document, digest="d", by=world.people["filler"]
    )
    return propose_release(viewer=world.viewer("filler"), version=version)


def released(
    world: World, code: str = "P-1", name: str = "综合事务工作经费", withheld: tuple[str, ...] = ()
) -> Release:
    release = proposed(world, code, name)
    for path in withheld:
        withhold_cell(viewer=world.viewer("filler"), release=release, path=path, ground=GROUND)
    for who in LEVELS:
        decide_release(viewer=world.viewer(who), release=release, agree=True)
    return release


def addresses(release: Release) -> list[str]:
    pages = [f"/cycle/portal/projects/{release.version.filing.project_id}/"]
    pages += [f"{pages[0]}?release={release.pk}"]
    return pages + [f"/cycle/portal/releases/{release.pk}/{form}/" for form in FORMS]


def text(response: Any) -> str:
    content = response.content
    if response["Content-Type"] == "application/zip":
        package = ZipFile(BytesIO(content))
        return "".join(package.read(name).decode() for name in package.namelist())
    return content.decode()


@pytest.mark.parametrize("state", [state for state in ReleaseState if state != ReleaseState.RELEASED])
def test_nothing_unreleased_is_reached_by_any_address(world: World, state: str) -> None:
    release = proposed(world)
    Release.objects.filter(pk=release.pk).update(state=state)
    assert {Client().get(url).status_code for url in addresses(release)} == {404}
    assert "综合事务工作经费" not in text(Client().get("/cycle/portal/"))


def test_enumerating_ids_finds_only_what_is_released(world: World) -> None:
    public = released(world, "P-1", "公开的项目")
    proposed(world, "P-2", "审查中的项目")
    back = released(world, "P-3", "撤回的项目")
    withdraw_release(viewer=world.viewer("finance_performance"), release=back, reason="重新核定")
    make_filing(world, make_project(world, "P-4", "未批复的项目"))
    ids = range(max(back.pk, back.version.filing.project_id) + 20)
    urls = [f"/cycle/portal/projects/{pk}/" for pk in ids]
    urls += [f"/cycle/portal/projects/{pk}/?release={other}" for pk in ids for other in (public.pk, back.pk)]
    urls += [f"/cycle/portal/releases/{pk}/{form}/" for pk in ids for form in FORMS]
    found = [(url, text(answer)) for url in urls if (answer := Client().get(url)).status_code == 200]
    assert {url.split("?")[0] for url, _ in found} == {url.split("?")[0] for url in addresses(public)}
    assert [url for url, said in found for name in ("审查中", "撤回的", "未批复") if name in said] == []


def test_inside_addresses_are_closed_without_account(world: World) -> None:
    release = proposed(world)
    urls = ["", f"{release.pk}/", f"{release.pk}/decide/", f"{release.pk}/withhold/", f"{release.pk}/withdraw/"]
    answers = [Client().post(f"/cycle/releases/{url}") for url in urls]
    answers.append(Client().post(f"/cycle/versions/{release.version_id}/release/"))
    assert {(answer.status_code, answer["Location"].split("?")[0]) for answer in answers} == {(302, "/accounts/login/")}


def test_withheld_text_is_on_no_page_and_in_no_file(world: World) -> None:
    release = released(world, withheld=(TARGET, "project.code"))
    code = release.version.document["project"]["code"]
    said = {url: text(Client().get(url)) for url in (*addresses(release), "/cycle/portal/")}
    assert [url for url, words in said.items() if "98.7654" in words or code in words] == []
    page = said[addresses(release)[0]]
    assert (GROUND in page, WITHHELD in page) == (True, True)


def test_search_does_not_find_by_a_withheld_code(world: World) -> None:
    release = released(world, "P-1", "甲项目", withheld=("project.code",))
    released(world, "P-2", "乙项目")
    code = release.version.document["project"]["code"]
    page = text(Client().get("/cycle/portal/", {"q": code}))
    assert ("甲项目" in page, "乙项目" in page) == (False, True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"甲项目", "乙项目"}),
        ({"q": "甲"}, {"甲项目"}),
        ({"q": "科学技术厅机关"}, {"甲项目", "乙项目"}),
        ({"q": "没有的"}, set()),
        ({"year": "2020"}, {"甲项目", "乙项目"}),
        ({"q": "%"}, set()),
    ],
)
def test_search(world: World, query: dict[str, str], found: set[str]) -> None:
    released(world, "P-1", "甲项目")
    released(world, "P-2", "乙项目")
    page = text(Client().get("/cycle/portal/", query))
    assert {name for name in ("甲项目", "乙项目") if name in page} == found


def test_renaming_inside_does_not_leak_outside(world: World) -> None:
    release = released(world)
    project = release.version.filing.project
    type(project).objects.filter(pk=project.pk).update(name="内部新名称")
    assert [url for url in (*addresses(release), "/cycle/portal/") if "内部新名称" in text(Client().get(url))] == []


def test_portal_asks_the_same_number_of_queries_for_one_and_for_three(world: World) -> None:
    counts = []
    for number in range(3):
        release = released(world, f"P-{number}", f"项目{number}")
        asked = []
        for url in ("/cycle/portal/", addresses(release)[0]):
            with CaptureQueriesContext(connection) as queries:
                Client().get(url)
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[2]


def test_json_differs_from_inside_exactly_by_the_withheld_list(world: World) -> None:
    release = released(world, withheld=(TARGET, "goals.g1.text"))
    public = json.loads(text(Client().get(f"/cycle/portal/releases/{release.pk}/json/")))
    differ = {path for path, _, _ in differences(release.version.document, public["form"])}
    assert differ == {each["path"] for each in public["withheld"]} == {TARGET, "goals.g1.text"}
    assert sorted(public["form"]) == ["funds", "goals", "indicators", "kind", "layout", "project", "title", "year"]


def test_project_page_draws_charts(world: World) -> None:
    page = text(Client().get(addresses(released(world))[0]))
    assert page.count('<svg class="bars"') == 2
    assert "120.5万元" in page


def test_iati_says_the_number_and_lists_what_is_lost() -> None:
    inside = document()
    inside["indicators"] = inside["indicators"][:3]
    inside["indicators"][1].update(target="优", actual="优", level1="项目效益（20分）")
    inside["indicators"][2].update(target="80-90%", actual="", points="10", level1="其他")
    about = About(7, "某单位", "12420000000000003C", 2020, "hubei_2020", "2020-03-02T00:00:00+00:00", 1, "d")
    content, losses = activities(public_document(inside, {"goals.g1.text": GROUND}), about)
    root = ElementTree.fromstring(content)
    assert root.attrib == {"version": "2.03", "generated-datetime": "2020-03-02T00:00:00+00:00"}
    said = [
        (each.get("measure"), each.find("period/target").attrib, each.findtext("period/target/comment/narrative"))
        for each in root.iter("indicator")
    ]
    assert said == [("2", {"value": "98.7654"}, SECRET), ("5", {}, "优"), ("5", {}, "80-90%")]
    assert root.findtext("iati-activity/description/narrative") == WITHHELD
    assert [each.get("type") for each in root.iter("result")] == ["1", "2", "9"]
    codes = {(loss.path, loss.code.partition("iati_")[2]) for loss in losses}
    assert codes >= {
        (TARGET, "comment_only"), ("indicators.i2.target", "words_only"), ("indicators.i3.target", "words_only"),
        ("indicators.i3.points", "left_out"), ("goals.g1.text", "withheld"), ("funds.f1.planned", "left_out"),
    }  # fmt: skip


def test_iati_drops_signs_xml_does_not_allow() -> None:
    inside = document("甲\x0b项目")
    about = About(7, "某单位", "C", 2020, "hubei_2020", "2020-03-02T00:00:00+00:00", 1, "d")
    root = ElementTree.fromstring(activities(public_document(inside, {}), about)[0])
    assert root.findtext("iati-activity/title/narrative") == "甲项目"


def test_three_people_release_in_the_browser(world: World, client_of: SignIn) -> None:
    filing = make_filing(world, make_project(world), state="approved", document=document())
    version = FilingVersion.objects.create(
        filing=filing, number=1, reason="approved", document=filing.document, digest="d", by=world.people["filler"]
    )
    filler = client_of("filler")
    assert f"/cycle/versions/{version.pk}/release/" in text(filler.get("/cycle/releases/?tab=new"))
    filler.post(f"/cycle/versions/{version.pk}/release/")
    release = Release.objects.get()
    url = f"/cycle/releases/{release.pk}/"
    assert filler.post(f"{url}withhold/", {"path": TARGET, "ground": ""}).status_code == 422
    filler.post(f"{url}withhold/", {"path": TARGET, "ground": GROUND})
    for who in LEVELS:
        client = client_of(who)
        assert url in text(client.get("/cycle/releases/"))
        page = client.get(url)
        seen = page.context["decide_form"]["seen"].value()
        assert client.post(f"{url}decide/", {"seen": seen}).status_code == 422
        assert client.post(f"{url}decide/", {"agree": "yes", "seen": seen}).status_code == 302
    release.refresh_from_db()
    assert release.state == "released"
    assert text(Client().get(addresses(release)[0])).count(GROUND) == 1
    client_of("department_finance").post(f"{url}withdraw/", {"reason": "有误"})
    assert Client().get(addresses(release)[0]).status_code == 404


@pytest.mark.parametrize("name", [*REACHES, "other_filler", "other_reviewer", "other_finance", "nobody"])
def test_release_page_opens_only_in_reach(world: World, client_of: SignIn, name: str) -> None:
    release = proposed(world)
    status = client_of(name).get(f"/cycle/releases/{release.pk}/").status_code
    closed = {"system_admin": 403, "security_admin": 403, "audit_admin": 403, "nobody": 403}
    outside = {"other_filler": 404, "other_reviewer": 404, "other_finance": 404}
    assert status == (closed | outside).get(name, 200)


def test_unwithhold_in_the_browser_only_in_reach(world: World, client_of: SignIn) -> None:
    release = proposed(world)
    cell = withhold_cell(viewer=world.viewer("filler"), release=release, path=TARGET, ground=GROUND)
    url = f"/cycle/withheld/{cell.pk}/lift/"
    assert [client_of(n).post(url).status_code for n in ("other_filler", "auditor", "filler")] == [404, 403, 302]
    assert not release.withheld.exists()


@pytest.mark.parametrize("url", ["/cycle/portal/releases/1/exe/", "/cycle/portal/projects/1/?release=x"])
def test_unknown_download_or_project_is_not_found(world: World, url: str) -> None:
    assert Client().get(url).status_code == 404


# An adjusted target takes the place of the one before; a withheld goal is withheld wherever it is named


def adjusted(world: World, earlier: Release, name: str = "综合事务工作经费（调整后）") -> Release:
    """The release of an adjustment of what was released before."""
    before = earlier.version
    changed = before.document | {"project": before.document["project"] | {"name": name}}
    filing = make_filing(world, before.filing.project, state="approved", kind="adjustment", document=changed)
    version = FilingVersion.objects.create(
        filing=filing, number=1, reason="adjusted", document=changed, digest="d", by=world.people["filler"]
    )
    release = propose_release(viewer=world.viewer("filler"), version=version)
    for who in LEVELS:
        decide_release(viewer=world.viewer(who), release=release, agree=True)
    return release


def test_newer_release_takes_the_place_of_the_earlier(world: World) -> None:
    earlier = released(world)
    newer, page = adjusted(world, earlier), addresses(earlier)[0]
    listed = text(Client().get("/cycle/portal/"))
    assert (listed.count(page), f"{page}?release={newer.pk}" in listed) == (1, True)
    now, before = text(Client().get(page)), text(Client().get(f"{page}?release={earlier.pk}"))
    assert ("调整后" in now, "已被后来公开的版本替代" in now) == (True, False)
    assert ("已被后来公开的版本替代" in before, f'href="?release={newer.pk}">看现行版本' in before) == (True, True)
    said = [
        json.loads(text(Client().get(f"/cycle/portal/releases/{each.pk}/json/")))["release"]["superseded_by"]
        for each in (earlier, newer)
    ]
    assert said == [newer.pk, None]


def test_earlier_release_is_in_force_again_when_the_newer_is_withdrawn(world: World) -> None:
    earlier = released(world)
    newer, page = adjusted(world, earlier), addresses(earlier)[0]
    withdraw_release(viewer=world.viewer("finance_performance"), release=newer, reason="重新核定")
    assert "替代" not in text(Client().get(page))
    assert "调整后" not in text(Client().get("/cycle/portal/")) + text(Client().get(page))


def test_portal_asks_no_more_queries_for_adjusted_projects(world: World) -> None:
    counts = []
    for number in range(3):
        earlier = released(world, f"P-{number}", f"项目{number}")
        adjusted(world, earlier, f"项目{number}调整")
        with CaptureQueriesContext(connection) as queries:
            Client().get("/cycle/portal/")
            Client().get(addresses(earlier)[0])
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_withheld_label_of_a_goal_is_withheld_in_every_row_that_names_it(world: World) -> None:
    inside = document()
    label = "国防动员专项保障目标"
    before = inside["goals"][0]["label"]
    inside["goals"][0]["label"] = label
    named = [row for row in inside["indicators"] if row["goal"] == before]
    for row in named:
        row["goal"] = label
    filing = make_filing(world, make_project(world), state="approved", document=inside)
    version = FilingVersion.objects.create(
        filing=filing, number=1, reason="approved", document=inside, digest="d", by=world.people["filler"]
    )
    release = propose_release(viewer=world.viewer("filler"), version=version)
    path = f"goals.{inside['goals'][0]['id']}.label"
    withhold_cell(viewer=world.viewer("filler"), release=release, path=path, ground=GROUND)
    for who in LEVELS:
        decide_release(viewer=world.viewer(who), release=release, agree=True)
    said = [text(Client().get(url)) for url in (*addresses(release), "/cycle/portal/")]
    assert (len(named) > 0, [label in each for each in said]) == (True, [False] * len(said))
    public = json.loads(text(Client().get(f"/cycle/portal/releases/{release.pk}/json/")))
    listed = {each["path"]: each["ground"] for each in public["withheld"]}
    assert listed == dict.fromkeys([path, *(f"indicators.{row['id']}.goal" for row in named)], GROUND)
    assert {where for where, _, _ in differences(inside, public["form"])} == set(listed)
    assert inside["indicators"][-1]["goal"] in said[0]


def test_release_page_tells_how_many_cells_repeat_a_label(world: World, client_of: SignIn) -> None:
    release = proposed(world)
    goal = release.version.document["goals"][0]
    withhold_cell(viewer=world.viewer("filler"), release=release, path=f"goals.{goal['id']}.label", ground=GROUND)
    number = sum(row["goal"] == goal["label"] for row in release.version.document["indicators"])
    page = text(client_of("unit_reviewer").get(f"/cycle/releases/{release.pk}/"))
    assert (number > 0, f"（连同写有它的 {number} 格）" in page) == (True, True)


@pytest.mark.parametrize("pack", available())
def test_every_pack_says_which_role_examines_at_each_level(pack: str) -> None:
    roles = examiners(pack)
    assert list(roles) == ["unit", "department", "secrecy"]
    assert (len(set(roles.values())), set(roles.values()) <= set(BUSINESS)) == (3, True)
