"""Data scope: a query cut by a viewer gives exactly the rows the grants reach."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import SINCE, TODAY, World, make_filing, make_grant, make_project
from hengxiao.base.enums import GrantState, Role, Scope
from hengxiao.base.models import Delegation
from hengxiao.base.queries import events, grants, notices, organisations, people
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, viewer_of
from hengxiao.cycle.models import Filing

pytestmark = pytest.mark.django_db

UNITS = ("finance", "department", "unit", "division", "second_unit", "other_department", "other_unit")
AUTHORS = ("filler", "second_filler", "other_filler", "nobody")


@pytest.fixture
def filings(world: World) -> World:
    """A filing of every author at every organisation."""
    for unit in UNITS:
        for author in AUTHORS:
            project = make_project(world, f"{unit}-{author}", unit=unit)
            make_filing(world, project, created_by=world.people[author], document={})
    return world


def reached(world: World, viewer_person: int, given_grants: list[dict[str, Any]], wanted: set[str]) -> set[str]:
    """Codes of the projects the grants reach, reckoned one by one without a database."""
    found = set()
    for unit in UNITS:
        place = world.organisations[unit]
        for author in AUTHORS:
            for grant in given_grants:
                at = world.organisations[grant["at"]]
                inside = {
                    Scope.ALL: True,
                    Scope.SUBTREE: place.path.startswith(at.path),
                    Scope.UNIT: place == at,
                    Scope.OWN: world.people[author].pk == grant["owner"],
                }[grant["scope"]]
                running = grant["since"] <= TODAY <= (grant["until"] or TODAY)
                if grant["role"] in wanted and running and grant["state"] == GrantState.ACTIVE and inside:
                    found.add(f"{unit}-{author}")
    return found


GRANTS = st.fixed_dictionaries({
    "role": st.sampled_from(EVERY_BUSINESS_ROLE),
    "at": st.sampled_from(UNITS),
    "scope": st.sampled_from(Scope),
    "state": st.sampled_from(GrantState),
    "since": st.sampled_from([SINCE, TODAY, TODAY + timedelta(days=1)]),
    "until": st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9)]),
    "lent": st.booleans(),
})  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(GRANTS, max_size=4, unique_by=lambda g: (g["role"], g["at"], g["lent"])),
    wanted=st.sets(st.sampled_from(EVERY_BUSINESS_ROLE)),
)
def test_rows_are_exactly_those_in_reach(filings: World, rows: list[dict[str, Any]], wanted: set[str]) -> None:
    world, person, lender = filings, filings.people["nobody"], filings.people["second_filler"]
    lender.grants.all().delete()
    with transaction.atomic():
        for row in rows:
            holder = lender if row["lent"] else person
            row["owner"] = holder.pk
            made = make_grant(
                holder, row["role"], world.organisations[row["at"]], row["scope"],
                state=row["state"], since=row["since"], until=row["until"],
            )  # fmt: skip
            if row["lent"]:
                Delegation.objects.create(grant=made, to=person, since=SINCE, until=TODAY, reason="出差")
        condition = viewer_of(person, TODAY).rows(wanted, "organisation", owner="created_by")
        found = list(Filing.objects.filter(condition).values_list("project__code", flat=True))
        transaction.set_rollback(True)
    assert len(found) == len(set(found))
    assert set(found) == reached(world, person.pk, rows, set(wanted))


def test_the_public_and_people_without_grants_reach_nothing(filings: World) -> None:
    for person in (None, filings.people["nobody"]):
        viewer = viewer_of(person, TODAY)
        assert Filing.objects.filter(viewer.rows(EVERY_BUSINESS_ROLE, owner="created_by")).count() == 0
        assert (viewer.roles, organisations(viewer).count(), events(viewer).count()) == (frozenset(), 0, 0)


def test_paths_of_neighbours_with_longer_numbers_do_not_mix(world: World) -> None:
    """/1/ is no part of /10/: paths end with a stroke."""
    grant = SimpleNamespace(path="/1/")
    assert not "/10/".startswith(grant.path)
    assert all(row.path.endswith("/") for row in world.organisations.values())


def test_administrators_have_no_business_rows(filings: World) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        condition = filings.viewer(role).rows(EVERY_BUSINESS_ROLE, owner="created_by")
        assert Filing.objects.filter(condition).count() == 0


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        ("filler", 4),
        ("own_filler", 0),
        ("department_finance", 16),
        ("finance_business", 28),
        ("auditor", 28),
        ("other_filler", 4),
        ("other_finance", 8),
        ("evaluator", 4),
    ],
)
def test_scope_of_the_small_province(filings: World, username: str, seen: int) -> None:
    condition = filings.viewer(username).rows(EVERY_BUSINESS_ROLE, owner="created_by")
    assert Filing.objects.filter(condition).count() == seen


def test_organisations_in_reach(world: World) -> None:
    names = {name: set(organisations(world.viewer(name)).values_list("code", flat=True)) for name in world.people}
    everything = {row.code for row in world.organisations.values()}
    assert names["finance_business"] == names["security_admin"] == names["system_admin"] == everything
    assert names["filler"] == {world.unit.code, world.division.code}
    assert names["department_finance"] == names["filler"] | {world.department.code, world.second_unit.code}
    assert names["audit_admin"] == set()


def test_people_and_grants_in_reach(world: World) -> None:
    assert people(world.viewer("security_admin")).count() == len(world.people)
    assert set(people(world.viewer("filler")).values_list("username", flat=True)) == {
        "filler",
        "unit_reviewer",
        "second_filler",
        "own_filler",
        "nobody",
    }
    assert grants(world.viewer("security_admin")).count() == len(world.people) - 1
    assert list(grants(world.viewer("filler")).values_list("role", flat=True)) == ["filler"]
    assert notices(world.viewer("filler")).count() == 0


def test_grants_of_other_days_do_not_count(world: World) -> None:
    assert viewer_of(world.people["filler"], SINCE).roles == {"filler"}
    assert viewer_of(world.people["filler"], date(2018, 12, 31)).roles == frozenset()
