"""Cold starts (冷启动): whole processes, beside an empty Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.options import Options
from benchmarks.seed import SAMPLE
from benchmarks.timing import timed


def measure(options: Options) -> list[dict[str, Any]]:
    """The command's help, a check, a reading; ratio to `python -c pass` started the same way."""
    command = str(Path(sys.executable).with_name("hengxiao"))
    asked = [
        ("python -c pass", [sys.executable, "-c", "pass"], None),
        ("hengxiao --help", [command, "--help"], 300),
        ("hengxiao check form.docx", [command, "check", str(SAMPLE)], 1000),
        ("hengxiao read form.docx --json", [command, "read", str(SAMPLE), "--json"], None),
    ]
    records: list[dict[str, Any]] = []
    for name, words, target in asked:
        times = timed(lambda words=words: subprocess.run(words, capture_output=True, check=True), runs=options.runs)
        record = {"what": name, "ms": times.median, "best_ms": times.best, "target_ms": target}
        records.append(record | {"ratio": times.median / records[0]["ms"] if records else 1.0})
    return records
