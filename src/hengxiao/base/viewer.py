"""Who is looking (当前用户): a person with the grants in force today, own and delegated; every query takes one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from hengxiao.base.enums import GrantState, Role, Scope
from hengxiao.base.models import Grant, Organisation, Person
from hengxiao.base.rules import BUSINESS


@dataclass(frozen=True, slots=True)
class Reach:
    """What one grant opens (一项授权的数据范围); a lent one opens what is its lender's own."""

    role: str
    scope: str
    organisation_id: int
    path: str
    stage: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Viewer:
    """A person and what they may reach on a day (数据范围); `person` None is the public, `token` what they came by."""

    person: Person | None
    today: date
    reaches: tuple[Reach, ...] = ()
    acting_for: tuple[int, ...] = ()
    address: str = ""
    token: int | None = None

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles in force (角色)."""
        return frozenset(reach.role for reach in self.reaches)

    def has(self, *roles: str) -> bool:
        """Whether any of the roles is in force."""
        return not self.roles.isdisjoint(roles)

    def everywhere(self, role: str) -> bool:
        """Whether a role reaches the whole tree (全部范围的角色), as site-wide decisions ask for."""
        return any(reach.role == role and reach.scope == Scope.ALL for reach in self.reaches)

    def rows(self, roles: Iterable[str], organisation: str = "organisation", owner: str = "") -> Q:
        """Condition that cuts a query to the rows these roles reach (数据范围条件).

        `organisation` and `owner` are field paths of the model asked; without any reach the condition holds for no row.
        """
        wanted = frozenset(roles)
        condition = Q(pk__in=[])
        for reach in self.reaches:
            if reach.role in wanted:
                condition |= self._rows(reach, organisation, owner)
        return condition

    def _rows(self, reach: Reach, organisation: str, owner: str) -> Q:
        if reach.scope == Scope.ALL:
            return ~Q(pk__in=[])
        if reach.scope == Scope.SUBTREE:
            # a list of the few organisations, not a join: databases then begin with them, not with every row
            below = Organisation.objects.filter(path__startswith=reach.path).order_by().values("pk")
            return Q(**{f"{organisation}__in": below})
        if reach.scope == Scope.UNIT:
            return Q(**{f"{organisation}_id": reach.organisation_id})
        if owner:
            return Q(**{f"{owner}_id": reach.person_id})
        return Q(**{f"{organisation}_id": reach.organisation_id})


def viewer_of(person: Person | None, today: date, address: str = "", token: int | None = None) -> Viewer:
    """The viewer a person is on a day (建立当前用户)."""
    if person is None:
        return Viewer(None, today, address=address)
    running = (Q(until=None) | Q(until__gte=today)) & Q(since__lte=today)
    own = Q(person=person)
    lent = Q(
        delegations__to=person, delegations__since__lte=today, delegations__until__gte=today,
        delegations__state=GrantState.ACTIVE,
    )  # fmt: skip
    grants = (
        Grant.objects.filter(running, own | lent, state=GrantState.ACTIVE).select_related("organisation").distinct()
    )
    reaches = tuple(
        Reach(g.role, g.scope, g.organisation_id, g.organisation.path, g.stage, g.person_id) for g in grants
    )
    for grant in grants:  # every page names the person's organisation: no query for what is here already
        if grant.organisation_id == person.organisation_id:
            person.organisation = grant.organisation
    lenders = tuple(sorted({g.person_id for g in grants if g.person_id != person.pk}))
    return Viewer(person, today, reaches, lenders, address, token)


EVERY_BUSINESS_ROLE = tuple(role for role in Role if role in BUSINESS)
