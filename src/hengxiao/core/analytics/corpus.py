"""A corpus as columns (语料库): rows of indicators written in atomic parts, then one Parquet file.

A part is a pair of files: `rows-N.jsonl` (one line per indicator) and `files-N.jsonl` (one line per source file). The
second is written last and under its final name only when both are complete, so a run that was stopped goes on where it
stopped, and nothing is counted twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengxiao.core.targets import Form, Indicator
from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.values import Value, parse

TEXT_COLUMNS = (
    "source", "sha256", "kind", "layout", "pack", "title",
    "project_name", "project_code", "department", "executing_unit",
    *INDICATOR_FIELDS, "address", "value_kind", "value_comparator", "value_unit", "value_direction",
)  # fmt: skip
COLUMNS: dict[str, str] = (
    dict.fromkeys(TEXT_COLUMNS, "VARCHAR")
    | {"year": "INTEGER", "form_number": "INTEGER", "row_number": "INTEGER"}
    | {"value_number": "DECIMAL(38, 6)", "value_number_to": "DECIMAL(38, 6)", "value_warnings": "INTEGER"}
)
LARGEST = 10**30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source file (读取结果): its rows, or the codes of why there are none."""

    source: str
    stamp: str
    rows: tuple[Mapping[str, Any], ...] = ()
    forms: int = 0
    failure: str = ""


def corpus_rows(source: str, forms: Iterable[Form]) -> Iterator[dict[str, Any]]:
    """One flat row per indicator (指标行), the target understood."""
    for number, form in enumerate(forms, 1):
        head = {
            "source": source,
            "sha256": form.place.digest,
            "kind": str(form.kind),
            "layout": form.layout,
            "pack": form.pack,
            "title": form.title,
            "year": form.year,
            "project_name": form.project.name.text,
            "project_code": form.project.code.text,
            "department": form.project.department.text,
            "executing_unit": form.project.unit.text,
            "form_number": number,
        }
        for place, row in enumerate(form.indicators, 1):
            yield head | {"row_number": place} | _indicator(row)


def _indicator(row: Indicator) -> dict[str, Any]:
    texts: dict[str, Any] = {name: row.text(name) for name in INDICATOR_FIELDS}
    value = parse(row.target.text, cells=row.target_cells, indicator=row.name.text, unit=row.unit.text)
    return texts | {"address": row.place.address} | _value(value)


def _value(value: Value) -> dict[str, Any]:
    numbers = [str(number) if abs(number) < LARGEST else None for number in value.canonical_numbers[:2]]
    return {
        "value_kind": str(value.kind),
        "value_comparator": str(value.comparator),
        "value_unit": value.canonical_unit,
        "value_direction": str(value.direction),
        "value_number": numbers[0] if numbers else None,
        "value_number_to": numbers[1] if len(numbers) > 1 else None,
        "value_warnings": len(value.warnings),
    }


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


class Parts:
    """The parts of an unfinished corpus (分片) in a folder beside the result."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        complete = {path.name.removeprefix("files-") for path in folder.glob("files-*.jsonl")}
        for rows in folder.glob("rows-*.jsonl"):
            if rows.name.removeprefix("rows-") not in complete:
                rows.unlink()
        self._next = 1 + max((int(name.removesuffix(".jsonl")) for name in complete), default=0)

    def finished(self) -> dict[str, str]:
        """Source files already read (已读文件): source → stamp; failures are read again."""
        return {entry["source"]: entry["stamp"] for entry in self.entries() if not entry["failure"]}

    def entries(self) -> Iterator[dict[str, Any]]:
        """One entry per file read, the latest last."""
        for path in sorted(self.folder.glob("files-*.jsonl")):
            yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write one part; it counts only when complete."""
        rows, files = [], []
        for outcome in outcomes:
            rows += [json.dumps({**row, "part": self._next}, ensure_ascii=False) for row in outcome.rows]
            entry = {"source": outcome.source, "part": self._next, "stamp": outcome.stamp, "forms": outcome.forms}
            entry |= {"rows": len(outcome.rows), "failure": outcome.failure}
            files.append(json.dumps(entry, ensure_ascii=False))
        for name, lines in (("rows", rows), ("files", files)):
            draft = self.folder / f"{name}.draft"
            draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            draft.rename(self.folder / f"{name}-{self._next:06d}.jsonl")
        self._next += 1

    def merge(self, target: Path, memory: str = "400MB") -> int:
        """Write all rows to one Parquet file, ordered as read; returns their number."""
        import duckdb

        draft = target.with_name(target.name + ".draft")
        rows = self._scan("rows", COLUMNS | {"part": "INTEGER"})
        latest = self._scan("files", {"source": "VARCHAR", "part": "INTEGER"})
        query = (
            f"SELECT {', '.join(COLUMNS)} FROM {rows} JOIN"
            f" (SELECT source, max(part) AS part FROM {latest} GROUP BY source) USING (source, part)"
            " ORDER BY source, form_number, row_number"
        )
        with duckdb.connect(config={"memory_limit": memory, "temp_directory": str(self.folder / "spill")}) as base:
            copied = base.execute(f"COPY ({query}) TO {_quoted(draft)} (FORMAT parquet, COMPRESSION zstd)")
            (count,) = copied.fetchall()[0]
        draft.rename(target)
        return int(count)

    def _scan(self, name: str, columns: Mapping[str, str]) -> str:
        kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
        source = _quoted(self.folder / f"{name}-*.jsonl")
        return f"read_json({source}, format = 'newline_delimited', columns = {{{kinds}}})"

    def remove(self) -> None:
        """Delete the parts after the result is complete."""
        import shutil

        shutil.rmtree(self.folder)
