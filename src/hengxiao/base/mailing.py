"""Notices by e-mail (邮件提醒): that something waits, never what; each notice at most once, failures tried again."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from hengxiao.base.models import Notice, Person
from hengxiao.core.terms.catalogue import say

LOG = logging.getLogger("hengxiao.mail")
MOST = 500


def send_waiting(now: datetime | None = None) -> int:
    """One message to everybody with new open notices and an address (发送提醒); gives how many messages went.

    A notice is claimed before its message goes, so that two runs at once send one; a message that fails gives it back.
    """
    if not settings.MAIL_NOTICES:
        return 0
    claimed: dict[Person, list[Notice]] = defaultdict(list)
    for notice in _waiting():
        if Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=now or timezone.now()):
            claimed[notice.person].append(notice)
    return _sent(claimed) if claimed else 0


def _sent(claimed: dict[Person, list[Notice]]) -> int:
    """Send over one connection; when there is none, everything is given back at once."""
    connection, sent = get_connection(), 0
    try:
        connection.open()
    except OSError as error:
        _give_back([row for rows in claimed.values() for row in rows], error)
        return 0
    for person, rows in claimed.items():
        try:
            sent += EmailMessage(*_message(person, rows), None, [person.email], connection=connection).send()
        except OSError as error:
            _give_back(rows, error)
    connection.close()
    return sent


def _give_back(rows: list[Notice], error: OSError) -> None:
    """Let the next run try again (退回重发); every failure of a mail server is an OSError."""
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=None)
    LOG.warning("mail not sent", extra={"people": sorted({row.person.username for row in rows}), "error": str(error)})


def _waiting() -> list[Notice]:
    """Open notices not mailed yet, of people who can be written to."""
    rows = Notice.objects.filter(mailed_at=None, done_at=None, person__is_active=True).exclude(person__email="")
    return list(rows.select_related("person").order_by("pk")[:MOST])


def _message(person: Person, rows: list[Notice]) -> tuple[str, str]:
    """Subject and text: how many and until when, no content."""
    days = [row.due for row in rows if row.due]
    due = say("base.mail_due", "zh", {"day": min(days)}) if days else ""
    facts = {"name": person.name, "count": len(rows), "due": due, "address": settings.SITE_ADDRESS}
    return say("base.mail_subject", "zh", facts), say("base.mail_body", "zh", facts)
