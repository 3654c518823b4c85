"""Webhooks by the interface (回调接口)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import DoneOut, Number, PageOf, Paging, maybe, paged, said
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Delivery, Endpoint
from hengxiao.base.outgoing import LONGEST
from hengxiao.base.webhooks import (
    EVENTS,
    KEEPERS,
    EventName,
    add_endpoint,
    deliveries,
    endpoint_organisations,
    endpoints,
    remove_endpoint,
    renew_secret,
    resend,
    secret_of,
    set_endpoint_active,
    try_endpoint,
)

router = Router(tags=["webhooks"])


class EndpointOut(Schema):
    """An endpoint (回调地址) without its secret; `below`: of what is below too, `stopped`: why the site stopped it."""

    number: int
    name: str
    url: str
    events: list[str]
    organisation: str | None
    below: bool
    active: bool
    stopped: str
    undelivered: bool
    created_at: datetime


class NewEndpointOut(EndpointOut):
    """A new endpoint with the secret its messages are signed with, shown once (新回调)."""

    secret: str


class EndpointIn(Schema):
    """An endpoint to register (登记回调)."""

    name: Annotated[str, said(60)]
    url: Annotated[str, said(LONGEST)]
    events: Annotated[list[EventName], Field(min_length=1, max_length=len(EVENTS))]
    organisation: Annotated[str, maybe(24)] = ""


class ActiveIn(Schema):
    """Whether it is told of events (启用)."""

    active: bool


class DeliveryOut(Schema):
    """A message and how it went (投递记录)."""

    number: int
    event: str
    state: str
    attempts: int
    status: int | None
    error: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None


def _endpoint(row: Endpoint) -> dict[str, object]:
    return {
        "number": row.pk, "name": row.name, "url": row.url, "events": row.events, "active": row.active,
        "below": row.below, "stopped": row.stopped,
        "organisation": row.organisation.code if row.organisation else None, "created_at": row.created_at,
        "undelivered": bool(getattr(row, "undelivered", False)),
    }  # fmt: skip


def _delivery(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        number=row.pk, event=row.event, state=row.state, attempts=row.attempts, status=row.status, error=row.error,
        created_at=row.created_at, due_at=row.due_at, sent_at=row.sent_at,
    )  # fmt: skip


def _kept(request: HttpRequest, number: int) -> Endpoint:
    found: Endpoint = get_object_or_404(endpoints(request.viewer), pk=number)
    return found


@operation(
    router, "GET", "/webhooks", PageOf[EndpointOut], family=Family.MANAGE, roles=KEEPERS, pages=("base:webhooks",)
)
def list_webhooks(request: HttpRequest, given: Query[Paging]) -> PageOf[EndpointOut]:
    """Endpoints one keeps (回调)."""
    return paged(endpoints(request.viewer), given, lambda row: EndpointOut.model_validate(_endpoint(row)))


@operation(
    router, "POST", "/webhooks", NewEndpointOut, family=Family.MANAGE, roles=KEEPERS, pages=("base:add_webhook",)
)
def create_webhook(request: HttpRequest, given: EndpointIn) -> NewEndpointOut:
    """Register an endpoint (登记回调); the signing secret is in the answer and nowhere else."""
    organisation = None
    if given.organisation:
        organisation = endpoint_organisations(request.viewer).filter(code=given.organisation).first()
        if organisation is None:
            raise ActionError("base.no_such_organisation", code=given.organisation)
    row = add_endpoint(
        viewer=request.viewer, name=given.name, url=given.url, events=given.events, organisation=organisation
    )
    return NewEndpointOut.model_validate(_endpoint(row) | {"secret": secret_of(row)})


@operation(
    router, "POST", "/webhooks/{number}/active", EndpointOut, family=Family.MANAGE, roles=KEEPERS,
    pages=("base:webhook_active",),
)  # fmt: skip
def set_webhook_active(request: HttpRequest, number: Number, given: ActiveIn) -> EndpointOut:
    """Stop telling an endpoint, or go on (停用、启用回调)."""
    row = set_endpoint_active(viewer=request.viewer, endpoint=_kept(request, number), active=given.active)
    return EndpointOut.model_validate(_endpoint(row))


@operation(
    router, "POST", "/webhooks/{number}/secret", NewEndpointOut, family=Family.MANAGE, roles=KEEPERS,
    pages=("base:renew_webhook",),
)  # fmt: skip
def renew_webhook_secret(request: HttpRequest, number: Number) -> NewEndpointOut:
    """Give an endpoint another signing secret (换发密钥); the old one signs nothing from now on."""
    row = renew_secret(viewer=request.viewer, endpoint=_kept(request, number))
    return NewEndpointOut.model_validate(_endpoint(row) | {"secret": secret_of(row)})


@operation(
    router, "POST", "/webhooks/{number}/remove", DoneOut, family=Family.MANAGE, roles=KEEPERS,
    pages=("base:remove_webhook",),
)  # fmt: skip
def remove_webhook(request: HttpRequest, number: Number) -> DoneOut:
    """Forget an endpoint and its deliveries (删除回调)."""
    remove_endpoint(viewer=request.viewer, endpoint=_kept(request, number))
    return DoneOut()


@operation(
    router, "POST", "/webhooks/{number}/test", DeliveryOut, family=Family.MANAGE, roles=KEEPERS,
    pages=("base:test_webhook",),
)  # fmt: skip
def send_test(request: HttpRequest, number: Number) -> DeliveryOut:
    """Put a test message on its way (发送测试)."""
    return _delivery(try_endpoint(viewer=request.viewer, endpoint=_kept(request, number)))


@operation(
    router, "GET", "/webhooks/{number}/deliveries", PageOf[DeliveryOut], family=Family.MANAGE, roles=KEEPERS,
    pages=("base:webhook",),
)  # fmt: skip
def list_deliveries(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[DeliveryOut]:
    """Messages to an endpoint (投递记录), newest first."""
    return paged(deliveries(request.viewer, _kept(request, number)), given, _delivery)


@operation(
    router, "POST", "/webhooks/{number}/deliveries/{delivery}/resend", DeliveryOut, family=Family.MANAGE,
    roles=KEEPERS, pages=("base:resend_webhook",),
)  # fmt: skip
def resend_delivery(request: HttpRequest, number: Number, delivery: Number) -> DeliveryOut:
    """Try a message again that was given up (重新投递)."""
    rows = deliveries(request.viewer, _kept(request, number)).select_related("endpoint")
    return _delivery(resend(viewer=request.viewer, delivery=get_object_or_404(rows, pk=delivery)))
