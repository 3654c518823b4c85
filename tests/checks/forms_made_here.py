"""Forms for the tests of checks, built from plain lists; every cell has a place, blank goal and level cells inherit.

Table 1 holds the head (rows 1-6), the goals (from row 11) and the money (from row 21); table 2 and the following hold
indicators from row 2 on, one column per field.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Note, Place, Project
from hengxiao.core.terms.kinds import FormKind, Term

HEAD = Place(file="表.docx", table=1)
FUND_COLUMNS = ("label", "planned", "adjusted", "executed", "rate", "points", "score", "midterm")
MERGED = ("goal", "level1", "level2")
Record = dict[str, Any]


def field(text: str, place: Place) -> Field:
    return Field(text, place)


def form(record: Record) -> Form:
    """A form of a record: kind, year, project, goals, funds, columns, rows, tables, total, notes."""
    tables = record.get("tables") or [{"columns": [], "rows": [], **record}]
    indicators = [row for number, table in enumerate(tables, 2) for row in table_rows(table, number)]
    return Form(
        kind=FormKind(record.get("kind", "target")),
        source=record.get("source", "表.docx"),
        title=record.get("title_of_form", ""),
        year=record.get("year", 2020) or None,
        project=project(record.get("project", {"name": "培训项目"})),
        funds=tuple(fund(one, 21 + n) for n, one in enumerate(record.get("funds", []))),
        goals=tuple(goal(one, 11 + n) for n, one in enumerate(record.get("goals", []))),
        indicators=tuple(indicators),
        total=field(record.get("total", ""), HEAD.at(9, 2)),
        notes=tuple(Note(role, field(text, HEAD.at(8, 1))) for role, text in record.get("notes", [])),
        place=HEAD,
    )


def project(record: Record) -> Project:
    names = ("name", "code", "department", "unit", "period", "kind")
    known = {name: field(record[name], HEAD.at(n, 2)) for n, name in enumerate(names, 1) if name in record}
    others = tuple((label, field(text, HEAD.at(7, 2))) for label, text in record.items() if label not in names)
    return Project(**known, others=others)


def goal(record: list[str], row: int) -> Goal:
    label, text, *more = record
    term = Term.LONG if "长期" in label or "中期" in label else Term.ANNUAL
    ratio = field(more[0], HEAD.at(row, 3)) if more else Field()
    return Goal(field(label, HEAD.at(row, 1)), term, field(text, HEAD.at(row, 2)), ratio=ratio)


def fund(record: Record, row: int) -> Fund:
    cells = {name: field(record.get(name, ""), HEAD.at(row, n)) for n, name in enumerate(FUND_COLUMNS, 1)}
    yuan = {
        f"{name}_yuan": Decimal(record[name]) * 10000 if record.get(name) else None
        for name in ("planned", "adjusted", "executed")
    }
    return Fund(**cells, unit="万元", **yuan)


def table_rows(table: Record, number: int) -> list[Indicator]:
    start = Place(file="表.docx", table=number)
    above: dict[str, Field] = {}
    rows = []
    for row, cells in enumerate(table["rows"], 2):
        fields: dict[str, Field] = {}
        others = []
        for column, (name, text) in enumerate(zip(table["columns"], cells, strict=True), 1):
            one = field(text, start.at(row, column))
            if table.get("merge", True) and name in MERGED and not text and above.get(name):
                one = Field(above[name].text, above[name].place, inherited=True)
            if name in Indicator.__dataclass_fields__:
                fields[name] = one
            else:
                others.append((name, one))
        above = {name: fields[name] for name in MERGED if name in fields}
        rows.append(Indicator(**fields, others=tuple(others), place=start.at(row, 0)))
    return rows


def seed(root: Path) -> Form:
    """The provincial form of 2020 the project started from, goals in other words."""
    record = json.loads((root / "tests/cases/seed-2020.json").read_text(encoding="utf-8"))
    merged = ["goal", "level1", "level2", "name"]
    history = ["year_before_last", "previous_year", "target", "standard"]
    tables = [
        {"columns": [*merged, "target", "standard"], "rows": record["long_term"]},
        {"columns": [*merged, *history], "rows": record["annual"]},
    ]
    return form({**record, "tables": tables})
