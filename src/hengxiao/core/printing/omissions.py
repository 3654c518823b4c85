"""What a printed form has no place for (表样不载的内容): nothing is left out without being said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

from hengxiao.core.printing.geometry import Block, CellShape, Geometry, geometry
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Project

# Sign and unit are printed inside the target.
JOINED = frozenset({"sign", "unit"})


def left_out(form: Form, form_id: str, packs: Iterable[Path] = ()) -> tuple[str, ...]:
    """Filled fields that a form id does not print (未打印的栏目), such as `indicators.points` or `project.period`."""
    printed = {path for cell in _cells(geometry(form_id, packs)) for path in _paths(*cell)}
    found: dict[str, None] = {}
    for kind, thing in _things(form):
        for name, text in _texts(thing):
            if text and f"{kind}.{name}" not in printed and name not in JOINED:
                found[f"{kind}.{name}"] = None
    if form.total and "form.total" not in printed:
        found["form.total"] = None
    return tuple(found)


def _cells(shape: Geometry) -> Iterator[tuple[CellShape, Block]]:
    for block in shape.blocks:
        for row in (*block.rows, *block.head, block.row, *block.foot):
            for cell in row:
                yield cell, block
        if block.per_goal:
            yield CellShape(field="row.goal"), block


def _paths(cell: CellShape, block: Block) -> Iterator[str]:
    scope, _, name = cell.field.partition(".")
    if scope in ("row", "left", "right"):
        yield f"{block.each.replace('goals_together', 'goals').replace('goal_pairs', 'goals')}.{name}"
        if block.each in ("goals_together", "goal_pairs"):
            yield "goals.label"
    elif scope == "goal":
        yield f"goals.{name}"
    else:
        yield cell.field


def _things(form: Form) -> Iterator[tuple[str, Project | Fund | Goal | Indicator]]:
    yield "project", form.project
    yield from (("funds", fund) for fund in form.funds)
    yield from (("goals", goal) for goal in form.goals)
    yield from (("indicators", indicator) for indicator in form.indicators)


def _texts(thing: Project | Fund | Goal | Indicator) -> Iterator[tuple[str, str]]:
    for each in fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, Field):
            yield each.name, value.text
    for label, value in getattr(thing, "others", ()):
        yield f"others.{''.join(label.split())}", value.text
