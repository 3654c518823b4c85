"""Sends what waits in the outbox (发送回调): claimed by compare-and-set, tried again, at last given up."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.utils import timezone

from hengxiao.base.enums import DeliveryState
from hengxiao.base.models import Delivery
from hengxiao.base.outgoing import Answer, post
from hengxiao.base.webhooks import secret_of

# After the first, second, … failure; then the message is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
MOST, LONGEST = 200, 30.0


def send_waiting(now: datetime | None = None) -> int:
    """Send the messages that are due (发送到期回调); gives how many were taken.

    Safe to run any number of times at once; a run ends after half a minute, and leaves alone an endpoint
    that failed in it.
    """
    moment, begun, taken = now or timezone.now(), time.monotonic(), 0
    failed: set[int] = set()
    due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=moment, endpoint__active=True)
    for delivery in due.select_related("endpoint").order_by("due_at", "pk")[:MOST]:
        if time.monotonic() - begun > LONGEST:
            break
        if delivery.endpoint_id in failed or not _claimed(delivery, moment):
            continue
        answer = post(
            delivery.endpoint.url, delivery.payload, secret_of(delivery.endpoint), str(int(moment.timestamp()))
        )
        _note(delivery, answer, moment)
        taken += answer.taken
        if not answer.taken:
            failed.add(delivery.endpoint_id)
    return taken


def _claimed(delivery: Delivery, moment: datetime) -> bool:
    """Make an attempt one's own: the count goes up once; if this process dies, the next attempt is due already."""
    pause = PAUSES[min(delivery.attempts, len(PAUSES) - 1)]
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)
    return mine.update(attempts=delivery.attempts + 1, due_at=moment + pause) == 1


def _note(delivery: Delivery, answer: Answer, moment: datetime) -> None:
    tried = delivery.attempts + 1
    changes: dict[str, object] = {"status": answer.status, "error": answer.error[:64]}
    if answer.taken:
        changes |= {"state": DeliveryState.SENT, "sent_at": moment}
    elif tried > len(PAUSES):
        changes["state"] = DeliveryState.FAILED
    Delivery.objects.filter(pk=delivery.pk, attempts=tried).update(**changes)
