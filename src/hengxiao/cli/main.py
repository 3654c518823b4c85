"""The command `hengxiao` (命令入口): commands, and the outermost boundary for errors."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from hengxiao.cli import (
    audit,
    backup,
    checking,
    conformance,
    demo,
    packs,
    printing,
    procedures,
    reading,
    reindex,
    reporting,
    scoring,
    serve,
    values,
    verifying,
    work,
)
from hengxiao.cli.options import default_language
from hengxiao.core.terms.catalogue import say

app = typer.Typer(
    name="hengxiao",
    help="衡效：读懂、审核、评分、打印预算绩效表 / read, check, score and print budget-performance forms",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("read")(reading.read)
app.command("value")(values.value)
app.command("check")(checking.check)
app.command("score")(scoring.score)
app.command("monitor")(scoring.monitor)
app.command("report")(reporting.report)
app.command("print")(printing.print_)
app.command("verify")(verifying.verify)
app.add_typer(packs.app, name="pack")
app.add_typer(procedures.app, name="procedure")
app.add_typer(conformance.app, name="conformance")
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("work")(work.work)
app.command("reindex")(reindex.reindex)
app.add_typer(audit.app, name="audit")
app.command("setup")(backup.setup)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)


def say_version(asked: bool) -> None:
    """Version of the program (版本), then stop."""
    if asked:
        typer.echo(f"hengxiao {version('hengxiao')}")
        raise typer.Exit


@app.callback()
def top(
    _version: Annotated[
        bool, typer.Option("--version", help="版本 / version", callback=say_version, is_eager=True)
    ] = False,
) -> None:
    """Options before any command (总选项)."""


def run() -> None:
    """Run a command; whatever fails is said in one plain sentence (HENGXIAO_DEBUG=1 shows the trace)."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write(say("cli.interrupted", default_language()) + "\n")
        raise SystemExit(130) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as error:
        if os.environ.get("HENGXIAO_DEBUG"):
            raise
        spoken = getattr(error, "message", None)  # errors of the core say themselves what to do
        if callable(spoken):
            sys.stderr.write(f"{spoken(default_language())}\n")
            raise SystemExit(2) from None
        facts = {"error": f"{type(error).__name__}: {error}"}
        sys.stderr.write(say("cli.unexpected", default_language(), facts) + "\n")
        raise SystemExit(1) from None
