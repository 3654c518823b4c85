"""Rules in words (规则说明): value, where it is written, the decree, and how surely it is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengxiao.core.packs.loading import available, load
from hengxiao.core.packs.model import Pack, Rule
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language, Status


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One rule as a row of texts (规则出处): `mark` is "" only for a verified value."""

    code: str
    value: str
    in_force: str
    origin: str
    cites: str
    status: Status
    mark: str
    inherited: bool

    @property
    def line(self) -> str:
        """All of it in one line (一行说明)."""
        return " · ".join(
            filter(None, (f"{self.code} = {self.value}", self.origin, self.cites, self.in_force, self.mark))
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as one pack holds it (某规则包中的规则): stated there, or inherited from what it extends."""

    pack: Pack
    rule: Rule

    @property
    def inherited(self) -> bool:
        """Whether the pack takes it over from another (沿用)."""
        return self.rule.pack != self.pack.id


def standings(code: str, folders: Iterable[Path] = ()) -> tuple[Standing, ...]:
    """How every pack that has a code holds it (各规则包的同一规则), by pack id."""
    places = tuple(folders)
    packs = [load(pack, places) for pack in available(places)]
    return tuple(Standing(pack, rule) for pack in packs if (rule := pack.find(code)) is not None)


def rule_record(rule: Rule) -> dict[str, Any]:
    """A rule as JSON (规则值)."""
    return {
        "code": rule.code,
        "value": json.loads(json.dumps(rule.plain(), ensure_ascii=False, default=str)),
        "in_force": rule.in_force.isoformat(),
        "cites": rule.cites,
        "status": str(rule.status),
        "note": rule.note,
        "pack": rule.pack,
        "origin": rule.origin,
    }


def origin_rows(pack: Pack, prefix: str = "", language: Language | str = Language.CHINESE) -> tuple[OriginRow, ...]:
    """Every rule of a pack with its origin (规则出处一览), by code; `prefix` narrows to the codes below it."""
    return tuple(origin_row(rule, pack, language) for rule in pack.rules(prefix).values())


def origin_row(rule: Rule, pack: Pack, language: Language | str = Language.CHINESE) -> OriginRow:
    """One rule of a pack with its origin (规则出处)."""
    return OriginRow(
        code=rule.code,
        value=in_words(rule.value),
        in_force=rule.in_force.isoformat(),
        origin=rule.origin,
        cites=rule.cites,
        status=rule.status,
        mark="" if rule.status is Status.VERIFIED else say(f"packs.mark_{rule.status}", language),
        inherited=rule.pack != pack.id,
    )


def in_words(value: Any) -> str:
    """A rule value as short text: lists by `、`, entries of a coded list by code and name, tables as `键=值`."""
    if isinstance(value, Mapping):
        if "code" in value and "name" in value:
            return f"{value['code']} {value['name']}".strip()
        return "，".join(f"{key}={in_words(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        nested = any(isinstance(part, Mapping) and "code" not in part for part in value)
        return ("；" if nested else "、").join(in_words(part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
