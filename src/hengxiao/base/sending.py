"""Sends what waits in the outbox (发送回调): claimed by compare-and-set, tried again, at last given up."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from hengxiao.base.enums import DeliveryState
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Delivery, Endpoint
from hengxiao.base.outgoing import Answer, post
from hengxiao.base.webhooks import FAILING, secret_of, stop_endpoint

# After the first, second, … failure; then the message is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
MOST, LONGEST = 200, 30.0


def send_waiting(now: datetime | None = None) -> int:
    """Send the messages that are due (发送到期回调); gives how many were taken.

    Safe to run any number of times at once. A run ends after about half a minute, of which every endpoint gets an equal
    share: one that is slow or has much waiting does not keep the others from theirs.
    """
    moment, begun, taken = now or timezone.now(), time.monotonic(), 0
    oldest = _due(moment).values("endpoint").annotate(first=Min("due_at")).order_by("first", "endpoint")
    numbers = [row["endpoint"] for row in oldest]
    for number in numbers:
        if time.monotonic() - begun > LONGEST:
            break
        for endpoint in Endpoint.objects.filter(pk=number):  # none, when it was removed meanwhile
            taken += _send_to(endpoint, moment, time.monotonic() + LONGEST / len(numbers))
    return taken


def _due(moment: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=moment, endpoint__active=True)


def _send_to(endpoint: Endpoint, moment: datetime, until: float) -> int:
    """Send one message after another until a time, or until one fails: then the others wait with it."""
    try:
        secret = secret_of(endpoint)
    except ActionError as error:
        stop_endpoint(endpoint, error.code)
        return 0
    taken = 0
    for delivery in _due(moment).filter(endpoint=endpoint).order_by("due_at", "pk")[:MOST]:
        if not _claimed(delivery, moment):
            continue
        answer = post(endpoint.url, delivery.payload, secret, str(int(moment.timestamp())))
        given_up = _note(delivery, answer, moment)
        if not answer.taken:
            _due(moment).filter(endpoint=endpoint).update(due_at=moment + _pause(delivery))
            if given_up and not _took_something(delivery):
                stop_endpoint(endpoint, FAILING)
            break
        taken += 1
        if time.monotonic() > until:
            break
    return taken


def _took_something(delivery: Delivery) -> bool:
    """Whether the endpoint took anything since this message was written."""
    sent = Delivery.objects.filter(endpoint=delivery.endpoint_id, state=DeliveryState.SENT)
    return sent.filter(sent_at__gte=delivery.created_at).exists()


def _pause(delivery: Delivery) -> timedelta:
    return PAUSES[min(delivery.attempts, len(PAUSES) - 1)]


def _claimed(delivery: Delivery, moment: datetime) -> bool:
    """Make an attempt one's own: the count goes up once; if this process dies, the next attempt is due already."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)
    return mine.update(attempts=delivery.attempts + 1, due_at=moment + _pause(delivery)) == 1


def _note(delivery: Delivery, answer: Answer, moment: datetime) -> bool:
    """Write down how an attempt went; whether the message is given up with it."""
    tried = delivery.attempts + 1
    given_up = not answer.taken and tried > len(PAUSES)
    changes: dict[str, object] = {"status": answer.status, "error": answer.error[:64]}
    if answer.taken:
        changes |= {"state": DeliveryState.SENT, "sent_at": moment}
    elif given_up:
        changes["state"] = DeliveryState.FAILED
    Delivery.objects.filter(pk=delivery.pk, attempts=tried).update(**changes)
    return given_up
