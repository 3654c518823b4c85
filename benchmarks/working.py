"""Working with a form that was read (审核、评分、打印): against the time of reading it."""

from __future__ import annotations

from typing import Any

from benchmarks.options import Options
from benchmarks.seed import ROOT, SAMPLE, Marks, marks, rows_of
from benchmarks.timing import timed

EVALUATION = ROOT / "samples" / "自评表-2020.docx"


def measure(options: Options) -> list[dict[str, Any]]:
    """Check, score and print, warm, each beside the time in which the same form is read from Word."""
    from hengxiao import check, load_pack, print_form, read, score

    form, evaluation, pack = read(SAMPLE)[0], read(EVALUATION)[0], load_pack("hubei_2020")
    out = options.folder / "files"
    out.mkdir(parents=True, exist_ok=True)
    floor = timed(lambda: read(SAMPLE), runs=options.runs).median

    def both() -> None:
        check(form, pack)
        score(form, pack)

    calls = [
        ("check + score, target form", both, 100),
        ("check, self-evaluation", lambda: check(evaluation, pack), None),
        ("score, self-evaluation", lambda: score(evaluation, pack), None),
    ]
    for suffix, target in ((".pdf", 100), (".docx", None), (".xlsx", None)):
        path = out / f"print{suffix}"
        calls.append((f"form → {suffix[1:]}", lambda path=path: print_form(form, "hubei_2020.target", path), target))
    records = []
    for name, call, target in calls:
        times = timed(call, runs=options.runs, warm=2)
        record = {"what": name, "ms": times.median, "best_ms": times.best, "target_ms": target}
        records.append(record | {"ratio": times.median / floor})
    for record in records[3:]:
        got = _read_back(out / f"print.{record['what'].rpartition(' ')[2]}")
        record |= {"rows": got.rows, "cells": got.cells}
    return records


def _read_back(path: Any) -> Marks:
    from hengxiao import read

    return marks(rows_of(read(path)[0]))
