"""The audit chain as text (审计日志导出): JSON Lines that `verify_audit.py` checks without this program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hengxiao.base.audit import GENESIS, anchor, canonical, entry_content, record
from hengxiao.base.models import Anchor, ChainHead, Event
from hengxiao.base.viewer import Viewer

FORMAT = 1
CHUNK = 2000


def _line(kind: str, **content: Any) -> str:
    return canonical({"kind": kind} | content).decode() + "\n"


def _ends() -> tuple[int, str, int]:
    """Number and hash of the chain's head and the highest number there is, at one moment."""
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().first()
        highest = Event.objects.aggregate(most=Max("number"))["most"] or 0
    return (head.number, head.hash, highest) if head else (0, GENESIS, highest)


def lines() -> Iterator[str]:
    """The whole chain (全链): header, entries in order, anchors, head. Entries added while it runs are left out."""
    number, end, highest = _ends()
    yield _line("header", format=FORMAT, algorithm=settings.HENGXIAO_HASH, zone=settings.TIME_ZONE)
    upto = max(number, highest)
    for event in Event.objects.filter(number__lte=upto).order_by("number", "pk").iterator(CHUNK):
        yield _line("entry", content=entry_content(event), hash=event.hash)
    yield from anchor_lines()
    yield _line("head", number=number, hash=end)


def anchor_lines() -> Iterator[str]:
    """All day anchors (日锚)."""
    for row in Anchor.objects.order_by("day").iterator(CHUNK):
        yield _line("anchor", day=row.day, first=row.first, last=row.last, root=row.root)


def anchor_export() -> Iterator[str]:
    """What is kept outside (外存锚): every anchor, and the head as it is now."""
    number, end, _highest = _ends()
    yield from anchor_lines()
    yield _line("head", number=number, hash=end)


def anchor_finished(today: date) -> list[Anchor]:
    """Anchor every finished day that has entries and no anchor yet (补齐日锚); gives the new ones."""
    with transaction.atomic():
        ChainHead.objects.select_for_update().first()  # entries of yesterday still being written come first
        last = Anchor.objects.order_by("-day").first()
        rows = Event.objects.filter(number__gt=last.last) if last else Event.objects.all()
        begin = rows.order_by("number").values_list("at", flat=True).first()
        if begin is None:
            return []
        first = timezone.localdate(begin)
        days = [first + timedelta(days=step) for step in range(max(0, (today - first).days))]
        return [made for day in days if (made := anchor(day)) is not None]


def note_export(action: str, by: str) -> None:
    """Note that the log or its anchors were taken out at the server (记服务器上的导出), by which system account."""
    record(Viewer(None, timezone.localdate(), address="server"), action, facts={"by": by})
