"""The frame of every action (操作框架): one transaction, one audit entry, compare-and-set of a state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from hengxiao.base.audit import record
from hengxiao.base.enums import Result
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.viewer import Viewer


@dataclass
class Entry:
    """What an action tells the audit log (日志内容)."""

    subject: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    before: Any = None
    after: Any = None
    acting_for: int | None = None


@contextmanager
def acting(viewer: Viewer, action: str, subject: str = "") -> Iterator[Entry]:
    """One action = one transaction = one audit entry (操作); a refused one is recorded too.

    Raises:
        ActionError: whatever the body raises, after recording the refusal.
    """
    entry = Entry(subject)
    try:
        with transaction.atomic():
            yield entry
            record(viewer, action, subject=entry.subject, facts=entry.facts, before=entry.before, after=entry.after,
                   acting_for=entry.acting_for)  # fmt: skip
    except ActionError as error:
        result = Result.LATE if isinstance(error, LateError) else Result.REFUSED
        facts = entry.facts | {"reason": error.code}
        record(viewer, action, subject=entry.subject, facts=facts, result=result)
        raise


def require(allowed: bool, code: str = "base.forbidden", **facts: Any) -> None:
    """Go on only when allowed (权限断言).

    Raises:
        ForbiddenError: it is not.
    """
    if not allowed:
        raise ForbiddenError(code, **facts)


def advance(row: models.Model, seen: str, to: str, code: str = "base.too_late", **changes: Any) -> None:
    """Move a row from the state that was seen to another (状态推进): exactly one mover wins.

    Raises:
        LateError: the row is no longer in that state.
    """
    moved = type(row)._default_manager.filter(pk=row.pk, state=seen).update(state=to, **changes)
    if moved != 1:
        raise LateError(code)
    row.refresh_from_db()
