"""People of the province made up (生成的人员): one of each role where they belong, and many with mixed grants."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

MIXED = 200
ROLES = ("filler", "unit_reviewer", "department_finance", "finance_business", "evaluator", "expert", "auditor")
SCOPES = ("own", "unit", "unit", "subtree", "subtree")
STAGES = ("", "", "", "unit_review", "department_review", "finance_review")
STATES = ("active", "active", "active", "revoked", "proposed")
BEGIN, END, FAR = date(2019, 1, 1), date(2019, 12, 31), date(2099, 1, 1)


def make_people(units: list[Any]) -> dict[int, int]:
    """A filler in every unit, a reviewer in every second, a finance officer in every department; unit → its filler."""
    from hengxiao.base.models import Grant, Person

    homes = [("filler", unit, "unit") for unit in units]
    homes += [("department_finance", unit.parent, "subtree") for unit in units[::4]]
    homes += [("unit_reviewer", unit, "unit") for unit in units[::2]]
    people = Person.objects.bulk_create(
        Person(username=f"bench{n}", name=f"办事员{n}", organisation=home, password="!", must_change_password=False)
        for n, (_, home, _) in enumerate(homes)
    )
    Grant.objects.bulk_create(
        Grant(person=person, role=role, organisation=home, scope=scope, state="active", since=BEGIN)
        for person, (role, home, scope) in zip(people, homes, strict=True)
    )
    return {unit.pk: person.pk for unit, person in zip(units, people, strict=False)}


def make_mixed_people(units: list[Any], chance: random.Random) -> None:
    """People with up to four grants of any role, reach and stage: in force, over, not begun, taken back or lent."""
    from hengxiao.base.models import Delegation, Grant, Person

    places = [*units, *(unit.parent for unit in units[::4])]
    people = Person.objects.bulk_create(
        Person(username=f"mixed{n}", name=f"兼职人{n}", organisation=chance.choice(places), password="!",
               must_change_password=False)
        for n in range(MIXED)
    )  # fmt: skip
    grants = []
    for person in people:
        for role, home in {(chance.choice(ROLES), chance.choice(places)) for _ in range(chance.randint(1, 4))}:
            grants.append(
                Grant(
                    person=person, role=role, organisation=home, scope=chance.choice(SCOPES),
                    stage=chance.choice(STAGES), state=chance.choice(STATES),
                    since=chance.choice((BEGIN, BEGIN, BEGIN, FAR)), until=chance.choice((None, None, None, END)),
                )
            )  # fmt: skip
    grants = Grant.objects.bulk_create(grants)
    Delegation.objects.bulk_create(
        Delegation(grant=grant, to=chance.choice(people), since=BEGIN, until=chance.choice((FAR, END)), reason="出差")
        for grant in chance.sample(grants, len(grants) // 3)
    )
