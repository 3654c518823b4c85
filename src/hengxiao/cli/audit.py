"""`hengxiao audit` (审计日志): verify, export and anchor the chain; only this command loads the site."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Annotated, TextIO

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang
from hengxiao.cli.serve import Data, open_site

app = typer.Typer(help="审计日志：核对、导出、日锚 / the audit log: verify, export, anchor", no_args_is_help=True)
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="写到文件，默认标准输出 / file instead of standard output", show_default=False),
]


@contextmanager
def _writing(path: Path | None) -> Iterator[TextIO]:
    """Where lines go; a file that exists already is never written over."""
    if path is None:
        yield sys.stdout
        return
    with path.open("x", encoding="utf-8", newline="\n") as opened:
        yield opened


def _refuse_existing(path: Path | None, lang: Lang) -> None:
    if path is not None and path.exists():
        console.complain("audit_exists", lang, path=path)
        raise typer.Exit(2)


def _write(lines: Iterable[str], path: Path | None) -> None:
    with _writing(path) as out:
        out.writelines(lines)


@app.command()
def export(lang: Lang, output: Output = None, data: Data = None) -> None:
    """导出全部审计日志（JSON Lines）/ the whole log as JSON Lines."""
    open_site(lang, data)
    from hengxiao.base.audit_export import lines, note_export

    _refuse_existing(output, lang)
    note_export("base.export_audit", getuser())
    _write(lines(), output)


@app.command()
def anchor(lang: Lang, output: Output = None, data: Data = None) -> None:
    """补齐日锚并输出，请存到别处 / anchor the finished days and print all anchors, to be kept elsewhere."""
    open_site(lang, data)
    from django.utils import timezone

    from hengxiao.base.audit_export import anchor_export, anchor_finished, note_export

    _refuse_existing(output, lang)
    made = anchor_finished(timezone.localdate())
    note_export("base.export_anchors", getuser())
    _write(anchor_export(), output)
    if output is not None:
        console.tell("audit_anchored", lang, count=len(made), path=output)


@app.command()
def verify(
    lang: Lang,
    export: Annotated[
        Path | None,
        typer.Argument(help="导出的日志；不给则核对数据库 / an export; else the database", show_default=False),
    ] = None,
    anchors: Annotated[
        Path | None, typer.Option("--anchors", help="另存的日锚 / anchors kept elsewhere", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """核对审计日志有没有被改动 / was the log changed."""
    from hengxiao import verify_audit

    missing = next((path for path in (export, anchors) if path is not None and not path.is_file()), None)
    if missing is not None:
        console.complain("no_such_file", lang, path=missing)
        raise typer.Exit(2)
    if export is not None:
        raise typer.Exit(verify_audit.main([str(export), *(["--anchors", str(anchors)] if anchors else [])]))
    open_site(lang, data)
    from hengxiao.base.audit_export import lines

    outside = anchors.read_text(encoding="utf-8").splitlines() if anchors else ()
    raise typer.Exit(verify_audit.report(lines(), outside))
