"""The audit log by the interface (审计日志接口), for the audit administrator alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema

from hengxiao.base.actions import export_anchors, export_audit
from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import PageOf, Paging, maybe, paged
from hengxiao.base.audit_export import anchor_export, lines
from hengxiao.base.enums import Family, Result, Role
from hengxiao.base.models import Event
from hengxiao.base.queries import chain_state, events, found_events

router = Router(tags=["audit"])
AUDIT = (Role.AUDIT_ADMIN,)


class EventOut(Schema):
    """An entry of the log (日志记录)."""

    number: int
    at: datetime
    actor: str | None
    acting_for: str | None
    address: str
    action: str
    subject: str
    facts: dict[str, Any]
    result: str
    hash: str


class EventsAsked(Paging):
    """Which entries (筛选日志)."""

    person: Annotated[str, maybe(64)] = ""
    action: Annotated[str, maybe(64)] = ""
    subject: Annotated[str, maybe(120)] = ""
    result: Result | None = None
    since: date | None = None
    until: date | None = None


class ChainOut(Schema):
    """The end of the chain (链尾)."""

    number: int
    hash: str
    agrees: bool
    anchored: date | None
    root: str


def _event(row: Event) -> EventOut:
    return EventOut(
        number=row.number, at=row.at, actor=row.actor.username if row.actor else None,
        acting_for=row.acting_for.username if row.acting_for else None, address=row.address, action=row.action,
        subject=row.subject, facts=row.facts, result=row.result, hash=row.hash,
    )  # fmt: skip


@operation(router, "GET", "/audit", PageOf[EventOut], family=Family.AUDIT, roles=AUDIT, pages=("base:audit",))
def list_events(request: HttpRequest, given: Query[EventsAsked]) -> PageOf[EventOut]:
    """Entries of the log (审计日志), newest first."""
    wanted = given.dict(exclude={"page", "size"})
    return paged(found_events(events(request.viewer), wanted), given, _event)


@operation(router, "GET", "/audit/chain", ChainOut, family=Family.AUDIT, roles=AUDIT, pages=("base:audit",))
def get_chain(request: HttpRequest) -> ChainOut:
    """Where the chain ends and whether it agrees with its head (审计链现状)."""
    state = chain_state(request.viewer)
    last = state.anchored
    return ChainOut(
        number=state.number, hash=state.hash, agrees=state.agrees, anchored=last.day if last else None,
        root=last.root if last else "",
    )  # fmt: skip


@operation(
    router, "POST", "/audit/export", None, family=Family.AUDIT, roles=AUDIT, pages=("base:export_audit",),
    media={"jsonl": "application/x-ndjson"},
)  # fmt: skip
def export_events(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as JSON Lines, for `verify_audit.py` (导出审计日志)."""
    export_audit(viewer=request.viewer)
    return StreamingHttpResponse(lines(), content_type="application/x-ndjson")


@operation(
    router, "POST", "/audit/anchors", None, family=Family.AUDIT, roles=AUDIT, pages=("base:export_anchors",),
    media={"jsonl": "application/x-ndjson"},
)  # fmt: skip
def export_day_anchors(request: HttpRequest) -> StreamingHttpResponse:
    """The day anchors and the head, to be kept elsewhere (导出日锚)."""
    export_anchors(viewer=request.viewer)
    return StreamingHttpResponse(anchor_export(), content_type="application/x-ndjson")
