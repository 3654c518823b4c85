"""The web benchmark in small: every page answers, one of many wins, nobody reads out of scope."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_serve_command import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_small_province_keeps_scope_and_lets_one_win(tmp_path: Path) -> None:
    words = ["--projects", "40", "--requests", "16", "--reads", "1200", "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.web", *words],
        cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    result = json.loads(ran.stdout.splitlines()[-1])
    assert {name: page["statuses"] for name, page in result["pages"].items()} == {
        name: {"200": 16} for name in result["pages"]
    }
    assert {name: told["done"] for name, told in result["races"].items() if "done" in told} == {
        name: 1 for name in ("submit", "approve", "release", "confirm grant", "begin adjustment")
    }
    assert set(result["races"]["kept"].values()) == {1}
    assert result["races"]["audit chain"]["broken"] == 0
    assert (result["scope"]["out of scope"], result["scope"]["rows"] > 300) == (0, True)
