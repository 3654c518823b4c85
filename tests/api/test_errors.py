"""Errors of the interface: one shape in two languages with a way out; what is out of reach is as if it were not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from scene import set_scene
from succeeding import BEFORE, READS, WRITES
from test_succeeding import more

from factories import World
from hengxiao.cycle.actions.moving import stamp
from programs import Program, make_token

SHAPE = {"code", "message", "facts", "next"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
Ask = Callable[[World, dict[str, str]], Any]


def coming(world: World, username: str, *families: str, **headers: str) -> Program:
    """A program of somebody."""
    return Program(make_token(world, username, *families), **headers)


def too_late(world: World, headers: dict[str, str]) -> Any:
    """A decision on what is not so any more."""
    scene = set_scene(world)
    path = f"/filings/{scene['unit_review']}/pass"
    seen = {"seen": stamp(scene.filings["draft"])}
    return coming(world, "unit_reviewer", **headers).post(path, seen)


def too_often(world: World, headers: dict[str, str]) -> Any:
    """One request more than is allowed."""
    program = coming(world, "filler", **headers)
    return [program.get("/me") for _ in range(3)][-1]


def upload(world: World, headers: dict[str, str], data: bytes) -> Any:
    """A file to verify."""
    file = {"file": SimpleUploadedFile("表.docx", data)}
    return coming(world, "filler", **headers).client.post("/api/verify", file)


ERRORS: dict[int, Ask] = {
    400: lambda world, headers: coming(world, "filler", **headers).client.post(
        "/api/email", "{", content_type="application/json"
    ),
    401: lambda world, headers: Program("hx_wrong", **headers).get("/me"),
    403: lambda world, headers: coming(world, "filler", "own", **headers).get("/projects"),
    404: lambda world, headers: coming(world, "filler", **headers).get("/projects/999999"),
    405: lambda world, headers: coming(world, "filler", **headers).post("/me"),
    409: too_late,
    413: lambda world, headers: upload(world, headers, b"x" * 33 * 1024 * 1024),
    415: lambda world, headers: upload(world, headers, b"MZ\x90\x00" * 64),
    422: lambda world, headers: coming(world, "filler", **headers).get("/projects", page=0),
    429: too_often,
}


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_refusal_has_the_shape_and_the_language(
    world: World, limits: dict[str, str], status: int, language: str
) -> None:
    if status == 429:
        limits["token"] = "2/60"
    answer = ERRORS[status](world, {"Accept-Language": language})
    assert answer.status_code == status, answer.content.decode()
    told = answer.json()
    assert (set(told), answer["Content-Type"]) == (SHAPE, "application/json")
    assert all(told[each] for each in ("code", "message", "next"))
    without_facts = told["message"].replace("表.docx", "")
    assert [bool(CHINESE.search(text)) for text in (without_facts, told["next"])] == [language == "zh-CN"] * 2


ELSEWHERE = {
    "filler": "other_filler", "second_filler": "other_filler", "unit_reviewer": "other_reviewer",
    "department_finance": "other_finance",
}  # fmt: skip


def test_what_is_out_of_reach_is_as_if_it_were_not_there(world: World) -> None:
    scene = set_scene(world)
    numbers, told, asked = more(scene), {}, 0
    nothing = dict.fromkeys(numbers, 999_999)
    every = {name: (*READS[name], None) for name in READS} | WRITES
    for name, (actor, address, body) in every.items():
        if actor not in ELSEWHERE or "{" not in address or name in BEFORE:
            continue
        asked += 1
        client = Client(headers={"Authorization": f"Bearer {make_token(world, ELSEWHERE[actor])}"})
        answers = []
        for known in (numbers, nothing):
            with transaction.atomic():
                content = body(scene) if callable(body) else body
                path = "/api" + address.format_map(known)
                if name in READS:
                    answer = client.get(path)
                elif content is None:
                    answer = client.generic("POST", path)
                else:
                    uploads = any(hasattr(each, "read") for each in content.values())
                    answer = client.post(path, content, **({} if uploads else {"content_type": "application/json"}))
                answers.append((answer.status_code, answer.json().get("code")))
                transaction.set_rollback(True)
        if answers[0] != answers[1] or answers[0][0] not in (404, 422):
            told[name] = answers
    assert told == {"get_library_indicator": [(200, "L1"), (404, "base.not_found")]}  # the library is everybody's
    assert asked > 60


NAMED: list[tuple[str, str, dict[str, Any] | None, tuple[int, str]]] = [
    ("security_admin", "/grants", {"person": "?", "role": "expert", "organisation": "12420000000000003C"},
     (422, "base.no_such_person")),
    ("security_admin", "/grants", {"person": "nobody", "role": "expert", "organisation": "?"},
     (422, "base.no_such_organisation")),
    ("department_finance", "/webhooks",
     {"name": "x", "url": "https://a.org/", "events": ["filing.passed"], "organisation": "?"},
     (422, "base.no_such_organisation")),
    ("filler", "/projects", {"code": "P", "name": "新", "organisation": "?", "first_year": 2020},
     (422, "base.no_such_organisation")),
    ("filler", "/library", {"name": "新", "level1": "产出指标", "level2": "数量指标", "organisation": "?"},
     (422, "base.no_such_organisation")),
    ("unit_reviewer", "/filings/{unit_review}/third-party", {"agency": "?"}, (422, "base.no_such_organisation")),
    ("filler", "/filings/{draft}/source", None, (422, "cycle.no_source")),
    ("filler", "/filings/{draft}/earlier", None, (422, "cycle.nothing_earlier")),
    ("filler", "/filings/{draft}/indicators/none/suggestions", None, (422, "cycle.no_such_cell")),
    ("unit_reviewer", "/filings/{unit_review}/review-form/print/pdf?reviewer=999999", None, (404, "base.not_found")),
]  # fmt: skip


def test_what_is_named_but_not_there_is_said_by_its_code(world: World) -> None:
    scene, told = set_scene(world), []
    for actor, address, body, _due in NAMED:
        program, path = coming(world, actor), address.format_map(more_numbers(scene))
        answer = program.get(path) if body is None else program.post(path, body)
        told.append((answer.status_code, answer.json()["code"]))
    assert told == [due for *_given, due in NAMED]


def more_numbers(scene: Any) -> dict[str, int]:
    """Numbers of what the addresses name."""
    return {name: scene[name] for name in ("draft", "unit_review")}


def test_a_cell_somebody_else_changed_is_a_conflict_with_both_texts(world: World) -> None:
    scene = set_scene(world)
    cells = {"cells": [{"path": "indicators.i1.target", "old": "不是现在的", "new": "≥99%"}]}
    answer = coming(world, "filler").post(f"/filings/{scene['draft']}/cells", cells)
    assert (answer.status_code, answer.json()["code"]) == (409, "cycle.cells_conflict")
    (conflict,) = answer.json()["facts"]["conflicts"]
    assert (conflict["path"], conflict["mine"], conflict["theirs"]) == ("indicators.i1.target", "≥99%", "100%")


def test_the_system_administrator_registers_a_webhook_of_the_whole_site(world: World) -> None:
    asked = {"name": "x", "url": "https://a.org/", "events": ["filing.passed"]}
    told = coming(world, "system_admin").post("/webhooks", asked).json()
    assert (told["organisation"], told["below"]) == (None, True)
