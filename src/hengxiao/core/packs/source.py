"""Reads one pack folder (读规则包文件): TOML, the line of every rule, and the shape each table must have."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hengxiao.core.packs.errors import PackError
from hengxiao.core.packs.model import Rule, Source
from hengxiao.core.terms.kinds import Status

HEADER = re.compile(r"\s*\[{1,2}\s*([\w\-]+(?:\s*\.\s*[\w\-]+)*)\s*\]{1,2}\s*(?:#.*)?$")
VERSION_KEYS = frozenset({"value", "in_force", "cites", "status", "note"})
PACK_KEYS: Mapping[str, type] = {
    "id": str,
    "title": str,
    "document": str,
    "in_force": date,
    "until": date,
    "extends": str,
    "region": str,
    "note": str,
}
PACK_REQUIRED = ("id", "title", "document", "in_force")
PACK_ID = re.compile(r"[a-z][a-z0-9_]{0,29}")  # stands in addresses, in form ids before a dot, and in the database


def read_source(folder: Path) -> Source:
    """The pack written in a folder, unjoined.

    Raises:
        PackError: a file is no TOML, a key is unknown or missing, or a rule stands twice.
    """
    head: dict[str, Any] = {}
    head_line = 0
    own: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.toml")):
        file = f"{folder.name}/{path.name}"
        text = read_text(path, file)
        tables, lines = parse(text, file), header_lines(text)
        if path.name == "pack.toml":
            head = tables.pop("pack", {})
            head_line = lines.get("pack", [1])[0]
        for rule in rules_of(tables, lines, folder.name, file):
            if rule.code in own:
                raise PackError("packs.twice", file=file, line=rule.line, rule=rule.code, other=own[rule.code].origin)
            own[rule.code] = rule
    return checked_head(head, head_line, folder, own)


def checked_head(head: Mapping[str, Any], line: int, folder: Path, own: Mapping[str, Rule]) -> Source:
    """The table `[pack]`, complete and of the right types."""
    file = f"{folder.name}/pack.toml"
    for key, value in head.items():
        if key not in PACK_KEYS:
            raise PackError("packs.unknown_key", file=file, line=line, rule="pack", key=key)
        if not isinstance(value, PACK_KEYS[key]):
            raise PackError("packs.wrong_type", file=file, line=line, rule="pack", key=key)
    for key in PACK_REQUIRED:
        if not head.get(key):
            raise PackError("packs.missing_key", file=file, line=line, rule="pack", key=key)
    if not PACK_ID.fullmatch(head["id"]):
        raise PackError("packs.bad_id", file=file, line=line, pack=head["id"])
    if head["id"] != folder.name:
        raise PackError("packs.other_folder", file=file, line=line, pack=head["id"], folder=folder.name)
    return Source(
        id=head["id"],
        title=head["title"],
        document=head["document"],
        in_force=head["in_force"],
        until=head.get("until"),
        extends=head.get("extends", ""),
        region=head.get("region", ""),
        note=head.get("note", ""),
        folder=folder,
        file=file,
        line=line,
        own=MappingProxyType(dict(own)),
    )


def read_text(path: Path, file: str) -> str:
    """A pack file as text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PackError("packs.not_utf8", file=file, position=error.start + 1) from error


def parse(text: str, file: str) -> dict[str, Any]:
    """TOML with exact decimals."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise PackError("packs.not_toml", file=file, line=line, reason=str(error)) from error


def header_lines(text: str) -> dict[str, list[int]]:
    """Lines of every table header by dotted path, in order; lines inside long strings do not count."""
    lines: dict[str, list[int]] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        found = None if inside else HEADER.match(line)
        if found:
            lines.setdefault(re.sub(r"\s", "", found.group(1)), []).append(number)
        if (line.count('"""') + line.count("'''")) % 2:
            inside = not inside
    return lines


def rules_of(
    tables: Mapping[str, Any], lines: Mapping[str, list[int]], pack: str, file: str, above: str = ""
) -> Iterator[Rule]:
    """Every table that holds a key `value`, by its dotted path."""
    for key, table in tables.items():
        code = f"{above}.{key}" if above else key
        line = lines.get(code, lines.get(above, [0]))[0]
        if not isinstance(table, dict):
            raise PackError("packs.unknown_key", file=file, line=line, rule=above, key=key)
        if "value" not in table:
            yield from rules_of(table, lines, pack, file, code)
            continue
        nested = {name: part for name, part in table.items() if name not in VERSION_KEYS and isinstance(part, dict)}
        own = {name: part for name, part in table.items() if name not in nested}
        yield whole_rule(code, own, lines, pack, file)
        yield from rules_of(nested, lines, pack, file, code)


def whole_rule(code: str, table: Mapping[str, Any], lines: Mapping[str, list[int]], pack: str, file: str) -> Rule:
    """A rule with the versions it replaced, newest first."""
    line = lines.get(code, [0])[0]
    before = table.get("earlier", [])
    if not isinstance(before, list) or not all(isinstance(part, dict) for part in before):
        raise PackError("packs.wrong_type", file=file, line=line, rule=code, key="earlier")
    places = lines.get(f"{code}.earlier", [])
    earlier = sorted(
        (
            version(code, part, pack=pack, file=file, line=places[number] if number < len(places) else line)
            for number, part in enumerate(before)
        ),
        key=lambda rule: rule.in_force,
        reverse=True,
    )
    newest = {key: part for key, part in table.items() if key != "earlier"}
    rule = version(code, newest, pack=pack, file=file, line=line, earlier=tuple(earlier))
    days = [part.in_force for part in rule.versions()]
    if any(later <= sooner for later, sooner in pairwise(days)):
        raise PackError("packs.version_order", file=file, line=line, rule=code)
    return rule


def version(
    code: str, table: Mapping[str, Any], *, pack: str, file: str, line: int, earlier: tuple[Rule, ...] = ()
) -> Rule:
    """One dated value: every key known, none missing, the citation not blank."""
    for key in table:
        if key not in VERSION_KEYS:
            raise PackError("packs.unknown_key", file=file, line=line, rule=code, key=key)
    for key in ("value", "in_force", "cites", "status"):
        if key not in table or (key != "value" and table[key] == ""):
            raise PackError("packs.missing_key", file=file, line=line, rule=code, key=key)
    for key, kind in (("in_force", date), ("cites", str), ("status", str), ("note", str)):
        if key in table and type(table[key]) is not kind:
            raise PackError("packs.wrong_type", file=file, line=line, rule=code, key=key)
    if table["status"] not in set(Status):
        raise PackError("packs.unknown_status", file=file, line=line, rule=code, status=table["status"])
    return Rule(
        code=code,
        value=freeze(table["value"]),
        in_force=table["in_force"],
        cites=table["cites"],
        status=Status(table["status"]),
        note=table.get("note", ""),
        pack=pack,
        file=file,
        line=line,
        earlier=earlier,
    )


def freeze(value: Any) -> Any:
    """A read-only copy of a TOML value: arrays become tuples, tables read-only mappings."""
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(freeze(item) for item in value)
    return value
