"""Every list of the cycle asks as many queries for three rows as for one: the number stands here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import World, make_filing, make_project, make_year
from hengxiao.base.models import Notice
from hengxiao.cycle.models import Project, Release

LISTS = {
    ("filler", "/cycle/projects/"): 9,
    ("filler", "/cycle/projects/?q=项目"): 9,
    ("filler", "/cycle/projects/?state=approved"): 9,
    ("filler", "/cycle/projects/{project}/"): 11,
    ("filler", "/cycle/projects/{project}/timeline/"): 10,
    ("finance_performance", "/cycle/review/"): 8,
    ("filler", "/cycle/releases/?tab=new"): 6,
    ("unit_reviewer", "/cycle/releases/?tab=waiting"): 7,
    ("filler", "/cycle/releases/?tab=all"): 6,
    ("filler", "/"): 10,
    ("", "/cycle/portal/"): 3,
}


def add(world: World, number: int) -> Project:
    """A project with a filing in review, an approved and a proposed version, one public, and a notice."""
    project = make_project(world, f"P-{number}", f"项目{number}")
    make_filing(world, project, state="performance_review", number=2)
    for part, state in enumerate(("", "unit", "released")):
        filing = make_filing(world, project, state="approved", number=3 + part)
        filing.steps.create(action="approve", source="performance_review", target="approved", by=filing.created_by)
        version = filing.versions.create(
            number=1, reason="approved", document=filing.document, digest=f"{number}{part}", by=filing.created_by
        )
        if state:
            Release.objects.create(
                version=version, organisation=filing.organisation, state=state, year=filing.year,
                public_name=project.name, released_at=timezone.now(),
            )  # fmt: skip
    Notice.objects.create(person=world.people["filler"], code="base.unknown")
    return project


@pytest.mark.parametrize(("username", "path"), sorted(LISTS))
def test_list_asks_the_same_for_one_row_and_for_three(
    world: World, client_of: Callable[[str], Client], username: str, path: str
) -> None:
    make_year()
    first = add(world, 1)
    client, address = client_of(username) if username else Client(), path.format(project=first.pk)
    client.get(address)
    asked = [queries(client, address)]
    for number in (2, 3):
        add(world, number)
        make_filing(world, first, state="draft", number=10 + number)
    asked.append(queries(client, address))
    assert asked == [LISTS[username, path]] * 2


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
