"""The door of the interface: tokens and sessions, families, limits, one shape of errors, bounded lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from factories import World
from hengxiao.base import limits as limiting
from hengxiao.base.errors import TooManyError
from hengxiao.base.models import Event, Organisation, Person
from programs import Program, make_token

Made = Callable[..., Program]
SHAPE = {"code", "message", "facts", "next"}


def test_no_token_and_a_wrong_one_are_told_what_to_do(world: World) -> None:
    answer = Program().get("/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json() == {
        "code": "base.not_signed_in", "message": "没有登录，也没有有效的接口令牌", "facts": {},
        "next": "请在请求头写 Authorization: Bearer 和有效的接口令牌",
    }  # fmt: skip
    assert Program("hx_wrong").get("/me").json()["code"] == "base.token_unknown"
    assert Program(Authorization="Basic eDp5").get("/me").json()["code"] == "base.not_signed_in"


def test_errors_speak_the_language_asked_for(program: Made) -> None:
    answer = program("filler", **{"Accept-Language": "en"}).get("/projects/99")
    assert answer.json()["message"] == "not found, or outside your data scope"


def test_token_opens_only_its_families(world: World, program: Made) -> None:
    reading = program("filler", "read")
    assert reading.get("/projects").status_code == 200
    answer = reading.post("/email", {"email": ""})
    assert (answer.status_code, answer.json()["code"]) == (403, "base.token_family")
    assert program("filler", "own").get("/projects").status_code == 403


def test_token_opens_nothing_the_person_may_not(program: Made) -> None:
    for path in ("/people", "/audit", "/webhooks"):
        assert program("filler").get(path).json()["code"] == "base.forbidden"
    assert program("system_admin").get("/projects").status_code == 403


def test_session_needs_the_csrf_token_to_change(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["filler"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/me").json()["username"] == "filler"
    asked = {"path": "/api/email", "data": {"email": "a@example.org"}, "content_type": "application/json"}
    assert client.post(**asked).json()["code"] == "base.csrf"
    client.get("/base/email/")
    token = client.cookies["csrftoken"].value
    assert client.post(**asked, headers={"X-CSRFToken": token}).json() == {"done": True}


def test_session_with_a_first_password_is_refused_in_words(world: World, client_of: Callable[[str], Client]) -> None:
    Person.objects.filter(username="filler").update(must_change_password=True)
    assert client_of("filler").get("/api/me").json()["code"] == "base.password_first"
    assert client_of("filler").get("/api/portal/releases").status_code == 200


def test_session_without_the_second_factor_is_refused(world: World, client_of: Any, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["filler"]
    assert client_of("filler").get("/api/me").json()["code"] == "base.factor_first"


def test_session_that_ended_is_nobody(world: World, client_of: Any, settings: Any) -> None:
    client = client_of("filler")
    client.get("/api/me")
    settings.SESSION_IDLE_SECONDS = -1
    assert client.get("/api/me").status_code == 401


def test_unknown_address_and_method(program: Made) -> None:
    assert program("filler").get("/nothing").json()["code"] == "base.not_found"
    answer = program("filler").post("/me")
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "GET", "base.not_allowed")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", "application/json", 400, "base.unreadable"),
        ("email=", "application/x-www-form-urlencoded", 415, "base.content_type"),
        ("{}", "application/json", 422, "base.invalid"),
        ('{"email": "x"}', "application/json", 422, "base.email_malformed"),
        ('{"email": "\\u0000"}', "application/json", 422, "base.invalid"),
        ('{"email": "\\ud800"}', "application/json", 422, "base.invalid"),
    ],
)
def test_bodies_that_do_not_fit(program: Made, body: str, kind: str, status: int, code: str) -> None:
    answer = program("filler").client.post("/api/email", body, content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == SHAPE


def test_faults_are_named_by_place(program: Made) -> None:
    facts = program("filler").post("/email", {"email": 5}).json()["facts"]
    assert facts["places"] == "body.given.email"
    assert [fault["where"] for fault in facts["faults"]] == ["body.given.email"]


def test_body_too_large_is_413(program: Made, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert program("filler").post("/email", {"email": "a@example.org"}).json()["code"] == "base.request_too_big"


@pytest.mark.parametrize("upload", ["no-boundary", "multipart/form-data"])
def test_broken_upload_is_400(world: World, program: Made, upload: str) -> None:
    kind = "multipart/form-data" + ("; boundary=é" if upload == "no-boundary" else "")
    answer = program("filler").client.post("/api/verify", b"x", content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (400, "base.unreadable")


@pytest.mark.parametrize("page", ["0", "100001", "9" * 30, "x"])
def test_page_out_of_bounds_is_refused(program: Made, page: str) -> None:
    assert program("filler").get("/projects", page=page).status_code == 422


def test_page_past_the_end_is_empty(program: Made) -> None:
    count = Organisation.objects.count()
    asked = program("system_admin").get("/organisations", page=100_000, size=200).json()
    assert asked == {"items": [], "count": count, "page": 100_000, "size": 200}
    assert len(program("system_admin").get("/organisations", size=3, page=2).json()["items"]) == 3


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "x", "1e3"])
def test_number_out_of_bounds_is_refused(program: Made, number: str) -> None:
    assert program("filler").get(f"/projects/{number}").status_code == 422


def test_what_a_token_did_says_so(world: World, program: Made) -> None:
    program("filler").post("/email", {"email": "a@example.org"})
    event = Event.objects.get(action="base.set_email")
    assert event.actor == world.people["filler"]
    assert event.facts == {"token": world.people["filler"].tokens.get().pk}


def test_limit_by_token(limits: dict[str, str], program: Made) -> None:
    limits["token"] = "2/60"
    asking, other = program("filler"), program("filler")
    assert [asking.get("/me").status_code for _ in range(3)] == [200, 200, 429]
    answer = asking.get("/me")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer.json()["facts"] == {"seconds": int(answer["Retry-After"])}
    assert other.get("/me").status_code == 200


def test_limit_by_address_without_a_token(limits: dict[str, str], client_of: Any) -> None:
    limits["address"] = "2/60"
    assert [Client().get("/api/portal/releases").status_code for _ in range(3)] == [200, 200, 429]
    assert client_of("filler").get("/api/me").status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    assert elsewhere.get("/api/portal/releases").status_code == 200


def test_wrong_tokens_are_limited_by_address(limits: dict[str, str], world: World) -> None:
    limits["refused"] = "2/60"
    assert [Program(f"hx_{n}").get("/me").status_code for n in range(3)] == [401, 401, 429]
    assert Program(make_token(world, "filler")).get("/me").status_code == 429


def test_pages_are_limited_by_method(limits: dict[str, str], client_of: Any) -> None:
    limits |= {"portal": "1", "upload": "0/60"}
    assert [Client().get("/cycle/portal/").status_code for _ in range(2)] == [200, 429]
    refused = Client().get("/cycle/portal/")
    assert "秒后再试" in refused.content.decode()
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert client_of("filler").post("/cycle/verify/").status_code == 200


def test_limit_without_a_number_is_none(limits: dict[str, str]) -> None:
    limits["x"] = "0"
    limiting.spend("x", "a")
    limiting.require_unspent("x", "a")
    assert limiting.limit_of("unheard of") == (0, 60)


def test_counter_dropped_by_the_cache_begins_anew(limits: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    limits["x"] = "1/60"
    monkeypatch.setattr(limiting.cache, "add", lambda *given: True)
    limiting.spend("x", "a")
    limiting.require_unspent("x", "a")
    monkeypatch.undo()
    limiting.spend("x", "a")
    with pytest.raises(TooManyError):
        limiting.spend("x", "a")
