"""A refused form comes back: what was entered is kept, the sentence stands beside the entry it is about (拒绝写回表单)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories import World, make_filing, make_grant, make_project, make_year
from hengxiao.base.enums import Role, Scope
from hengxiao.base.models import Grant, Organisation, Person, Post
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.actions.releasing import propose_release, stamp_of
from hengxiao.cycle.models import Filing, LibraryIndicator
from under_way import approved, submitted

ClientOf = Callable[[str], Client]


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def beside(page: str, entry: str) -> str:
    """What a page says of an entry where its aria-describedby points, "" for nothing."""
    for found in re.findall(
        rf'<(?:input|select|textarea|fieldset)[^>]*\b(?:name="{entry}"|id="id_{entry}")[^>]*>', page
    ):
        for place in re.findall(r"[^ \"]+_error", found):
            return re.findall(rf'id="{place}"[^>]*>([^<]*)<', page)[0]
    return ""


def add_organisation(world: World) -> tuple[str, dict[str, Any]]:
    taken = world.unit.code
    return "/base/organisations/add/", {
        "name": "新单位",
        "code": taken,
        "kind": "unit",
        "parent": world.department.code,
    }


def add_organisation_below_a_closed_one(world: World) -> tuple[str, dict[str, Any]]:
    Organisation.objects.filter(pk=world.other_unit.pk).update(active=False)
    above = world.other_unit.code
    return "/base/organisations/add/", {"name": "新单位", "code": "12420000000000009Z", "kind": "unit", "parent": above}


def move_organisation_below_itself(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"name": "改名", "kind": "department", "parent": world.unit.code}
    return f"/base/organisations/{world.department.pk}/", fields


def add_person(world: World) -> tuple[str, dict[str, Any]]:
    return "/base/people/add/", {"name": "张三", "username": "filler", "organisation": world.unit.code}


def add_person_to_a_closed_unit(world: World) -> tuple[str, dict[str, Any]]:
    Organisation.objects.filter(pk=world.other_unit.pk).update(active=False)
    return "/base/people/add/", {"name": "张三", "username": "zhang.san", "organisation": world.other_unit.code}


def add_post(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"organisation": world.unit.code, "title": "处长", "since": "2026-02-01", "until": "2026-01-01"}
    return f"/base/people/{world.people['filler'].pk}/", fields


def change_post(world: World) -> tuple[str, dict[str, Any]]:
    row = Post.objects.create(person=world.people["nobody"], organisation=world.unit, title="科员", since="2026-01-01")
    return f"/base/posts/{row.pk}/", {"title": "处长", "since": "2026-02-01", "until": "2026-01-01"}


def grant_an_excluded_role(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"person": "filler", "role": "system_admin", "organisation": world.unit.code, "scope": "unit"}
    return "/base/grants/add/", fields


def grant_twice(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"person": "filler", "role": "filler", "organisation": world.unit.code, "scope": "unit"}
    return "/base/grants/add/", fields


def grant_to_oneself(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"person": "security_admin", "role": "auditor", "organisation": world.finance.code, "scope": "all"}
    return "/base/grants/add/", fields


def lend_to_an_administrator(world: World) -> tuple[str, dict[str, Any]]:
    person = Person.objects.get(username="second_filler")
    Grant.objects.filter(person=person).delete()
    make_grant(person, Role.SYSTEM_ADMIN, world.unit, Scope.UNIT)
    grant = world.people["filler"].grants.get()
    return "/base/delegations/", {"grant": grant.pk, "to": "second_filler", "until": tomorrow(), "reason": "出差"}


def lend_until_yesterday(world: World) -> tuple[str, dict[str, Any]]:
    grant, gone = world.people["filler"].grants.get(), timezone.localdate() - timedelta(days=1)
    return "/base/delegations/", {"grant": grant.pk, "to": "second_filler", "until": gone, "reason": "出差"}


def token_of_yesterday(world: World) -> tuple[str, dict[str, Any]]:
    return "/base/tokens/", {"name": "对账", "families": ["read"], "until": "2020-01-01"}


def webhook_nowhere(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"name": "对账", "url": "ftp://example.org/", "organisation": "", "events": ["filing.approved"]}
    return "/base/webhooks/add/", fields


def project_with_a_known_code(world: World) -> tuple[str, dict[str, Any]]:
    make_year(), make_project(world)
    fields = {"name": "又一项目", "code": "2020-205-000-004", "organisation": world.unit.pk, "first_year": 2020}
    return "/cycle/projects/add/", fields


def project_that_ends_before_it_begins(world: World) -> tuple[str, dict[str, Any]]:
    make_year()
    fields = {
        "name": "又一项目",
        "code": "2020-1",
        "organisation": world.unit.pk,
        "first_year": 2020,
        "last_year": 2019,
    }
    return "/cycle/projects/add/", fields


def begin_in_a_closed_year(world: World) -> tuple[str, dict[str, Any]]:
    return f"/cycle/projects/{make_project(world).pk}/begin/", {"year": 2031, "how": "blank"}


def propose_a_known_indicator(world: World) -> tuple[str, dict[str, Any]]:
    LibraryIndicator.objects.create(
        code="L1", name="办证件数", level1="产出指标", level2="数量指标", sort_key="ban zheng"
    )
    fields = {"organisation": world.unit.pk, "name": "办证件数", "level": "产出指标|数量指标", "source": "台账"}
    return "/cycle/library/propose/", fields


def decline_without_a_reason(world: World) -> tuple[str, dict[str, Any]]:
    row = LibraryIndicator.objects.create(
        code="L2", name="办证件数", level1="产出指标", level2="数量指标", sort_key="ban zheng", state="proposed",
        organisation=world.unit,
    )  # fmt: skip
    return f"/cycle/library/{row.pk}/decide/", {"accept": "no", "reason": ""}


def open_a_year_twice(world: World) -> tuple[str, dict[str, Any]]:
    make_year()
    return "/cycle/years/", {"year": 2020, "pack": "hubei_2020"}


def open_a_year_backwards(world: World) -> tuple[str, dict[str, Any]]:
    fields = {"year": 2031, "pack": "hubei_2020", "declare_from": "2030-09-01", "declare_until": "2030-08-01"}
    return "/cycle/years/", fields


def return_without_a_reason(world: World) -> tuple[str, dict[str, Any]]:
    filing = submitted(world)
    return f"/cycle/review/{filing.pk}/move/return/", {"seen": stamp(filing), "opinion": ""}


def refuse_a_release_without_an_opinion(world: World) -> tuple[str, dict[str, Any]]:
    version = approved(world).versions.last()
    assert version is not None
    release = propose_release(viewer=world.viewer("filler"), version=version)
    return f"/cycle/releases/{release.pk}/decide/", {"agree": "no", "opinion": "", "seen": stamp_of(release)}


def withhold_the_name_of_the_project(world: World) -> tuple[str, dict[str, Any]]:
    version = approved(world).versions.last()
    assert version is not None
    release = propose_release(viewer=world.viewer("filler"), version=version)
    release.withheld.create(path="indicators.i1.target", ground="第十四条", by=world.people["filler"])
    return f"/cycle/releases/{release.pk}/withhold/", {"path": "indicators.i1.target", "ground": "《条例》第十五条"}


REFUSED = (
    ("system_admin", add_organisation, "code", "已经有"),
    ("system_admin", add_organisation_below_a_closed_one, "parent", "停用"),
    ("system_admin", move_organisation_below_itself, "parent", "下级单位"),
    ("system_admin", add_person, "username", "filler"),
    ("system_admin", add_person_to_a_closed_unit, "organisation", "停用"),
    ("system_admin", add_post, "until", ""),
    ("system_admin", change_post, "until", ""),
    ("security_admin", grant_an_excluded_role, "role", "系统管理员"),
    ("security_admin", grant_twice, "role", "填报人"),
    ("security_admin", grant_to_oneself, "person", "自己"),
    ("filler", lend_to_an_administrator, "to", "系统管理员"),
    ("filler", lend_until_yesterday, "until", ""),
    ("filler", token_of_yesterday, "until", ""),
    ("system_admin", webhook_nowhere, "url", ""),
    ("filler", project_with_a_known_code, "code", "2020-205-000-004"),
    ("filler", project_that_ends_before_it_begins, "last_year", "2019"),
    ("filler", begin_in_a_closed_year, "year", "2031"),
    ("filler", propose_a_known_indicator, "name", "办证件数"),
    ("department_finance", decline_without_a_reason, "reason", "理由"),
    ("finance_performance", open_a_year_twice, "year", "2020"),
    ("finance_performance", open_a_year_backwards, "declare_until", ""),
    ("unit_reviewer", return_without_a_reason, "opinion", "理由"),
    ("unit_reviewer", refuse_a_release_without_an_opinion, "opinion", "理由"),
    ("unit_reviewer", withhold_the_name_of_the_project, "path", "已列入"),
)


@pytest.mark.parametrize(
    ("who", "ask", "entry", "words"), REFUSED, ids=[ask.__name__ for _who, ask, _entry, _words in REFUSED]
)
def test_refusal_stands_beside_its_entry_and_the_rest_is_kept(
    world: World, client_of: ClientOf, who: str, ask: Callable[[World], Any], entry: str, words: str
) -> None:
    address, fields = ask(world)
    answer = client_of(who).post(address, fields)
    page = answer.content.decode()
    said = beside(page, entry)
    assert (answer.status_code, said != "", words in said) == (422, True, True), said
    kept = [value for name, value in fields.items() if isinstance(value, str) and value and name != "seen"]
    assert [value for value in kept if value not in page] == []


def test_somebody_faster_keeps_the_opinion_and_shows_the_filing_as_it_is_now(world: World, client_of: ClientOf) -> None:
    filing = submitted(world)
    client, address = client_of("unit_reviewer"), f"/cycle/review/{filing.pk}/move/pass/"
    answer = client.post(address, {"seen": "draft.0", "opinion": "建议通过"})
    page = answer.content.decode()
    assert (answer.status_code, "建议通过</textarea>" in page, f'value="{stamp(filing)}"' in page) == (409, True, True)
    assert client.post(address, {"seen": stamp(filing), "opinion": "建议通过"}).status_code == 302


def test_changed_release_keeps_the_opinion_and_rests_on_the_new_list(world: World, client_of: ClientOf) -> None:
    address, fields = refuse_a_release_without_an_opinion(world)
    answer = client_of("unit_reviewer").post(address, fields | {"seen": "old", "opinion": "需修改"})
    page = answer.content.decode()
    assert (answer.status_code, "需修改</textarea>" in page, fields["seen"] in page) == (409, True, True)


def test_unsaid_answers_and_reasons_stand_in_the_cell(world: World, client_of: ClientOf) -> None:
    filing = make_filing(world)
    note = filing.notes.create(
        path="indicators.i1.target", text="依据？", by=world.people["unit_reviewer"], handed_over=True
    )
    answer = client_of("filler").post(f"/cycle/notes/{note.pk}/answer/", {"answer": ""})
    assert (answer.status_code, beside(answer.content.decode(), "answer") != "") == (422, True)
    where = {"code": "checks.C07", "path": "indicators.i27.target", "reason": ""}
    answer = client_of("filler").post(f"/cycle/review/{filing.pk}/waivers/", where)
    assert (answer.status_code, beside(answer.content.decode(), "reason") != "") == (422, True)


def test_address_of_a_form_that_is_opened_says_where_to_go(world: World, client_of: ClientOf) -> None:
    answer = client_of("filler").get("/base/notices/seen/")
    assert (answer.status_code, answer["Allow"], "不能直接打开" in answer.content.decode()) == (405, "POST", True)
    assert client_of("filler").put("/api/me").status_code == 405


def test_refusal_asked_for_by_htmx_is_a_part_not_a_page(world: World, client_of: ClientOf) -> None:
    filing = submitted(world)
    address = f"/cycle/review/{filing.pk}/notes/"
    answer = client_of("auditor").post(address, {"path": "*", "text": "请核实"}, headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in answer.content.decode()) == (403, False)
    assert Filing.objects.get().notes.count() == 0
