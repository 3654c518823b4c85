"""Pages of the base: who may open which, what they show and change, and that lists cost the same at any length."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories import PASSWORD, World, make_grant, make_organisation, make_person
from hengxiao.base.enums import GrantState, OrganisationKind, Role, Scope
from hengxiao.base.models import Delegation, Event, Grant, Holiday, Notice, Organisation, Person, Post

ClientOf = Callable[[str], Client]
EVERYBODY = frozenset(Role)
SYSTEM, SECURITY, AUDIT = (
    frozenset({Role.SYSTEM_ADMIN}),
    frozenset({Role.SECURITY_ADMIN}),
    frozenset({Role.AUDIT_ADMIN}),
)
PAGES: dict[str, frozenset[Role]] = {
    "/": EVERYBODY,
    "/base/organisations/": SYSTEM | SECURITY,
    "/base/organisations/add/": SYSTEM,
    "/base/organisations/options/?organisation=省": EVERYBODY,
    "/base/people/": SYSTEM | SECURITY,
    "/base/people/add/": SYSTEM,
    "/base/people/options/?to=a": EVERYBODY,
    "/base/people/{person}/": SYSTEM | SECURITY,
    "/base/grants/": SECURITY,
    "/base/grants/add/": SECURITY,
    "/base/delegations/": EVERYBODY,
    "/base/year/": EVERYBODY,
    "/base/email/": EVERYBODY,
    "/base/holidays/": EVERYBODY,
    "/base/audit/": AUDIT,
}
POSTS: dict[str, frozenset[Role]] = {
    "/base/people/{person}/account/": SYSTEM,
    "/base/people/{person}/password/": SYSTEM | SECURITY,
    "/base/grants/{grant}/confirm/": SECURITY,
    "/base/grants/{grant}/revoke/": SECURITY,
    "/base/holidays/decide/": SYSTEM,
    "/base/holidays/2026-01-01/clear/": SYSTEM,
    "/base/audit/export/": AUDIT,
}


def today() -> date:
    return timezone.localdate()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_page_opens_for_its_roles_only(world: World, client_of: ClientOf, path: str) -> None:
    address = path.format(person=world.people["nobody"].pk)
    opened = {role for role in Role if client_of(role).get(address).status_code == 200}
    assert opened == PAGES[path]
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)


@pytest.mark.parametrize("path", sorted(POSTS))
def test_action_is_refused_to_all_other_roles(world: World, client_of: ClientOf, path: str) -> None:
    grant = make_grant(world.people["nobody"], Role.EXPERT, world.unit, Scope.UNIT, state=GrantState.REVOKED)
    address = path.format(person=world.people["nobody"].pk, grant=grant.pk)
    refused = {role for role in Role if client_of(role).post(address).status_code == 403}
    allowed = SYSTEM if path.endswith("password/") else POSTS[path]  # "nobody" is no administrator
    assert refused == EVERYBODY - allowed
    assert Client().post(address).status_code == 302
    assert client_of(min(allowed)).get(address).status_code == 405


def test_refusal_is_a_sentence(world: World, client_of: ClientOf) -> None:
    page = client_of("filler").get("/base/audit/").content.decode()
    assert "您没有办理这一操作的权限" in page


def count_queries(client: Client, path: str, queries: Any) -> int:
    with queries() as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("system_admin", "/base/organisations/"),
        ("system_admin", "/base/organisations/?q=测试"),
        ("system_admin", "/base/people/"),
        ("security_admin", "/base/grants/"),
        ("audit_admin", "/base/audit/"),
        ("filler", "/"),
        ("filler", "/base/delegations/"),
        ("filler", "/base/people/options/?to=测试"),
        ("system_admin", "/base/holidays/?year=2030"),
    ],
)
def test_lists_cost_the_same_at_any_length(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any, username: str, path: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(username)
    client.get(path)
    counts = []
    for more in (1, 3):
        for step in range(more):
            row = make_organisation(f"1142000000000001{more}{step}", f"测试{more}{step}", OrganisationKind.DEPARTMENT)
            person = make_person(f"test-{more}{step}", world.unit, "测试")
            grant = make_grant(world.people["filler"], Role.EXPERT, row, Scope.UNIT)
            make_grant(person, Role.EXPERT, row, Scope.UNIT)
            Delegation.objects.create(grant=grant, to=person, since=today(), until=today(), reason="出差")
            Notice.objects.create(person=world.people["filler"], code="base.unknown")
            Holiday.objects.create(day=date(2030, more, step + 1), working=False)
        counts.append(count_queries(client, path, lambda: CaptureQueriesContext(connection)))
    assert counts[0] == counts[1] <= 12


# Organisations and people


def test_organisation_is_added_below_another_and_found(world: World, client_of: ClientOf) -> None:
    client = client_of("system_admin")
    answer = client.post(
        "/base/organisations/add/",
        {"name": "湖北省防汛中心", "code": "12420000000000099X", "kind": "unit", "parent": "湖北省水利厅"},
    )
    parent = world.other_department
    assert answer["Location"] == f"/base/organisations/?parent={parent.code}"
    row = Organisation.objects.get(code="12420000000000099X")
    assert (row.parent, row.path) == (parent, f"{parent.path}{row.pk}/")
    assert "湖北省防汛中心" in client.get(answer["Location"]).content.decode()
    for words in ("防汛", "12420000000000099X", "fang xun"):
        assert "湖北省防汛中心" in client.get("/base/organisations/", {"q": words}).content.decode()
    assert "没有找到" in client.get("/base/organisations/?q=没有这家").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "123"}, "统一社会信用代码为18位"),
        ({"parent": "没有这家"}, "没有找到这个单位"),
        ({"parent": "同名"}, "有多个同名单位"),
        ({"code": "11420000000000001A"}, "已经有单位使用"),
    ],
)
def test_organisation_that_cannot_be_added_says_why(
    world: World, client_of: ClientOf, change: dict[str, str], sentence: str
) -> None:
    make_organisation("11420000000000091A", "同名", OrganisationKind.UNIT)
    make_organisation("11420000000000092A", "同名", OrganisationKind.UNIT)
    fields = {"name": "新单位", "code": "12420000000000099X", "kind": "unit", "parent": ""} | change
    page = client_of("system_admin").post("/base/organisations/add/", fields).content.decode()
    assert sentence in page
    assert not Organisation.objects.filter(name="新单位").exists()


def test_first_password_is_shown_once_and_must_be_changed(world: World, client_of: ClientOf) -> None:
    fields = {"name": "李四", "username": "lisi", "organisation": world.unit.code}
    answer = client_of("system_admin").post("/base/people/add/", fields)
    found = re.search(r'id="first-password">([a-z0-9-]{19})<', answer.content.decode())
    assert found is not None
    assert "no-store" in answer["Cache-Control"]
    person = Person.objects.get(username="lisi")
    assert (person.check_password(found[1]), person.must_change_password) == (True, True)
    page = client_of("system_admin").get(f"/base/people/{person.pk}/").content.decode()
    assert (found[1] in page, "尚未修改初始密码" in page) == (False, True)
    assert [found[1] in str(event.facts) for event in Event.objects.filter(action="base.add_person")] == [False]


def test_post_is_noted_and_shown(world: World, client_of: ClientOf) -> None:
    client, person = client_of("system_admin"), world.people["nobody"]
    fields = {"organisation": world.division.code, "title": "主任科员", "since": "2020-01-01", "until": "2019-01-01"}
    assert "截止日期不能早于开始日期" in client.post(f"/base/people/{person.pk}/", fields).content.decode()
    assert client.post(f"/base/people/{person.pk}/", fields | {"until": ""}).status_code == 302
    post = Post.objects.get(person=person)
    assert (post.organisation, post.title, post.since, post.until) == (
        world.division,
        "主任科员",
        date(2020, 1, 1),
        None,
    )
    assert "主任科员" in client.get(f"/base/people/{person.pk}/").content.decode()
    assert client_of("security_admin").post(f"/base/people/{person.pk}/", fields).status_code == 403


def test_closed_account_is_out_at_once_and_can_be_reopened(world: World, client_of: ClientOf) -> None:
    filler, admin, person = client_of("filler"), client_of("system_admin"), world.people["filler"]
    address = f"/base/people/{person.pk}/account/"
    assert admin.post(address, {"active": "no"}).status_code == 302
    assert filler.get("/")["Location"].startswith("/accounts/login/")
    assert admin.post(address, {"active": "no"}).status_code == 409
    assert admin.post(address, {"active": "yes"}).status_code == 302
    own = f"/base/people/{world.people['system_admin'].pk}/account/"
    assert "不能停用或启用自己的账号" in admin.post(own, {"active": "no"}).content.decode()


@pytest.mark.parametrize(
    ("by", "whose", "status"),
    [
        ("system_admin", "filler", 200),
        ("system_admin", "security_admin", 403),
        ("system_admin", "audit_admin", 403),
        ("system_admin", "system_admin", 403),
        ("security_admin", "filler", 403),
        ("security_admin", "system_admin", 200),
        ("security_admin", "second_security", 200),
        ("security_admin", "security_admin", 403),
    ],
)
def test_who_resets_whose_password(world: World, client_of: ClientOf, by: str, whose: str, status: int) -> None:
    person = world.people[whose]
    victim = client_of(whose)
    assert client_of(by).post(f"/base/people/{person.pk}/password/").status_code == status
    person.refresh_from_db()
    assert person.check_password(PASSWORD) == (status != 200)
    assert victim.get("/").status_code == (302 if status == 200 else 200)


# Grants


def test_dangerous_grant_takes_a_second_person(world: World, client_of: ClientOf) -> None:
    first, second = client_of("security_admin"), client_of("second_security")
    fields = {"person": "nobody", "role": "auditor", "organisation": world.finance.code, "scope": "all", "until": ""}
    page = first.post("/base/grants/add/", fields, follow=True).content.decode()
    assert "等另一位安全保密管理员复核后生效" in page
    grant = Grant.objects.get(person=world.people["nobody"])
    address = f"/base/grants/{grant.pk}/confirm/"
    assert "须由另一位安全保密管理员复核" in first.post(address).content.decode()
    assert (address in first.get("/base/grants/").content.decode()) is False
    assert address in second.get("/base/grants/?state=proposed").content.decode()
    assert "授权生效" in second.post(address, follow=True).content.decode()
    assert second.post(address).status_code == 409
    assert second.post(f"/base/grants/{grant.pk}/revoke/").status_code == 302
    grant.refresh_from_db()
    assert grant.state == GrantState.REVOKED


def test_ordinary_grant_is_in_force_at_once(world: World, client_of: ClientOf) -> None:
    fields = {
        "person": "nobody",
        "role": "filler",
        "organisation": "湖北省科学技术厅机关",
        "scope": "unit",
        "until": "2099-01-01",
    }
    page = client_of("security_admin").post("/base/grants/add/", fields, follow=True).content.decode()
    assert "授权已生效" in page
    assert client_of("security_admin").get("/base/grants/?q=nobody").content.decode().count("</tr>") == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"person": "system_admin"}, "“系统管理员”与“填报人”不能由同一人担任（三员分立）"),
        ({"person": "security_admin"}, "不能给自己授权"),
        ({"person": "filler"}, "此人在该单位已有“填报人”的授权"),
        ({"person": "no-such"}, "没有找到这个用户名"),
    ],
)
def test_refused_grant_says_why_in_plain_words(
    world: World, client_of: ClientOf, fields: dict[str, str], sentence: str
) -> None:
    given = {"role": "filler", "organisation": world.unit.code, "scope": "unit", "until": ""} | fields
    assert sentence in client_of("security_admin").post("/base/grants/add/", given).content.decode()


def test_every_role_is_explained(client_of: ClientOf) -> None:
    page = client_of("security_admin").get("/base/grants/add/").content.decode()
    assert [role for role in Role if f"<dt>{role.label}</dt>" not in page] == []
    assert page.count("须两人授权") == 5


# Delegation


def test_role_is_lent_and_taken_back(world: World, client_of: ClientOf) -> None:
    client, grant = client_of("unit_reviewer"), world.people["unit_reviewer"].grants.get()
    fields = {"grant": grant.pk, "to": "nobody", "until": today() + timedelta(days=3), "reason": "出差"}
    assert "受托人即日起可代办" in client.post("/base/delegations/", fields, follow=True).content.decode()
    assert world.viewer("nobody", today()).roles == {"unit_reviewer"}
    row = Delegation.objects.get()
    assert client_of("filler").post(f"/base/delegations/{row.pk}/end/").status_code == 404
    assert client_of("nobody").post(f"/base/delegations/{row.pk}/end/").status_code == 403
    assert client.post(f"/base/delegations/{row.pk}/end/").status_code == 302
    assert world.viewer("nobody", today()).roles == frozenset()
    assert client.post(f"/base/delegations/{row.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    ("to", "days", "reason", "sentence"),
    [
        ("nobody", -1, "出差", "截止日期不能早于今天"),
        ("other_filler", 1, "出差", "没有找到这个用户名"),
        ("nobody", 1, "", "请填写"),
    ],
)
def test_lending_that_is_refused_says_why(
    world: World, client_of: ClientOf, to: str, days: int, reason: str, sentence: str
) -> None:
    grant = world.people["unit_reviewer"].grants.get()
    fields = {"grant": grant.pk, "to": to, "until": today() + timedelta(days=days), "reason": reason}
    assert sentence in client_of("unit_reviewer").post("/base/delegations/", fields).content.decode()
    assert not Delegation.objects.exists()


def test_other_peoples_and_administrators_roles_are_not_offered(world: World, client_of: ClientOf) -> None:
    grant = world.people["filler"].grants.get()
    fields = {"grant": grant.pk, "to": "nobody", "until": today(), "reason": "出差"}
    assert client_of("unit_reviewer").post("/base/delegations/", fields).status_code == 422
    assert "没有可以委托的业务角色" in client_of("system_admin").get("/base/delegations/").content.decode()
    assert not Delegation.objects.exists()
