"""`hengxiao conformance run|answer` (一致性测试): puts the kit's cases to any program, or answers them ourselves."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengxiao.cli import console
from hengxiao.cli.options import AsJson, Lang
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language

if TYPE_CHECKING:
    from hengxiao.cli.conformance.running import Result

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="一致性测试：比较任何程序的答案 / conformance kit for any program"
)
OURSELVES = (sys.executable, "-c", "from hengxiao.cli.main import run; run()", "conformance", "answer")
SHOWN = 20
Command = Annotated[
    str,
    typer.Option("--command", help="被测程序；不给则测本产品 / the program; else ourselves", show_default=False),
]
Folder = Annotated[Path | None, typer.Option("--cases", help="用例文件夹 / folder of the cases", show_default=False)]
Areas = Annotated[
    list[str] | None,
    typer.Option("--area", help="value reading rule score monitor check；可多次 / may repeat", show_default=False),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="用例编号或其开头 / id or its beginning", show_default=False)
]


@app.command()
def run(
    lang: Lang,
    command: Command = "",
    cases: Folder = None,
    area: Areas = None,
    only: Only = None,
    timeout: Annotated[float, typer.Option("--timeout", help="每个用例最多几秒 / seconds per case", min=0.1)] = 10.0,
    window: Annotated[int, typer.Option("--window", help="同时提出几个用例 / cases put ahead", min=1)] = 8,
    json: AsJson = False,
) -> None:
    """把用例交给一个程序作答并比对；全部正确才返回 0 / put cases to a program and compare; 0 = all right."""
    from hengxiao.cli.conformance.cases import CasesError, folder_of, load_cases
    from hengxiao.cli.conformance.running import RIGHT, run_cases

    try:
        chosen = load_cases(folder_of(cases), area or (), only or ())
    except CasesError as error:
        complain("no_cases", lang, path=error.args[0], reason=error.args[1])
        raise typer.Exit(2) from None
    if not chosen:
        complain("none_chosen", lang)
        raise typer.Exit(2)
    words = shlex.split(command) if command.strip() else list(OURSELVES)
    try:
        with progress(lang, len(chosen)) as step:
            results = run_cases(words, chosen, timeout=timeout, window=window, tell=step)
    except OSError as error:
        complain("not_started", lang, command=words[0], reason=error.strerror or error)
        raise typer.Exit(2) from None
    if json:
        console.emit(summary_record(results))
    else:
        show(results, lang)
    raise typer.Exit(0 if all(result.outcome == RIGHT for result in results) else 1)


@app.command()
def answer() -> None:
    """本产品作答：标准输入每行一个用例 / our own answers, one case per line of stdin."""
    from hengxiao.cli.conformance.answering import answer_lines

    for line in answer_lines(sys.stdin):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


@contextmanager
def progress(lang: Language, count: int) -> Iterator[Callable[[Result], None]]:
    """A progress bar on standard error, moved by each result (进度条)."""
    from rich.progress import Progress

    with Progress(console=console.screen(stderr=True), transient=True) as bar:
        task = bar.add_task(say("conformance.running", lang), total=count)
        yield lambda _result: bar.advance(task)


def counts(results: Sequence[Result]) -> dict[str, Counter[str]]:
    """Outcomes by area (各领域结果)."""
    areas: dict[str, Counter[str]] = {}
    for result in results:
        tally = areas.setdefault(result.case.area, Counter())
        tally[result.outcome] += 1
        tally["alarms"] += result.warned and result.case.compare == "value"
    return areas


def summary_record(results: Sequence[Result]) -> dict[str, Any]:
    """The results for machines (结果汇总): counts per area, and every case that is not right."""
    from hengxiao.cli.conformance.running import OUTCOMES, RIGHT

    return {
        "cases": len(results),
        "areas": {
            area: {name: tally[name] for name in (*OUTCOMES, "alarms")} for area, tally in counts(results).items()
        },
        "not_right": [
            {
                "id": result.case.id,
                "title": result.case.title,
                "outcome": result.outcome,
                "differences": [{"code": found.code, **found.facts} for found in result.differences],
            }
            for result in results
            if result.outcome != RIGHT
        ],
    }


def show(results: Sequence[Result], lang: Language) -> None:
    """The results for people (结果): a table by area, then the first differences."""
    from rich.markup import escape

    from hengxiao.cli.conformance.running import FAILED, OUTCOMES, WRONG

    listing = console.table(*(say(f"conformance.{name}", lang) for name in ("area", *OUTCOMES, "alarms", "share")))
    for area, tally in counts(results).items():
        cells = [str(tally[name]) for name in (*OUTCOMES, "alarms")]
        listing.add_row(say(f"conformance.area_{area}", lang), *cells, percent(tally))
    console.screen().print(listing)
    bad = [result for result in results if result.outcome in (WRONG, FAILED)]
    for result in bad[:SHOWN]:
        differences = "；".join(say(found.code, lang, found.facts) for found in result.differences)
        console.screen().print(escape(f"{result.case.id}  {result.case.title}\n    {differences}"))
    if len(bad) > SHOWN:
        tell("more", lang, count=len(bad) - SHOWN)
    tell("all_right" if not bad else "some_wrong", lang, count=len(results), wrong=len(bad))


def percent(tally: Counter[str]) -> str:
    """Share of right answers among all cases of an area (正确率)."""
    from hengxiao.cli.conformance.running import OUTCOMES, RIGHT

    return f"{tally[RIGHT] * 100 / sum(tally[name] for name in OUTCOMES):.1f}%"


def tell(code: str, language: Language, /, **facts: Any) -> None:
    """Print a message of the kit."""
    from rich.markup import escape

    console.screen().print(escape(say(f"conformance.{code}", language, facts)))


def complain(code: str, language: Language, /, **facts: Any) -> None:
    """Print a message of the kit to standard error."""
    from rich.markup import escape

    console.screen(stderr=True).print(escape(say(f"conformance.{code}", language, facts)), style="red")
