"""Asking other tools (调用对照工具): one process of `.bench/venv` for each tool, on the same core as this one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.seed import ROOT

LIMIT = 180
SCRIPT = ROOT / "benchmarks" / "peers.py"


def ask(python: Path, job: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a tool; `missing` says why there is none."""
    if not python.is_file():
        return {"missing": f"{python} is not there; run make bench"}
    try:
        ran = subprocess.run(
            [python, SCRIPT], input=json.dumps(job), capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return {"missing": f"no answer within {LIMIT} s"}
    if ran.returncode:
        return {"missing": (ran.stderr.strip().splitlines() or ["died"])[-1][:200]}
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer
