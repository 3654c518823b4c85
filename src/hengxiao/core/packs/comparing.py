"""What differs between two rule packs (规则包比较)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from hengxiao.core.packs.loading import load
from hengxiao.core.packs.model import Rule


class ChangeKind(StrEnum):
    """How a rule differs (差异): 新增, 取消, 改值, 仅改日期或依据."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RECITED = "recited"


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs (规则差异): as the first and as the second pack has it, None where a pack has none."""

    code: str
    first: Rule | None
    second: Rule | None

    @property
    def kind(self) -> ChangeKind:
        """How it differs (差异种类)."""
        if self.first is None:
            return ChangeKind.ADDED
        if self.second is None:
            return ChangeKind.REMOVED
        return ChangeKind.RECITED if self.first.value == self.second.value else ChangeKind.CHANGED


def diff(first: str, second: str, folders: Iterable[Path] = ()) -> tuple[Change, ...]:
    """Rules that two packs hold differently (规则包比较), inherited ones included, by code.

    Raises:
        PackError: a pack cannot be loaded.
    """
    places = tuple(folders)
    one, two = load(first, places).rules(), load(second, places).rules()
    changes = (Change(code, one.get(code), two.get(code)) for code in sorted({*one, *two}))
    return tuple(change for change in changes if stated(change.first) != stated(change.second))


def stated(rule: Rule | None) -> tuple[Any, ...] | None:
    """What a rule says, without where it is written."""
    return None if rule is None else (rule.value, rule.in_force, rule.cites, rule.status, rule.note)
