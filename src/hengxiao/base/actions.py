"""The only writers of the base (操作): each is one transaction and one audit entry."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.db.models import Q
from pypinyin import lazy_pinyin

from hengxiao.base.acting import acting, advance, require
from hengxiao.base.enums import GrantState, OrganisationKind, Role, Scope
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Delegation, Grant, Organisation, Person
from hengxiao.base.rules import ADMINISTRATORS, conflict, may_grant, needs_second_person
from hengxiao.base.viewer import Viewer


def sort_key(name: str) -> str:
    """Pinyin of a name (拼音), by which lists are ordered the same on every database."""
    return " ".join(lazy_pinyin(name)).lower()[:240]


def add_organisation(
    *, viewer: Viewer, code: str, name: str, kind: OrganisationKind | str, parent: Organisation | None = None
) -> Organisation:
    """Add an organisation to the tree (新增单位).

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: the code is taken.
    """
    with acting(viewer, "base.add_organisation", f"organisation:{code}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        if Organisation.objects.filter(code=code).exists():
            raise ActionError("base.code_taken", code=code)
        row = Organisation(code=code, name=name, kind=kind, parent=parent, sort_key=sort_key(name), path=f"new-{code}")
        row.save()
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        entry.after = {"code": code, "name": name, "kind": str(kind), "parent": parent.code if parent else ""}
    return row


def add_person(*, viewer: Viewer, username: str, name: str, organisation: Organisation, password: str) -> Person:
    """Open an account (新增人员); the password must be changed at the first sign-in.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: the user name is taken.
    """
    with acting(viewer, "base.add_person", f"person:{username}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        if Person.objects.filter(username=username).exists():
            raise ActionError("base.username_taken", username=username)
        person = Person(username=username, name=name, organisation=organisation)
        person.set_password(password)
        person.save()
        entry.after = {"username": username, "name": name, "organisation": organisation.code}
    return person


def _require_compatible(person: Person, role: str, today: date) -> None:
    """Refuse a role that one held or borrowed excludes; the person is locked, so that two grants at once are seen."""
    Person.objects.select_for_update().get(pk=person.pk)
    borrowed = Q(delegations__to=person, delegations__until__gte=today)
    grants = Grant.objects.filter(Q(person=person) | borrowed).exclude(state=GrantState.REVOKED)
    against = conflict(set(grants.values_list("role", flat=True)), role)
    if against:
        raise ActionError("base.roles_exclude", held=Role(against).label, wanted=Role(role).label)


def propose_grant(
    *,
    viewer: Viewer,
    person: Person,
    role: Role | str,
    organisation: Organisation,
    scope: Scope | str,
    until: date | None = None,
    stage: str = "",
) -> Grant:
    """Give a role (授权); one of the dangerous roles waits for a second security administrator.

    Raises:
        ForbiddenError: the viewer is not a security administrator, or would grant to themselves.
        ActionError: the person holds a role that excludes this one, or holds it already.
    """
    with acting(viewer, "base.propose_grant", f"person:{person.username}") as entry:
        require(may_grant(viewer.roles))
        require(viewer.person != person, "base.not_to_oneself")
        _require_compatible(person, role, viewer.today)
        wait = needs_second_person(role)
        entry.after = {"role": role, "organisation": organisation.code, "scope": scope, "until": until, "wait": wait}
        try:
            return Grant.objects.create(
                person=person,
                role=role,
                organisation=organisation,
                scope=Scope.UNIT if role in ADMINISTRATORS else scope,
                stage=stage,
                state=GrantState.PROPOSED if wait else GrantState.ACTIVE,
                since=viewer.today,
                until=until,
                proposed_by=viewer.person,
            )
        except IntegrityError:
            raise ActionError("base.granted_already", role=Role(role).label) from None


def confirm_grant(*, viewer: Viewer, grant: Grant) -> Grant:
    """Confirm a dangerous grant as the second person (复核授权).

    Raises:
        ForbiddenError: the viewer is no security administrator, proposed it, or would receive it.
        LateError: it was confirmed or revoked meanwhile.
    """
    with acting(viewer, "base.confirm_grant", f"person:{grant.person.username}") as entry:
        require(may_grant(viewer.roles))
        require(viewer.person not in (grant.proposed_by, grant.person), "base.second_person")
        advance(grant, GrantState.PROPOSED, GrantState.ACTIVE, confirmed_by=viewer.person)
        entry.after = {"role": grant.role, "organisation": grant.organisation.code}
    return grant


def revoke_grant(*, viewer: Viewer, grant: Grant) -> Grant:
    """Take a role back (收回授权).

    Raises:
        ForbiddenError: the viewer is not a security administrator.
        LateError: it was revoked meanwhile.
    """
    with acting(viewer, "base.revoke_grant", f"person:{grant.person.username}") as entry:
        require(may_grant(viewer.roles))
        entry.before = {"role": grant.role, "state": grant.state}
        advance(grant, grant.state, GrantState.REVOKED, until=viewer.today)
    return grant


def delegate(*, viewer: Viewer, grant: Grant, to: Person, until: date, reason: str) -> Delegation:
    """Lend one's own role until a day (委托代办).

    Raises:
        ForbiddenError: the grant is not the viewer's, or is one of the three administrators'.
        ActionError: no reason, the end lies in the past, or the other person holds a role that excludes this one.
    """
    with acting(viewer, "base.delegate", f"person:{to.username}") as entry:
        require(grant.person == viewer.person and grant.role not in ADMINISTRATORS)
        if not reason.strip() or until < viewer.today:
            raise ActionError("base.delegation_incomplete")
        _require_compatible(to, grant.role, viewer.today)
        entry.after = {"role": grant.role, "to": to.username, "until": until}
        return Delegation.objects.create(grant=grant, to=to, since=viewer.today, until=until, reason=reason)
