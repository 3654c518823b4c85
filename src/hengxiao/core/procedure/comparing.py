"""What differs between two state tables (流程比较)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hengxiao.core.procedure import Move, Procedure, State


class Part(StrEnum):
    """What differs (差异所在): 起点, 环节, 办理."""

    START = "start"
    STATE = "state"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference (流程差异): where, and how each table has it, "" where it has none."""

    part: Part
    name: str
    first: str
    second: str


def compare_procedures(first: Procedure, second: Procedure) -> tuple[Difference, ...]:
    """Everything that differs between two state tables (流程比较): start, states, moves, in the order of the first."""
    return tuple(_differences(first, second))


def _differences(first: Procedure, second: Procedure) -> Iterator[Difference]:
    if first.start != second.start:
        yield Difference(Part.START, "", first.start, second.start)
    states = [{code: _state(state) for code, state in each.states.items()} for each in (first, second)]
    moves = [{_key(move): _move(move) for move in each.moves} for each in (first, second)]
    for part, sides in ((Part.STATE, states), (Part.MOVE, moves)):
        for name in dict.fromkeys((*sides[0], *sides[1])):
            one, other = sides[0].get(name, ""), sides[1].get(name, "")
            if one != other:
                yield Difference(part, name, one, other)


def _state(state: State) -> str:
    marks = [mark for mark, on in (("editable", state.editable), ("final", state.final)) if on]
    days = [f"days={state.days}"] if state.days else []
    return " ".join((state.name, *marks, *days))


def _key(move: Move) -> str:
    return f"{move.action} {'|'.join(sorted(move.sources))}"


def _move(move: Move) -> str:
    needs = [f"needs={','.join(move.needs)}"] if move.needs else []
    backward = ["backward"] if move.backward else []
    return " ".join((move.name, "→", move.target, f"roles={','.join(move.roles)}", *needs, *backward))
