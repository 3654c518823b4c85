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
    sent = 0
    with get_connection() as connection:
        for person, rows in claimed.items():
            try:
                sent += EmailMessage(*_message(person, rows), None, [person.email], connection=connection).send()
            except OSError as error:  # every failure of a mail server is one
                Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=None)
                LOG.warning("mail not sent", extra={"person": person.username, "error": str(error)})
    return sent


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
