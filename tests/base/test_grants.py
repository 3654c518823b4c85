"""Grants: three administrators apart, two people for dangerous rights, races won by one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from factories import SINCE, TODAY, World, make_grant, make_person
from hengxiao.base.actions import (
    add_organisation,
    add_person,
    confirm_grant,
    delegate,
    propose_grant,
    revoke_grant,
)
from hengxiao.base.audit import broken_at
from hengxiao.base.enums import GrantState, OrganisationKind, Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Event, Grant, Organisation, Person
from hengxiao.base.rules import ADMINISTRATORS, BUSINESS, DANGEROUS, conflict
from racing import race

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("held", "wanted"), list(product(Role, Role)))
def test_administrators_exclude_everything_else(held: Role, wanted: Role) -> None:
    apart = held != wanted and (held in ADMINISTRATORS or wanted in ADMINISTRATORS)
    assert conflict([held], wanted) == (held if apart else "")


@pytest.mark.parametrize(("held", "wanted"), [("filler", "system_admin"), ("audit_admin", "expert")])
def test_excluded_role_is_refused(world: World, held: str, wanted: str) -> None:
    with pytest.raises(ActionError) as refused:
        propose_grant(
            viewer=world.viewer("security_admin"),
            person=world.people[held],
            role=wanted,
            organisation=world.unit,
            scope=Scope.UNIT,
        )
    assert (refused.value.code, refused.value.facts) == (
        "base.roles_exclude",
        {"held": Role(held).label, "wanted": Role(wanted).label},
    )


@pytest.mark.parametrize("role", sorted(Role))
def test_dangerous_role_waits_for_a_second_person(world: World, role: str) -> None:
    person = world.people["nobody"]
    grant = propose_grant(
        viewer=world.viewer("security_admin"), person=person, role=role, organisation=world.unit, scope=Scope.ALL
    )
    assert world.viewer("nobody").roles == (frozenset() if role in DANGEROUS else frozenset({role}))
    assert grant.scope == (Scope.UNIT if role in ADMINISTRATORS else Scope.ALL)
    if role in DANGEROUS:
        for username in ("security_admin", "filler", "system_admin"):
            with pytest.raises(ForbiddenError):
                confirm_grant(viewer=world.viewer(username), grant=grant)
        confirm_grant(viewer=world.viewer("second_security"), grant=grant)
        assert world.viewer("nobody").roles == frozenset({role})


def test_receiver_does_not_confirm_the_own_grant(world: World) -> None:
    make_grant(world.people["nobody"], Role.SECURITY_ADMIN, world.finance, Scope.UNIT)
    other = make_grant(
        world.people["nobody"], Role.SECURITY_ADMIN, world.unit, Scope.UNIT, state=GrantState.PROPOSED,
        proposed_by=world.people["security_admin"],
    )  # fmt: skip
    with pytest.raises(ForbiddenError) as refused:
        confirm_grant(viewer=world.viewer("nobody"), grant=other)
    assert refused.value.code == "base.second_person"


def test_nobody_grants_to_oneself_or_twice(world: World) -> None:
    viewer, person = world.viewer("security_admin"), world.people["nobody"]
    with pytest.raises(ForbiddenError) as refused:
        propose_grant(
            viewer=viewer,
            person=world.people["security_admin"],
            role=Role.FILLER,
            organisation=world.unit,
            scope="own",
        )
    assert refused.value.code == "base.not_to_oneself"
    propose_grant(viewer=viewer, person=person, role=Role.FILLER, organisation=world.unit, scope="own")
    with pytest.raises(ActionError) as again:
        propose_grant(viewer=viewer, person=person, role=Role.FILLER, organisation=world.unit, scope="unit")
    assert again.value.code == "base.granted_already"


@pytest.mark.parametrize("username", [*sorted({str(r) for r in Role} - {"security_admin"}), "nobody"])
def test_only_the_security_administrator_grants(world: World, username: str) -> None:
    viewer, grant = world.viewer(username), Grant.objects.filter(person=world.people["expert"]).get()
    with pytest.raises(ForbiddenError):
        propose_grant(viewer=viewer, person=world.people["nobody"], role="filler", organisation=world.unit, scope="own")
    with pytest.raises(ForbiddenError):
        revoke_grant(viewer=viewer, grant=grant)
    assert Event.objects.filter(result="refused").count() == 2


def test_revoked_role_is_gone_and_may_be_given_again(world: World) -> None:
    grant = Grant.objects.get(person=world.people["filler"])
    revoke_grant(viewer=world.viewer("security_admin"), grant=grant)
    assert world.viewer("filler").roles == frozenset()
    propose_grant(
        viewer=world.viewer("security_admin"), person=world.people["filler"], role=Role.FILLER,
        organisation=world.unit, scope=Scope.UNIT,
    )  # fmt: skip
    assert world.viewer("filler").roles == {Role.FILLER}


@pytest.mark.parametrize("username", sorted({str(r) for r in Role} - {"system_admin"}))
def test_only_the_system_administrator_opens_accounts(world: World, username: str) -> None:
    viewer = world.viewer(username)
    with pytest.raises(ForbiddenError):
        add_organisation(viewer=viewer, code="X", name="新单位", kind=OrganisationKind.UNIT)
    with pytest.raises(ForbiddenError):
        add_person(viewer=viewer, username="x", name="新人", organisation=world.unit, password="long-enough-1")


def test_organisation_takes_its_place_in_the_tree(world: World) -> None:
    row = add_organisation(
        viewer=world.viewer("system_admin"), code="N1", name="长江路办事处", kind="unit", parent=world.department
    )
    assert (row.path, row.sort_key) == (f"{world.department.path}{row.pk}/", "chang jiang lu ban shi chu")
    with pytest.raises(ActionError) as taken:
        add_organisation(viewer=world.viewer("system_admin"), code="N1", name="另一个", kind="unit")
    assert taken.value.message() == "统一社会信用代码 N1 已经有单位使用"
    assert Organisation.objects.filter(path__startswith=world.department.path).count() == 5


def test_new_account_must_change_its_password(world: World) -> None:
    viewer = world.viewer("system_admin")
    person = add_person(viewer=viewer, username="new", name="新人", organisation=world.unit, password="long-enough-1")
    assert (person.must_change_password, person.check_password("long-enough-1")) == (True, True)
    with pytest.raises(ActionError) as taken:
        add_person(viewer=viewer, username="new", name="新人", organisation=world.unit, password="long-enough-1")
    assert taken.value.facts == {"username": "new"}


def test_lent_role_ends_with_its_day(world: World) -> None:
    grant, to = Grant.objects.get(person=world.people["unit_reviewer"]), world.people["nobody"]
    delegate(viewer=world.viewer("unit_reviewer"), grant=grant, to=to, until=TODAY + timedelta(days=3), reason="出差")
    held = [world.viewer("nobody", TODAY + timedelta(days=days)) for days in (-1, 0, 3, 4)]
    assert [viewer.roles for viewer in held] == [frozenset(), {"unit_reviewer"}, {"unit_reviewer"}, frozenset()]
    assert [viewer.acting_for for viewer in held[1:3]] == [(world.people["unit_reviewer"].pk,)] * 2


@pytest.mark.parametrize(
    ("username", "to", "until", "reason", "error"),
    [
        ("unit_reviewer", "nobody", date(2020, 3, 1), "出差", "base.delegation_incomplete"),
        ("unit_reviewer", "nobody", date(2020, 3, 9), "  ", "base.delegation_incomplete"),
        ("filler", "nobody", date(2020, 3, 9), "出差", "base.forbidden"),
        ("unit_reviewer", "system_admin", date(2020, 3, 9), "出差", "base.roles_exclude"),
        ("unit_reviewer", "audit_admin", date(2020, 3, 9), "出差", "base.roles_exclude"),
    ],
)
def test_impossible_delegation_is_refused(
    world: World, username: str, to: str, until: date, reason: str, error: str
) -> None:
    grant = Grant.objects.get(person=world.people["unit_reviewer"])
    with pytest.raises(ActionError) as refused:
        delegate(viewer=world.viewer(username), grant=grant, to=world.people[to], until=until, reason=reason)
    assert refused.value.code == error


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_do_not_lend_their_role(world: World, role: str) -> None:
    grant = Grant.objects.get(person=world.people[role])
    with pytest.raises(ForbiddenError):
        delegate(viewer=world.viewer(role), grant=grant, to=world.people["nobody"], until=TODAY, reason="出差")


def test_lent_business_role_bars_an_administrators_one(world: World) -> None:
    grant = Grant.objects.get(person=world.people["unit_reviewer"])
    delegate(viewer=world.viewer("unit_reviewer"), grant=grant, to=world.people["nobody"], until=TODAY, reason="出差")
    with pytest.raises(ActionError) as refused:
        propose_grant(
            viewer=world.viewer("security_admin"), person=world.people["nobody"], role=Role.SYSTEM_ADMIN,
            organisation=world.finance, scope=Scope.UNIT,
        )  # fmt: skip
    assert refused.value.code == "base.roles_exclude"


@pytest.mark.django_db(transaction=True)
def test_of_many_confirmations_one_wins(world: World) -> None:
    grant = propose_grant(
        viewer=world.viewer("security_admin"), person=world.people["nobody"], role=Role.AUDITOR,
        organisation=world.finance, scope=Scope.ALL,
    )  # fmt: skip
    viewer = world.viewer("second_security")
    got = race([lambda: confirm_grant(viewer=viewer, grant=Grant.objects.get(pk=grant.pk))] * 12)
    assert got == ["LateError"] * 11 + ["done"]
    results = list(Event.objects.filter(action="base.confirm_grant").values_list("result", flat=True))
    assert sorted(results) == ["done"] + ["late"] * 11
    assert broken_at(Event.objects.all()) is None


@pytest.mark.django_db(transaction=True)
def test_excluding_roles_proposed_at_once_are_not_both_given(world: World) -> None:
    viewer, person = world.viewer("security_admin"), world.people["nobody"]
    roles = [Role.FILLER, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN] * 2
    got = race([
        lambda role=role: propose_grant(
            viewer=viewer, person=person, role=role, organisation=world.unit, scope=Scope.UNIT
        )
        for role in roles
    ])  # fmt: skip
    assert (got.count("done"), Grant.objects.filter(person=person).count()) == (1, 1)


def test_business_roles_may_be_held_together(world: World) -> None:
    person = make_person("many", world.unit)
    for role in sorted(BUSINESS - DANGEROUS):
        propose_grant(
            viewer=world.viewer("security_admin"), person=person, role=role, organisation=world.unit, scope="unit"
        )
    assert Person.objects.get(username="many").grants.filter(since__gte=SINCE).count() == len(BUSINESS - DANGEROUS)


def test_late_error_is_for_somebody_faster(world: World) -> None:
    grant = Grant.objects.get(person=world.people["expert"])
    stale = Grant.objects.get(pk=grant.pk)
    revoke_grant(viewer=world.viewer("security_admin"), grant=grant)
    with pytest.raises(LateError):
        revoke_grant(viewer=world.viewer("second_security"), grant=stale)
    ended = Grant.objects.get(pk=grant.pk)
    with pytest.raises(LateError):
        revoke_grant(viewer=world.viewer("second_security", TODAY + timedelta(days=9)), grant=ended)
    assert Grant.objects.get(pk=grant.pk).until == TODAY
