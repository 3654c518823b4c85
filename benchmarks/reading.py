"""Reading (读表): every format beside every tool that reads it, on the same files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import generic
from benchmarks.calling import ask
from benchmarks.files import make
from benchmarks.options import Options
from benchmarks.peers import READERS
from benchmarks.seed import Marks, marks, rows_of
from benchmarks.timing import Timing, timed

TARGETS = {"docx": 25, "doc": 25, "xlsx": 150, "pdf": 500}
NOTHING = Marks(0, 0)


def measure(options: Options) -> list[dict[str, Any]]:
    """One record for each format and tool: milliseconds on the plain file, rows and cells right on every file."""
    made = make(options.folder / "files")
    return [record for form, paths in made.items() for record in _format(form, paths, options)]


def _format(form: str, paths: list[Path], options: Options) -> list[dict[str, Any]]:
    times = list(_own_time(paths[0], options.runs).runs)
    opened = list(_own_opening(paths[0], options.runs).runs)
    records = []
    for peer in READERS.get(form, {}):
        job = {"task": "read", "format": form, "peer": peer, "files": [str(path) for path in paths]}
        answer = ask(options.python, job | {"runs": options.runs, "seconds": 5})
        times += _own_time(paths[0], 3).runs  # between the tools, so that a busy machine hits both alike
        opened += _own_opening(paths[0], 3).runs
        records.append(_peer(form, peer, paths, answer))
    own = Timing(tuple(times))
    record = {"format": form, "tool": "hengxiao", "ms": own.median, "best_ms": own.best, "target_ms": TARGETS.get(form)}
    record["files"] = {path.name: _shown(own_marks(path), own_marks(path)) for path in paths}
    record["ms_tables"] = Timing(tuple(opened)).median
    for other in records:
        other["ratio"] = other["ms"] / own.median if other.get("ms") else None
        other["ratio_tables"] = other["ms_tables"] / record["ms_tables"] if other.get("ms_tables") else None
    return [record, *records]


def _own_time(path: Path, runs: int) -> Timing:
    from hengxiao import read

    return timed(lambda: read(path), runs=runs, warm=2)


def _own_opening(path: Path, runs: int) -> Timing:
    """Time to bare tables, which is all a peer gives; `_own_time` goes on to head, money, goals, rows and findings."""
    from hengxiao.core.reading import open_document

    return timed(lambda: open_document(path), runs=runs, warm=2)


def own_marks(path: Path) -> Marks:
    """What this library gets right of a file; everything must stand in one form."""
    from hengxiao import read

    forms = read(path)
    return marks(rows_of(forms[0])) if len(forms) == 1 else NOTHING


def _peer(form: str, peer: str, paths: list[Path], answer: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {"format": form, "tool": peer, "version": answer.get("version", "")}
    if "missing" in answer:
        return record | {"missing": answer["missing"]}
    record["files"] = {}
    for path in paths:
        entry = answer["files"][path.name]
        if "error" in entry:
            record["files"][path.name] = {"error": entry["error"]}
            continue
        record["files"][path.name] = _shown(*generic.judged(entry["tables"]))
        if "ms" in entry:
            to_rows = timed(lambda tables=entry["tables"]: generic.generic(tables), runs=5).median
            record |= {"ms": entry["ms"] + to_rows, "ms_tables": entry["ms"]}
    return record


def _shown(plain: Marks, best: Marks) -> dict[str, Any]:
    return {"rows": plain.rows, "cells": plain.cells, "rows_best": best.rows, "cells_best": best.cells}
