"""Proposed corrections (修改建议): from findings to a diff, and, only when asked, to a corrected form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from hengxiao.core.checks.registry import all_checks
from hengxiao.core.targets import Field, Finding, Form, Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fix:
    """One proposed text for one cell (修改建议).

    `certain` is True when only the writing changes (dashes, full-width digits, 百分比 → %), False for a proposal a
    person has to judge, such as a missing sign.
    """

    place: Place
    old: str
    new: str
    code: str
    certain: bool
    name: str = ""


def fixes(findings: Iterable[Finding]) -> tuple[Fix, ...]:
    """The corrections the findings propose, one per cell (修改建议): certain ones win, then the order of findings."""
    mechanical = {(f"checks.{one.id}", variant) for one in all_checks() for variant in one.mechanical}
    chosen: dict[Place, Fix] = {}
    for finding in findings:
        if finding.fix is None or finding.place is None:
            continue
        old, certain = str(finding.facts["text"]), (finding.code, finding.variant) in mechanical
        fix = Fix(finding.place, old, finding.fix, finding.code, certain, str(finding.facts.get("name", "")))
        other = chosen.get(fix.place)
        if fix.new != old and (other is None or (certain and not other.certain)):
            chosen[fix.place] = fix
    return tuple(sorted(chosen.values(), key=lambda fix: fix.place))


def diff(proposed: Sequence[Fix], source: str = "") -> str:
    """The corrections as a unified diff, one hunk per cell (差异文本); "" when there are none."""
    if not proposed:
        return ""
    name = source or proposed[0].place.file
    lines = [f"--- {name}", f"+++ {name}（建议）"]
    for fix in proposed:
        mark = fix.code.rpartition(".")[2] + ("" if fix.certain else " 待确认")
        lines += [f"@@ {' '.join((fix.place.address, fix.name)).strip()} {mark} @@", f"-{fix.old}", f"+{fix.new}"]
    return "\n".join(lines) + "\n"


def apply_fixes(form: Form, accepted: Iterable[Fix]) -> Form:
    """The form with accepted corrections in place (采纳修改): only cells whose text is still the old one change."""
    changes = {(fix.place, fix.old): fix.new for fix in accepted}
    return replace(
        form,
        project=_changed(form.project, changes),
        funds=_changed(form.funds, changes),
        goals=_changed(form.goals, changes),
        indicators=_changed(form.indicators, changes),
    )


def _changed(thing: T, changes: dict[tuple[Place, str], str]) -> T:
    done: Any = thing
    if isinstance(thing, Field):
        new = changes.get((thing.place, thing.text)) if thing.place else None
        done = thing if new is None else replace(thing, text=new)
    elif isinstance(thing, tuple) and not isinstance(thing, Place):
        done = tuple(_changed(part, changes) for part in thing)
    elif is_dataclass(thing) and not isinstance(thing, type):
        parts = {one.name: getattr(thing, one.name) for one in fields(thing)}
        new_parts = {name: _changed(part, changes) for name, part in parts.items()}
        different = {name: part for name, part in new_parts.items() if part is not parts[name]}
        done = replace(thing, **different) if different else thing
    result: T = done
    return result
