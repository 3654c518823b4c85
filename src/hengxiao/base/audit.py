"""The audit chain (审计链): every entry carries the hash of the one before, days are anchored by a Merkle root."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hengxiao.base.enums import Result
from hengxiao.base.models import Anchor, ChainHead, Event
from hengxiao.base.viewer import Viewer

GENESIS = "0" * 64


def digest(data: bytes) -> str:
    """Hash by the site's algorithm (摘要): SHA-256 or SM3."""
    return hashlib.new(settings.HENGXIAO_HASH, data).hexdigest()


def content_digest(content: Any) -> str:
    """Hash of any JSON-ready content (内容摘要), "" for nothing."""
    if content is None:
        return ""
    return digest(canonical(content))


def canonical(content: Any) -> bytes:
    """The one byte form of a JSON value (规范化)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def entry_content(event: Event) -> dict[str, Any]:
    """What the hash of an entry covers (入链内容)."""
    return {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "acting_for": event.acting_for_id,
        "address": event.address,
        "action": event.action,
        "subject": event.subject,
        "facts": event.facts,
        "before": event.before,
        "after": event.after,
        "result": event.result,
        "previous": event.previous,
    }


def record(
    viewer: Viewer,
    action: str,
    *,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    before: Any = None,
    after: Any = None,
    result: str = Result.DONE,
    acting_for: int | None = None,
) -> Event:
    """Add an entry to the chain (记审计日志); inside the transaction of the action it records."""
    with transaction.atomic():
        by = {} if viewer.token is None else {"token": viewer.token}
        head = ChainHead.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})[0]
        event = Event(
            number=head.number + 1,
            at=timezone.now(),
            actor=viewer.person,
            acting_for_id=acting_for,
            address=viewer.address,
            action=action,
            subject=subject,
            facts=json.loads(canonical({**(facts or {}), **by})),
            before=content_digest(before),
            after=content_digest(after),
            result=result,
            previous=head.hash,
        )
        event.hash = digest(canonical(entry_content(event)))
        event.save(force_insert=True)
        ChainHead.objects.filter(pk=1).update(number=event.number, hash=event.hash)
    return event


def broken_at(events: Iterable[Event]) -> int | None:
    """Number of the first entry that does not follow from the one before, None when all do (断链位置)."""
    previous = GENESIS
    for number, event in enumerate(events, 1):
        content = digest(canonical(entry_content(event)))
        if event.number != number or event.previous != previous or event.hash != content:
            return number
        previous = event.hash
    return None


def merkle_root(hashes: Sequence[str]) -> str:
    """Root of an RFC 6962 tree over entry hashes (默克尔根)."""
    return _root([bytes.fromhex(each) for each in hashes]).hex()


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return bytes.fromhex(digest(b""))
    if len(leaves) == 1:
        return bytes.fromhex(digest(b"\x00" + leaves[0]))
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return bytes.fromhex(digest(b"\x01" + _root(leaves[:split]) + _root(leaves[split:])))


def anchor(day: date) -> Anchor | None:
    """Anchor a finished day (日锚): the root over its entries, or None when it had none."""
    begin = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    day_of = Event.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    entries = list(day_of.values_list("number", "hash"))
    if not entries:
        return None
    root = merkle_root([each for _number, each in entries])
    made, _ = Anchor.objects.get_or_create(
        day=day, defaults={"first": entries[0][0], "last": entries[-1][0], "root": root}
    )
    return made
