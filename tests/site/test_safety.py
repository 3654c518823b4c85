"""What a browser and a stranger may not do (网页安全): forged forms, inline script, frames, redirects, hosts, guessed names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from every_address import every_ask
from scene import set_scene
from test_permissions import ACTORS, AWAY, written

from factories import PASSWORD, World

ClientOf = Callable[[str], Client]
LOGIN = "/accounts/login/"
INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=|<script(?![^>]*\s(?:src=|type=.application/json))|<style|javascript:", re.I
)
POLICY = (
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
)  # fmt: skip
HEADERS = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
FOREIGN = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", "http:///evil.example", "https://testserver@evil.example/", "/\t/evil.example",
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_earlier_failures() -> None:
    """Failures and limits counted by other tests are forgotten."""
    cache.clear()


def signed_in(world: World, actor: str, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    if actor != "public":
        client.force_login(world.people[actor], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.slow
def test_every_post_without_the_forms_token_is_refused(world: World, settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client = signed_in(world, "filler", enforce_csrf_checks=True)
    asks = [ask for ask in every_ask(set_scene(world)) if ask.method == "POST"]
    passed = []
    for ask in asks:
        answer = client.post(ask.path, ask.data())
        if answer.status_code != 403 or "页面已经过期" not in answer.content.decode():
            passed.append((ask.key, answer.status_code))
    assert (passed, len(asks) > 100) == ([], True)


@pytest.mark.slow
def test_every_answer_carries_the_policy_and_nothing_inline(world: World, settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    scene, told = set_scene(world), written()
    clients = {actor: signed_in(world, actor) for actor in ACTORS if actor not in AWAY}
    wrong: list[tuple[str, str, str]] = []
    for ask in every_ask(scene):
        for who in told[ask.method][ask.key].values():
            actor = next((each for each in clients if each in who), None)
            if actor is None or ask.page == "account_logout":
                continue
            with transaction.atomic():
                answer = (
                    clients[actor].generic("GET", ask.path)
                    if ask.method == "GET"
                    else clients[actor].post(ask.path, ask.data())
                )
                transaction.set_rollback(True)
            wrong += [(ask.key, actor, fault) for fault in faults(answer, actor)]
    assert wrong == []


def faults(answer: Any, actor: str) -> list[str]:
    """What is wrong with an answer: a header, or something inline."""
    policy = answer.headers.get("Content-Security-Policy", "")
    found = [part for part in POLICY if part not in policy]
    found += [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    if actor != "public" and "no-store" not in answer.headers.get(
        "Cache-Control", "no-store" if answer.status_code == 302 else ""
    ):
        found.append("kept by the browser")
    if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        found += INLINE.findall(answer.content.decode())
    return found


@pytest.mark.parametrize("where", FOREIGN)
def test_no_form_leads_to_another_site(world: World, client_of: ClientOf, where: str) -> None:
    client = client_of("filler")
    places = [
        Client().post(f"{LOGIN}?next={where}", {"login": "filler", "password": PASSWORD, "next": where})["Location"]
    ]
    places.append(client.post("/language/", {"language": "en", "next": where})["Location"])
    places.append(Client().post("/language/", {"language": "en"}, headers={"Referer": where})["Location"])
    places.append(client.post("/base/year/", {"year": "2020", "next": where}).headers.get("Location", "/"))
    places.append(client.post(f"/accounts/logout/?next={where}", {"next": where})["Location"])
    assert [place for place in places if "evil" in place or not place.startswith("/") or place.startswith("//")] == []


def test_year_leads_back_only_inside(world: World, client_of: ClientOf) -> None:
    from factories import make_year

    make_year()
    for where in FOREIGN:
        assert client_of("filler").post("/base/year/", {"year": "2020", "next": where})["Location"] == "/"
    inside = client_of("filler").post("/base/year/", {"year": "2020", "next": "/cycle/projects/"})
    assert inside["Location"] == "/cycle/projects/"


def test_another_host_is_not_answered(settings: Any, db: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(raise_request_exception=False)
    codes = {
        client.get(LOGIN, headers={"Host": host}).status_code for host in ("evil.example", "testserver.evil.example")
    }
    assert (codes, client.get(LOGIN).status_code) == ({400}, 200)
    assert "evil" not in client.get(LOGIN, headers={"X-Forwarded-Host": "evil.example"}).content.decode()


def test_cookies_are_for_this_site_and_no_script(world: World) -> None:
    client = Client()
    client.post(LOGIN, {"login": "filler", "password": PASSWORD})
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"], session["path"], session["max-age"]) == (True, "Lax", "/", "")
    assert token["samesite"] == "Lax"


def test_https_makes_cookies_secure(tmp_path: Any) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    code = f"from hengxiao.site import settings; print([bool(getattr(settings, name)) for name in {names}])"
    said = []
    for https in ("1", "0"):
        environment = {**os.environ, "HENGXIAO_HTTPS": https, "HENGXIAO_DATA": str(tmp_path)}
        ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        said.append(ran.stdout)
    assert said == [f"{[True] * 4}\n", f"{[False] * 4}\n"]


def test_signing_out_kills_the_session(world: World) -> None:
    client = Client()
    client.post(LOGIN, {"login": "filler", "password": PASSWORD})
    key = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    stranger = Client()
    stranger.cookies["sessionid"] = key
    assert stranger.get("/").status_code == 302


def test_password_change_gives_a_new_key_and_the_old_one_is_dead(world: World) -> None:
    client = Client()
    client.post(LOGIN, {"login": "filler", "password": PASSWORD})
    before = client.cookies["sessionid"].value
    new = {"oldpassword": PASSWORD, "password1": "another-Long-1", "password2": "another-Long-1"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert client.cookies["sessionid"].value != before
    stranger = Client()
    stranger.cookies["sessionid"] = before
    assert (stranger.get("/").status_code, client.get("/").status_code) == (302, 200)


def test_a_role_taken_back_counts_at_once(world: World, client_of: ClientOf) -> None:
    client = client_of("finance_performance")
    assert client.get("/cycle/years/").status_code == 200
    world.people["finance_performance"].grants.update(state="revoked")
    assert client.get("/cycle/years/").status_code == 403


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: the work, and so the time, of an answer."""

    algorithm = "counting"
    calls: ClassVar[list[int]] = []

    def encode(self, password: str, salt: str) -> str:
        """Count and hash."""
        self.calls.append(1)
        return super().encode(password, salt)


def test_unknown_and_known_names_are_refused_alike(world: World, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["test_safety.CountingHasher"]
    world.people["filler"].set_password(PASSWORD)
    world.people["filler"].save()
    world.people["expert"].set_password(PASSWORD)
    world.people["expert"].is_active = False
    world.people["expert"].save()
    answers = []
    for name in ("filler", "ghost!", "expert"):
        CountingHasher.calls.clear()
        answer = Client().post(LOGIN, {"login": name, "password": "wrong-Password-1"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", answer.content.decode())
        answers.append((answer.status_code, page.replace(name, "NAME"), len(CountingHasher.calls)))
    assert answers[0] == answers[1] == answers[2]


def test_unknown_and_known_names_are_locked_alike(world: World, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    codes = [
        [Client().post(LOGIN, {"login": name, "password": "wrong-Password-1"}).status_code for _ in range(5)]
        for name in ("filler", "ghost")
    ]
    assert codes[0] == codes[1]
    assert codes[0][-1] == 429


def test_flood_of_names_from_one_address_is_stopped(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "8/m/ip"}
    codes = [Client().post(LOGIN, {"login": f"n{at}", "password": "wrong-Password-1"}).status_code for at in range(10)]
    assert codes == [200] * 8 + [429] * 2


@pytest.mark.parametrize("path", ["/base/organisations/?q=%00", "/base/tokens/?q=a%00b", "/cycle/packs/?x=%00"])
def test_no_page_takes_a_nul(client_of: ClientOf, path: str) -> None:
    assert client_of("system_admin").get(path).status_code == 400


def test_no_form_takes_a_nul(client_of: ClientOf) -> None:
    assert client_of("filler").post("/base/year/", {"year": "20\x0020"}).status_code == 400
