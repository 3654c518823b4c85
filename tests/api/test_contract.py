"""The interface keeps to its description: made-up requests get no server error and no undocumented answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from scene import Scene, set_scene
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from factories import World
from hengxiao.site.api import operations
from hengxiao.site.wsgi import application
from programs import Program, make_token

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4
# Who asks, and how many of their made-up requests at least succeed; "" is the public, which comes without a token.
ASKED_BY = {
    "filler": 120, "finance_performance": 110, "evaluator": 70, "expert": 70, "system_admin": 45, "security_admin": 20,
    "audit_admin": 10, "": 12,
}  # fmt: skip
LEFT_OUT = {"export_events", "export_day_anchors"}  # streams, read outside the test's transaction


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests from outside the test client leave the test's database open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def there(scene: Scene, path: str) -> list[int]:
    """Numbers of what a path may lead to."""
    kind = path.split("/")[1]
    world, filings = scene.world, list(scene.filings.values())
    rows: dict[str, list[Any]] = {
        "filings": [*filings, scene.rows["change"]],
        "projects": [each.project for each in filings] + [scene.rows["free"]],
        "versions": [row for name, row in scene.rows.items() if name.startswith("version ")],
        "releases": [row for name, row in scene.rows.items() if name.startswith("release ")],
        "people": list(world.people.values()),
        "organisations": [world.unit, world.second_unit],
        "jobs": [scene.rows["job done"], scene.rows["job queued"], scene.rows["job cancelled"]],
        "bulk": [scene.rows["listed"], scene.rows["job done"]],
    }
    rows["portal"] = [scene.rows["release released"]]
    return [row.pk for row in rows.get(kind) or scene.rows.values()]


def test_public_editions_are_those_of_the_portal(world: World) -> None:
    scene = set_scene(world)
    number, program = scene["release released"], Program()
    told, pages = program.get(f"/portal/releases/{number}").json(), f"/cycle/portal/releases/{number}"
    assert told == json.loads(b"".join(Client().get(f"{pages}/json/")))
    assert program.get(f"/portal/releases/{number}/losses").json()
    for form in ("json", "package", "iati"):
        asked, shown = program.get(f"/portal/releases/{number}/files/{form}"), Client().get(f"{pages}/{form}/")
        assert (asked.status_code, asked["Content-Type"]) == (200, shown["Content-Type"])
        assert form == "package" or asked.content == shown.content


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("role", ASKED_BY)
def test_made_up_requests_get_documented_answers(world: World, role: str) -> None:
    scene, faults, statuses = set_scene(world), [], []
    headers = {"Authorization": f"Bearer {make_token(world, role)}"} if role else {}
    for found in schemathesis.openapi.from_wsgi("/api/openapi.json", application).get_all_operations():
        operation = found.ok()
        told = operations[operation.definition.raw["operationId"]]
        if told.name in LEFT_OUT or (role and told.roles and role not in told.roles):
            continue

        @given(case=operation.as_strategy(), number=some.sampled_from(there(scene, told.path)))
        @settings(
            max_examples=EXAMPLES if role or not told.families else 1, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def ask(case: Any, number: int) -> None:
            if "number" in case.path_parameters:
                case.path_parameters["number"] = number
            with transaction.atomic():
                answer = case.call(headers=headers)
                transaction.set_rollback(True)
            statuses.append(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        try:
            ask()
        except (FailureGroup, AssertionError) as error:
            faults.append((told.name, str(error)[:900]))
    assert faults == []
    assert statuses.count(200) >= ASKED_BY[role]
    assert role or set(statuses) - {200, 401} <= {404, 422}
