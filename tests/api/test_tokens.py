"""Tokens: issued for somebody, shown once, cut by grants, ended by time, revocation and a closed account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories import TODAY, World, make_grant
from hengxiao.base.audit import record
from hengxiao.base.credentials import token_digest
from hengxiao.base.enums import Family, Role
from hengxiao.base.errors import ActionError, ForbiddenError, LateError, UnknownPersonError
from hengxiao.base.models import Event, Grant, Person, Token
from hengxiao.base.tokens import (
    found_tokens,
    issue_token,
    known_token,
    latest_end,
    revoke_token,
    token_viewer,
    tokens,
    useful_families,
)
from hengxiao.base.viewer import Viewer
from programs import Program, make_token

LATER = TODAY + timedelta(days=30)


def issued(world: World, username: str = "filler", **more: Any) -> tuple[Token, str]:
    values: dict[str, Any] = {"name": "读取批复", "families": ["read"], "until": LATER} | more
    return issue_token(viewer=world.viewer(username), **values)


def test_token_is_kept_as_a_hash_only(world: World) -> None:
    row, text = issued(world, families=["fill", "read"])
    assert text.startswith("hx_")
    assert (row.digest, row.families, row.hint) == (token_digest(text), ["read", "fill"], text[3:11])
    stored = str(Token.objects.filter(pk=row.pk).values().get()) + str(list(Event.objects.values()))
    assert text not in stored
    assert Event.objects.get(action="base.issue_token").facts == {
        "number": row.pk, "families": "read,fill", "until": "2020-04-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " "}, "base.token_incomplete"),
        ({"families": ["all"]}, "base.token_incomplete"),
        ({"until": TODAY - timedelta(days=1)}, "base.token_end"),
        ({"until": latest_end(TODAY) + timedelta(days=1)}, "base.token_end"),
    ],
)
def test_token_needs_a_purpose_a_family_and_an_end(world: World, more: dict[str, Any], code: str) -> None:
    with pytest.raises(ActionError) as refused:
        issued(world, **more)
    assert (refused.value.code, Token.objects.count()) == (code, 0)


def test_no_token_by_a_token_nor_for_the_public(world: World) -> None:
    row, _text = issued(world)
    by_token = token_viewer(row, timezone.now())
    for viewer, code in ((by_token, "base.token_by_token"), (Viewer(None, TODAY), "base.forbidden")):
        with pytest.raises(ForbiddenError) as refused:
            issue_token(viewer=viewer, name="x", families=["read"], until=viewer.today)
        assert refused.value.code == code


def test_token_is_revoked_by_its_person_or_the_administrator_once(world: World) -> None:
    row, text = issued(world)
    with pytest.raises(ForbiddenError):
        revoke_token(viewer=world.viewer("security_admin"), token=row)
    assert revoke_token(viewer=world.viewer("system_admin"), token=row).revoked_by == world.people["system_admin"]
    with pytest.raises(LateError):
        revoke_token(viewer=world.viewer("filler"), token=row)
    with pytest.raises(UnknownPersonError):
        known_token(text, TODAY)


def test_only_the_system_administrator_sees_others_tokens(world: World) -> None:
    issued(world), issued(world, "expert", name="读取")
    assert [row.person.username for row in tokens(world.viewer("system_admin"))] == ["expert", "filler"]
    assert [row.person.username for row in tokens(world.viewer("filler"))] == ["filler"]
    assert list(tokens(world.viewer("security_admin"))) == []
    found = found_tokens(tokens(world.viewer("system_admin")), "批复")
    assert [row.person.username for row in found] == ["filler"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_active": False}, "base.token_unknown"),
        ({"must_change_password": True}, "base.password_first"),
    ],
)
def test_token_of_a_closed_account_is_dead(world: World, change: dict[str, bool], code: str) -> None:
    _row, text = issued(world)
    Person.objects.filter(username="filler").update(**change)
    with pytest.raises(UnknownPersonError) as refused:
        known_token(text, TODAY)
    assert refused.value.code == code


def test_token_ends_with_its_day(world: World) -> None:
    row, text = issued(world, until=TODAY)
    assert known_token(text, TODAY) == row
    for asked, day in ((text, date(2020, 3, 3)), (text + "x", TODAY), ("hx_\udcff", TODAY)):
        with pytest.raises(UnknownPersonError):
            known_token(asked, day)


def test_grants_cut_a_token_and_the_log_names_it(world: World) -> None:
    row, _text = issued(world)
    now = timezone.now()
    viewer = token_viewer(row, now, "198.51.100.7")
    assert (viewer.roles, viewer.token, viewer.address) == ({"filler"}, row.pk, "198.51.100.7")
    assert record(viewer, "base.try").facts == {"token": row.pk}
    row.refresh_from_db()
    assert row.last_used_at == now
    token_viewer(row, now + timedelta(seconds=30))
    row.refresh_from_db()
    assert row.last_used_at == now
    Grant.objects.filter(person=row.person).update(state="revoked")
    assert token_viewer(row, now).roles == frozenset()


def test_families_offered_are_those_the_roles_can_use() -> None:
    assert useful_families({Role.AUDITOR}) == [Family.READ, Family.OWN]
    assert useful_families({Role.FILLER}) == [Family.READ, Family.OWN, Family.FILL, Family.REVIEW, Family.RELEASE]
    assert useful_families({Role.AUDIT_ADMIN}) == [Family.READ, Family.OWN, Family.AUDIT]


def test_page_shows_a_new_token_once_and_revokes_it(world: World, client_of: Any) -> None:
    client, until = client_of("filler"), timezone.localdate() + timedelta(days=5)
    page = client.post("/base/tokens/", {"name": "对账", "families": ["read"], "until": until}).content.decode()
    token = Token.objects.get()
    text = page.partition('id="new-token">')[2].partition("<")[0]
    assert Program(text).get("/me").json()["username"] == "filler"
    listed = client.get("/base/tokens/").content.decode()
    assert text not in listed and token.hint in listed
    assert "收回授权" not in listed
    assert client_of("expert").post(f"/base/tokens/{token.pk}/revoke/").status_code == 404
    assert client_of("system_admin").get("/base/tokens/?q=对账").content.decode().count(token.hint) == 1
    assert client.post(f"/base/tokens/{token.pk}/revoke/").status_code == 302
    assert Program(text).get("/me").status_code == 401
    assert client.post("/base/tokens/", {"name": "", "families": []}).status_code == 422


def test_list_of_tokens_costs_the_same_at_any_length(
    world: World, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of("system_admin")
    client.get("/base/tokens/")
    for number in (1, 3):
        while Token.objects.count() < number:
            make_token(world, "filler")
        with django_assert_num_queries(6):
            client.get("/base/tokens/")


def test_lent_roles_count_for_a_token(world: World) -> None:
    row, _text = issued(world, "nobody")
    make_grant(world.people["nobody"], Role.EXPERT, world.unit, "unit")
    assert token_viewer(row, timezone.now()).roles == {"expert"}
