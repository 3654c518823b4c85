"""Signing in: passwords, lock-out, first use, second factor, limits of a session, single sign-on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client, RequestFactory

from factories import PASSWORD, World, make_person
from hengxiao.base.models import Event, Person

ClientOf = Callable[[str], Client]
LOGIN, CHANGE = "/accounts/login/", "/accounts/password/change/"


@pytest.fixture(autouse=True)
def no_earlier_failures() -> None:
    """Failures counted by other tests are forgotten."""
    cache.clear()


def sign_in(username: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post(LOGIN, {"login": username, "password": password})


def actions(*names: str) -> list[tuple[str, str, str]]:
    return list(Event.objects.filter(action__in=names).values_list("action", "subject", "result"))


def test_sign_in_and_out_are_in_the_log(world: World) -> None:
    client, answer = sign_in("filler")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302
    assert actions("base.sign_in", "base.sign_out") == [
        ("base.sign_in", "person:filler", "done"),
        ("base.sign_out", "person:filler", "done"),
    ]
    assert Event.objects.filter(action="base.sign_in").get().actor == world.people["filler"]


def test_session_key_changes_at_sign_in(world: World) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in("filler", client=client)
    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/").status_code == 302


def test_session_key_of_another_person_is_flushed(world: World) -> None:
    client, _ = sign_in("filler")
    before = client.cookies["sessionid"].value
    session = client.session
    session["secret"] = 1
    session.save()
    client.post("/accounts/logout/")
    sign_in("expert", client=client)
    assert (client.cookies["sessionid"].value != before, "secret" in client.session) == (True, False)


def test_wrong_password_is_refused_noted_and_at_last_locked(world: World, settings: Any) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
        _client, answer = sign_in("filler", "wrong-password")
        assert answer.status_code == 200
    _client, answer = sign_in("filler", "wrong-password")
    page = answer.content.decode()
    assert (answer.status_code, "登录已暂时锁定" in page) == (429, True)
    assert sign_in("filler")[1].status_code == 429
    assert sign_in("expert")[1].status_code == 302
    noted = actions("base.sign_in", "base.lock_out")
    assert noted.count(("base.sign_in", "person:filler", "refused")) >= settings.AXES_FAILURE_LIMIT
    assert ("base.lock_out", "person:filler", "refused") in noted


def test_reset_password_lifts_the_lock(world: World, client_of: ClientOf, settings: Any) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in("filler", "wrong-password")
    assert sign_in("filler")[1].status_code == 429
    page = client_of("system_admin").post(f"/base/people/{world.people['filler'].pk}/password/").content.decode()
    found = re.search(r'id="first-password">([a-z0-9-]{19})<', page)
    cache.clear()
    assert found is not None
    client, answer = sign_in("filler", found[1])
    assert (answer.status_code, client.get("/")["Location"]) == (302, CHANGE)


def test_first_password_must_be_changed_before_anything_else(world: World) -> None:
    person = make_person("newcomer", world.unit)
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    client, _ = sign_in("newcomer")
    assert client.get("/")["Location"] == client.get("/base/holidays/")["Location"] == CHANGE
    part = client.get("/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (200, CHANGE)
    assert "须先改成自己的" in client.get(CHANGE).content.decode()
    weak = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"})
    assert (weak.status_code, client.get("/").status_code) == (200, 302)
    same = {"oldpassword": PASSWORD, "password1": "An-Other-2026-word", "password2": "An-Other-2026-word"}
    assert client.post(CHANGE, same).status_code == 302
    assert "须先改成自己的" not in client.get("/").content.decode()
    assert actions("base.change_password") == [("base.change_password", "person:newcomer", "done")]


@pytest.mark.parametrize("password", ["short-1A", "1234567890123", "password123", "newcomer-1"])
def test_weak_password_is_refused(world: World, password: str) -> None:
    make_person("newcomer", world.unit)
    client, _ = sign_in("newcomer")
    answer = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password})
    assert answer.status_code == 200
    assert Person.objects.get(username="newcomer").check_password(PASSWORD)


def test_password_change_ends_other_sessions(world: World) -> None:
    first, _ = sign_in("filler")
    second, _ = sign_in("filler")
    new = "An-Other-2026-word"
    first.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (first.get("/").status_code, second.get("/").status_code) == (200, 302)


@pytest.mark.parametrize(("name", "limit"), [("last_seen", "SESSION_IDLE_SECONDS"), ("begun", "SESSION_COOKIE_AGE")])
def test_session_ends_at_its_limit(world: World, client_of: ClientOf, settings: Any, name: str, limit: str) -> None:
    client = client_of("filler")
    assert client.get("/").status_code == 200
    session = client.session
    session[name] -= getattr(settings, limit) - 5
    session.save()
    assert client.get("/").status_code == 200
    session = client.session
    session[name] -= getattr(settings, limit)
    session.save()
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [(LOGIN, 302)]
    assert "请重新登录" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_session_is_written_at_most_once_a_minute(client_of: ClientOf) -> None:
    client = client_of("filler")
    client.get("/")
    seen = client.session["last_seen"]
    client.get("/")
    assert client.session["last_seen"] == seen


def test_nobody_signs_up_or_resets_by_mail(world: World) -> None:
    assert "password1" not in Client().get("/accounts/signup/").content.decode()
    Client().post(
        "/accounts/signup/", {"username": "me", "password1": "An-Other-2026-word", "password2": "An-Other-2026-word"}
    )
    assert not Person.objects.filter(username="me").exists()
    answer = Client().post("/accounts/password/reset/", {"email": "a@b.cn"})
    assert (answer.status_code, "系统管理员" in answer.content.decode()) == (200, True)
    assert Client().get("/accounts/email/").status_code == 404


# Second factor


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def confirm_password(client: Client) -> None:
    """What the pages of the second factor ask for first."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_second_factor_is_changed_only_after_the_password_again(world: World) -> None:
    client, _ = sign_in("filler")
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert client.post("/accounts/reauthenticate/", {"password": "wrong-password"}).status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


def test_pages_of_the_second_factor_are_reached_from_the_account(world: World) -> None:
    client, _ = sign_in("filler")
    confirm_password(client)
    for path in (
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/webauthn/",
    ):
        page = client.get(path, follow=True).content.decode()
        assert len(re.findall("<h1[ >]", page)) == 1, path
        assert re.findall(r"\sstyle=|\son[a-z]+=|<style", page) == [], path
    assert "密钥名称" in client.get("/accounts/2fa/webauthn/add/").content.decode()


def test_totp_is_switched_on_and_asked_for(world: World, django_capture_on_commit_callbacks: Any) -> None:
    client, _ = sign_in("filler")
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = client.session[SECRET_SESSION_KEY]
    assert secret in page
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert ("base.add_factor", "person:filler", "done") in actions("base.add_factor")
    cache.clear()
    fresh, answer = sign_in("filler")
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert fresh.get("/").status_code == 302
    assert fresh.post("/accounts/2fa/authenticate/", {"code": "111111"}).status_code == 200
    assert fresh.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})["Location"] == "/"
    assert fresh.get("/").status_code == 200


def test_totp_is_switched_off_and_that_is_in_the_log(world: World, django_capture_on_commit_callbacks: Any) -> None:
    client, _ = sign_in("filler")
    confirm_password(client)
    TOTP.activate(world.people["filler"], generate_totp_secret())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()
    assert ("base.remove_factor", "person:filler", "done") in actions("base.remove_factor")
    assert client.post("/accounts/logout/").status_code == 302
    assert client.post("/accounts/logout/").status_code == 302
    assert len(actions("base.sign_out")) == 1


def test_recovery_code_works_once(world: World) -> None:
    TOTP.activate(world.people["filler"], generate_totp_secret())
    code = RecoveryCodes.activate(world.people["filler"]).get_unused_codes()[0]
    client, _ = sign_in("filler")
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    again, _ = sign_in("filler")
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_roles_that_need_a_second_factor_set_it_up_first(world: World, client_of: ClientOf, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["security_admin"]
    client = client_of("security_admin")
    assert client.get("/base/grants/")["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    assert client_of("filler").get("/").status_code == 200
    TOTP.activate(world.people["security_admin"], generate_totp_secret())
    assert client.get("/base/grants/").status_code == 200


# Single sign-on


@pytest.mark.parametrize(
    "claims",
    [
        {"userinfo": {"preferred_username": "filler"}},
        {"id_token": {"preferred_username": "filler"}},
        {"preferred_username": "filler"},
    ],
)
def test_single_sign_on_finds_the_account_wherever_the_name_is_told(
    world: World, settings: Any, claims: dict[str, Any]
) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialLogin

    from hengxiao.base.adapters import ClosedSocialAdapter

    request = RequestFactory().get("/")
    request.session = Client().session
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [settings.OIDC_PROVIDER | {"client_id": "hengxiao"}]}
    }
    login = SocialLogin(user=Person(), account=SocialAccount(provider="sso", uid="1", extra_data=claims))
    adapter = ClosedSocialAdapter(request)
    for _time in range(2):
        adapter.pre_social_login(request, login)
    assert list(SocialAccount.objects.values_list("user__username", flat=True)) == ["filler"]
    assert adapter.is_open_for_signup(request, login) is False
