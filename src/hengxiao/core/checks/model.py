"""What a check is and what it hands back (检查的数据类型)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hengxiao.core.targets import Finding, Place
from hengxiao.core.terms.kinds import FormKind, Severity

if TYPE_CHECKING:
    from hengxiao.core.checks.context import Context

DECLARED = frozenset({FormKind.TARGET, FormKind.OVERALL})
EVALUATED = frozenset({FormKind.SELF_EVALUATION})
EVERY = frozenset(FormKind)


class MissingLimitError(KeyError):
    """A pack switches a check on without a limit the check needs; carries the check's id and the limit's name."""


class DuplicateCheckError(ValueError):
    """Two checks carry the same id."""


class EmptyReasonError(ValueError):
    """A waiver gives no reason."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a check does not hold (命中): where, the facts to say it with, which sentence, proposed text."""

    place: Place | None
    facts: Mapping[str, Any]
    variant: str = ""
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Switch, severity and limits of one check in one pack (检查参数)."""

    check: str
    values: Mapping[str, Any]

    def _get(self, name: str) -> Any:
        if name not in self.values:
            raise MissingLimitError(self.check, name)
        return self.values[name]

    @property
    def enabled(self) -> bool:
        """Whether the pack wants this check (是否启用)."""
        return bool(self.values.get("enabled", True))

    def number(self, name: str) -> Decimal:
        """A numeric limit (数值限值)."""
        return Decimal(str(self._get(name)))

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words (词表)."""
        return tuple(self._get(name))

    def text(self, name: str) -> str:
        """A word (文字参数)."""
        return str(self._get(name))

    def tables(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """A list of tables (参数表)."""
        return tuple(self._get(name))

    def severity(self, variant: str, default: Severity) -> Severity:
        """Severity of a variant of the check (级别)."""
        own = self.values.get("severities", {}).get(variant) if variant else None
        return Severity(own or self.values.get("severity", default))


CheckFunction = Callable[["Context", Limits], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check (一项检查): stable id such as C07, code such as `values.missing`, citation, titles, function.

    `forms` are the kinds of form it judges; `mechanical` the variants whose proposed text only normalises writing.
    """

    id: str
    code: str
    family: str
    severity: Severity
    cites: str
    zh: str
    en: str
    function: CheckFunction
    forms: frozenset[FormKind] = DECLARED
    mechanical: frozenset[str] = frozenset()
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding accepted on purpose (豁免): code, where (address, indicator or goal name, or `*`), reason, by whom.

    Raises:
        EmptyReasonError: the reason is blank.
    """

    code: str
    where: str
    reason: str
    by: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise EmptyReasonError(self.code, self.where)

    def covers(self, finding: Finding) -> bool:
        """Whether this waiver names the finding (是否适用)."""
        if self.code not in (finding.code, finding.code.rpartition(".")[2]):
            return False
        address = finding.place.address if finding.place else ""
        return self.where in ("*", address, finding.facts.get("name"), finding.facts.get("goal"))


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding with the waiver that covers it (已豁免的问题)."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a form found (检查结果): open findings in order of place, waived ones apart, unused waivers."""

    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    unused: tuple[Waiver, ...] = field(default_factory=tuple)
