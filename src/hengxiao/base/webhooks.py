"""Webhooks (回调): who is told of what, and the outbox; an action writes its events in its own transaction.

A message holds ids and codes only, never a text of a form; the receiver fetches what it may see with a token.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from typing import Any, Literal, get_args

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hengxiao.base.acting import acting, require
from hengxiao.base.enums import DeliveryState, Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Delivery, Endpoint, Organisation, Person
from hengxiao.base.outgoing import address_of
from hengxiao.base.viewer import Viewer

TEST = "test"
EventName = Literal[
    "filing.submitted", "filing.withdrawn", "filing.passed", "filing.returned", "filing.approved",
    "release.released", "release.withdrawn",
]  # fmt: skip
EVENTS: tuple[str, ...] = get_args(EventName)
KEEPERS = (Role.SYSTEM_ADMIN, Role.DEPARTMENT_FINANCE)


def secret_of(endpoint: Endpoint) -> str:
    """The secret messages to an endpoint are signed with (签名密钥), made from the site's key."""
    return salted_hmac("hengxiao.webhook", endpoint.nonce, algorithm="sha256").hexdigest()


def endpoints(viewer: Viewer) -> QuerySet[Endpoint]:
    """Endpoints one may keep (可管理的回调), newest first: all for the system administrator, else of one's reach.

    Each has `undelivered`: whether a message was given up.
    """
    lost = Delivery.objects.filter(endpoint=OuterRef("pk"), state=DeliveryState.FAILED)
    rows = Endpoint.objects.select_related("organisation", "created_by").annotate(undelivered=Exists(lost))
    if not viewer.has(Role.SYSTEM_ADMIN):
        rows = rows.filter(_kept_by(viewer, "organisation"))
    return rows.order_by("-pk")


def _kept_by(viewer: Viewer, organisation: str) -> Q:
    """Organisations a department's finance people answer for; one's own cases alone are none."""
    own = tuple(reach for reach in viewer.reaches if reach.scope != Scope.OWN)
    return Viewer(viewer.person, viewer.today, own).rows([Role.DEPARTMENT_FINANCE], organisation)


def endpoint_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations one may have told of (可选范围): everything below one is told of too, so all of it is in reach."""
    rows = Organisation.objects.all()
    if viewer.has(Role.SYSTEM_ADMIN):
        return rows
    reach, lowest = Q(pk__in=[]), ~Exists(Organisation.objects.filter(parent=OuterRef("pk")))
    for each in viewer.reaches:
        if each.role == Role.DEPARTMENT_FINANCE and each.scope in (Scope.SUBTREE, Scope.ALL):
            reach |= Q(path__startswith=each.path)
        elif each.role == Role.DEPARTMENT_FINANCE and each.scope == Scope.UNIT:
            reach |= Q(lowest, pk=each.organisation_id)
    return rows.filter(reach)


def deliveries(viewer: Viewer, endpoint: Endpoint) -> QuerySet[Delivery]:
    """Messages to an endpoint (投递记录), newest first."""
    return Delivery.objects.filter(endpoint__in=endpoints(viewer), endpoint=endpoint).order_by("-pk")


def add_endpoint(
    *, viewer: Viewer, name: str, url: str, events: Sequence[str], organisation: Organisation | None = None
) -> Endpoint:
    """Have an address told of events (登记回调).

    Raises:
        ForbiddenError: the viewer keeps no endpoints, or none of this organisation.
        ActionError: no name, no known event, or an address nothing may be sent to.
    """
    with acting(viewer, "base.add_endpoint", f"organisation:{organisation.code if organisation else ''}") as entry:
        require(viewer.has(*KEEPERS))
        if organisation is None:
            require(viewer.has(Role.SYSTEM_ADMIN), "base.endpoint_organisation")
        else:
            require(endpoint_organisations(viewer).filter(pk=organisation.pk).exists())
        chosen = [event for event in EVENTS if event in events]
        if not chosen or not name.strip():
            raise ActionError("base.endpoint_incomplete").beside("events" if name.strip() else "name")
        address_of(url)
        entry.facts = {"name": name.strip(), "url": url, "events": ",".join(chosen)}
        return Endpoint.objects.create(
            name=name.strip(), url=url, events=chosen, organisation=organisation, nonce=secrets.token_hex(16),
            created_by=_somebody(viewer),
        )  # fmt: skip


def set_endpoint_active(*, viewer: Viewer, endpoint: Endpoint, active: bool) -> Endpoint:
    """Stop telling an endpoint, or go on (停用、启用回调); what happens meanwhile is not made up for.

    Raises:
        ForbiddenError: the viewer does not keep it.
        LateError: it is so already.
    """
    with acting(viewer, "base.open_endpoint" if active else "base.close_endpoint", f"endpoint:{endpoint.pk}"):
        _require_kept(viewer, endpoint)
        if not Endpoint.objects.filter(pk=endpoint.pk, active=not active).update(active=active):
            raise LateError("base.too_late")
        endpoint.refresh_from_db()
    return endpoint


def remove_endpoint(*, viewer: Viewer, endpoint: Endpoint) -> None:
    """Forget an endpoint and its deliveries (删除回调); the audit log keeps that there was one.

    Raises:
        ForbiddenError: the viewer does not keep it.
    """
    with acting(viewer, "base.remove_endpoint", f"endpoint:{endpoint.pk}") as entry:
        _require_kept(viewer, endpoint)
        entry.facts = {"name": endpoint.name, "url": endpoint.url}
        endpoint.delete()


def try_endpoint(*, viewer: Viewer, endpoint: Endpoint) -> Delivery:
    """Put a test message on its way (发送测试); the delivery log tells how it went.

    Raises:
        ForbiddenError: the viewer does not keep it.
    """
    with acting(viewer, "base.test_endpoint", f"endpoint:{endpoint.pk}"):
        _require_kept(viewer, endpoint)
        return Delivery.objects.create(endpoint=endpoint, event=TEST, payload=_message(TEST, {}))


def resend(*, viewer: Viewer, delivery: Delivery) -> Delivery:
    """Try a message again that was given up (重新投递).

    Raises:
        ForbiddenError: the viewer does not keep its endpoint.
        LateError: it was not given up, or is on its way again.
    """
    with acting(viewer, "base.resend", f"endpoint:{delivery.endpoint_id}") as entry:
        _require_kept(viewer, delivery.endpoint)
        entry.facts = {"delivery": delivery.pk}
        lost = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.FAILED)
        if not lost.update(state=DeliveryState.WAITING, attempts=0, due_at=timezone.now()):
            raise LateError("base.too_late")
        delivery.refresh_from_db()
    return delivery


def announce(event: str, organisation: Organisation, **facts: Any) -> int:
    """Tell every endpoint of an event (登记事件); inside the transaction of the action. Gives how many are told."""
    wanted = [
        endpoint
        for endpoint in Endpoint.objects.filter(active=True).select_related("organisation").order_by("pk")
        if event in endpoint.events and _covers(endpoint, organisation)
    ]
    if wanted:
        message = _message(event, facts | {"organisation": organisation.code})
        Delivery.objects.bulk_create(Delivery(endpoint=each, event=event, payload=message) for each in wanted)
    return len(wanted)


def _covers(endpoint: Endpoint, organisation: Organisation) -> bool:
    return endpoint.organisation is None or organisation.path.startswith(endpoint.organisation.path)


def _message(event: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "event": event, "at": timezone.now().isoformat(timespec="seconds")} | facts


def _require_kept(viewer: Viewer, endpoint: Endpoint) -> None:
    require(viewer.has(*KEEPERS) and endpoints(viewer).filter(pk=endpoint.pk).exists())


def _somebody(viewer: Viewer) -> Person:
    if viewer.person is None:
        raise ForbiddenError("base.forbidden")
    return viewer.person
