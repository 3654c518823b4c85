"""Webhooks: told in the action's transaction, signed, tried again, never into a network the site did not name."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from factories import World
from hengxiao.base import outgoing, sending, webhooks
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Delivery, Endpoint
from hengxiao.base.outgoing import Answer, address_of, post, signature
from hengxiao.base.sending import PAUSES, send_waiting
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.approving import approve, pass_on, return_for_changes
from under_way import before_approval, submitted


class Listener:
    """A server of ours that keeps what it is sent (接收方); `statuses` come before `status`, one an answer."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.statuses: list[int] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                self.send_response(listener.statuses.pop(0) if listener.statuses else listener.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *given: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


def hook(world: World, url: str, who: str = "department_finance", **more: Any) -> Endpoint:
    values = {"name": "对账", "url": url, "events": list(webhooks.EVENTS), "organisation": world.department} | more
    return webhooks.add_endpoint(viewer=world.viewer(who), **values)


def test_submission_is_told_signed_with_ids_only(world: World, listener: Listener) -> None:
    endpoint = hook(world, listener.url)
    filing = submitted(world)
    assert send_waiting() == 1
    headers, body = listener.got[0]
    told = json.loads(body)
    assert {name: value for name, value in told.items() if name not in ("id", "at")} == {
        "event": "filing.submitted", "filing": filing.pk, "project": filing.project_id, "year": 2020,
        "kind": "target", "state": "unit_review", "organisation": world.unit.code,
    }  # fmt: skip
    secret, stamp = webhooks.secret_of(endpoint), headers["X-Hengxiao-Timestamp"]
    due = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Hengxiao-Signature"] == f"sha256={due}" == f"sha256={signature(secret, stamp, body)}"
    row = Delivery.objects.get()
    assert (row.state, row.status, row.attempts) == ("sent", 204, 1)
    assert send_waiting() == 0


def test_each_move_is_told_and_a_refused_one_is_not(world: World, listener: Listener) -> None:
    hook(world, listener.url)
    filing = before_approval(world)
    approve(viewer=world.viewer("finance_performance"), filing=filing)
    with pytest.raises(LateError):
        approve(viewer=world.viewer("finance_performance"), filing=filing)
    told = list(Delivery.objects.order_by("pk").values_list("event", flat=True))
    assert told == ["filing.submitted", *["filing.passed"] * 3, "filing.approved"]


def test_others_events_and_closed_endpoints_are_not_told(world: World, listener: Listener) -> None:
    hook(world, listener.url, "other_finance", organisation=world.other_department)
    hook(world, listener.url, events=["filing.returned"])
    closed = hook(world, listener.url)
    webhooks.set_endpoint_active(viewer=world.viewer("department_finance"), endpoint=closed, active=False)
    everywhere = hook(world, listener.url, "system_admin", organisation=None, events=["filing.passed"])
    filing = submitted(world)
    assert Delivery.objects.count() == 0
    pass_on(viewer=world.viewer("unit_reviewer"), filing=filing)
    assert Delivery.objects.get().endpoint == everywhere
    return_for_changes(viewer=world.viewer("department_finance"), filing=filing, reason="请改")
    assert Delivery.objects.count() == 2


def test_failures_are_tried_again_with_pauses_then_given_up(world: World, listener: Listener) -> None:
    endpoint, now = hook(world, listener.url), timezone.now()
    listener.status = 302
    keeper = world.viewer("department_finance")
    webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    assert send_waiting(now + timedelta(seconds=1)) == 0
    assert len(listener.got) == 1  # the other message of the failing endpoint waits for the next run
    first = Delivery.objects.earliest("pk")
    Delivery.objects.exclude(pk=first.pk).delete()
    for _pause in PAUSES:
        first.refresh_from_db()
        assert (first.state, first.status) == ("waiting", 302)
        assert send_waiting(first.due_at - timedelta(seconds=1)) == 0
        send_waiting(first.due_at)
    first.refresh_from_db()
    assert (first.state, first.attempts) == ("failed", len(PAUSES) + 1)
    listener.status = 200
    with pytest.raises(ForbiddenError):
        webhooks.resend(viewer=world.viewer("other_finance"), delivery=first)
    webhooks.resend(viewer=keeper, delivery=first)
    with pytest.raises(LateError):
        webhooks.resend(viewer=keeper, delivery=first)
    webhooks.set_endpoint_active(viewer=keeper, endpoint=endpoint, active=True)
    call_command("send_webhooks")
    first.refresh_from_db()
    assert first.state == "sent"


def test_a_message_claimed_by_another_run_is_left_alone(world: World, listener: Listener, monkeypatch: Any) -> None:
    webhooks.try_endpoint(viewer=world.viewer("department_finance"), endpoint=hook(world, listener.url))
    row = Delivery.objects.select_related("endpoint").get()
    assert sending._claimed(row, timezone.now())
    assert not sending._claimed(row, timezone.now())
    Delivery.objects.update(attempts=0, due_at=timezone.now())
    monkeypatch.setattr(sending, "LONGEST", -1.0)
    assert (send_waiting(), listener.got) == (0, [])
    monkeypatch.undo()
    monkeypatch.setattr(sending, "_claimed", lambda *given: False)
    assert (send_waiting(), listener.got) == (0, [])


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:9/", "base.endpoint_inside"),
        ("https://127.0.0.1:9/", "base.endpoint_inside"),
        ("http://169.254.169.254/latest", "base.endpoint_inside"),
        ("http://10.1.2.3/", "base.endpoint_inside"),
        ("http://[::1]/", "base.endpoint_inside"),
        ("http://[::ffff:127.0.0.1]/", "base.endpoint_inside"),
        ("http://[64:ff9b::7f00:1]/", "base.endpoint_inside"),
        ("http://[2002:7f00:1::]/", "base.endpoint_inside"),
        ("http://0.0.0.0/", "base.endpoint_inside"),
        ("http://224.0.0.1/", "base.endpoint_inside"),
        ("http://localhost:9/", "base.endpoint_inside"),
        ("http://8.8.8.8/", "base.endpoint_unencrypted"),
        ("http://nothing.invalid/", "base.endpoint_unresolved"),
        ("ftp://8.8.8.8/", "base.endpoint_address"),
    ],
)
def test_nothing_is_sent_inside(url: str, error: str) -> None:
    assert post(url, {"event": "test", "id": "1"}, "secret", "1") == Answer(None, error)


def test_the_address_looked_at_is_the_one_called(listener: Listener, monkeypatch: Any) -> None:
    asked: list[str] = []
    real = outgoing.socket.getaddrinfo

    def once(host: str, *given: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *given, **more)

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", once)
    url = listener.url.replace("127.0.0.1", "receiver.example")
    assert post(url, {"event": "test", "id": "1"}, "s", "1").status == 204
    assert asked == ["receiver.example", "127.0.0.1"]
    assert listener.got[0][0]["Host"].startswith("receiver.example:")


def test_a_dead_receiver_is_an_answer(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    assert post("http://127.0.0.1:1/", {"event": "test", "id": "1"}, "s", "1").error == "ConnectionRefusedError"
    assert not post("https://127.0.0.1:1/", {"event": "test", "id": "1"}, "s", "1").taken


@pytest.mark.parametrize(
    "url",
    ["", "x", "//a/", "http://", "http://u:p@a/", "http://a b/", "http://a:x/", "https://é/", "http://a/" + "x" * 300],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ActionError):
        address_of(url)


def test_who_may_register_what(world: World) -> None:
    for who, where, kind in (
        ("filler", world.unit, ForbiddenError), ("department_finance", None, ForbiddenError),
        ("department_finance", world.other_department, ForbiddenError), ("security_admin", None, ForbiddenError),
    ):  # fmt: skip
        with pytest.raises(kind):
            hook(world, "https://example.org/", who, organisation=where)
    for address, more in (("https://e.org/", {"events": ["x"]}), ("https://e.org/", {"name": " "}), ("ftp://x/", {})):
        with pytest.raises(ActionError):
            hook(world, address, **more)
    with pytest.raises(ForbiddenError):
        webhooks._somebody(Viewer(None, timezone.localdate()))


def test_endpoints_are_kept_by_their_department(world: World, client_of: Any) -> None:
    endpoint = hook(world, "https://example.org/")
    keeper, other = world.viewer("department_finance"), world.viewer("other_finance")
    assert list(webhooks.endpoints(other)) == [] and list(webhooks.endpoints(keeper)) == [endpoint]
    with pytest.raises(ForbiddenError):
        webhooks.remove_endpoint(viewer=other, endpoint=endpoint)
    with pytest.raises(LateError):
        webhooks.set_endpoint_active(viewer=keeper, endpoint=endpoint, active=True)
    client = client_of("department_finance")
    assert client.post(f"/base/webhooks/{endpoint.pk}/test/").status_code == 302
    Delivery.objects.update(state="failed", error="base.endpoint_inside")
    page = client.get(f"/base/webhooks/{endpoint.pk}/").content.decode()
    assert "地址在内部网络" in page and "重新投递" in page
    assert "有未送达" in client.get("/base/webhooks/").content.decode()
    row = Delivery.objects.get()
    Delivery.objects.update(error="TimeoutError")
    assert "TimeoutError" in client.get(f"/base/webhooks/{endpoint.pk}/").content.decode()
    assert client.post(f"/base/webhooks/{endpoint.pk}/deliveries/{row.pk}/resend/").status_code == 302
    assert client.post(f"/base/webhooks/{endpoint.pk}/active/", {"active": "no"}).status_code == 302
    assert client.post(f"/base/webhooks/{endpoint.pk}/remove/").status_code == 302
    made = {
        "name": "新",
        "url": "https://example.org/",
        "events": ["filing.passed"],
        "organisation": world.department.code,
    }
    shown = client.post("/base/webhooks/add/", made).content.decode()
    assert webhooks.secret_of(Endpoint.objects.get()) in shown
    assert client.post("/base/webhooks/add/", made | {"url": "ftp://x/"}).status_code == 422
