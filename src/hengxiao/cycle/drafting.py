"""First drafts of a document (申报初稿): empty by the pack, from a form that was read, from the year before."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from hengxiao.core.packs import Pack
from hengxiao.core.targets import Form
from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS
from hengxiao.core.terms.kinds import FormKind, Term
from hengxiao.cycle.documents import GOAL_FIELDS, Document, document_of, empty_statements

# What a year leaves behind: field of the new year ← field of the old one.
SUCCESSION = (("year_before_last", "previous_year"), ("previous_year", "actual"))
OF_ONE_YEAR = ("actual", "score", "deviation", "midterm")


def target_layout(pack: Pack) -> str:
    """The form on which a pack has targets filed (绩效目标表表式), "" when it describes none."""
    return next((layout.id for layout in pack.layouts() if str(layout.kind) == FormKind.TARGET), "")


def blank_document(pack: Pack, project: dict[str, str], year: int) -> Document:
    """An empty form of a pack (空白表): head, a goal of each term the pack asks for, money."""
    terms = pack.get("goals.required_terms", default=(Term.ANNUAL,))
    names = pack.get("goals.names", default={})
    goals = [new_goal(f"g{n}", goal_label(names, term, 1), term) for n, term in enumerate(terms, 1)]
    fund = dict.fromkeys(FUND_FIELDS, "") | {
        "id": "f1",
        "label": "年度资金总额",
        "unit": pack.get("money.unit", default="万元"),
    }
    return {
        "layout": target_layout(pack), "title": f"{project.get('name', '')}绩效目标表", "year": year,
        "kind": str(FormKind.TARGET), "project": dict.fromkeys(PROJECT_FIELDS, "") | project, "funds": [fund],
        "goals": goals, "indicators": [], "places": {}, "unread": [],
    }  # fmt: skip


def goal_label(names: Any, term: str, number: int) -> str:
    """Name of a goal by the pack (目标名称), such as 长期目标 or 年度目标02."""
    name = str(names.get(term, "")) or ("长期目标" if term == Term.LONG else "年度目标")
    return f"{name}{number:02d}" if term == Term.ANNUAL and names.get("numbered") else name


def free_label(names: Any, term: str, taken: Collection[str]) -> str:
    """The next name of a goal that no other bears (下一个目标名称)."""
    first = goal_label(names, term, 1)
    plain = first.removesuffix("01")
    return next(
        label
        for label in (first, *(f"{plain}{number:02d}" for number in range(2, len(taken) + 3)))
        if label not in taken
    )


def new_goal(identity: str, label: str, term: str) -> dict[str, Any]:
    """An empty goal (空白目标)."""
    return {"id": identity} | dict.fromkeys(GOAL_FIELDS, "") | {"label": label, "term": str(term)}


def new_indicator(identity: str, goal: str, level1: str = "", level2: str = "") -> dict[str, Any]:
    """An empty indicator (空白指标) under a goal."""
    fields = dict.fromkeys(INDICATOR_FIELDS, "") | {"goal": goal, "level1": level1, "level2": level2}
    return {"id": identity} | fields | empty_statements() | {"target_cells": []}


def read_document(form: Form, pack: Pack, year: int, *, of_last_year: bool) -> Document:
    """The draft of a year in a form that was read (由已有表生成初稿): of that year, or of the year before."""
    document = document_of(form)
    if of_last_year:
        return carried_over(document, pack, year)
    document["year"] = year
    return _as_targets(document, pack)


def carried_over(document: Document, pack: Pack, year: int) -> Document:
    """The draft of the next year (沿用上年表): results become history, the new year's cells are empty.

    A source place moves with its text; of the money only the names of the lines stay.
    """
    made = deepcopy(document)
    made["year"] = year
    for row in made["indicators"]:
        for new, old in SUCCESSION:
            _move(made, row, new, old)
        for name in OF_ONE_YEAR:
            _clear(made, row, f"indicators.{row['id']}", name)
    for goal in made["goals"]:
        _clear(made, goal, f"goals.{goal['id']}", "actual")
    for fund in made["funds"]:
        for name in FUND_FIELDS:
            if name not in ("label", "points"):
                _clear(made, fund, f"funds.{fund['id']}", name)
    return _as_targets(made, pack)


def _as_targets(document: Document, pack: Pack) -> Document:
    """A form of results becomes one of targets on the pack's own layout."""
    if document["kind"] != FormKind.TARGET:
        document["kind"], document["layout"] = str(FormKind.TARGET), target_layout(pack)
    document["layout"] = document["layout"] or target_layout(pack)
    return document


def _move(document: Document, row: dict[str, Any], new: str, old: str) -> None:
    path = f"indicators.{row['id']}"
    row[new], row[old] = row[old], ""
    document["places"].pop(f"{path}.{new}", None)
    place = document["places"].pop(f"{path}.{old}", None)
    if place is not None:
        document["places"][f"{path}.{new}"] = place


def _clear(document: Document, entry: dict[str, Any], path: str, name: str) -> None:
    entry[name] = ""
    document["places"].pop(f"{path}.{name}", None)
