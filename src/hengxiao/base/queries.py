"""Rows of the base (查询): every function takes the viewer and gives only what they reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from hengxiao.base.acting import require
from hengxiao.base.audit import GENESIS, broken_at
from hengxiao.base.enums import GrantState, ItemState, Role
from hengxiao.base.models import (
    Anchor,
    ChainHead,
    Delegation,
    Event,
    Grant,
    Holiday,
    Job,
    JobItem,
    Notice,
    Organisation,
    Person,
    Post,
)
from hengxiao.base.rules import ADMINISTRATORS, BUSINESS, may_see_audit
from hengxiao.base.viewer import Viewer

EVENT_CONDITIONS = {
    "person": "actor__username",
    "action": "action__startswith",
    "subject": "subject__icontains",
    "result": "result",
    "since": "at__date__gte",
    "until": "at__date__lte",
}


def organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations in reach (可见单位); the security administrator sees the whole tree to grant in it."""
    rows = Organisation.objects.select_related("parent")
    if viewer.has(Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN):
        return rows
    return rows.filter(_in_reach(viewer))


def _in_reach(viewer: Viewer) -> Q:
    condition = Q(pk__in=[])
    for reach in viewer.reaches:
        if reach.role in BUSINESS:
            condition |= ~Q(pk__in=[]) if reach.scope == "all" else Q(path__startswith=reach.path)
    return condition


def people(viewer: Viewer) -> QuerySet[Person]:
    """People in reach (可见人员)."""
    rows = Person.objects.select_related("organisation")
    return rows if viewer.has(Role.SECURITY_ADMIN) else rows.filter(organisation__in=organisations(viewer))


def posts(viewer: Viewer) -> QuerySet[Post]:
    """Posts of the people in reach (可见任职), newest first."""
    rows = Post.objects.filter(person__in=people(viewer)).select_related("organisation", "person")
    return rows.order_by("-since", "pk")


def grants(viewer: Viewer) -> QuerySet[Grant]:
    """Grants (授权): all for the security administrator, else one's own."""
    rows = Grant.objects.select_related("person", "organisation", "proposed_by", "confirmed_by").order_by("-pk")
    return rows if viewer.has(Role.SECURITY_ADMIN) else rows.filter(person=viewer.person)


def events(viewer: Viewer) -> QuerySet[Event]:
    """Audit entries (审计日志), newest first; for the audit administrator only."""
    rows = Event.objects.select_related("actor", "acting_for").order_by("-number")
    return rows if may_see_audit(viewer.roles) else rows.none()


def notices(viewer: Viewer) -> QuerySet[Notice]:
    """Open notices and tasks of the viewer (待办与通知), those with a day first."""
    rows = Notice.objects.filter(person=viewer.person, done_at=None)
    return rows.order_by(F("due").asc(nulls_last=True), "-created_at", "-pk")


def past_notices(viewer: Viewer) -> QuerySet[Notice]:
    """Tasks done and notices read (已办、已读), newest first."""
    return Notice.objects.filter(person=viewer.person, done_at__isnull=False).order_by("-done_at", "-pk")


def delegations(viewer: Viewer) -> QuerySet[Delegation]:
    """Lent roles that run (委托): all for the security administrator, else those lent by or to the viewer."""
    rows = Delegation.objects.select_related("grant__person", "grant__organisation", "to").filter(
        until__gte=viewer.today
    )
    if not viewer.has(Role.SECURITY_ADMIN):
        rows = rows.filter(Q(grant__person=viewer.person) | Q(to=viewer.person))
    return rows.order_by("until", "pk")


def lendable(viewer: Viewer) -> QuerySet[Grant]:
    """Own grants that may be lent (可委托的授权): business roles in force."""
    running = (Q(until=None) | Q(until__gte=viewer.today)) & Q(since__lte=viewer.today)
    rows = Grant.objects.select_related("organisation").filter(running, person=viewer.person, state=GrantState.ACTIVE)
    return rows.exclude(role__in=ADMINISTRATORS).order_by("pk")


def colleagues(viewer: Viewer) -> QuerySet[Person]:
    """People a role may be lent to (可受托人): in reach or in the same organisation, with an account in use."""
    near = Q(organisation__in=organisations(viewer)) | Q(organisation__people=viewer.person)
    rows = Person.objects.filter(near, is_active=True).exclude(username=getattr(viewer.person, "username", ""))
    return rows.select_related("organisation").distinct()


def found_organisations(rows: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Those whose name, code or pinyin holds the words (检索单位)."""
    return rows.filter(Q(name__icontains=words) | Q(code__istartswith=words) | Q(sort_key__icontains=words.lower()))


def found_people(rows: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those whose name, user name or organisation holds the words (检索人员)."""
    wanted = Q(name__icontains=words) | Q(username__icontains=words) | Q(organisation__name__icontains=words)
    return rows.filter(wanted)


def found_events(rows: QuerySet[Event], wanted: Mapping[str, Any]) -> QuerySet[Event]:
    """Those of a person, action, subject, result and time (筛选日志); what is not given does not count."""
    return rows.filter(**{EVENT_CONDITIONS[name]: value for name, value in wanted.items() if value})


def with_numbers(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With `below` and `staff`: organisations directly below and accounts in it (下级数、人数)."""
    below = Organisation.objects.filter(parent=OuterRef("pk")).order_by().values("parent").annotate(n=Count("pk"))
    staff = Person.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation").annotate(n=Count("pk"))
    return rows.annotate(below=Coalesce(Subquery(below.values("n")), 0), staff=Coalesce(Subquery(staff.values("n")), 0))


def with_grants(rows: QuerySet[Person]) -> QuerySet[Person]:
    """With the grants that are not revoked as `open_grants` (人员及其授权)."""
    held = Grant.objects.exclude(state=GrantState.REVOKED).select_related("organisation").order_by("pk")
    return rows.prefetch_related(Prefetch("grants", held, to_attr="open_grants"))


def without_role(rows: QuerySet[Person]) -> QuerySet[Person]:
    """Those with an account in use and no grant that runs or waits (没有角色的人员)."""
    held = Grant.objects.exclude(state=GrantState.REVOKED).values("person_id")
    return rows.filter(is_active=True).exclude(pk__in=held)


@dataclass(frozen=True, slots=True)
class MoveMeans:
    """What another home organisation means for a person (换所在单位的影响): roles that stay, posts that still run.

    `left` are the roles that reach the old home or below it; nothing of it is changed by the move.
    """

    grants: list[Grant]
    left: list[Grant]
    posts: list[Post]
    lent: int


def means_of_move(viewer: Viewer, person: Person) -> MoveMeans:
    """What stays behind when a person gets another home organisation (换单位前的提示)."""
    rows = Grant.objects.filter(person=person).exclude(state=GrantState.REVOKED).select_related("organisation")
    rows = rows.filter(Q(until=None) | Q(until__gte=viewer.today)).order_by("pk")
    old = person.organisation.path if person.organisation else ""
    running = posts(viewer).filter(person=person, organisation=person.organisation)
    lent = Delegation.objects.filter(Q(to=person) | Q(grant__person=person), until__gte=viewer.today)
    held = list(rows)
    return MoveMeans(
        held, [grant for grant in held if old and grant.organisation.path.startswith(old)],
        list(running.filter(Q(until=None) | Q(until__gte=viewer.today))), lent.count(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where the audit chain ends (审计链现状); `broken` says something only of a chain that was `checked`."""

    number: int
    hash: str
    agrees: bool
    anchored: Anchor | None
    broken: int | None = None
    checked: bool = False


LONGEST_CHECK = 200_000


def chain_state(viewer: Viewer, check: bool = False) -> ChainState:
    """The end of the chain, its last anchor and, when asked, whether every entry follows from the one before.

    A chain of more than `LONGEST_CHECK` entries is left to `hengxiao audit verify`.
    """
    require(may_see_audit(viewer.roles))
    head, last = ChainHead.objects.first(), Event.objects.order_by("-number").first()
    number, end = (head.number, head.hash) if head else (0, GENESIS)
    agrees = (last.number, last.hash) == (number, end) if last else number == 0
    checked = check and number <= LONGEST_CHECK
    broken = broken_at(Event.objects.order_by("number").iterator(2000)) if checked else None
    return ChainState(number, end, agrees, Anchor.objects.order_by("-day").first(), broken, checked)


def holidays(year: int) -> QuerySet[Holiday]:
    """Days of a year the site decided itself (本站录入的节假日)."""
    return Holiday.objects.filter(day__year=year).order_by("day")


def jobs(viewer: Viewer) -> QuerySet[Job]:
    """The viewer's own jobs (我的任务), newest first."""
    return Job.objects.filter(person=viewer.person).order_by("-pk")


def all_jobs(viewer: Viewer) -> QuerySet[Job]:
    """States of everybody's jobs (全部任务的状态), for whoever runs the system: no content, no result."""
    require(viewer.has(Role.SYSTEM_ADMIN))
    return Job.objects.select_related("person", "organisation").defer("params", "facts", "result").order_by("-pk")


def job_items(viewer: Viewer, job: Job, state: str = "") -> QuerySet[JobItem]:
    """Items of an own job (任务明细), those that ask for something first."""
    rows = JobItem.objects.filter(job__in=jobs(viewer), job=job)
    if state:
        return rows.filter(state=state).order_by("pk")
    order = Case(When(state=ItemState.WAITING, then=0), When(state=ItemState.FAILED, then=1), default=2)
    return rows.order_by(order, "pk")
