"""Webhooks over time: whose units are told of, keys and secrets that change, receivers that fail or are slow."""

from __future__ import annotations

import json
import socket
import threading
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from guide import python_of
from test_webhooks import Listener, hook, listener

from factories import World, make_organisation
from hengxiao.base import outgoing, sending, webhooks
from hengxiao.base.enums import OrganisationKind, Scope
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Delivery, Endpoint, Event, Notice, Organisation
from hengxiao.base.outgoing import Answer, post
from hengxiao.base.sending import PAUSES, send_waiting
from programs import Program, make_token

assert listener  # the fixture


def reach(world: World, scope: str, where: Organisation) -> None:
    """Another reach of the department's finance person."""
    world.people["department_finance"].grants.update(scope=scope, organisation=where)


def grown(world: World, code: str = "12420000000000097Z") -> Organisation:
    """A division that was not there before."""
    return make_organisation(code, "新处室", OrganisationKind.DIVISION, world.second_unit)


def test_who_reaches_one_unit_is_told_of_it_alone_also_when_the_tree_grows(world: World) -> None:
    reach(world, Scope.UNIT, world.second_unit)
    assert list(webhooks.endpoint_organisations(world.viewer("department_finance"))) == [world.second_unit]
    endpoint = hook(world, "https://example.org/", organisation=world.second_unit)
    told = [webhooks.announce("filing.passed", each) for each in (world.second_unit, grown(world))]
    assert (endpoint.below, told) == (False, [1, 0])


def test_who_reaches_a_unit_above_others_may_be_told_of_it_alone(world: World) -> None:
    reach(world, Scope.UNIT, world.department)
    assert hook(world, "https://example.org/").below is False
    assert [webhooks.announce("filing.passed", each) for each in (world.department, world.unit)] == [1, 0]
    with pytest.raises(ForbiddenError):
        hook(world, "https://example.org/", organisation=world.unit)


def test_who_reaches_a_subtree_is_told_of_what_grows_in_it(world: World) -> None:
    assert hook(world, "https://example.org/", organisation=world.second_unit).below is True
    assert webhooks.announce("filing.passed", grown(world)) == 1
    assert webhooks.announce("filing.passed", world.unit) == 0


def test_who_reaches_everything_may_register_for_everything(world: World) -> None:
    reach(world, Scope.ALL, world.department)
    viewer = world.viewer("department_finance")
    assert set(webhooks.endpoint_organisations(viewer)) == set(Organisation.objects.all())
    endpoint = hook(world, "https://example.org/", organisation=world.other_department)
    assert (endpoint.below, webhooks.announce("filing.passed", world.other_unit)) == (True, 1)
    assert list(webhooks.endpoints(viewer)) == [endpoint]


def test_an_endpoint_is_kept_by_those_who_reach_all_it_tells_of(world: World) -> None:
    wide = hook(world, "https://example.org/", organisation=world.second_unit)
    reach(world, Scope.UNIT, world.second_unit)
    narrow = hook(world, "https://example.org/", organisation=world.second_unit)
    assert list(webhooks.endpoints(world.viewer("department_finance"))) == [narrow]
    reach(world, Scope.SUBTREE, world.department)
    assert list(webhooks.endpoints(world.viewer("department_finance"))) == [narrow, wide]
    reach(world, Scope.OWN, world.department)
    assert list(webhooks.endpoints(world.viewer("department_finance"))) == []


def test_the_receiver_of_the_guide_takes_ours_and_nothing_else(world: World, listener: Listener) -> None:
    genuine = python_of("def genuine")["genuine"]
    keeper, endpoint = world.viewer("department_finance"), hook(world, listener.url)
    secret = webhooks.secret_of(endpoint)
    webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    assert send_waiting() == 1
    headers, body = listener.got[0]
    assert genuine(secret, headers, body)
    assert not genuine(secret, headers, body + b" ")
    assert not genuine("another", headers, body)
    assert not genuine(secret, headers | {"X-Hengxiao-Timestamp": "1"}, body)
    old = str(int(timezone.now().timestamp()) - 3600)
    signed = f"sha256={outgoing.signature(secret, old, body)}"
    assert not genuine(secret, {"X-Hengxiao-Timestamp": old, "X-Hengxiao-Signature": signed}, body)


def test_a_new_secret_signs_from_then_on(world: World, listener: Listener) -> None:
    genuine = python_of("def genuine")["genuine"]
    keeper, endpoint = world.viewer("department_finance"), hook(world, listener.url)
    before = webhooks.secret_of(endpoint)
    with pytest.raises(ForbiddenError):
        webhooks.renew_secret(viewer=world.viewer("other_finance"), endpoint=endpoint)
    program = Program(make_token(world, "department_finance"))
    after = program.press(f"/webhooks/{endpoint.pk}/secret").json()["secret"]
    assert after != before
    endpoint.refresh_from_db()
    webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    send_waiting()
    headers, body = listener.got[0]
    assert (genuine(after, headers, body), genuine(before, headers, body)) == (True, False)
    assert Event.objects.filter(action="base.renew_endpoint", result="done").count() == 1


def test_a_failed_message_arrives_at_the_next_attempt(world: World, listener: Listener) -> None:
    endpoint = hook(world, listener.url)
    webhooks.try_endpoint(viewer=world.viewer("department_finance"), endpoint=endpoint)
    now = timezone.now()
    listener.statuses = [500, 503]
    for minutes, state in ((0, "waiting"), (2, "waiting"), (10, "sent")):
        send_waiting(now + timedelta(minutes=minutes))
        assert Delivery.objects.get().state == state
    ids = {json.loads(body)["id"] for _headers, body in listener.got}
    assert (len(listener.got), len(ids), Delivery.objects.get().attempts) == (3, 1, 3)


def given_up(endpoint: Endpoint) -> Delivery:
    """A message after its last attempt."""
    row = Delivery.objects.filter(endpoint=endpoint).earliest("pk")
    while row.state == "waiting":
        send_waiting(row.due_at)
        row.refresh_from_db()
    return row


def test_an_endpoint_that_takes_nothing_is_stopped_and_its_keeper_told(world: World, listener: Listener) -> None:
    keeper, endpoint = world.viewer("department_finance"), hook(world, listener.url)
    listener.status = 500
    for _ in range(2):
        webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    lost = given_up(endpoint)
    endpoint.refresh_from_db()
    assert (lost.attempts, endpoint.active, endpoint.stopped) == (len(PAUSES) + 1, False, "base.endpoint_failing")
    notice = Notice.objects.get(person=world.people["department_finance"])
    assert (notice.code, notice.link) == ("base.notice_endpoint_failing", f"/base/webhooks/{endpoint.pk}/")
    assert Event.objects.get(action="base.stop_endpoint").facts == {"reason": "base.endpoint_failing"}
    listener.status = 200
    later = timezone.now() + timedelta(days=9)
    assert (send_waiting(later), webhooks.announce("filing.submitted", world.unit)) == (0, 0)
    webhooks.set_endpoint_active(viewer=keeper, endpoint=endpoint, active=True)
    assert (send_waiting(later), endpoint.stopped) == (1, "")
    webhooks.resend(viewer=keeper, delivery=lost)
    assert send_waiting(later) == 1


def test_one_message_nobody_wants_stops_nothing(world: World, listener: Listener) -> None:
    endpoint = hook(world, listener.url)
    webhooks.try_endpoint(viewer=world.viewer("department_finance"), endpoint=endpoint)
    sent = Delivery.objects.create(endpoint=endpoint, event="test", payload={"event": "test", "id": "2"}, state="sent")
    Delivery.objects.filter(pk=sent.pk).update(sent_at=timezone.now() + timedelta(hours=1))
    listener.status = 410
    assert given_up(endpoint).state == "failed"
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.stopped, Notice.objects.count()) == (True, "", 0)


def test_messages_of_a_failing_endpoint_wait_together(world: World, listener: Listener) -> None:
    keeper, endpoint, now = world.viewer("department_finance"), hook(world, listener.url), timezone.now()
    for _ in range(3):
        webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    listener.status = 500
    moment = now + timedelta(seconds=1)
    assert (send_waiting(moment), len(listener.got)) == (0, 1)
    assert set(Delivery.objects.values_list("due_at", flat=True)) == {moment + PAUSES[0]}
    assert (send_waiting(moment), len(listener.got)) == (0, 1)
    listener.status = 200
    assert send_waiting(moment + PAUSES[0]) == 3


def test_a_site_key_that_was_changed_is_said_with_the_way_out(world: World, listener: Listener, settings: Any) -> None:
    keeper, endpoint = world.viewer("department_finance"), hook(world, listener.url)
    webhooks.try_endpoint(viewer=keeper, endpoint=endpoint)
    before, settings.SECRET_KEY = webhooks.secret_of(endpoint), "another key of the site"
    assert (send_waiting(), listener.got) == (0, [])
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.stopped) == (False, "base.endpoint_key_changed")
    assert Notice.objects.get().code == "base.notice_endpoint_key"
    assert send_waiting() == 0 and Notice.objects.count() == 1
    with pytest.raises(ActionError, match="endpoint_key_changed"):
        webhooks.set_endpoint_active(viewer=keeper, endpoint=endpoint, active=True)
    renewed = webhooks.renew_secret(viewer=keeper, endpoint=endpoint)
    assert (renewed.active, renewed.stopped, webhooks.secret_of(renewed) != before) == (True, "", True)
    assert send_waiting() == 1


def test_an_endpoint_stopped_by_hand_stays_so_when_its_secret_is_renewed(world: World) -> None:
    keeper, endpoint = world.viewer("department_finance"), hook(world, "https://example.org/")
    webhooks.set_endpoint_active(viewer=keeper, endpoint=endpoint, active=False)
    assert webhooks.renew_secret(viewer=keeper, endpoint=endpoint).active is False


def test_a_key_the_site_had_before_still_signs(world: World, listener: Listener, settings: Any) -> None:
    endpoint, key = hook(world, listener.url), settings.SECRET_KEY
    before = webhooks.secret_of(endpoint)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of the site", ["an older one", key]
    assert webhooks.secret_of(endpoint) == before
    webhooks.try_endpoint(viewer=world.viewer("department_finance"), endpoint=endpoint)
    assert send_waiting() == 1


def test_endpoints_from_before_keep_their_secret_and_their_units(world: World) -> None:
    upper, lower = hook(world, "https://example.org/"), hook(world, "https://a.org/", organisation=world.second_unit)
    everywhere = hook(world, "https://b.org/", "system_admin", organisation=None)
    before = [each.secret_digest for each in (upper, lower, everywhere)]
    Endpoint.objects.update(secret_digest="", below=True)
    import_module("hengxiao.base.migrations.0008_webhook_secrets").keep(apps, None)
    rows = list(Endpoint.objects.order_by("pk"))
    assert [row.secret_digest for row in rows] == before
    assert [row.below for row in rows] == [True, False, True]


class Clock:
    """A clock that goes on by a second whenever it is looked at (时钟)."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 1
        return self.now


def test_every_endpoint_gets_its_share_of_a_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def taken(url: str, *given: Any) -> Answer:
        asked.append(url)
        return Answer(200)

    monkeypatch.setattr(sending, "post", taken)
    monkeypatch.setattr(sending, "time", Clock())
    urls = [f"https://{name}.org/" for name in "abc"]
    for url in urls:
        endpoint = hook(world, url)
        message = {"endpoint": endpoint, "event": "test", "payload": {}}
        Delivery.objects.bulk_create(Delivery(**message) for _ in range(50))
    send_waiting()
    assert [asked.count(url) for url in urls] == [11, 11, 11]
    assert asked == sorted(asked)


def test_an_endpoint_removed_during_a_run_keeps_no_other_from_its_messages(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def taken(url: str, *given: Any) -> Answer:
        asked.append(url)
        Endpoint.objects.filter(url="https://b.org/").delete()
        return Answer(200)

    monkeypatch.setattr(sending, "post", taken)
    urls = [f"https://{name}.org/" for name in "abc"]
    for url in urls:
        Delivery.objects.create(endpoint=hook(world, url), event="test", payload={})
    assert (send_waiting(), asked) == (2, [urls[0], urls[2]])


def test_a_receiver_that_sends_a_byte_now_and_then_is_cut_off(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(outgoing, "SECONDS", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _address = server.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\n" * 1000:
                    if over.wait(0.1):
                        return
                    try:
                        connection.sendall(bytes([byte]))
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert post(url, {"event": "test", "id": "1"}, "s", "1") == Answer(None, "base.endpoint_slow")
        over.set()
        thread.join()


def test_a_silent_receiver_is_late(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(outgoing, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert post(url, {"event": "test", "id": "1"}, "s", "1") == Answer(None, "base.endpoint_slow")


def test_giving_up_before_there_is_a_connection_does_nothing() -> None:
    connection = outgoing._Connection(outgoing.address_of("http://127.0.0.1/"), "127.0.0.1")
    connection.give_up()
    assert connection.late


def test_pages_say_why_an_endpoint_was_stopped_and_renew_its_secret(world: World, client_of: Any) -> None:
    endpoint = hook(world, "https://example.org/")
    Endpoint.objects.update(active=False, stopped="base.endpoint_key_changed")
    client = client_of("department_finance")
    assert "已自动停用" in client.get("/base/webhooks/").content.decode()
    page = client.get(f"/base/webhooks/{endpoint.pk}/").content.decode()
    assert ("请点“换发密钥”" in page, "湖北省科学技术厅及下属" in page) == (True, True)
    shown = client.post(f"/base/webhooks/{endpoint.pk}/secret/").content.decode()
    endpoint.refresh_from_db()
    assert (webhooks.secret_of(endpoint) in shown, endpoint.active) == (True, True)
