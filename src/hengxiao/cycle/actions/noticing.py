"""Tells people whose turn it is (待办通知): tasks for the next roles, notices for those who filed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hengxiao.base.calendar import due_after
from hengxiao.base.enums import GrantState, Role, Scope
from hengxiao.base.models import Delegation, Grant, Notice, Organisation, Person
from hengxiao.base.rules import line_of
from hengxiao.base.webhooks import announce
from hengxiao.cycle.models import Commission, Filing, Release
from hengxiao.cycle.procedures import CODE, procedure_of, state_name
from hengxiao.cycle.queries.entrusting import OPEN

THIRD_PARTY = "cycle.notice_third_party"
HAPPENED = {
    "submit": "submitted",
    "withdraw": "withdrawn",
    "pass": "passed",
    "return": "returned",
    "approve": "approved",
}


def link_of(filing: Filing) -> str:
    """Where a notice about a filing leads (通知链接)."""
    return reverse("cycle:review", args=[filing.pk])


def statement_link(filing: Filing, path: str) -> str:
    """The page on which a statement is filled in (指标说明的填写处), at its cell."""
    page = reverse("cycle:statements", args=[filing.pk, path.split(".")[1]])
    return f"{page}#c-{path.replace('.', '-')}"


def people_with(roles: Collection[str], filing: Filing, today: date) -> list[int]:
    """Ids of the people who hold one of the roles over a filing today (有权办理的人员), stand-ins included."""
    own = Q(scope=Scope.OWN, person_id=filing.created_by_id)
    return _holders(roles, filing.organisation, own, Q(stage="") | Q(stage=filing.state), today)


def people_over(roles: Collection[str], organisation: Organisation, today: date) -> list[int]:
    """Ids of the people who hold one of the roles over an organisation today (对单位有权的人员), stand-ins included."""
    return _holders(roles, organisation, Q(scope=Scope.OWN, organisation=organisation), Q(), today)


def _holders(roles: Collection[str], organisation: Organisation, own: Q, stage: Q, today: date) -> list[int]:
    reach = (
        Q(scope=Scope.ALL)
        | Q(scope=Scope.SUBTREE, organisation_id__in=line_of(organisation.path))
        | Q(scope=Scope.UNIT, organisation=organisation)
        | own
    )
    running = Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))
    grants = Grant.objects.filter(reach, running, stage, role__in=roles, state=GrantState.ACTIVE)
    holders = dict(grants.values_list("pk", "person_id"))
    lent = Delegation.objects.filter(grant_id__in=holders, since__lte=today, until__gte=today, state=GrantState.ACTIVE)
    return sorted({*holders.values(), *lent.values_list("to_id", flat=True)})


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is (现由谁办理): the roles that may go on, and the names of those who hold them."""

    roles: tuple[str, ...]
    names: tuple[str, ...]


def whose_turn(filing: Filing, roles: Collection[str], today: date) -> Turn:
    """The people a filing waits for (现由谁办理); without names it would wait for ever."""
    names = Person.objects.filter(pk__in=people_with(roles, filing, today), is_active=True)
    labels = tuple(str(Role(role).label) for role in sorted(roles))
    return Turn(labels, tuple(names.order_by("organisation__sort_key", "username").values_list("name", flat=True)))


def due_day(filing: Filing, today: date) -> date | None:
    """When the state a filing is in should be over (办理期限): its working days, today not counted, or None."""
    days = procedure_of(filing).states[filing.state].days
    return due_after(today, days).day if days else None


def tell(
    filing: Filing, code: str, people: Collection[int], *, is_task: bool, due: date | None = None, rule: str = CODE,
    **more: str,
) -> None:  # fmt: skip
    """Put a notice before people (发通知); a task is due when the state should be over, unless said otherwise."""
    facts = {
        "project": filing.project.name, "year": filing.year, "state": state_name(filing),
        "basis": reverse("cycle:pack_rule", args=[filing.pack, rule]),
    } | more  # fmt: skip
    if is_task and due is None:
        due = due_day(filing, timezone.localdate())
    Notice.objects.bulk_create(
        Notice(person_id=person, code=code, facts=facts, link=link_of(filing), is_task=is_task, due=due)
        for person in people
    )


def announce_move(filing: Filing, action: str) -> None:
    """Tell the webhooks that a filing moved (登记办理事件)."""
    announce(
        f"filing.{HAPPENED[action]}", filing.organisation, filing=filing.pk, project=filing.project_id,
        year=filing.year, kind=filing.kind, state=filing.state,
    )  # fmt: skip


def announce_release(release: Release) -> None:
    """Tell the webhooks that something went public or was taken back (登记公开事件)."""
    filing = release.version.filing
    announce(
        f"release.{release.state}", release.organisation, release=release.pk, filing=filing.pk,
        project=filing.project_id, year=filing.year, version=release.version.number,
    )  # fmt: skip


def settle(filing: Filing) -> None:
    """The tasks about a filing are done, whoever did them (办结待办).

    A third party is asked for a round, not for a level: its task ends with the round.
    """
    now, state = timezone.now(), procedure_of(filing).states[filing.state]
    rows = Notice.objects.filter(link=link_of(filing), is_task=True, done_at=None)
    if state.final or state.editable:
        Commission.objects.filter(OPEN, filing=filing).update(ended_at=now)
    else:
        rows = rows.exclude(code=THIRD_PARTY)
    rows.update(done_at=now)


def close_commission(filing: Filing, person: Person) -> None:
    """A third party's opinion is there (意见已给出), whoever of its people gave it; part of saving the marks."""
    now = timezone.now()
    asked = Commission.objects.filter(OPEN, filing=filing, agency=person.organisation_id)
    if asked.update(given_at=now, given_by=person):
        waiting = Notice.objects.filter(code=THIRD_PARTY, link=link_of(filing), done_at=None)
        waiting.filter(person__organisation=person.organisation_id).update(done_at=now)
