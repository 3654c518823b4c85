"""What differs between two rule packs (规则包比较)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
class Detail:
    """One spot inside a value that differs (差异细目): path such as `11.compulsory`; an absent side is None."""

    path: str
    first: Any
    second: Any


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

    def details(self) -> tuple[Detail, ...]:
        """Every spot of the value that differs, in the order of the first pack (差异细目)."""
        first = dict(leaves(self.first.value)) if self.first else {}
        second = dict(leaves(self.second.value)) if self.second else {}
        return tuple(
            Detail(path, first.get(path), second.get(path))
            for path in dict.fromkeys((*first, *second))
            if first.get(path) != second.get(path)
        )


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


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The single values inside a rule value by path; list entries go by their `code` or `name`, else by position."""
    parts: Iterator[tuple[str, Any]]
    if isinstance(value, Mapping):
        parts = iter(value.items())
    elif isinstance(value, tuple):
        parts = zip(entry_names(value), value, strict=True)
    else:
        yield path, value
        return
    for name, part in parts:
        yield from leaves(part, f"{path}.{name}" if path else str(name))


def entry_names(entries: tuple[Any, ...]) -> tuple[str, ...]:
    """Names for the entries of a list: their codes or names where each has one of its own, else 1, 2, 3 …"""
    for key in ("code", "name"):
        names = tuple(str(entry[key]) for entry in entries if isinstance(entry, Mapping) and entry.get(key))
        if len(set(names)) == len(entries):
            return names
    return tuple(str(number) for number, _ in enumerate(entries, start=1))
