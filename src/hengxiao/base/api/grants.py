"""Grants and delegations by the interface (授权、委托接口)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from hengxiao.base.actions import (
    confirm_delegation,
    confirm_grant,
    delegate,
    end_delegation,
    propose_grant,
    revoke_grant,
)
from hengxiao.base.api.door import operation
from hengxiao.base.api.organisations import organisation_of
from hengxiao.base.api.shapes import DoneOut, Number, PageOf, Paging, maybe, paged, said
from hengxiao.base.enums import Family, GrantState, Role, Scope
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Delegation, Grant, Person
from hengxiao.base.queries import colleagues, delegations, grants, lendable, people
from hengxiao.base.viewer import Viewer

router = Router(tags=["grants"])
SECURITY = (Role.SECURITY_ADMIN,)


class GrantOut(Schema):
    """A grant (授权)."""

    number: int
    person: str
    role: str
    organisation: str
    scope: str
    stage: str
    state: str
    since: date
    until: date | None


class GrantIn(Schema):
    """A proposed grant (提请授权)."""

    person: Annotated[str, maybe(64)]
    role: Role
    organisation: Annotated[str, maybe(24)]
    scope: Scope = Scope.UNIT
    until: date | None = None
    stage: Annotated[str, maybe(32)] = ""


class GrantsAsked(Paging):
    """Which grants (筛选授权)."""

    state: GrantState | None = None
    person: Annotated[str, maybe(64)] = ""


class DelegationIn(Schema):
    """A role lent (委托代办)."""

    grant: Number
    to: Annotated[str, maybe(64)]
    until: date
    reason: Annotated[str, said(200)]


class DelegationOut(Schema):
    """A role lent (委托)."""

    number: int
    grant: int
    role: str
    by: str
    to: str
    since: date
    until: date
    reason: str


def _grant(row: Grant) -> GrantOut:
    return GrantOut(
        number=row.pk, person=row.person.username, role=row.role, organisation=row.organisation.code, scope=row.scope,
        stage=row.stage, state=row.state, since=row.since, until=row.until,
    )  # fmt: skip


def _delegation(row: Delegation) -> DelegationOut:
    return DelegationOut(
        number=row.pk, grant=row.grant_id, role=row.grant.role, by=row.grant.person.username, to=row.to.username,
        since=row.since, until=row.until, reason=row.reason,
    )  # fmt: skip


def _person(viewer: Viewer, username: str, *, lending: bool) -> Person:
    rows = colleagues(viewer) if lending else people(viewer).filter(is_active=True)
    row = rows.filter(username=username).first()
    if row is None:
        raise ActionError("base.no_such_person", username=username)
    return row


@operation(router, "GET", "/grants", PageOf[GrantOut], family=Family.READ, pages=("base:grants", "base:delegations"))
def list_grants(request: HttpRequest, given: Query[GrantsAsked]) -> PageOf[GrantOut]:
    """Grants (授权): all for the security administrator, else one's own."""
    rows = grants(request.viewer)
    rows = rows.filter(state=given.state) if given.state else rows
    return paged(rows.filter(person__username=given.person) if given.person else rows, given, _grant)


@operation(router, "POST", "/grants", GrantOut, family=Family.GRANT, roles=SECURITY, pages=("base:add_grant",))
def create_grant(request: HttpRequest, given: GrantIn) -> GrantOut:
    """Give a role (授权); a dangerous one waits for a second security administrator."""
    row = propose_grant(
        viewer=request.viewer, person=_person(request.viewer, given.person, lending=False), role=given.role,
        organisation=organisation_of(request.viewer, given.organisation), scope=given.scope, until=given.until,
        stage=given.stage,
    )  # fmt: skip
    return _grant(row)


@operation(
    router, "POST", "/grants/{number}/confirm", GrantOut, family=Family.GRANT, roles=SECURITY,
    pages=("base:confirm_grant",),
)  # fmt: skip
def confirm_proposed_grant(request: HttpRequest, number: Number) -> GrantOut:
    """Confirm a grant as the second person (复核授权)."""
    return _grant(confirm_grant(viewer=request.viewer, grant=get_object_or_404(grants(request.viewer), pk=number)))


@operation(
    router, "POST", "/grants/{number}/revoke", GrantOut, family=Family.GRANT, roles=SECURITY,
    pages=("base:revoke_grant",),
)  # fmt: skip
def revoke_held_grant(request: HttpRequest, number: Number) -> GrantOut:
    """Take a role back (收回授权)."""
    return _grant(revoke_grant(viewer=request.viewer, grant=get_object_or_404(grants(request.viewer), pk=number)))


@operation(router, "GET", "/delegations", PageOf[DelegationOut], family=Family.READ, pages=("base:delegations",))
def list_delegations(request: HttpRequest, given: Query[Paging]) -> PageOf[DelegationOut]:
    """Lent roles that run (进行中的委托)."""
    return paged(delegations(request.viewer), given, _delegation)


@operation(router, "POST", "/delegations", DelegationOut, family=Family.OWN, pages=("base:delegations",))
def create_delegation(request: HttpRequest, given: DelegationIn) -> DelegationOut:
    """Lend one's own role until a day (委托代办)."""
    grant = get_object_or_404(lendable(request.viewer).select_related("person"), pk=given.grant)
    to = _person(request.viewer, given.to, lending=True)
    return _delegation(delegate(viewer=request.viewer, grant=grant, to=to, until=given.until, reason=given.reason))


@operation(
    router, "POST", "/delegations/{number}/confirm", DelegationOut, family=Family.GRANT, roles=SECURITY,
    pages=("base:confirm_delegation",),
)  # fmt: skip
def confirm_proposed_delegation(request: HttpRequest, number: Number) -> DelegationOut:
    """Confirm that a dangerous role is lent (复核委托)."""
    row = get_object_or_404(delegations(request.viewer), pk=number)
    return _delegation(confirm_delegation(viewer=request.viewer, delegation=row))


@operation(router, "POST", "/delegations/{number}/end", DoneOut, family=Family.OWN, pages=("base:end_delegation",))
def end_running_delegation(request: HttpRequest, number: Number) -> DoneOut:
    """Take a lent role back before its day (提前收回委托)."""
    row = get_object_or_404(delegations(request.viewer), pk=number)
    end_delegation(viewer=request.viewer, delegation=row)
    return DoneOut()
