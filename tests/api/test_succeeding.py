"""Every operation of the interface does what it is there for: a request that succeeds, for each one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.test import Client
from scene import Scene, set_scene
from succeeding import BEFORE, READS, SIGNED_IN, WRITES

from factories import YEAR, World, make_filing
from hengxiao.site.api import operations
from programs import Program, make_token
from under_way import sound_document


def more(scene: Scene) -> dict[str, int]:
    """What the scene lacks: a draft from a file, one with a year before it."""
    world = scene.world
    source = scene.rows["job done"].items.get().file
    sourced = make_filing(world, scene.rows["free"], year=2021, source=source)
    continued = make_filing(world, scene.rows["earlier"], document=sound_document(), year=YEAR + 1)
    numbers = {name: row.pk for name, row in (scene.filings | scene.rows).items()}
    changeable = scene.rows["version changeable"].filing.project_id
    people = {name: person.pk for name, person in world.people.items()}
    places = {name: row.pk for name, row in world.organisations.items()}
    return people | places | numbers | {"sourced": sourced.pk, "continued": continued.pk, "changeable": changeable}


def sent(scene: Scene, numbers: dict[str, int], name: str) -> Any:
    """The answer to the request of an operation."""
    if name in BEFORE:
        BEFORE[name](scene)
        numbers |= {name: row.pk for name, row in scene.rows.items()} | {"changeable": numbers["changeable"]}
        for filing in scene.filings.values():
            filing.refresh_from_db()
    actor, address, body = (*READS[name], None) if name in READS else WRITES[name]
    headers = {"Authorization": f"Bearer {make_token(scene.world, actor)}"} if actor and name not in SIGNED_IN else {}
    client, path = Client(headers=headers), "/api" + address.format_map(numbers)
    if name in SIGNED_IN:
        client.force_login(scene.world.people[actor], backend="django.contrib.auth.backends.ModelBackend")
    if name in READS:
        return client.get(path)
    content = body(scene) if callable(body) else body
    if content is None:
        return client.generic("POST", path)
    uploads = any(hasattr(each, "read") for each in content.values())
    return client.post(path, content, **({} if uploads else {"content_type": "application/json"}))


def test_every_operation_has_a_request_that_succeeds_and_no_other() -> None:
    methods = {name: each.method for name, each in operations.items()}
    assert methods == dict.fromkeys(READS, "GET") | dict.fromkeys(WRITES, "POST")


def test_every_operation_succeeds(world: World) -> None:
    scene = set_scene(world)
    numbers, refused = more(scene), {}
    for name in operations:
        with transaction.atomic():
            answer = sent(scene, dict(numbers), name)
            content = b"".join(answer) if answer.streaming else answer.content
            if answer.status_code != 200 or not content:
                refused[name] = (answer.status_code, content.decode())
            transaction.set_rollback(True)
        for filing in scene.filings.values():
            filing.refresh_from_db()
    assert refused == {}


def test_programs_and_public_ask_alike() -> None:
    assert {name for name, (actor, _path) in READS.items() if not actor} == {
        name for name, each in operations.items() if not each.families
    }
    assert Program().get("/years").status_code == 401
