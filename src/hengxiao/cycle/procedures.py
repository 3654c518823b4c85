"""The procedure a filing follows (申报流程): read from the state table kept in the filing itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from hengxiao.base.enums import Role
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import load
from hengxiao.core.procedure import Move, Procedure
from hengxiao.cycle.fields import Table
from hengxiao.cycle.models import Filing

CODE = "procedure.targets"
THIRD_PARTIES = frozenset({Role.EVALUATOR, Role.EXPERT})


def table_of(pack: str) -> Table:
    """The state table a new filing begins with (新申报的流程表)."""
    return Table(load(pack).rule(CODE).plain())


def procedure_of(filing: Filing) -> Procedure:
    """The procedure of a filing (申报流程)."""
    table = filing.procedure  # a plain one before it was ever read from the database
    return (table if isinstance(table, Table) else Table(table)).procedure


def state_name(filing: Filing) -> str:
    """Name of the state a filing is in (当前环节)."""
    return str(state_names(filing.procedure).get(filing.state, filing.state))


def state_names(table: Mapping[str, Any]) -> dict[str, str]:
    """Names of all states by code (环节名称)."""
    return {state["code"]: state["name"] for state in table["states"]}


def action_roles(procedure: Procedure, action: str) -> frozenset[str]:
    """Roles that may make a move in some state (某动作涉及的角色)."""
    return frozenset(role for move in procedure.moves if move.action == action for role in move.roles)


def turn_roles(procedure: Procedure, state: str) -> frozenset[str]:
    """Roles whose turn a state is (当前环节的角色): those that may move it forward."""
    return frozenset(role for m in procedure.moves if state in m.sources and not m.backward for role in m.roles)


def at_stage(viewer: Viewer, state: str) -> Viewer:
    """The viewer with only the grants that count in a state (限定阶段的授权)."""
    return replace(viewer, reaches=tuple(reach for reach in viewer.reaches if reach.stage in ("", state)))


def waiting_states(pack: str, roles: Collection[str]) -> dict[str, list[str]]:
    """State → those of the roles that review there (各角色的待审环节); states a filler edits are left out."""
    procedure = table_of(pack).procedure
    waiting: dict[str, list[str]] = {}
    for code, state in procedure.states.items():
        moves: list[Move] = [m for m in procedure.moves if code in m.sources and m.action in ("pass", "approve")]
        turn = sorted({role for move in moves for role in move.roles} & set(roles))
        if turn and not state.editable:
            waiting[code] = turn
    return waiting


def stages_ahead(filing: Filing) -> dict[str, list[str]]:
    """State → roles that review there (本环节及以后的审核角色), of the state a filing is in and those after it."""
    procedure = procedure_of(filing)
    codes = [code for code, state in procedure.states.items() if not state.editable and not state.final]
    ahead = codes[codes.index(filing.state) :] if filing.state in codes else codes
    return {
        code: sorted(
            {role for m in procedure.moves if code in m.sources and m.action != "withdraw" for role in m.roles}
        )
        for code in ahead
    }
