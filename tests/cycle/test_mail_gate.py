"""The release gate and e-mail: no message carries what was not released, released forms go out as on the portal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client

from factories import World, make_project
from hengxiao.base.errors import ActionError, ForbiddenError, LateError, TooManyError
from hengxiao.base.mailing import send_waiting
from hengxiao.base.models import Event, Person
from hengxiao.cycle.actions.approving import approve, pass_on, return_for_changes, submit
from hengxiao.cycle.actions.asking import ask_third_party
from hengxiao.cycle.actions.mailing import mail_release, may_mail
from hengxiao.cycle.actions.releasing import decide_release, propose_release, withdraw_release, withhold_cell
from hengxiao.cycle.actions.reviewing import Given, add_note, save_marks
from hengxiao.cycle.documents import texts
from hengxiao.cycle.editions import DOWNLOADS, edition_of
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.models import Release
from hengxiao.cycle.queries.releasing import public_releases, superseded
from under_way import REVIEWERS, approved, submitted

pytestmark = pytest.mark.django_db
LEVELS = ("unit_reviewer", "department_finance", "finance_performance")
SECRET = "北斗七号专项"
TO = "reader@example.org"


class BrokenBackend(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        assert connection.savepoint_ids == []  # no transaction waits for a mail server
        raise ConnectionRefusedError("no server")


def released(world: World) -> Release:
    """A public release that keeps one cell back."""
    filing = approved(world)
    release = propose_release(viewer=world.viewer("filler"), version=filing.versions.order_by("-number").first())
    withhold_cell(viewer=world.viewer("unit_reviewer"), release=release, path="indicators.i2.target", ground="第十四条")
    for who in LEVELS:
        decide_release(viewer=world.viewer(who), release=release, agree=True)
    return release


def said(message: Any) -> str:
    """All a message says: head, body, attachments."""
    parts = [content if isinstance(content, str) else content.decode() for _n, content, _t in message.attachments]
    return "\n".join([message.subject, message.body, str(message.message()), *parts])


def test_no_notice_by_mail_says_anything_of_a_filing(world: World) -> None:
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"p{person.pk}@example.org")
    filing = submitted(world, project=make_project(world, "2020-999-000-777", SECRET))
    ask_third_party(viewer=world.viewer("unit_reviewer"), filing=filing, agency=world.agency)
    send_waiting()
    save_marks(viewer=world.viewer("evaluator"), filing=filing, given={"overall": Given(grade="优", opinion=SECRET)})
    add_note(viewer=world.viewer("unit_reviewer"), filing=filing, path="*", text=f"{SECRET}须核实")
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason=f"{SECRET}补充依据")
    send_waiting()
    filing.notes.update(resolved_at=filing.changed_at)
    submit(viewer=world.viewer("filler"), filing=filing)
    for name in REVIEWERS:
        pass_on(viewer=world.viewer(name), filing=filing)
        send_waiting()
    version = approve(viewer=world.viewer("finance_performance"), filing=filing)
    release = propose_release(viewer=world.viewer("filler"), version=version)
    decide_release(viewer=world.viewer("unit_reviewer"), release=release, agree=False, opinion=f"{SECRET}不公开")
    send_waiting()
    assert len(mail.outbox) > 6
    words = {text for _path, text in texts(filing.document) if len(text) > 3} | {SECRET, "2020-999-000-777"}
    words |= {filing.organisation.name, filing.organisation.code}
    leaked = {word for message in mail.outbox for word in words if word in said(message)}
    assert (leaked, any(message.attachments for message in mail.outbox)) == (set(), False)


def test_mail_leaves_from_two_places_only() -> None:
    import hengxiao

    source = Path(hengxiao.__file__).parent
    word = re.compile(r"EmailMessage|EmailMultiAlternatives|send_mail|send_mass_mail|mail_admins|email_user")
    found = {str(path.relative_to(source)) for path in source.rglob("*.py") if word.search(path.read_text("utf-8"))}
    assert found == {"base/mailing.py", "cycle/actions/mailing.py"}


def test_every_way_out_takes_what_leaves_from_the_gate() -> None:
    import hengxiao

    source = Path(hengxiao.__file__).parent / "cycle"
    makes = {str(p.relative_to(source)) for p in source.rglob("*.py") if "public_document(" in p.read_text("utf-8")}
    gate = {str(p.relative_to(source)) for p in source.rglob("*.py") if "edition_of(" in p.read_text("utf-8")}
    assert makes == {"publishing.py", "editions.py"}
    assert gate == {"editions.py", "views/portal.py", "api/portal.py", "actions/mailing.py"}


@pytest.mark.parametrize("state", [state for state in ReleaseState if state != ReleaseState.RELEASED])
def test_nothing_passes_the_gate_before_all_levels_agreed(world: World, state: str) -> None:
    release = released(world)
    Release.objects.filter(pk=release.pk).update(state=state)
    release.refresh_from_db()
    with pytest.raises(ForbiddenError) as refused:
        edition_of(release)
    assert refused.value.code == "cycle.not_released"
    with pytest.raises(LateError):
        mail_release(viewer=world.viewer("finance_performance"), release=release, to=TO, form="json")
    assert (mail.outbox, may_mail(world.viewer("finance_performance"), release)) == ([], False)


@pytest.mark.parametrize("form", list(DOWNLOADS))
def test_what_is_mailed_is_what_the_portal_hands_out(world: World, form: str) -> None:
    release = released(world)
    digest = mail_release(viewer=world.viewer("unit_reviewer"), release=release, to=TO, form=form)
    (message,) = mail.outbox
    (name, content, _media) = message.attachments[0]
    served = Client().get(f"/cycle/portal/releases/{release.pk}/{form}/")
    sent = content if isinstance(content, bytes) else content.encode()
    assert (message.to, sent, name) == ([TO], served.content, served["Content-Disposition"].split('"')[1])
    kept = dict(texts(release.version.document))["indicators.i2.target"]
    assert kept not in message.subject + message.body
    if form == "json":
        row = next(each for each in json.loads(content)["form"]["indicators"] if each["id"] == "i2")
        assert row["target"] == ""
    event = Event.objects.get(action="cycle.mail_release")
    assert event.facts == {"to": TO, "form": form, "digest": digest}
    assert superseded(public_releases()).filter(pk=release.pk).exists()


def test_only_examiners_send_and_only_where_they_reach(world: World) -> None:
    release = released(world)
    allowed = {who for who in world.people if may_mail(world.viewer(who), release)}
    assert allowed == set(LEVELS)
    for who in ("filler", "auditor", "expert", "other_reviewer", "nobody"):
        with pytest.raises(ForbiddenError):
            mail_release(viewer=world.viewer(who), release=release, to=TO, form="json")
    assert (mail.outbox, Event.objects.filter(action="cycle.mail_release", result="refused").count()) == ([], 5)


def test_a_release_taken_back_is_sent_no_more_and_a_bad_address_never(world: World, settings: Any) -> None:
    release, viewer = released(world), world.viewer("finance_performance")
    for to, form, code in (("不是邮箱", "json", "base.email_malformed"), (TO, "docx", "cycle.no_such_edition")):
        with pytest.raises(ActionError) as refused:
            mail_release(viewer=viewer, release=release, to=to, form=form)
        assert refused.value.code == code
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"upload": "1/3600"}
    mail_release(viewer=viewer, release=release, to=TO, form="json")
    with pytest.raises(TooManyError):
        mail_release(viewer=viewer, release=release, to=TO, form="json")
    withdraw_release(viewer=viewer, release=release, reason="重新核定")
    with pytest.raises(LateError):
        mail_release(viewer=viewer, release=release, to=TO, form="json")
    assert len(mail.outbox) == 1


def test_a_mail_server_that_hangs_up_is_said(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with pytest.raises(ActionError) as refused:
        mail_release(viewer=world.viewer("unit_reviewer"), release=released(world), to=TO, form="json")
    assert refused.value.code == "cycle.mail_not_sent"
    results = Event.objects.filter(action="cycle.mail_release").order_by("number").values_list("result", flat=True)
    assert list(results) == ["done", "refused"]  # handed over, and then not taken
    settings.MAIL_NOTICES = False
    with pytest.raises(ActionError) as refused:
        mail_release(viewer=world.viewer("unit_reviewer"), release=Release.objects.get(), to=TO, form="json")
    assert refused.value.code == "cycle.mail_off"


def test_page_and_interface_send(world: World, client_of: Callable[[str], Client]) -> None:
    release = released(world)
    client, url = client_of("department_finance"), f"/cycle/releases/{release.pk}/"
    assert "用邮件发送" in client.get(url).content.decode()
    assert "用邮件发送" not in client_of("filler").get(url).content.decode()
    assert client.post(f"{url}mail/", {"to": "x", "form": "json"}).status_code == 422
    assert client.post(f"{url}mail/", {"to": TO, "form": "package"}).status_code == 302
    given = {"to": TO, "form": "iati"}
    answer = client.post(f"/api/releases/{release.pk}/mail", given, "application/json")
    assert len(answer.json()["digest"]) == 64
    assert [message.to for message in mail.outbox] == [[TO], [TO]]
