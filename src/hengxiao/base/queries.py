"""Rows of the base (查询): every function takes the viewer and gives only what they reach."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hengxiao.base.enums import Role
from hengxiao.base.models import Event, Grant, Notice, Organisation, Person
from hengxiao.base.rules import may_see_audit
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer


def organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations in reach (可见单位); the security administrator sees the whole tree to grant in it."""
    rows = Organisation.objects.select_related("parent")
    if viewer.has(Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN):
        return rows
    return rows.filter(_in_reach(viewer))


def _in_reach(viewer: Viewer) -> Q:
    condition = Q(pk__in=[])
    for reach in viewer.reaches:
        if reach.role in EVERY_BUSINESS_ROLE:
            condition |= ~Q(pk__in=[]) if reach.scope == "all" else Q(path__startswith=reach.path)
    return condition


def people(viewer: Viewer) -> QuerySet[Person]:
    """People in reach (可见人员)."""
    rows = Person.objects.select_related("organisation")
    return rows if viewer.has(Role.SECURITY_ADMIN) else rows.filter(organisation__in=organisations(viewer))


def grants(viewer: Viewer) -> QuerySet[Grant]:
    """Grants (授权): all for the security administrator, else one's own."""
    rows = Grant.objects.select_related("person", "organisation", "proposed_by", "confirmed_by").order_by("-pk")
    return rows if viewer.has(Role.SECURITY_ADMIN) else rows.filter(person=viewer.person)


def events(viewer: Viewer) -> QuerySet[Event]:
    """Audit entries (审计日志), newest first; for the audit administrator only."""
    rows = Event.objects.select_related("actor", "acting_for").order_by("-number")
    return rows if may_see_audit(viewer.roles) else rows.none()


def notices(viewer: Viewer) -> QuerySet[Notice]:
    """Open notices and tasks of the viewer (待办与通知)."""
    return Notice.objects.filter(person=viewer.person, done_at=None).order_by("due", "-created_at")
