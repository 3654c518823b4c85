"""`hengxiao procedure check|draw|compare`: sound tables pass, broken ones are named, differences are listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hengxiao.cli.main import app
from hengxiao.core.packs import load
from hengxiao.core.procedure import load_procedure
from hengxiao.core.procedure.comparing import Difference, Part, compare_procedures

BASE = {
    "start": "draft",
    "states": [{"code": "draft", "name": "草稿", "editable": True}, {"code": "done", "name": "办结", "final": True}],
    "moves": [{"action": "submit", "name": "报送", "from": ["draft"], "to": "done", "roles": ["filler"]}],
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["procedure", *arguments], env={"COLUMNS": "200", "NO_COLOR": "1"})


def test_shipped_procedures_are_sound() -> None:
    answer = run("check")
    assert (answer.exit_code, "没有问题" in answer.output) == (0, True)


def test_a_broken_table_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "pack.toml").write_text(
        '[pack]\nid = "mine"\ntitle = "t"\ndocument = "d"\nin_force = 2020-01-01\n[procedure.targets]\n'
        'value = { start = "a", states = [{ code = "a", name = "甲" }], moves = [] }\n'
        'in_force = 2020-01-01\ncites = "c"\nstatus = "unverified"\n',
        encoding="utf-8",
    )
    answer = run("check", "mine", "--packs", str(tmp_path))
    assert (answer.exit_code, "dead end a" in answer.output) == (1, True)


def test_draws_a_state_diagram() -> None:
    answer = run("draw", "hubei_2020")
    assert answer.output == load_procedure("t", load("hubei_2020").rule("procedure.targets").value).draw()


def test_compares_two_packs_and_two_days() -> None:
    assert "两个流程相同" in run("compare", "hubei_2020", "national_2015@2016-01-01").output
    assert run("compare", "hubei_2020", "hubei_2020@never").exit_code == 2


def test_differences_are_listed_in_full(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "pack.toml").write_text(
        '[pack]\nid = "mine"\ntitle = "t"\ndocument = "d"\nin_force = 2020-01-01\n[procedure.targets]\n'
        'value = { start = "draft", states = [{ code = "draft", name = "草稿", editable = true }, '
        '{ code = "done", name = "办结", final = true }], moves = [{ action = "submit", name = "报送", '
        'from = ["draft"], to = "done", roles = ["filler"] }] }\n'
        'in_force = 2020-01-01\ncites = "c"\nstatus = "unverified"\n',
        encoding="utf-8",
    )
    answer = run("compare", "mine", "hubei_2020", "--packs", str(tmp_path))
    assert (answer.exit_code, "unit_review" in answer.output, "环节 done" in answer.output) == (0, True, True)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ()),
        ({"start": "done"}, (Difference(Part.START, "", "draft", "done"),)),
        (
            {"states": [BASE["states"][0] | {"days": 3}, BASE["states"][1]]},
            (Difference(Part.STATE, "draft", "草稿 editable", "草稿 editable days=3"),),
        ),
        (
            {"moves": [BASE["moves"][0] | {"needs": ["reason"], "backward": True}]},
            (
                Difference(
                    Part.MOVE, "submit draft", "报送 → done roles=filler",
                    "报送 → done roles=filler needs=reason backward",
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_each_part_is_compared(change: dict[str, object], found: tuple[Difference, ...]) -> None:
    from hengxiao.core.procedure import Procedure

    first = load_procedure("t", BASE)
    table = BASE | change
    try:
        second = load_procedure("t", table)
    except ValueError:
        second = Procedure("t", "done", first.states, first.moves)
    assert compare_procedures(first, second) == found
