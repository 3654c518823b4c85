"""State tables: what holds together loads, what does not is named."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengxiao.core.packs import available, load
from hengxiao.core.procedure import ProcedureError, load_procedure

TABLE: dict[str, Any] = {
    "start": "draft",
    "states": [
        {"code": "draft", "name": "草稿", "editable": True},
        {"code": "review", "name": "审核"},
        {"code": "approved", "name": "已批复", "final": True},
    ],
    "moves": [
        {
            "action": "submit",
            "name": "报送",
            "from": ["draft"],
            "to": "review",
            "roles": ["filler"],
            "needs": ["findings"],
        },
        {"action": "approve", "name": "批复", "from": ["review"], "to": "approved", "roles": ["reviewer"]},
        {
            "action": "return",
            "name": "退回",
            "from": ["review"],
            "to": "draft",
            "roles": ["reviewer"],
            "backward": True,
        },
    ],
}


def test_moves_are_found_by_action_and_state() -> None:
    procedure = load_procedure("targets", TABLE)
    submit = procedure.move("submit", "draft")
    assert submit is not None
    assert (submit.target, submit.needs, submit.backward) == ("review", ("findings",), False)
    assert procedure.move("submit", "review") is None


def test_drawing_names_states_moves_and_the_end() -> None:
    assert load_procedure("targets", TABLE).draw() == (
        "stateDiagram-v2\n    [*] --> draft\n    draft : 草稿\n    review : 审核\n    approved : 已批复\n"
        "    draft --> review : 报送\n    review --> approved : 批复\n    review --> draft : 退回\n"
        "    approved --> [*]\n"
    )


def _without(table: dict[str, Any], action: str) -> dict[str, Any]:
    table["moves"] = [move for move in table["moves"] if move["action"] != action]
    return table


def _with(table: dict[str, Any], **move: Any) -> dict[str, Any]:
    table["moves"].append({"action": "odd", "name": "多余", "roles": ["filler"]} | move)
    return table


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda table: table | {"start": "nowhere"}, "unknown state nowhere"),
        (lambda table: _with(table, **{"from": ["draft"], "to": "lost"}), "unknown state lost"),
        (lambda table: _with(table, **{"from": ["lost"], "to": "draft"}), "unknown state lost"),
        (lambda table: _without(table, "approve"), "nothing leads to approved"),
        (lambda table: _with(table, **{"from": ["approved"], "to": "draft"}), "final state approved has a way out"),
        (lambda table: _without(_without(table, "approve"), "return"), "nothing leads to approved"),
        (
            lambda table: table | {"states": [*table["states"][:2], {"code": "approved", "name": "已批复"}]},
            "dead end approved",
        ),
    ],
)
def test_table_that_does_not_hold_together_is_refused(change: Any, fault: str) -> None:
    with pytest.raises(ProcedureError) as refused:
        load_procedure("targets", change(deepcopy(TABLE)))
    assert str(refused.value) == f"targets: {fault}"


@given(st.lists(st.sampled_from(["submit", "approve", "return", "odd"]), max_size=12))
def test_any_walk_stays_in_known_states_and_a_final_one_is_never_left(actions: list[str]) -> None:
    procedure = load_procedure("targets", TABLE)
    state = procedure.start
    for action in actions:
        move = procedure.move(action, state)
        if move is not None:
            assert not procedure.states[state].final
            assert state in move.sources
            state = move.target
        assert state in procedure.states


@pytest.mark.parametrize("pack_id", available())
def test_procedures_of_the_packs_hold_together(pack_id: str) -> None:
    rules = {code: rule for code, rule in load(pack_id).rules().items() if code.startswith("procedure.")}
    for code, rule in rules.items():
        procedure = load_procedure(code, rule.value)
        assert any(state.final for state in procedure.states.values())
        assert procedure.states[procedure.start].editable
