"""The JSON record of a form (表的 JSON 记录): strings as printed, absent = "", every text with its place.

The keys are an interface others rely on (schema `form` in docs/schemas); they are only ever added to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.forms import INDICATOR_FIELDS, Form, Fund, Goal, Indicator, Project
from hengxiao.core.targets.places import Field, Place
from hengxiao.core.terms.kinds import Language

SCHEMA_VERSION = 1
PROJECT_FIELDS = ("name", "code", "department", "unit", "period", "kind")
FUND_FIELDS = ("label", "planned", "adjusted", "executed", "rate", "points", "score", "midterm")

Record = dict[str, Any]


def place_record(place: Place | None, cells: Mapping[str, Field] | None = None) -> Record:
    """A place as JSON (位置), with the addresses of named fields under `cells`."""
    if place is None:
        return {}
    record: Record = {
        "file": place.file,
        "sha256": place.digest,
        "table": place.table,
        "sheet": place.sheet,
        "page": place.page,
        "row": place.row,
        "column": place.column,
        "address": place.address,
    }
    if cells is not None:
        record["cells"] = {
            name: f"{field.place.address}（承上）" if field.inherited else field.place.address
            for name, field in cells.items()
            if field.place is not None
        }
    return record


def finding_record(finding: Finding, language: Language | str = Language.CHINESE) -> Record:
    """A finding as JSON (问题): code, severity, message in a language, place, and the proposed text if there is one."""
    record: Record = {
        "code": finding.code.removeprefix("checks."),
        "severity": str(finding.severity),
        "message": finding.message(language),
        "place": place_record(finding.place),
    }
    if finding.fix is not None:
        record["fix"] = finding.fix
    return record


def form_record(form: Form, findings: Iterable[Finding] = (), language: Language | str = Language.CHINESE) -> Record:
    """One form as JSON (一张表的记录), with its own findings and those given besides."""
    return {
        "source": form.source,
        "form": {
            "kind": str(form.kind),
            "layout": form.layout,
            "pack": form.pack,
            "title": form.title,
            "year": form.year,
        },
        "project": _project(form.project),
        "funds": [_fund(fund) for fund in form.funds],
        "goals": [_goal(goal) for goal in form.goals],
        "indicators": [indicator_record(indicator) for indicator in form.indicators],
        "total": form.total.text,
        "findings": [finding_record(finding, language) for finding in (*form.findings, *findings)],
    }


def indicator_record(indicator: Indicator) -> Record:
    """One indicator as JSON (一行指标)."""
    texts = {name: getattr(indicator, name) for name in INDICATOR_FIELDS}
    record: Record = {name: field.text for name, field in texts.items()}
    record["others"] = {heading: field.text for heading, field in indicator.others}
    record["place"] = place_record(indicator.place, texts)
    return record


def form_digest(form: Form) -> str:
    """SHA-256 over what the form says (表的指纹): texts only, no places, no findings, no white space."""
    content = {
        "kind": str(form.kind),
        "project": {name: getattr(form.project, name).text for name in PROJECT_FIELDS},
        "funds": [{name: getattr(fund, name).text for name in FUND_FIELDS} for fund in form.funds],
        "goals": [(goal.label.text, goal.text.text, goal.actual.text) for goal in form.goals],
        "indicators": [{name: indicator.text(name) for name in INDICATOR_FIELDS} for indicator in form.indicators],
    }
    text = "".join(json.dumps(content, ensure_ascii=False, sort_keys=True).split())
    return hashlib.sha256(text.encode()).hexdigest()


def _texts(thing: Project | Fund | Goal, names: Iterable[str]) -> Record:
    texts = {name: getattr(thing, name) for name in names}
    record: Record = {name: field.text for name, field in texts.items()}
    anchor = next((field.place for field in texts.values() if field.place is not None), None)
    record["place"] = place_record(anchor, texts)
    return record


def _project(project: Project) -> Record:
    record = _texts(project, PROJECT_FIELDS)
    record["code_normalised"] = project.code_normalised
    record["others"] = {label: field.text for label, field in project.others}
    return record


def _fund(fund: Fund) -> Record:
    record = _texts(fund, FUND_FIELDS)
    record["unit"] = fund.unit
    for name in ("planned_yuan", "adjusted_yuan", "executed_yuan"):
        amount = getattr(fund, name)
        record[name] = "" if amount is None else f"{amount.normalize():f}"
    return record


def _goal(goal: Goal) -> Record:
    return _texts(goal, ("label", "text", "actual", "ratio")) | {"term": str(goal.term)}
