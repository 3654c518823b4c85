"""The first day of a site (建站): the finance bureau and the three administrators, before anybody can grant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from hengxiao.base.acting import acting, require
from hengxiao.base.actions import sort_key
from hengxiao.base.enums import GrantState, OrganisationKind, Role, Scope
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Grant, Organisation, Person
from hengxiao.base.rules import ADMINISTRATORS, ORGANISATION_CODE
from hengxiao.base.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Founder:
    """One of the first administrators (首任管理员)."""

    username: str
    name: str
    role: Role
    password: str | None


def found_site(*, viewer: Viewer, code: str, name: str, founders: Sequence[Founder]) -> Organisation:
    """Make the finance bureau and its administrators (建站); possible once, on an empty site.

    Raises:
        ForbiddenError: somebody has an account already.
        ActionError: the code is none; not one system, one audit and two security administrators at least.
    """
    with acting(viewer, "base.found_site", f"organisation:{code}") as entry:
        require(not Person.objects.exists(), "base.founded_already")
        if not re.match(ORGANISATION_CODE, code):
            raise ActionError("base.code_malformed")
        roles = [founder.role for founder in founders]
        if set(roles) != ADMINISTRATORS or roles.count(Role.SECURITY_ADMIN) < 2:
            raise ActionError("base.founders_missing")
        bureau = Organisation(
            code=code, name=name, kind=OrganisationKind.FINANCE, sort_key=sort_key(name), path=f"new-{code}"
        )
        bureau.save()
        bureau.path = f"/{bureau.pk}/"
        bureau.save(update_fields=["path"])
        for founder in founders:
            person = Person(username=founder.username, name=founder.name, organisation=bureau)
            person.set_password(founder.password)
            person.save()
            Grant.objects.create(
                person=person,
                role=founder.role,
                organisation=bureau,
                scope=Scope.UNIT,
                state=GrantState.ACTIVE,
                since=viewer.today,
            )
        entry.after = {"code": code, "name": name, "founders": {f.username: str(f.role) for f in founders}}
    return bureau


def set_demo_password(*, viewer: Viewer, people: Iterable[Person], password: str) -> None:
    """Give every account of a demonstration one password that need not be changed (演示账号); never on a real site.

    Raises:
        ForbiddenError: the site is no demonstration (HENGXIAO_DEMO).
    """
    with acting(viewer, "base.set_demo_password") as entry:
        require(settings.HENGXIAO_DEMO)
        names = [person.username for person in people]
        encoded = make_password(password)
        Person.objects.filter(username__in=names).update(password=encoded, must_change_password=False)
        entry.facts["people"] = sorted(names)
