"""`hengxiao read DIR --out corpus.parquet` (整库读取): all cores, a progress bar, goes on after a stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import cache
from itertools import islice
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

from hengxiao.cli import console
from hengxiao.core.analytics.corpus import Outcome, Parts
from hengxiao.core.terms.kinds import Language

if TYPE_CHECKING:
    from hengxiao.core.forms import Layout

PART = 500
BATCH = 16
SHOWN_FAILURES = 20


def read_corpus(paths: Iterable[Path], out: Path, jobs: int, lang: Language, packs: Sequence[Path]) -> int:
    """Read every form below the paths into one Parquet file; returns the exit status."""
    from hengxiao.cli.opening import files_below

    if out.suffix != ".parquet":
        console.complain("out_not_parquet", lang, out=out)
        return 2
    parts = Parts(out.with_name(out.name + ".parts"))
    done = parts.finished()
    files = [(path, source, stamp(path)) for path, source in files_below(paths) if path.is_file()]
    waiting = [entry for entry in files if done.get(entry[1]) != entry[2]]
    if not files:
        console.complain("nothing_to_read", lang, paths=" ".join(map(str, paths)))
        return 2
    if len(waiting) < len(files):
        console.tell("resumed", lang, done=len(files) - len(waiting), left=len(waiting))
    failed = _read_all(waiting, parts, jobs or cpu_count() or 1, lang, packs)
    rows = parts.merge(out)
    console.tell("corpus_written", lang, files=len(files) - len(failed), rows=rows, out=out)
    _list_failures(failed, out, lang)
    parts.remove()
    return 3 if failed else 0


def stamp(path: Path) -> str:
    """Size and time of a file: a changed file is read again."""
    state = path.stat()
    return f"{state.st_size}-{state.st_mtime_ns}"


def _read_all(
    waiting: Sequence[tuple[Path, str, str]], parts: Parts, jobs: int, lang: Language, packs: Sequence[Path]
) -> list[Outcome]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    failed: list[Outcome] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console.screen(stderr=True)) as progress:
        task = progress.add_task("读表 / reading", total=len(waiting))
        pending: list[Outcome] = []
        for outcome in _outcomes(waiting, jobs, packs, lang):
            progress.advance(task)
            pending.append(outcome)
            if outcome.failure:
                failed.append(outcome)
            if len(pending) >= PART:
                parts.write(pending)
                pending.clear()
        if pending:
            parts.write(pending)
    return failed


def _outcomes(
    waiting: Sequence[tuple[Path, str, str]], jobs: int, packs: Sequence[Path], lang: Language
) -> Iterator[Outcome]:
    """Outcomes as they come; no more than a few batches are under way, so memory stays flat."""
    batches = iter(waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=200) as pool:

        def start(number: int) -> set[Future[list[Outcome]]]:
            return {pool.submit(_read_batch, batch, tuple(packs), lang) for batch in islice(batches, number)}

        under_way = start(jobs * 2)
        while under_way:
            ready, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            under_way |= start(len(ready))
            for future in ready:
                yield from future.result()


@cache
def _layouts(packs: tuple[Path, ...]) -> tuple[Layout, ...]:
    from hengxiao.core.packs import known_layouts

    return known_layouts(packs)


def _read_batch(batch: Sequence[tuple[Path, str, str]], packs: tuple[Path, ...], lang: Language) -> list[Outcome]:
    return [_read_one(*entry, _layouts(packs), lang) for entry in batch]


def _read_one(path: Path, source: str, mark: str, layouts: Sequence[Layout], lang: Language) -> Outcome:
    from hengxiao.cli.opening import open_forms
    from hengxiao.core.analytics.corpus import corpus_rows

    opened = open_forms(path, layouts, source)
    failure = "；".join(finding.message(lang) for finding in opened.findings) if opened.failed else ""
    return Outcome(source, mark, tuple(corpus_rows(source, opened.forms)), len(opened.forms), failure)


def _list_failures(failed: Sequence[Outcome], out: Path, lang: Language) -> None:
    if not failed:
        return
    listing = out.with_name(out.name + ".failures.txt")
    listing.write_text("".join(f"{outcome.source}\t{outcome.failure}\n" for outcome in failed), encoding="utf-8")
    console.complain("corpus_failures", lang, count=len(failed), listing=listing)
    for outcome in failed[:SHOWN_FAILURES]:
        console.complain("failure_line", lang, source=outcome.source, failure=outcome.failure)
