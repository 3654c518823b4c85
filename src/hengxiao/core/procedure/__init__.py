"""State tables (办理流程): which move leads from which state to which, and who may make it; data of a pack.

A procedure is a rule of a pack, code `procedure.<name>`:

    [procedure.targets]
    value = { start = "draft", states = [{ code = "draft", name = "草稿" }, …], moves = [
      { action = "submit", name = "报送", from = ["draft", "returned"], to = "unit_review", roles = ["filler"] }, …] }
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class ProcedureError(ValueError):
    """A state table that does not hold together: what is wrong and where (流程表有误)."""

    def __init__(self, code: str, fault: str) -> None:
        super().__init__(f"{code}: {fault}")
        self.code, self.fault = code, fault


@dataclass(frozen=True, slots=True)
class State:
    """A state (办理状态); `final` ones have no way out, `editable` ones may be edited by the filler.

    `days` is the time limit in working days (办理时限), 0 for none.
    """

    code: str
    name: str
    final: bool = False
    editable: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A move (办理动作) from one of some states to another, by one of some roles.

    `needs` names conditions the caller must have checked (findings, evidence, opinion, reason).
    """

    action: str
    name: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """A state table (流程)."""

    code: str
    start: str
    states: Mapping[str, State]
    moves: tuple[Move, ...]

    def move(self, action: str, state: str) -> Move | None:
        """The move of an action in a state, None when it is not possible there (可行动作)."""
        return next((move for move in self.moves if move.action == action and state in move.sources), None)

    def draw(self) -> str:
        """The table as a Mermaid state diagram (流程图)."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [f"    {state.code} : {state.name}" for state in self.states.values()]
        lines += [f"    {source} --> {move.target} : {move.name}" for move in self.moves for source in move.sources]
        lines += [f"    {state.code} --> [*]" for state in self.states.values() if state.final]
        return "\n".join(lines) + "\n"


def load_procedure(code: str, table: Mapping[str, Any]) -> Procedure:
    """A procedure from a pack's rule value (装载流程).

    Raises:
        ProcedureError: unknown states, a state nobody reaches, a final state with a way out, a dead end.
    """
    states = {each["code"]: State(**each) for each in table["states"]}
    moves = tuple(
        Move(
            each["action"], each["name"], tuple(each["from"]), each["to"], tuple(each["roles"]),
            tuple(each.get("needs", ())), bool(each.get("backward", False)),
        )
        for each in table["moves"]
    )  # fmt: skip
    procedure = Procedure(code, table["start"], states, moves)
    for fault in faults(procedure):
        raise ProcedureError(code, fault)
    return procedure


def faults(procedure: Procedure) -> Iterator[str]:
    """What is wrong with a state table (流程检查)."""
    named = {procedure.start, *(m.target for m in procedure.moves), *(s for m in procedure.moves for s in m.sources)}
    yield from (f"unknown state {code}" for code in sorted(named - procedure.states.keys()))
    reached, frontier = {procedure.start}, [procedure.start]
    while frontier:
        here = frontier.pop()
        for target in {move.target for move in procedure.moves if here in move.sources} - reached:
            reached.add(target)
            frontier.append(target)
    yield from (f"nothing leads to {code}" for code in sorted(procedure.states.keys() - reached))
    leaving = {source for move in procedure.moves for source in move.sources}
    for code, state in procedure.states.items():
        if state.final and code in leaving:
            yield f"final state {code} has a way out"
        if not state.final and code not in leaving:
            yield f"dead end {code}"
