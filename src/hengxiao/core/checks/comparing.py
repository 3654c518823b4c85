"""What two checks of one form say differently (检查结果比较)."""

from __future__ import annotations

from collections.abc import Iterable

from hengxiao.core.targets import Finding, Place
from hengxiao.core.terms.kinds import Severity


def only_in(one: Iterable[Finding], other: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of one that the other lacks (仅一方有的问题): by code, place and severity."""
    known = {_key(finding) for finding in other}
    return tuple(finding for finding in one if _key(finding) not in known)


def _key(finding: Finding) -> tuple[str, Place | None, Severity]:
    return finding.code, finding.place, Severity(finding.severity)
