"""Life signs: probes, log lines, the visitor's own address."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from hengxiao.site.logs import JsonFormatter, logging_of
from hengxiao.site.proxies import ProxyMiddleware


def test_process_answers_without_a_database_or_a_known_host() -> None:
    response = Client().get("/healthz", headers={"host": "anything.example"})
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_the_database_is_of_this_version() -> None:
    assert Client().get("/readyz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_not_ready_when_a_migration_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cycle'")
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "not_migrated")
    assert response.json()["missing"][0] == "cycle.0001_initial"


@pytest.mark.parametrize(
    ("headers", "address", "token", "status"),
    [
        ({}, "127.0.0.1", "", 200),
        ({}, "192.0.2.9", "", 403),
        ({"x-forwarded-for": "192.0.2.9"}, "127.0.0.1", "", 403),
        ({"authorization": "Bearer right"}, "192.0.2.9", "right", 200),
        ({"authorization": "Bearer wrong"}, "127.0.0.1", "right", 403),
        ({}, "127.0.0.1", "right", 403),
    ],
)
def test_measurements_are_for_this_machine_or_a_token(
    settings: Any, headers: dict[str, str], address: str, token: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    assert Client(REMOTE_ADDR=address).get("/metrics", headers=headers).status_code == status


@pytest.mark.django_db
def test_requests_are_counted_timed_and_logged(
    caplog: pytest.LogCaptureFixture, client_of: Callable[[str], Client]
) -> None:
    with caplog.at_level(logging.INFO, "hengxiao.request"):
        response = client_of("filler").get("/?secret=1")
    (line,) = [record for record in caplog.records if record.name == "hengxiao.request"]
    said = json.loads(JsonFormatter().format(line))
    assert (said["method"], said["path"], said["page"], said["status"]) == ("GET", "/", "home", response.status_code)
    assert said["person"] is not None
    assert (said["id"] == response["X-Request-ID"], "secret" in json.dumps(said)) == (True, False)
    assert 'hengxiao_requests_total{method="GET",page="home",status="200"}' in Client().get("/metrics").text


def test_log_line_holds_the_trace_of_an_error() -> None:
    try:
        "".index("x")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "坏了 %s", ("a",), sys.exc_info())
    said = json.loads(JsonFormatter().format(record))
    assert (said["message"], said["level"], "ValueError" in said["trace"]) == ("坏了 a", "error", True)


def test_logs_can_be_plain() -> None:
    assert logging_of("text", "DEBUG")["handlers"]["stream"]["formatter"] == "text"


def _address(settings: Any, trusted: list[str], here: str, forwarded: str) -> str:
    settings.TRUSTED_PROXIES = trusted
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ProxyMiddleware(answer)(RequestFactory(REMOTE_ADDR=here).get("/", headers={"x-forwarded-for": forwarded}))
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "here", "forwarded", "expected"),
    [
        ([], "10.0.0.1", "203.0.113.5", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.5", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.1", "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "<script>", "10.0.0.1"),
        (["10.0.0.0/8"], "198.51.100.1", "203.0.113.5", "198.51.100.1"),
        (["::1"], "::1", "2001:db8::5", "2001:db8::5"),
    ],
)
def test_address_is_believed_from_trusted_proxies_only(
    settings: Any, trusted: list[str], here: str, forwarded: str, expected: str
) -> None:
    assert _address(settings, trusted, here, forwarded) == expected


@given(st.ip_addresses(v=4), st.text(st.characters(codec="latin-1"), max_size=30))
def test_untrusted_visitor_cannot_choose_an_address(here: IPv4Address, forwarded: str) -> None:
    middleware = ProxyMiddleware(lambda request: HttpResponse(request.META["REMOTE_ADDR"]))
    request = RequestFactory(REMOTE_ADDR=str(here)).get("/", HTTP_X_FORWARDED_FOR=forwarded)
    assert middleware(request).content.decode() == str(here)
