"""Every check over its own cases: `cases/<id>.toml` holds forms that pass and forms that fail, with the hits expected."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from forms_made_here import form

from hengxiao.core.checks import all_checks, examine
from hengxiao.core.packs import load
from hengxiao.core.targets import Finding, Place
from hengxiao.core.terms.kinds import Language

CASES = Path(__file__).parent / "cases"


def cases() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        found += [(path.stem, case) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
    return found


def completed(record: dict[str, Any], check: str) -> dict[str, Any]:
    kind = "self_evaluation" if check.startswith("S") else "target"
    columns = ["level1", "level2", "name", "target"]
    return {"kind": kind, "columns": columns, **record}


def as_written(finding: Finding, wanted: dict[str, Any]) -> dict[str, Any]:
    """The finding in the words of the case: only the facts the case names are compared."""
    facts = {name: finding.facts[name] for name in wanted.get("facts", {})}
    address = finding.place.address if finding.place else ""
    return {"at": address, "variant": finding.variant, "facts": facts, "fix": finding.fix if "fix" in wanted else None}


@pytest.mark.parametrize(("check", "case"), [pytest.param(*one, id=f"{one[0]} {one[1]['title']}") for one in cases()])
def test_check_finds_exactly_what_the_case_expects(check: str, case: dict[str, Any]) -> None:
    judged = form(completed(case, check))
    earlier = [form(completed(one, "")) for one in case.get("earlier", [])]
    scores = {place_of_row(int(row)): Decimal(score) for row, score in case.get("expected", {}).items()}
    pack = load(case.get("pack", "national_2020"))

    report = examine(judged, pack, earlier=earlier, expected_scores=scores, only=[check])

    wanted = case.get("expect", [])
    assert all(finding.message(language) for finding in report.findings for language in Language)
    assert len(report.findings) == len(wanted), [finding.message() for finding in report.findings]
    assert [as_written(f, w) for f, w in zip(report.findings, wanted, strict=True)] == [
        {"at": w["at"], "variant": w.get("variant", ""), "facts": w.get("facts", {}), "fix": w.get("fix")}
        for w in wanted
    ]


def place_of_row(row: int) -> Place:
    return Place(file="表.docx", table=2).at(row, 0)


@pytest.mark.parametrize("check", [one.id for one in all_checks()])
def test_every_check_has_a_passing_and_a_failing_case(check: str) -> None:
    own = [case for name, case in cases() if name == check]

    assert {bool(case.get("expect", [])) for case in own} == {True, False}


@pytest.mark.parametrize("check", all_checks(), ids=lambda one: one.id)
def test_every_sentence_of_a_check_has_a_failing_case(check: Any) -> None:
    shown = {hit.get("variant", "") for name, case in cases() if name == check.id for hit in case.get("expect", [])}

    assert shown == set(check.variants)
