"""The only writers of the base (操作): each is one transaction and one audit entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from axes.utils import reset as unlock
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from pypinyin import lazy_pinyin

from hengxiao.base.acting import acting, advance, require
from hengxiao.base.audit_export import anchor_finished
from hengxiao.base.enums import GrantState, OrganisationKind, Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Delegation, Grant, Holiday, Notice, Organisation, Person, Post
from hengxiao.base.rules import ADMINISTRATORS, conflict, may_grant, may_see_audit, needs_second_person
from hengxiao.base.viewer import Viewer


def sort_key(name: str) -> str:
    """Pinyin of a name (拼音), by which lists are ordered the same on every database."""
    return " ".join(lazy_pinyin(name)).lower()[:240]


def require_open(organisation: Organisation, field: str = "organisation") -> None:
    """Go on only with an organisation in use (单位在用); `field` is the argument that names it.

    Raises:
        ActionError: it is closed.
    """
    if not organisation.active:
        raise ActionError("base.organisation_closed", name=organisation.name).beside(field)


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
            raise ActionError("base.code_taken", code=code).beside("code")
        if parent is not None:
            require_open(parent, "parent")
        row = Organisation(code=code, name=name, kind=kind, parent=parent, sort_key=sort_key(name), path=f"new-{code}")
        row.save()
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        entry.after = {"code": code, "name": name, "kind": str(kind), "parent": parent.code if parent else ""}
    return row


def add_person(*, viewer: Viewer, username: str, name: str, organisation: Organisation, password: str | None) -> Person:
    """Open an account (新增人员); the password must be changed at the first sign-in, without one nobody signs in yet.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: the user name is taken.
    """
    with acting(viewer, "base.add_person", f"person:{username}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        require_open(organisation)
        if Person.objects.filter(username=username).exists():
            raise ActionError("base.username_taken", username=username).beside("username")
        person = Person(username=username, name=name, organisation=organisation)
        person.set_password(password)
        person.save()
        entry.after = {"username": username, "name": name, "organisation": organisation.code}
    return person


def _require_compatible(person: Person, role: str, today: date, field: str) -> None:
    """Refuse a role that one held or borrowed excludes; the person is locked, so that two grants at once are seen."""
    Person.objects.select_for_update().get(pk=person.pk)
    borrowed = Q(delegations__to=person, delegations__until__gte=today)
    grants = Grant.objects.filter(Q(person=person) | borrowed).exclude(state=GrantState.REVOKED)
    against = conflict(set(grants.values_list("role", flat=True)), role)
    if against:
        facts = {"held": Role(against).label, "wanted": Role(role).label}
        raise ActionError("base.roles_exclude", **facts).beside(field)


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
        if viewer.person == person:
            raise ForbiddenError("base.not_to_oneself").beside("person")
        require_open(organisation)
        _require_compatible(person, role, viewer.today, "role")
        wait = needs_second_person(role)
        entry.after = {
            "role": role, "organisation": organisation.code, "scope": scope, "stage": stage, "until": until,
            "wait": wait,
        }  # fmt: skip
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
            raise ActionError("base.granted_already", role=Role(role).label).beside("role") from None


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
        if grant.state == GrantState.REVOKED:
            raise LateError("base.too_late")
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
            raise ActionError("base.delegation_incomplete").beside("until" if reason.strip() else "reason")
        _require_compatible(to, grant.role, viewer.today, "to")
        wait = needs_second_person(grant.role)
        entry.after = {"role": grant.role, "to": to.username, "until": until, "wait": wait}
        state = GrantState.PROPOSED if wait else GrantState.ACTIVE
        return Delegation.objects.create(
            grant=grant, to=to, since=viewer.today, until=until, reason=reason, state=state
        )


def confirm_delegation(*, viewer: Viewer, delegation: Delegation) -> Delegation:
    """Confirm that a dangerous role is lent (复核委托), as the second person; the lender was the first.

    Raises:
        ForbiddenError: the viewer is no security administrator.
        LateError: it was confirmed or ended meanwhile.
    """
    with acting(viewer, "base.confirm_delegation", f"person:{delegation.to.username}") as entry:
        require(may_grant(viewer.roles))
        if delegation.until < viewer.today:
            raise LateError("base.too_late")
        advance(delegation, GrantState.PROPOSED, GrantState.ACTIVE, confirmed_by=viewer.person)
        entry.after = {"role": delegation.grant.role, "until": delegation.until}
    return delegation


def end_delegation(*, viewer: Viewer, delegation: Delegation) -> None:
    """Take a lent role back before its day (提前收回委托).

    Raises:
        ForbiddenError: the viewer neither lent it nor is a security administrator.
        LateError: it ended meanwhile.
    """
    with acting(viewer, "base.end_delegation", f"person:{delegation.to.username}") as entry:
        require(delegation.grant.person == viewer.person or may_grant(viewer.roles))
        entry.before = {"role": delegation.grant.role, "until": delegation.until}
        running = Delegation.objects.filter(pk=delegation.pk, until__gte=viewer.today)
        if not running.update(until=viewer.today - timedelta(days=1)):
            raise LateError("base.too_late")


def add_post(
    *, viewer: Viewer, person: Person, organisation: Organisation, title: str, since: date, until: date | None = None
) -> Post:
    """Note a post of a person (登记任职); it gives no right by itself.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: it ends before it begins.
    """
    with acting(viewer, "base.add_post", f"person:{person.username}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        require_open(organisation)
        if until and until < since:
            raise ActionError("base.ends_before_it_begins").beside("until")
        entry.after = {"organisation": organisation.code, "title": title, "since": since, "until": until}
        return Post.objects.create(person=person, organisation=organisation, title=title, since=since, until=until)


def set_active(*, viewer: Viewer, person: Person, active: bool) -> None:
    """Close or reopen an account (停用、启用账号); its sessions end with the next request.

    Raises:
        ForbiddenError: the viewer is not the system administrator, or the account is the viewer's own.
        LateError: it is so already.
    """
    with acting(viewer, "base.open_account" if active else "base.close_account", f"person:{person.username}"):
        require(viewer.has(Role.SYSTEM_ADMIN))
        require(person != viewer.person, "base.not_ones_own_account")
        if not Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
            raise LateError("base.too_late")


def may_reset(viewer: Viewer, person: Person) -> bool:
    """Whether the viewer may give somebody a new password (可否重置密码).

    The system administrator for people of the business, a security administrator for the other administrators: else the
    one who runs the system could sign in as the one who grants.
    """
    if person == viewer.person:
        return False
    held = set(Grant.objects.filter(person=person).exclude(state=GrantState.REVOKED).values_list("role", flat=True))
    return viewer.has(Role.SECURITY_ADMIN if held & ADMINISTRATORS else Role.SYSTEM_ADMIN)


def reset_password(*, viewer: Viewer, person: Person, password: str) -> None:
    """Give a new first password (重置密码), to be changed at the next sign-in; old sessions and a lock-out end.

    Raises:
        ForbiddenError: the viewer may not, see `may_reset`.
    """
    with acting(viewer, "base.reset_password", f"person:{person.username}"):
        require(may_reset(viewer, person), "base.not_yours_to_reset")
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        unlock(username=person.username)


def set_email(*, viewer: Viewer, email: str) -> None:
    """Say where notices go (登记通知邮箱), "" for nowhere; everybody for themselves.

    Raises:
        ForbiddenError: nobody is signed in.
    """
    with acting(viewer, "base.set_email") as entry:
        require(viewer.person is not None)
        entry.after = {"email": email}
        Person.objects.filter(username=getattr(viewer.person, "username", "")).update(email=email)


def set_holiday(*, viewer: Viewer, day: date, working: bool, name: str = "", cites: str = "") -> Holiday:
    """Decide whether a day is worked (录入节假日或调休); it overrides the pack's table.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
    """
    with acting(viewer, "base.set_holiday", f"day:{day}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        entry.before = list(Holiday.objects.filter(day=day).values("working", "name", "cites"))
        entry.after = {"working": working, "name": name, "cites": cites}
        return Holiday.objects.update_or_create(day=day, defaults=entry.after)[0]


def clear_holiday(*, viewer: Viewer, day: date) -> None:
    """Leave a day to the pack's table and the week again (删除录入的节假日).

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        LateError: nothing was decided for the day.
    """
    with acting(viewer, "base.clear_holiday", f"day:{day}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        entry.before = list(Holiday.objects.filter(day=day).values("working", "name", "cites"))
        if not Holiday.objects.filter(day=day).delete()[0]:
            raise LateError("base.too_late")


def see_notices(*, viewer: Viewer, numbers: Collection[int] = ()) -> int:
    """Put read notices away (通知已读): those of the numbers, or all; tasks stay until done. Gives how many."""
    with acting(viewer, "base.see_notices") as entry:
        rows = Notice.objects.filter(person=viewer.person, is_task=False, done_at=None)
        if numbers:
            rows = rows.filter(pk__in=numbers)
        entry.facts["count"] = rows.update(done_at=timezone.now())
    return int(entry.facts["count"])


def export_audit(*, viewer: Viewer) -> None:
    """Note that the log is taken out (导出审计日志).

    Raises:
        ForbiddenError: the viewer is not the audit administrator.
    """
    with acting(viewer, "base.export_audit"):
        require(may_see_audit(viewer.roles))


def export_anchors(*, viewer: Viewer) -> int:
    """Anchor the finished days and note that the anchors are taken out (导出日锚); gives how many are new.

    Raises:
        ForbiddenError: the viewer is not the audit administrator.
    """
    with acting(viewer, "base.export_anchors") as entry:
        require(may_see_audit(viewer.roles))
        made = anchor_finished(viewer.today)
        entry.facts["days"] = [each.day for each in made]
    return len(made)
