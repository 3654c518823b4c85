"""Runs the checks (执行检查): all findings at once, in order of place, waived ones apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from hengxiao.core.checks.context import Context, build
from hengxiao.core.checks.model import Check, Hit, Limits, Report, Waived, Waiver
from hengxiao.core.checks.registry import all_checks
from hengxiao.core.packs import Pack
from hengxiao.core.targets import Finding, Form, Place

RECONCILING = ("C19", "C20", "C21", "C45", "C49", "C53", "C54", "R01", "R02", "R03", "R04", "R05", "S07")


def examine(
    form: Form,
    pack: Pack,
    *,
    earlier: Sequence[Form] = (),
    waivers: Sequence[Waiver] = (),
    expected_scores: Mapping[Place, Decimal] | None = None,
    only: Iterable[str] = (),
) -> Report:
    """All checks of a form under a pack (检查一张表).

    `earlier` are forms of earlier years or of other projects; `expected_scores` maps the place of a row to the score
    its rule yields; `only` narrows to some check ids.

    Raises:
        MissingRuleError: the pack says nothing about a check.
        MissingLimitError: the pack leaves out a limit a check needs.
    """
    wanted = frozenset(only)
    context = build(form, pack, tuple(earlier), expected_scores)
    checks = [one for one in all_checks() if form.kind in one.forms and (not wanted or one.id in wanted)]
    found = sorted((finding for one in checks for finding in _run(one, context)), key=_order)
    return _sort_out(found, waivers)


def check(
    form: Form,
    pack: Pack,
    *,
    earlier: Sequence[Form] = (),
    waivers: Sequence[Waiver] = (),
    expected_scores: Mapping[Place, Decimal] | None = None,
) -> tuple[Finding, ...]:
    """The open findings of a form, in order of place (检查问题); see `examine`."""
    return examine(form, pack, earlier=earlier, waivers=waivers, expected_scores=expected_scores).findings


def reconcile(form: Form, pack: Pack, earlier: Sequence[Form]) -> tuple[Finding, ...]:
    """What earlier filings say against this form (历年比对): rewritten history, regression, copied text."""
    return examine(form, pack, earlier=earlier, only=RECONCILING).findings


def show_code(finding: Finding) -> str:
    """The code a user reads (问题编号): C07 for `checks.C07`, other families unchanged."""
    return finding.code.removeprefix("checks.")


def limits_of(one: Check, pack: Pack) -> Limits:
    """Switch, severity and limits of a check in a pack (检查参数)."""
    return Limits(one.id, pack.rule(f"checks.{one.id}").value)


def _run(one: Check, context: Context) -> Iterator[Finding]:
    limits = limits_of(one, context.pack)
    if limits.enabled:
        for hit in one.function(context, limits):
            yield _finding(one, limits, hit)


def _finding(one: Check, limits: Limits, hit: Hit) -> Finding:
    level = limits.severity(hit.variant, one.severity)
    return Finding(f"checks.{one.id}", hit.place, hit.facts, level, hit.fix, hit.variant)


def _order(finding: Finding) -> tuple[Place, str]:
    return finding.place or Place(), finding.code


def _sort_out(found: Sequence[Finding], waivers: Sequence[Waiver]) -> Report:
    waived: list[Waived] = []
    still_open: list[Finding] = []
    for finding in found:
        waiver = next((one for one in waivers if one.covers(finding)), None)
        if waiver:
            waived.append(Waived(finding, waiver))
        else:
            still_open.append(finding)
    used = {id(one.waiver) for one in waived}
    return Report(tuple(still_open), tuple(waived), tuple(one for one in waivers if id(one) not in used))
