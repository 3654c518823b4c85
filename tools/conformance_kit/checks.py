"""Cases of checks (审核用例): forms composed for the tests of the checks, with the cells to be found."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from conformance_kit.writing import Case, case

Record = dict[str, Any]
PROJECT = ("name", "code", "department", "unit", "period", "kind")
FUND = ("label", "planned", "adjusted", "executed", "rate", "points", "score", "midterm")
GOAL = ("label", "text", "ratio")
FIELDS = frozenset({
    "goal", "level1", "level2", "name", "target", "actual", "points", "score", "deviation", "previous_year",
    "year_before_last", "standard", "midterm", "sign", "unit",
})  # fmt: skip
MERGED = ("goal", "level1", "level2")
OTHERS_ROW, NOTES_ROW, TOTAL_ROW, GOALS_ROW, FUNDS_ROW = 7, 8, 9, 11, 21
ADDRESS = re.compile(r"表(\d+)!([A-Z]+)(\d+)")


class Composed:
    """A form of a test case as JSON, and the path of each address in it."""

    def __init__(self, record: Record, check: str) -> None:
        kind = "self_evaluation" if check.startswith("S") else "target"
        self._tables = record.get("tables") or [
            {"columns": ["level1", "level2", "name", "target"], "rows": [], **record}
        ]
        self._others = [label for label in record.get("project", {}) if label not in PROJECT]
        self.record: Record = {
            "kind": record.get("kind", kind),
            "source": record.get("source", "表.docx"),
            "title": record.get("title_of_form", ""),
            "year": record.get("year", 2020) or None,
            "project": project(record.get("project", {"name": "培训项目"})),
            "funds": [
                {name: fund.get(name, "") for name in FUND} | {"unit": "万元"} for fund in record.get("funds", [])
            ],
            "goals": [goal(texts) for texts in record.get("goals", [])],
            "indicators": [row for place, table in enumerate(self._tables, 1) for row in rows_of(table, place)],
            "total": record.get("total", ""),
            "notes": [{"role": role, "text": text} for role, text in record.get("notes", [])],
        }

    def path(self, address: str) -> str:
        """The path of an address of the test case; the form as a whole is `form`."""
        found = ADDRESS.fullmatch(address)
        if not found:
            return "form"
        table, letter, row = int(found[1]), ord(found[2]) - ord("A"), int(found[3])
        return self._head(letter, row) if table == 1 else self._row(table, letter, row)

    def _head(self, column: int, row: int) -> str:
        if row >= FUNDS_ROW:
            return f"funds[{row - FUNDS_ROW}].{FUND[column]}"
        if row >= GOALS_ROW:
            return f"goals[{row - GOALS_ROW}].{GOAL[column]}"
        single = {OTHERS_ROW: f"project.others.{''.join(self._others)}", NOTES_ROW: "notes[0]", TOTAL_ROW: "total"}
        return single[row] if row in single else f"project.{PROJECT[row - 1]}"

    def _row(self, table: int, column: int, row: int) -> str:
        before = sum(len(one["rows"]) for one in self._tables[: table - 2])
        columns = self._tables[table - 2].get("columns", ["level1", "level2", "name", "target"])
        name = columns[column]
        return f"indicators[{before + row - 2}].{name if name in FIELDS else f'others.{name}'}"


def project(record: Record) -> Record:
    """The head; labels that are no field go to `others`."""
    others = {label: text for label, text in record.items() if label not in PROJECT}
    return {name: text for name, text in record.items() if name in PROJECT} | ({"others": others} if others else {})


def goal(texts: list[str]) -> Record:
    """A goal from label, text and perhaps ratio."""
    long = "长期" in texts[0] or "中期" in texts[0]
    return dict(zip(GOAL, texts, strict=False)) | {"term": "long_term" if long else "annual"}


def rows_of(table: Record, number: int) -> list[Record]:
    """Rows of one table; blank goal and level cells continue the cell above where the table merges."""
    columns = table.get("columns", ["level1", "level2", "name", "target"])
    rows: list[Record] = []
    full: Record = {}
    for cells in table["rows"]:
        texts = dict(zip(columns, cells, strict=True))
        merged = [n for n in MERGED if n in texts and not texts[n] and full.get(n)] if table.get("merge", True) else []
        texts |= {name: full[name] for name in merged}
        full = texts
        row: Record = {name: text for name, text in texts.items() if name in FIELDS}
        others = {name: text for name, text in texts.items() if name not in FIELDS}
        rows.append(
            row | ({"others": others} if others else {}) | ({"inherited": merged} if merged else {}) | {"table": number}
        )
    return rows


def cases(folder: Path, titles: dict[str, str]) -> dict[str, list[Case]]:
    """Cases of all checks, by kind of check."""
    made: dict[str, list[Case]] = {"targets": [], "self_evaluations": [], "reconciliation": []}
    files = {"C": "targets", "S": "self_evaluations", "R": "reconciliation"}
    for path in sorted(folder.glob("*.toml")):
        for record in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            made[files[path.stem[0]]].append(check_case(path.stem, record, titles))
    return made


def check_case(check: str, record: Record, titles: dict[str, str]) -> Case:
    """One form under one check."""
    form = Composed(record, check)
    given: Record = {"check": check, "pack": record.get("pack", "national_2020"), "form": form.record}
    if record.get("earlier"):
        given["earlier"] = [Composed(one, "").record for one in record["earlier"]]
    if record.get("expected"):
        given["scores"] = {f"indicators[{int(row) - 2}]": score for row, score in record["expected"].items()}
    found = [{"check": check, "cell": form.path(hit["at"])} for hit in record.get("expect", [])]
    said = f"应提出{len(found)}个问题" if found else "不应提出问题"
    title = f"检查{check}{titles.get(check, '')}：{record['title']}，{said}"
    return case(
        "check", check, title, source=f"composed: {check}", given=given, expect={"findings": found}, compare="findings"
    )
