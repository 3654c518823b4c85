"""The played year of `make demo`: what it makes, that it is whole, and that its accounts sign in."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from test_serve_command import environment

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("hengxiao")


def load(out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "demo", "--year-only", "--out", str(out)],
        env=environment(out), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the played year, loaded by the command."""
    folder = tmp_path_factory.mktemp("demo")
    ran = load(folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "hengxiao-demo-2020" in ran.stdout
    return folder


@pytest.fixture
def database(out: Path) -> Iterator[sqlite3.Connection]:
    """Its database."""
    with closing(sqlite3.connect(out / "site" / "hengxiao.sqlite3")) as connection:
        yield connection


def test_filings_stand_in_every_state(database: sqlite3.Connection) -> None:
    states = Counter(state for (state,) in database.execute("SELECT state FROM cycle_filing WHERE kind = 'target'"))
    assert states == {
        "draft": 1, "unit_review": 1, "department_review": 1, "finance_review": 1, "performance_review": 1,
        "approved": 2, "returned": 1,
    }  # fmt: skip
    assert database.execute("SELECT state FROM cycle_filing WHERE kind = 'adjustment'").fetchall() == [("draft",)]


def test_sample_is_released_but_for_one_cell(database: sqlite3.Connection) -> None:
    assert database.execute("SELECT state FROM cycle_release").fetchall() == [("released",)]
    assert database.execute("SELECT count(DISTINCT by_id), count(*) FROM cycle_releasestep").fetchone() == (4, 4)
    ((path, ground),) = database.execute("SELECT path, ground FROM cycle_withheldcell").fetchall()
    assert (path.endswith(".target"), "第十四条" in ground) == (True, True)


def test_everything_was_done_by_actions_of_people(database: sqlite3.Connection) -> None:
    rows = database.execute("SELECT action, result, actor_id IS NULL FROM base_event").fetchall()
    assert {result for _, result, _ in rows} == {"done"}
    assert {action for action, _, nobody in rows if nobody} == {
        "base.found_site", "base.set_demo_password", "cycle.load_library",
    }  # fmt: skip
    assert database.execute("SELECT count(*) FROM cycle_filing WHERE created_by_id IS NULL").fetchone() == (0,)


def test_sample_keeps_what_it_says(database: sqlite3.Connection) -> None:
    query = "SELECT document FROM cycle_filing f JOIN cycle_project p ON p.id = f.project_id WHERE p.code = ?"
    (document,) = database.execute(query, ["2020-205-000-004"]).fetchone()
    said = json.loads(document)
    assert (said["project"]["name"], len(said["indicators"]), len(said["goals"])) == ("综合事务工作经费", 38, 7)


def test_second_load_changes_nothing(out: Path, database: sqlite3.Connection) -> None:
    before = database.execute("SELECT count(*), max(hash) FROM base_event").fetchone()
    again = load(out)
    assert (again.returncode, "tianbao" in again.stdout) == (0, True)
    assert database.execute("SELECT count(*), max(hash) FROM base_event").fetchone() == before


def test_third_parties_have_something_to_look_at(database: sqlite3.Connection) -> None:
    asked = database.execute(
        "SELECT username FROM base_notice JOIN base_person ON base_person.id = person_id"
        " WHERE base_notice.code = 'cycle.notice_third_party' AND done_at IS NULL ORDER BY username"
    )
    assert [username for (username,) in asked] == ["pingjia", "zhuanjia"]
