"""The working document of a filing (申报文档): plain JSON with stable ids, and the core's `Form` made from it.

    {"layout", "title", "year", "kind", "project": {field: text}, "funds": [{"id", field: text, "unit"}],
     "goals": [{"id", "label", "term", "text", "actual", "ratio"}],
     "indicators": [{"id", …core fields…, "target_cells", "definition", "data_source", "method", "evidence",
                     "responsible", "quality": {verification, source, accuracy, limits, compensation}}],
     "places": {path: {"address", "table", "row", "column", "sheet"}}, "unread": [path]}

A path names one cell: `project.code`, `goals.g1.text`, `indicators.i3.target`. Lists keep order; ids never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Place, Project
from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS, place_record
from hengxiao.core.terms.kinds import FormKind, Term

Document = dict[str, Any]
GOAL_FIELDS = ("label", "text", "actual", "ratio")
STATED = ("definition", "data_source", "method", "evidence", "responsible")
QUALITY = ("verification", "source", "accuracy", "limits", "compensation")
STATEMENTS = (*STATED, *(f"quality.{name}" for name in QUALITY))
LISTS = {"funds": "f", "goals": "g", "indicators": "i"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A form made from a document, and which path each of its places stands for (表与路径)."""

    form: Form
    paths: Mapping[Place, str]


def document_of(form: Form) -> Document:
    """The document of a form that was read (读入的表转申报文档), every cell with the place it came from."""
    document: Document = {
        "layout": form.layout, "title": form.title, "year": form.year, "kind": str(form.kind),
        "project": {name: getattr(form.project, name).text for name in PROJECT_FIELDS},
        "funds": [], "goals": [], "indicators": [], "places": {}, "unread": [],
    }  # fmt: skip
    _note_places(document, "project", form.project, PROJECT_FIELDS)
    for fund in form.funds:
        _add(document, "funds", fund, FUND_FIELDS, {"unit": fund.unit})
    for goal in form.goals:
        _add(document, "goals", goal, GOAL_FIELDS, {"term": str(goal.term)})
    for row in form.indicators:
        path = _add(
            document, "indicators", row, INDICATOR_FIELDS, empty_statements() | {"target_cells": list(row.target_cells)}
        )
        if not row.target.text:
            document["unread"].append(f"{path}.target")
    return document


def empty_statements() -> dict[str, Any]:
    """What an indicator still has to state (待补充的指标说明)."""
    return dict.fromkeys(STATED, "") | {"quality": dict.fromkeys(QUALITY, "")}


def _add(document: Document, kind: str, thing: Any, names: tuple[str, ...], more: Mapping[str, Any]) -> str:
    entry = {"id": f"{LISTS[kind]}{len(document[kind]) + 1}"} | {name: getattr(thing, name).text for name in names}
    document[kind].append(entry | dict(more))
    path = f"{kind}.{entry['id']}"
    _note_places(document, path, thing, names)
    return path


def _note_places(document: Document, path: str, thing: Any, names: tuple[str, ...]) -> None:
    for name in names:
        field: Field = getattr(thing, name)
        if field.place is not None:
            document["places"][f"{path}.{name}"] = place_record(field.place) | {"inherited": field.inherited}


def form_of(document: Document, *, pack: str = "") -> Mapped:
    """The core's form of a document (申报文档转表), so that the same checks, scores and prints apply."""
    paths: dict[Place, str] = {}
    table = {"project": 1, "funds": 2, "goals": 3, "indicators": 4}

    def cells(kind: str, row: int, path: str, entry: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        made = {}
        for column, name in enumerate(names, 1):
            place = Place(file=document["title"], table=table[kind], row=row, column=column)
            paths[place] = f"{path}.{name}"
            made[name] = Field(str(entry.get(name, "")), place)
        return made

    project = Project(**cells("project", 1, "project", document["project"], PROJECT_FIELDS))
    funds = tuple(
        Fund(**cells("funds", n, f"funds.{e['id']}", e, FUND_FIELDS), unit=e.get("unit", ""))
        for n, e in enumerate(document["funds"], 1)
    )
    goals = tuple(
        Goal(**cells("goals", n, f"goals.{e['id']}", e, GOAL_FIELDS), term=Term(e["term"]))
        for n, e in enumerate(document["goals"], 1)
    )
    rows = []
    for number, entry in enumerate(document["indicators"], 1):
        fields = cells("indicators", number, f"indicators.{entry['id']}", entry, INDICATOR_FIELDS)
        others = tuple((name, Field(entry[name])) for name in STATED if entry.get(name))
        place = Place(file=document["title"], table=4, row=number, column=INDICATOR_FIELDS.index("name") + 1)
        rows.append(Indicator(**fields, target_cells=tuple(entry.get("target_cells", ())), others=others, place=place))
    form = Form(
        kind=FormKind(document["kind"]), source=document["title"], layout=document["layout"], pack=pack,
        title=document["title"], year=document["year"], project=project, funds=funds, goals=goals,
        indicators=tuple(rows),
    )  # fmt: skip
    return Mapped(form, paths)


def cell(document: Document, path: str) -> str:
    """The text at a path (单元格).

    Raises:
        KeyError: there is no such cell.
    """
    return str(_holder(document, path)[path.rpartition(".")[2]])


def set_cell(document: Document, path: str, text: str) -> None:
    """Change the text at a path in place (改单元格).

    Raises:
        KeyError: there is no such cell.
    """
    holder, name = _holder(document, path), path.rpartition(".")[2]
    if name not in holder or not isinstance(holder[name], str):
        raise KeyError(path)
    holder[name] = text
    if path in document["unread"]:
        document["unread"].remove(path)
    if name == "target":
        holder["target_cells"] = []


def _holder(document: Document, path: str) -> dict[str, Any]:
    kind, *rest = path.split(".")
    if kind == "project" and len(rest) == 1:
        project: dict[str, Any] = document["project"]
        return project
    if kind not in LISTS or len(rest) not in (2, 3):
        raise KeyError(path)
    entry = next((each for each in document[kind] if each["id"] == rest[0]), None)
    if entry is None:
        raise KeyError(path)
    found: dict[str, Any] = entry["quality"] if len(rest) == 3 and rest[1] == "quality" else entry
    return found


def differences(old: Document, new: Document) -> Iterator[tuple[str, str, str]]:
    """(path, old text, new text) of every cell that differs (逐格差异); added and removed rows cell by cell."""
    before, after = dict(texts(old)), dict(texts(new))
    for path in dict.fromkeys((*before, *after)):
        if before.get(path, "") != after.get(path, ""):
            yield path, before.get(path, ""), after.get(path, "")


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """(path, text) of every cell in order (全部单元格)."""
    yield from ((f"project.{name}", text) for name, text in document["project"].items())
    for kind in LISTS:
        for entry in document[kind]:
            for name, value in entry.items():
                if name == "quality":
                    yield from ((f"{kind}.{entry['id']}.quality.{part}", text) for part, text in value.items())
                elif isinstance(value, str) and name != "id":
                    yield f"{kind}.{entry['id']}.{name}", value
