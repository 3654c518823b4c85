"""Rules and packs (规则、规则包)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengxiao.core.packs.errors import MissingRuleError
from hengxiao.core.packs.layouts import layout_at
from hengxiao.core.terms.kinds import Status

if TYPE_CHECKING:
    from hengxiao.core.forms import Layout


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of a rule pack (规则值), with the decree it comes from and the line it stands in.

    `value` is read-only all through: TOML arrays are tuples, tables are read-only mappings, decimals are `Decimal`;
    `plain()` gives lists and dicts. `earlier` holds the same rule as it stood before, newest first.
    """

    code: str
    value: Any
    in_force: date
    cites: str
    status: Status
    note: str = ""
    pack: str = ""
    file: str = ""
    line: int = 0
    earlier: tuple[Rule, ...] = ()

    @property
    def origin(self) -> str:
        """Where the value stands (出处): `file:line`."""
        return f"{self.file}:{self.line}"

    def versions(self) -> Iterator[Rule]:
        """This rule and what it replaced, newest first (历次版本)."""
        yield replace(self, earlier=())
        yield from self.earlier

    def plain(self) -> Any:
        """The value as lists, dicts, strings and numbers of one's own, `Decimal` kept (可改的副本)."""
        return thaw(self.value)


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """One pack as written in its folder, before it is joined with what it extends (单个规则包)."""

    id: str
    title: str
    document: str
    in_force: date
    until: date | None
    extends: str
    region: str
    note: str
    folder: Path
    file: str
    line: int
    own: Mapping[str, Rule]

    def __repr__(self) -> str:
        return f"<Source {self.id}>"

    def form_files(self) -> dict[str, Path]:
        """Form descriptions of this pack alone: name → file (本包的表式)."""
        return {path.stem: path for path in sorted((self.folder / "forms").glob("*.toml"))}


@dataclass(frozen=True, slots=True, repr=False)
class Pack:
    """A rule pack (规则包) joined with the packs it extends; `chain` begins with the pack itself."""

    sources: tuple[Source, ...]

    def __repr__(self) -> str:
        return f"<Pack {' → '.join(self.chain)}>"

    @property
    def id(self) -> str:
        """Pack id (规则包代码)."""
        return self.sources[0].id

    @property
    def title(self) -> str:
        """Title (名称)."""
        return self.sources[0].title

    @property
    def document(self) -> str:
        """The document it puts into data (所依文件)."""
        return self.sources[0].document

    @property
    def in_force(self) -> date:
        """First day in force (施行日期)."""
        return self.sources[0].in_force

    @property
    def until(self) -> date | None:
        """Last day in force, if it has ended (失效日期)."""
        return self.sources[0].until

    @property
    def chain(self) -> tuple[str, ...]:
        """Ids from this pack up to its oldest ancestor (继承链)."""
        return tuple(source.id for source in self.sources)

    def codes(self) -> tuple[str, ...]:
        """All rule codes, sorted (规则编码)."""
        return tuple(sorted({code for source in self.sources for code in source.own}))

    def find(self, code: str, *, on: date | None = None) -> Rule | None:
        """The rule of a code, or None.

        Without a date: the newest version of the nearest pack that has the code. With a date: the newest version in
        force on that day, looked for first in the pack itself, then in what it extends.
        """
        for source in self.sources:
            rule = source.own.get(code)
            if rule is None:
                continue
            if on is None:
                return rule
            found = next((version for version in rule.versions() if version.in_force <= on), None)
            if found is not None:
                return found
        return None

    def rule(self, code: str, *, on: date | None = None) -> Rule:
        """The rule of a code (规则), as `find` gives it.

        Raises:
            MissingRuleError: neither this pack nor an ancestor has it (in force on that day).
        """
        found = self.find(code, on=on)
        if found is None:
            known = on is not None and self.find(code) is not None
            raise MissingRuleError(code, self.id, self.chain, on if known else None)
        return found

    def get(self, code: str, default: Any = None, *, on: date | None = None) -> Any:
        """The value of a rule, or the default where no pack of the chain has it (规则值)."""
        found = self.find(code, on=on)
        return default if found is None else found.value

    def rules(self, prefix: str = "") -> Mapping[str, Rule]:
        """Every rule by code, inherited ones included (全部规则); `prefix` narrows to the codes below it."""
        begin = f"{prefix}." if prefix else ""
        return {code: self.rule(code) for code in self.codes() if code.startswith(begin) or code == prefix}

    def form_files(self) -> dict[str, Path]:
        """Form descriptions (表式文件): name → file; a form hides those of the same name in the packs it extends."""
        return {name: path for source in reversed(self.sources) for name, path in source.form_files().items()}

    def layouts(self) -> tuple[Layout, ...]:
        """The known forms of this pack and its ancestors (表式)."""
        return tuple(layout_at(path) for path in self.form_files().values())


def thaw(value: Any) -> Any:
    """A copy of a read-only rule value as plain lists and dicts."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value
