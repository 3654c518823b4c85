"""Single sign-on against a provider that answers over HTTP as OpenID Connect says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from factories import World
from hengxiao.base.models import Event, Person
from hengxiao.site.settings import origins_of


class Provider(BaseHTTPRequestHandler):
    """Discovery, token and user information of one person at a time."""

    username = "filler"
    asked: dict[str, list[str]]

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if self.path.endswith("openid-configuration"):
            self.answer(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/keys",
                }
            )
        else:
            assert self.headers["Authorization"] == "Bearer an-access-token"
            self.answer({"sub": f"id-of-{self.username}", "preferred_username": self.username})

    def do_POST(self) -> None:
        type(self).asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer({"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 60})

    def answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """A provider on this machine, and the site told of it by its settings."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    app = settings.OIDC_PROVIDER | {"client_id": "hengxiao", "secret": "s", "name": "政务统一认证"}
    app["settings"] = app["settings"] | {"server_url": address}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    cache.clear()
    yield address
    server.shutdown()
    server.server_close()


def come_back(client: Client) -> Any:
    """Off to the provider by the button, and back with its code."""
    away = urlsplit(client.post("/accounts/oidc/sso/login/?process=login")["Location"])
    asked = parse_qs(away.query)
    assert (away.path, asked["client_id"], asked["code_challenge_method"]) == ("/authorize", ["hengxiao"], ["S256"])
    return client.get("/accounts/oidc/sso/login/callback/", {"code": "a-code", "state": asked["state"][0]})


def test_known_user_name_is_signed_in_again_and_again(world: World, provider: str) -> None:
    Provider.username = "filler"
    assert "政务统一认证" in Client().get("/accounts/login/").content.decode()
    for _time in range(2):
        client = Client()
        assert come_back(client)["Location"] == "/"
        assert Provider.asked["code_verifier"]
        assert client.get("/").context["request"].user == world.people["filler"]
    assert Event.objects.filter(action="base.sign_in", subject="person:filler").count() == 2


def test_unknown_user_name_gets_no_account(world: World, provider: str) -> None:
    Provider.username = "stranger"
    before = Person.objects.count()
    client = Client()
    answer = come_back(client)
    assert (answer["Location"], Person.objects.count()) == ("/accounts/login/", before)
    assert "“stranger”在本站没有可用的账号" in client.get("/accounts/login/").content.decode()
    assert client.get("/").status_code == 302


def test_provider_that_names_nobody_is_said(world: World, provider: str, settings: Any) -> None:
    settings.OIDC_USERNAME = "uid"
    client = Client()
    assert come_back(client)["Location"] == "/accounts/login/"
    assert "HENGXIAO_OIDC_USERNAME" in client.get("/accounts/login/").content.decode()


def test_closed_account_stays_closed(world: World, provider: str) -> None:
    Provider.username = "filler"
    Person.objects.filter(username="filler").update(is_active=False)
    client = Client()
    assert come_back(client)["Location"] == "/accounts/login/"
    assert client.get("/").status_code == 302


def test_answer_with_a_foreign_state_is_refused(world: World, provider: str) -> None:
    Provider.username = "filler"
    client = Client()
    client.post("/accounts/oidc/sso/login/?process=login")
    client.get("/accounts/oidc/sso/login/callback/", {"code": "a-code", "state": "planted"})
    assert client.get("/").status_code == 302


def test_no_button_without_configuration(world: World) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert ("单点登录" in page, Client().get("/accounts/oidc/sso/login/").status_code) == (False, 404)


def test_policy_lets_the_button_lead_to_the_provider() -> None:
    assert origins_of("https://sso.example.cn:8443/realms/x") == ["https://sso.example.cn:8443"]
    assert origins_of("") == []
