"""`python -m benchmarks [SECTION…]` (基准): values, reading, working, starting, folder; all when none is named."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import folder, reading, showing, starting, values, working
from benchmarks.options import Options
from benchmarks.timing import machine, pin, release

SECTIONS = {
    "values": values.measure, "reading": reading.measure, "working": working.measure, "starting": starting.measure,
    "folder": folder.measure,
}  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Measure the named sections and print them as tables, or as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="sections to measure; all when left out")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--forms", type=int, default=1000, help="forms of the folder run (10000 for the full one)")
    parser.add_argument("--runs", type=int, default=7, help="runs of each timing")
    parser.add_argument("--folder", type=Path, default=Options().folder, help="where files and other tools are kept")
    parser.add_argument("--all", action="store_true", help="large tools too")
    asked = parser.parse_args(words)
    options = Options(asked.folder.resolve(), asked.forms, asked.runs, asked.all)
    screen = Console(file=sys.stderr if asked.json else sys.stdout, width=None if sys.stdout.isatty() else 150)
    result: dict[str, Any] = {"machine": machine()}
    facts = " · ".join(f"{name} {value}" for name, value in result["machine"].items())
    screen.print(f"[bold]{facts}[/]; processor time, medians, warm, one core but for the folder run")
    for name in asked.sections or SECTIONS:
        cores = pin() if name != "folder" else set()
        try:
            result[name] = SECTIONS[name](options)
        finally:
            release(cores)
        showing.show(screen, name, result[name])
    if asked.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
