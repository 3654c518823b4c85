"""Notices by e-mail: off by default, one message a person, nothing of the content, tried again after a failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client

from factories import World
from hengxiao.base.mailing import send_waiting
from hengxiao.base.models import Notice, Person


class BrokenBackend(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no server")


class AbsentBackend(EmailBackend):
    """A mail server that is not there."""

    def open(self) -> bool:
        raise ConnectionRefusedError("no server")


@pytest.fixture
def notices(world: World, settings: Any) -> World:
    """Two notices and a task for the filler, one for somebody without an address."""
    settings.MAIL_NOTICES = True
    Person.objects.filter(username="filler").update(email="filler@example.cn")
    for person, code, due in (
        ("filler", "base.too_late", None),
        ("filler", "cycle.notice_returned", date(2026, 3, 9)),
        ("filler", "x", date(2026, 3, 5)),
        ("expert", "base.too_late", None),
    ):
        Notice.objects.create(person=world.people[person], code=code, due=due, facts={"project": "机密项目名"})
    return world


def test_one_message_tells_how_many_and_until_when(notices: World) -> None:
    assert send_waiting() == 1
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["filler@example.cn"], "【衡效】您有3项待办或通知")
    assert "最早的截止日期是2026-03-05，请登录系统查看：http://localhost:8000/" in message.body
    assert "机密项目名" not in message.body + message.subject
    assert send_waiting() == 0
    assert list(Notice.objects.filter(mailed_at=None).values_list("person__username", flat=True)) == ["expert"]


def test_nothing_goes_when_switched_off(notices: World, settings: Any) -> None:
    settings.MAIL_NOTICES = False
    assert (send_waiting(), mail.outbox) == (0, [])


@pytest.mark.parametrize("backend", ["BrokenBackend", "AbsentBackend"])
def test_failure_is_tried_again(notices: World, settings: Any, backend: str) -> None:
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.{backend}"
    assert send_waiting() == 0
    settings.EMAIL_BACKEND = working
    assert send_waiting() == 1


def test_command_sends_what_waits(notices: World) -> None:
    out = StringIO()
    call_command("send_notices", stdout=out)
    assert out.getvalue() == "1\n"


def test_address_is_ones_own(world: World, client_of: Callable[[str], Client], settings: Any) -> None:
    client, settings.MAIL_NOTICES = client_of("filler"), False
    assert "没有开启邮件提醒" in client.get("/base/email/").content.decode()
    assert client.post("/base/email/", {"email": "not-an-address"}).status_code == 422
    assert client.post("/base/email/", {"email": "filler@example.cn"}).status_code == 302
    assert list(Person.objects.exclude(email="").values_list("username", "email")) == [("filler", "filler@example.cn")]
