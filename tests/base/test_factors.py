"""A lost second factor, and dangerous roles lent: always two people; the three administrators stay apart throughout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import TODAY, World, make_filing
from hengxiao.base.actions import (
    confirm_delegation,
    confirm_grant,
    delegate,
    end_delegation,
    propose_grant,
    revoke_grant,
)
from hengxiao.base.enums import ResetState, Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.factors import confirm_factor_reset, drop_factor_reset, propose_factor_reset
from hengxiao.base.models import Delegation, Event, FactorReset, Grant, Person
from hengxiao.base.rules import DANGEROUS, conflict
from hengxiao.cycle.actions.noticing import people_with

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def with_factor(world: World, name: str = "filler") -> Person:
    Authenticator.objects.create(user=world.people[name], type="totp", data={"secret": "x"})
    return world.people[name]


def proposed(world: World, person: Person, by: str = "security_admin") -> FactorReset:
    return propose_factor_reset(viewer=world.viewer(by), person=person, reason="本人持证到场，手机遗失")


def test_two_security_administrators_take_a_lost_factor_away(world: World, client_of: ClientOf) -> None:
    person, other = with_factor(world), client_of("expert")
    client = client_of("filler")
    assert client.get("/").status_code == 200
    reset = proposed(world, person)
    assert (Authenticator.objects.count(), client.get("/").status_code) == (1, 200)
    confirm_factor_reset(viewer=world.viewer("second_security"), reset=reset)
    assert (Authenticator.objects.count(), reset.state, client.get("/").status_code) == (0, "done", 302)
    assert other.get("/").status_code == 200
    facts = dict(Event.objects.filter(action__endswith="factor_reset").values_list("action", "facts"))
    assert facts == {"base.propose_factor_reset": {}, "base.confirm_factor_reset": {"types": ["totp"]}}


def test_proposer_receiver_and_others_do_not_confirm(world: World) -> None:
    reset = proposed(world, with_factor(world, "second_security"))
    for name in ("security_admin", "second_security", "system_admin", "audit_admin", "filler", "nobody"):
        with pytest.raises(ForbiddenError):
            confirm_factor_reset(viewer=world.viewer(name), reset=reset)
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("name", ["system_admin", "audit_admin", "finance_performance", "nobody"])
def test_only_security_administrators_propose_or_drop(world: World, name: str) -> None:
    person = with_factor(world)
    reset = proposed(world, person)
    with pytest.raises(ForbiddenError):
        drop_factor_reset(viewer=world.viewer(name), reset=reset)
    reset.delete()
    with pytest.raises(ForbiddenError):
        proposed(world, person, by=name)


def test_what_cannot_be_reset_is_said(world: World) -> None:
    viewer = world.viewer("security_admin")
    with pytest.raises(ActionError, match="no_factor"):
        proposed(world, world.people["expert"])
    with pytest.raises(ForbiddenError, match="not_ones_own_factor"):
        proposed(world, with_factor(world, "security_admin"))
    person = with_factor(world)
    with pytest.raises(ActionError, match="reason_missing"):
        propose_factor_reset(viewer=viewer, person=person, reason="  ")
    reset = proposed(world, person)
    with pytest.raises(ActionError, match="reset_proposed_already"):
        proposed(world, person, by="second_security")
    assert drop_factor_reset(viewer=viewer, reset=reset).state == ResetState.DROPPED
    with pytest.raises(LateError):
        confirm_factor_reset(viewer=world.viewer("second_security"), reset=reset)
    assert Authenticator.objects.filter(user=person).exists()


def test_reset_goes_through_the_pages(world: World, client_of: ClientOf) -> None:
    person = with_factor(world)
    page = f"/base/people/{person.pk}/"
    first, second = client_of("security_admin"), client_of("second_security")
    assert "提请重置两步验证" in first.get(page).content.decode()
    assert first.post(f"{page}factor/", {"reason": ""}).status_code == 422
    first.post(f"{page}factor/", {"reason": "手机遗失"})
    reset = FactorReset.objects.get()
    assert ("等他人复核" in first.get(page).content.decode(), "复核同意" in second.get(page).content.decode()) == (
        True,
        True,
    )
    first.post(f"/base/factor-resets/{reset.pk}/drop/")
    first.post(f"{page}factor/", {"reason": "手机遗失"})
    second.post(f"/base/factor-resets/{FactorReset.objects.latest('pk').pk}/confirm/")
    assert "没有启用。" in first.get(page).content.decode()
    assert "两步验证" not in client_of("system_admin").get(page).content.decode()


# Dangerous roles lent


@pytest.mark.parametrize("role", ["finance_performance", "auditor", "finance_business"])
def test_dangerous_role_is_lent_only_when_a_second_person_agrees(world: World, role: str) -> None:
    grant = Grant.objects.get(person=world.people[role])
    row = delegate(viewer=world.viewer(role), grant=grant, to=world.people["nobody"], until=TODAY, reason="出差")
    waits = role in DANGEROUS
    assert (row.state, world.viewer("nobody").roles) == (("proposed", set()) if waits else ("active", {role}))
    told = people_with([role], make_filing(world), TODAY)
    assert (world.people["nobody"].pk in told) is not waits
    if waits:
        for name in ("system_admin", "nobody", role):
            with pytest.raises(ForbiddenError):
                confirm_delegation(viewer=world.viewer(name), delegation=row)
        confirm_delegation(viewer=world.viewer("security_admin"), delegation=row)
        assert (world.viewer("nobody").roles, row.confirmed_by) == ({role}, world.people["security_admin"])
    with pytest.raises(LateError):
        confirm_delegation(viewer=world.viewer("security_admin"), delegation=row)


def test_proposal_that_ended_is_not_confirmed(world: World) -> None:
    grant = Grant.objects.get(person=world.people["auditor"])
    row = delegate(viewer=world.viewer("auditor"), grant=grant, to=world.people["nobody"], until=TODAY, reason="出差")
    end_delegation(viewer=world.viewer("auditor"), delegation=row)
    with pytest.raises(LateError):
        confirm_delegation(viewer=world.viewer("second_security"), delegation=Delegation.objects.get())
    assert world.viewer("nobody").roles == frozenset()


def test_dangerous_role_is_lent_through_the_pages(world: World, client_of: ClientOf) -> None:
    from django.utils import timezone

    grant, day = Grant.objects.get(person=world.people["finance_performance"]), timezone.localdate() + timedelta(days=2)
    fields = {"grant": grant.pk, "to": "performance_deputy", "until": day, "reason": "出差"}
    make_deputy(world)
    page = client_of("finance_performance").post("/base/delegations/", fields, follow=True).content.decode()
    assert ("等安全保密管理员复核后生效" in page, "待复核" in page) == (True, True)
    row = Delegation.objects.get()
    guard = client_of("security_admin")
    assert f"/base/delegations/{row.pk}/confirm/" in guard.get("/base/delegations/").content.decode()
    guard.post(f"/base/delegations/{row.pk}/confirm/")
    row.refresh_from_db()
    assert row.state == "active"


def make_deputy(world: World) -> None:
    from factories import make_person

    world.people["performance_deputy"] = make_person("performance_deputy", world.performance_desk)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "confirm", "revoke", "lend", "agree", "end"]), st.sampled_from(sorted(Role)),
        st.integers(0, 3),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_granted_and_lent_nobody_holds_two_of_the_three(
    world: World, steps: list[tuple[str, str, int]]
) -> None:
    viewer, second = world.viewer("security_admin"), world.viewer("second_security")
    targets = [world.people[name] for name in ("nobody", "expert", "auditor", "system_admin")]

    for step, role, at in steps:
        grants = list(Grant.objects.order_by("pk").select_related("person"))
        lent = list(Delegation.objects.order_by("pk"))
        try:
            if step == "grant":
                propose_grant(viewer=viewer, person=targets[at], role=role, organisation=world.unit, scope=Scope.UNIT)
            elif step == "confirm":
                confirm_grant(viewer=second, grant=grants[-1 - at])
            elif step == "revoke":
                revoke_grant(viewer=viewer, grant=grants[-1 - at])
            elif step == "lend":
                grant = Grant.objects.filter(role=role, person=world.people[role]).first()
                if grant is not None:
                    delegate(viewer=world.viewer(role), grant=grant, to=targets[at], until=TODAY, reason="出差")
            elif lent:
                act = confirm_delegation if step == "agree" else end_delegation
                act(viewer=viewer, delegation=lent[at % len(lent)])
        except ActionError:
            pass
        for person in targets:
            roles = world.viewer(person.username).roles
            assert [(held, wanted) for held in roles for wanted in roles if conflict([held], wanted)] == []
