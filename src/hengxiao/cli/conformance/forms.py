"""Forms of the kit's cases (用例中的表): plain JSON to a form with places, and from a place back to its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Note, Place, Project
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS
from hengxiao.core.terms.kinds import FormKind, Term

Record = Mapping[str, Any]
GOAL_FIELDS = ("label", "text", "actual", "ratio")
ROW_FIELDS = tuple(f.name for f in fields(Indicator) if f.name not in ("target_cells", "others", "place"))
YUAN = {"元": 1, "万元": 10000, "亿元": 100000000}
HEAD, GOALS, FUNDS, NOTES, INDICATORS = 1, 101, 201, 301, 2


class Placed:
    """A form built from JSON (由 JSON 组成的表), and the path of every place in it, such as `indicators[0].target`."""

    def __init__(self, record: Record) -> None:
        self._file = str(record.get("source", "表.json"))
        self._paths: dict[Place, str] = {Place(file=self._file, table=HEAD): "form"}
        self.form = self._form(record)

    def path_of(self, place: Place | None) -> str:
        """The path a place stands for; `form` for the form as a whole."""
        return "form" if place is None else self._paths.get(place, "form")

    def place_at(self, path: str) -> Place | None:
        """The place of a path."""
        return next((place for place, known in self._paths.items() if known == path), None)

    def _field(self, text: Any, path: str, table: int, row: int, column: int) -> Field:
        place = Place(file=self._file, table=table, row=row, column=column)
        self._paths[place] = path
        return Field(str(text), place)

    def _texts(self, record: Record, names: tuple[str, ...], path: str, row: int) -> dict[str, Any]:
        known = [(column, name) for column, name in enumerate(names, 1) if name in record]
        return {name: self._field(record[name], f"{path}.{name}", HEAD, row, column) for column, name in known}

    def _form(self, record: Record) -> Form:
        goals = tuple(self._goal(goal, place) for place, goal in enumerate(record.get("goals", ())))
        return Form(
            kind=FormKind(record.get("kind", "target")),
            source=self._file,
            title=record.get("title", ""),
            year=record.get("year"),
            project=self._project(record.get("project", {})),
            funds=tuple(self._fund(fund, place) for place, fund in enumerate(record.get("funds", ()))),
            goals=goals,
            indicators=self._indicators(record.get("indicators", ())),
            total=self._field(record["total"], "total", HEAD, 90, 1) if "total" in record else Field(),
            notes=tuple(
                Note(note["role"], self._field(note["text"], f"notes[{place}]", HEAD, NOTES + place, 1))
                for place, note in enumerate(record.get("notes", ()))
            ),
            place=Place(file=self._file, table=HEAD),
        )

    def _project(self, record: Record) -> Project:
        others = tuple(
            (label, self._field(text, f"project.others.{label}", HEAD, 2, column))
            for column, (label, text) in enumerate(record.get("others", {}).items(), 1)
        )
        return Project(**self._texts(record, PROJECT_FIELDS, "project", 1), others=others)

    def _goal(self, record: Record, place: int) -> Goal:
        texts = self._texts(record, GOAL_FIELDS, f"goals[{place}]", GOALS + place)
        return Goal(**texts, term=Term(record.get("term", "annual")))

    def _fund(self, record: Record, place: int) -> Fund:
        unit = record.get("unit", "万元")
        amounts: dict[str, Any] = {
            f"{name}_yuan": Decimal(record[name]) * YUAN[unit] if record.get(name) else None
            for name in ("planned", "adjusted", "executed")
        }
        return Fund(**self._texts(record, FUND_FIELDS, f"funds[{place}]", FUNDS + place), unit=unit, **amounts)

    def _indicators(self, records: Any) -> tuple[Indicator, ...]:
        rows: list[Indicator] = []
        for number, record in enumerate(records):
            table, row, path = INDICATORS + record.get("table", 1) - 1, number + 2, f"indicators[{number}]"
            texts: dict[str, Any] = {
                name: self._field(record[name], f"{path}.{name}", table, row, column)
                for column, name in enumerate(ROW_FIELDS, 1)
                if name in record
            }
            for name in record.get("inherited", ()):
                above: Field = getattr(rows[-1], name)
                texts[name] = Field(above.text, above.place, inherited=True)
            others = tuple(
                (heading, self._field(text, f"{path}.others.{heading}", table, row, column))
                for column, (heading, text) in enumerate(record.get("others", {}).items(), len(ROW_FIELDS) + 1)
            )
            place = Place(file=self._file, table=table, row=row)
            self._paths[place] = path
            rows.append(Indicator(**texts, others=others, place=place))
        return tuple(rows)
