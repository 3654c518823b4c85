"""A whole folder (整库): forms a second, memory, and whether a run that was killed goes on where it stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

from benchmarks.files import make
from benchmarks.options import Options

LIMIT_MIB = 1024
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command (一次运行): seconds, largest memory in MiB of all its processes, exit status."""

    seconds: float
    peak_mib: float
    status: int


def measure(options: Options) -> list[dict[str, Any]]:
    """Read all forms at once; then again, killed half-way and started anew: the rows must be the same."""
    folder, files = options.folder / "corpus", sources(options)
    count = fill(folder, files, options.forms)
    whole = options.folder / "whole.parquet"
    _clear(whole)
    run = read(folder, whole)
    record = {"what": "whole folder", "forms": count, "seconds": run.seconds, "per_second": count / run.seconds}
    record |= {"peak_mib": run.peak_mib, "limit_mib": LIMIT_MIB, "status": run.status, "rows": _rows(whole)}
    half = min(count, 1000)
    halves = options.folder / "halves.parquet"
    _clear(halves)
    small = options.folder / "half"
    fill(small, files, half)
    first = read(small, halves, stop=True)
    second = read(small, halves)
    again = whole
    if half < count:
        again = options.folder / "again.parquet"
        _clear(again)
        read(small, again)
    resumed = {"what": "killed and resumed", "forms": half, "seconds": first.seconds + second.seconds}
    resumed |= {"status": second.status, "rows": _rows(halves), "same_rows": _same(halves, again)}
    return [record, resumed]


def sources(options: Options) -> list[Path]:
    """Files the folder is made of: the sample in all formats but PDF's foreign makers, and rendered published forms."""
    made = make(options.folder / "files")
    files = [*made["docx"], *made["xlsx"], *made["xls"], *made["html"], *made["doc"], made["pdf"][2]]
    return files + _rendered(options)


def _rendered(options: Options) -> list[Path]:
    script = options.shared / "tools" / "render_corpus.py"
    folder = options.folder / "rendered"
    if not script.is_file():
        return []
    if not folder.is_dir():
        subprocess.run(
            [sys.executable, script, options.shared / "corpus" / "dev", folder], check=True, capture_output=True
        )
    return sorted(p for p in folder.rglob("*") if p.suffix in (".docx", ".xlsx", ".html", ".txt"))


def fill(folder: Path, files: list[Path], count: int) -> int:
    """Copies of the files until there are enough, in folders of 500 (文件夹)."""
    shutil.rmtree(folder, ignore_errors=True)
    for number, source in enumerate(islice(cycle(files), count)):
        part = folder / f"{number // 500:03d}"
        part.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part / f"{number:05d}{source.suffix}")
    return count


def read(folder: Path, out: Path, *, stop: bool = False) -> Run:
    """Run `hengxiao read DIR --out`; with `stop`, kill all its processes once parts are written."""
    command = Path(sys.executable).with_name("hengxiao")
    start = perf_counter()
    process = subprocess.Popen(
        [command, "read", folder, "--out", out],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    peak, over = [0.0], Event()
    watch = Thread(target=_watch, args=(process.pid, peak, over))
    watch.start()
    if stop:
        parts = out.with_name(out.name + ".parts")
        while process.poll() is None and not list(parts.glob("files-*.jsonl")):
            sleep(0.05)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    seconds = perf_counter() - start
    over.set()
    watch.join()
    return Run(seconds, peak[0], status)


def _watch(pid: int, peak: list[float], over: Event) -> None:
    while not over.wait(0.2):
        peak[0] = max(peak[0], sum(map(_memory, {pid, *_below(pid)})))


def _below(pid: int) -> Iterator[int]:
    """All processes started by one (子进程); nothing where the system does not tell."""
    for task in PROC.glob(f"{pid}/task/*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _below(child)


def _memory(pid: int) -> float:
    """Proportional memory of a process in MiB (内存): what it shares with others is counted once."""
    for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = (PROC / str(pid) / name).read_text().splitlines()
        except OSError:
            continue
        found = [int(line.split()[1]) / 1024 for line in lines if line.startswith(key)]
        if found:
            return found[0]
    return 0.0


def _clear(out: Path) -> None:
    out.unlink(missing_ok=True)
    shutil.rmtree(out.with_name(out.name + ".parts"), ignore_errors=True)


def _rows(path: Path) -> int:
    import duckdb

    with duckdb.connect() as base:
        found = base.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    return int(found[0]) if found else 0


def _same(first: Path, second: Path) -> bool:
    """Whether two corpora hold the same rows, each as often."""
    import duckdb

    query = "SELECT count(*) FROM (SELECT * FROM read_parquet(?) EXCEPT ALL SELECT * FROM read_parquet(?))"
    with duckdb.connect() as base:
        counts = [base.execute(query, [str(a), str(b)]).fetchone() for a, b in ((first, second), (second, first))]
    return counts == [(0,), (0,)]
