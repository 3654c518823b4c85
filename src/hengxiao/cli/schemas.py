"""Shapes of the machine output (输出格式): the one source of the JSON Schemas in docs/schemas.

The keys are an interface: they are only added to, and a changed meaning raises `SCHEMA_VERSION`.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hengxiao.core.targets.records import SCHEMA_VERSION


class Shape(BaseModel):
    """A closed object."""

    model_config = ConfigDict(extra="forbid")


class PlaceShape(Shape):
    """Where a text stands (位置); empty for what has no place."""

    file: str = ""
    sha256: str = ""
    table: int = 0
    sheet: str = ""
    page: int = 0
    row: int = 0
    column: int = 0
    address: str = ""
    cells: dict[str, str] = Field(default_factory=dict, description="field name → address; （承上） marks a merged one")


class FindingShape(Shape):
    """One finding (问题)."""

    code: str = Field(description="stable code such as C07 or reading.unplaced")
    severity: Literal["error", "warning", "info"]
    message: str
    place: PlaceShape
    fix: str | None = Field(default=None, description="proposed text of the cell")
    name: str = Field(default="", description="speaking code of a check, such as values.missing")
    cites: str = Field(default="", description="the rule broken")


class FormHead(Shape):
    """What kind of form it is (表种)."""

    kind: Literal["target", "self_evaluation", "monitoring", "overall"]
    layout: str
    pack: str
    title: str
    year: int | None


class ProjectShape(Shape):
    """Head of a form (项目基本信息)."""

    name: str
    code: str
    department: str
    unit: str
    period: str
    kind: str
    code_normalised: str
    others: dict[str, str]
    place: PlaceShape


class FundShape(Shape):
    """One line of money (资金): as printed, and in 元."""

    label: str
    planned: str
    adjusted: str
    executed: str
    rate: str
    points: str
    score: str
    midterm: str
    unit: str
    planned_yuan: str
    adjusted_yuan: str
    executed_yuan: str
    place: PlaceShape


class GoalShape(Shape):
    """A goal (绩效目标)."""

    label: str
    term: Literal["long_term", "annual"]
    text: str
    actual: str
    ratio: str
    place: PlaceShape


class IndicatorShape(Shape):
    """One indicator (指标): strings as printed, white space normalised, absent = ""."""

    goal: str
    level1: str
    level2: str
    name: str
    target: str = Field(description="cells printed apart are joined by ¦ in printed order")
    actual: str
    points: str
    score: str
    deviation: str
    previous_year: str
    year_before_last: str
    standard: str
    midterm: str
    sign: str
    unit: str
    others: dict[str, str]
    place: PlaceShape


class ReadShape(Shape):
    """One line of `hengxiao read --json`: a form, or only source and findings when the file could not be read."""

    source: str
    form: FormHead | None = None
    project: ProjectShape | None = None
    funds: list[FundShape] = []
    goals: list[GoalShape] = []
    indicators: list[IndicatorShape] = []
    total: str = ""
    findings: list[FindingShape]


class WaivedShape(FindingShape):
    """A waived finding (已豁免的问题)."""

    reason: str
    by: str


class CheckShape(Shape):
    """One line of `hengxiao check --json`."""

    source: str
    title: str = ""
    pack: str = ""
    findings: list[FindingShape]
    waived: list[WaivedShape] = []


class ExecutionShape(Shape):
    """Score of budget execution (预算执行率得分)."""

    points: str
    score: str
    rate: str
    explanation: str


class GoalScoreShape(Shape):
    """Scores of one goal (目标得分)."""

    label: str
    subtotal: str
    points: str
    ratio: str
    contribution: str


class ScoreLineShape(Shape):
    """Score of one indicator (指标得分); an empty score means it could not be given, never zero."""

    goal: str
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    points: str
    score: str
    printed: str
    method: str
    direction: str
    explanation: str
    place: PlaceShape


class DifferenceShape(Shape):
    """A printed score the rules do not give (差异)."""

    what: str
    printed: str
    computed: str
    place: PlaceShape


class ScoreShape(Shape):
    """One line of `hengxiao score --json`."""

    source: str
    pack: str
    total: str
    grade: str
    subtotal: str
    possible: str
    missing: list[str]
    execution: ExecutionShape
    goals: list[GoalScoreShape]
    lines: list[ScoreLineShape]
    differences: list[DifferenceShape]
    findings: list[FindingShape]


class DoubtShape(Shape):
    """Something doubtful about a value (疑点)."""

    code: str
    facts: dict[str, Any]
    message: str = ""


class ValueShape(Shape):
    """One line of `hengxiao value --jsonl`: the label guide's fields and what this reader adds."""

    text: str
    kind: Literal[
        "number", "count", "ratio", "money", "date", "duration", "range", "qualitative", "compound", "none"
    ]  # fmt: skip
    sub: str = Field(description="kind of wording of a qualitative value")
    absent: str = Field(description="why there is no value: blank, nothing, new, pending, unit only …")
    comparator: Literal[">=", "<=", "=", ">", "<", "approx", "between", "none"]
    numbers: list[float]
    unit: str
    canonical_unit: str
    canonical_numbers: list[float]
    date_from: str
    date_to: str
    direction: Literal["higher_better", "lower_better", "exact", "unknown"]
    direction_basis: Literal["comparator", "wording", "indicator", "none"]
    subject: str
    parts: list[ValueShape]
    warnings: list[DoubtShape]
    repair: ValueShape | None = Field(description="proposed reading of a damaged value; never applied")


SHAPES: dict[str, type[Shape]] = {
    "read": ReadShape,
    "value": ValueShape,
    "check": CheckShape,
    "score": ScoreShape,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of one output (JSON Schema)."""
    made = SHAPES[name].model_json_schema()
    made |= {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"hengxiao {name}"}
    return made | {"version": SCHEMA_VERSION}


def schema_text(name: str) -> str:
    """The schema as committed in docs/schemas."""
    return json.dumps(schema(name), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
