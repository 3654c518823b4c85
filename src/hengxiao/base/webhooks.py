"""Webhooks (回调): who is told of what, and the outbox; an action writes its events in its own transaction.

A message holds ids and codes only, never a text of a form; the receiver fetches what it may see with a token.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from typing import Any, Literal, get_args

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hengxiao.base.acting import acting, require
from hengxiao.base.audit import record
from hengxiao.base.enums import DeliveryState, Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Delivery, Endpoint, Notice, Organisation, Person
from hengxiao.base.outgoing import address_of
from hengxiao.base.viewer import Reach, Viewer

TEST = "test"
EventName = Literal[
    "filing.submitted", "filing.withdrawn", "filing.passed", "filing.returned", "filing.approved",
    "release.released", "release.withdrawn",
]  # fmt: skip
EVENTS: tuple[str, ...] = get_args(EventName)
KEEPERS = (Role.SYSTEM_ADMIN, Role.DEPARTMENT_FINANCE)
KEY_CHANGED, FAILING = "base.endpoint_key_changed", "base.endpoint_failing"
NOTICES = {KEY_CHANGED: "base.notice_endpoint_key", FAILING: "base.notice_endpoint_failing"}


def secret_of(endpoint: Endpoint) -> str:
    """The secret messages to an endpoint are signed with (签名密钥), made from the site's key or one it had before.

    Raises:
        ActionError: none of the keys makes the secret that was shown.
    """
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _secret(endpoint.nonce, key)
        if _digest(secret) == endpoint.secret_digest:
            return secret
    raise ActionError(KEY_CHANGED)


def _secret(nonce: str, key: str) -> str:
    return salted_hmac("hengxiao.webhook", nonce, secret=key, algorithm="sha256").hexdigest()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_secret() -> dict[str, str]:
    nonce = secrets.token_hex(16)
    return {"nonce": nonce, "secret_digest": _digest(_secret(nonce, settings.SECRET_KEY))}


def endpoints(viewer: Viewer) -> QuerySet[Endpoint]:
    """Endpoints one may keep (可管理的回调), newest first: all for the system administrator, else of one's reach.

    Each has `undelivered`: whether a message was given up.
    """
    lost = Delivery.objects.filter(endpoint=OuterRef("pk"), state=DeliveryState.FAILED)
    rows = Endpoint.objects.select_related("organisation", "created_by").annotate(undelivered=Exists(lost))
    if not viewer.has(Role.SYSTEM_ADMIN):
        rows = rows.filter(_kept_by(viewer))
    return rows.order_by("-pk")


def _reaches(viewer: Viewer) -> list[Reach]:
    """What a department's finance people answer for; one's own cases alone are none."""
    return [each for each in viewer.reaches if each.role == Role.DEPARTMENT_FINANCE and each.scope != Scope.OWN]


def _kept_by(viewer: Viewer) -> Q:
    kept = Q(pk__in=[])
    for each in _reaches(viewer):
        if each.scope == Scope.ALL:
            return ~Q(pk__in=[])
        unit = Q(organisation=each.organisation_id, below=False)
        kept |= unit if each.scope == Scope.UNIT else Q(organisation__path__startswith=each.path)
    return kept


def endpoint_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations one may have told of (可选范围): all, those below, or one's unit alone."""
    rows, reach = Organisation.objects.all(), Q(pk__in=[])
    if viewer.has(Role.SYSTEM_ADMIN):
        return rows
    for each in _reaches(viewer):
        if each.scope == Scope.ALL:
            return rows
        reach |= Q(pk=each.organisation_id) if each.scope == Scope.UNIT else Q(path__startswith=each.path)
    return rows.filter(reach)


def _follows(viewer: Viewer, organisation: Organisation | None) -> bool:
    """Whether the viewer's reach goes on below an organisation, also as the tree grows."""
    if organisation is None or viewer.has(Role.SYSTEM_ADMIN):
        return True
    return any(
        each.scope == Scope.ALL or (each.scope == Scope.SUBTREE and organisation.path.startswith(each.path))
        for each in _reaches(viewer)
    )


def deliveries(viewer: Viewer, endpoint: Endpoint) -> QuerySet[Delivery]:
    """Messages to an endpoint (投递记录), newest first."""
    return Delivery.objects.filter(endpoint__in=endpoints(viewer), endpoint=endpoint).order_by("-pk")


def add_endpoint(
    *, viewer: Viewer, name: str, url: str, events: Sequence[str], organisation: Organisation | None = None
) -> Endpoint:
    """Have an address told of events (登记回调), of those below an organisation as far as the viewer's own reach goes.

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
            name=name.strip(), url=url, events=chosen, organisation=organisation, below=_follows(viewer, organisation),
            created_by=_somebody(viewer), **_new_secret(),
        )  # fmt: skip


def set_endpoint_active(*, viewer: Viewer, endpoint: Endpoint, active: bool) -> Endpoint:
    """Stop telling an endpoint, or go on (停用、启用回调); what happens meanwhile is not made up for.

    Raises:
        ForbiddenError: the viewer does not keep it.
        ActionError: its secret is lost.
        LateError: it is so already.
    """
    with acting(viewer, "base.open_endpoint" if active else "base.close_endpoint", f"endpoint:{endpoint.pk}"):
        _require_kept(viewer, endpoint)
        if active:
            secret_of(endpoint)
        if not Endpoint.objects.filter(pk=endpoint.pk, active=not active).update(active=active, stopped=""):
            raise LateError("base.too_late")
        endpoint.refresh_from_db()
    return endpoint


def renew_secret(*, viewer: Viewer, endpoint: Endpoint) -> Endpoint:
    """Give an endpoint another secret (换发签名密钥); the old one signs nothing from now on.

    One that was stopped because its secret was lost is told again, of what waits too.

    Raises:
        ForbiddenError: the viewer does not keep it.
    """
    with acting(viewer, "base.renew_endpoint", f"endpoint:{endpoint.pk}"):
        _require_kept(viewer, endpoint)
        lost = {"active": True, "stopped": ""} if endpoint.stopped == KEY_CHANGED else {}
        Endpoint.objects.filter(pk=endpoint.pk).update(**_new_secret(), **lost)
        endpoint.refresh_from_db()
    return endpoint


def stop_endpoint(endpoint: Endpoint, why: str) -> None:
    """Stop telling an endpoint that takes nothing or has lost its secret (自动停用回调); its keeper is told."""
    with transaction.atomic():
        if Endpoint.objects.filter(pk=endpoint.pk, active=True).update(active=False, stopped=why):
            viewer = Viewer(None, timezone.localdate())
            record(viewer, "base.stop_endpoint", subject=f"endpoint:{endpoint.pk}", facts={"reason": why})
            Notice.objects.create(
                person_id=endpoint.created_by_id, code=NOTICES[why], facts={"name": endpoint.name},
                link=reverse("base:webhook", args=[endpoint.pk]),
            )  # fmt: skip


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
    told = endpoint.organisation
    if told is None or organisation.pk == told.pk:
        return True
    return endpoint.below and organisation.path.startswith(told.path)


def _message(event: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "event": event, "at": timezone.now().isoformat(timespec="seconds")} | facts


def _require_kept(viewer: Viewer, endpoint: Endpoint) -> None:
    require(viewer.has(*KEEPERS) and endpoints(viewer).filter(pk=endpoint.pk).exists())


def _somebody(viewer: Viewer) -> Person:
    if viewer.person is None:
        raise ForbiddenError("base.forbidden")
    return viewer.person
