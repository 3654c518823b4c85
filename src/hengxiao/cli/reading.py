"""`hengxiao read` (读表)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import AsJson, Lang, PackFolders, Paths
from hengxiao.core.terms.kinds import Language

if TYPE_CHECKING:
    from hengxiao.cli.opening import Opened


def read(
    paths: Paths,
    lang: Lang,
    json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="整个文件夹读成一个 .parquet / a folder into one .parquet")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="并行数；0 为全部处理器 / 0 = all cores", min=0)] = 0,
    packs: PackFolders = None,
) -> None:
    """读出表中每一行及其位置 / read every row of a form with its place."""
    from hengxiao.cli.opening import files_below, open_forms
    from hengxiao.core.packs import known_layouts

    if out is not None:
        from hengxiao.cli.corpus import read_corpus

        raise typer.Exit(read_corpus(paths, out, jobs, lang, packs or ()))
    layouts, unread, seen = known_layouts(packs or ()), 0, 0
    for path, source in files_below(paths):
        opened = open_forms(path, layouts, source)
        seen, unread = seen + 1, unread + opened.failed
        if json:
            _emit(opened, lang)
        else:
            _show(opened, lang)
    if not seen:
        console.complain("nothing_to_read", lang, paths=" ".join(map(str, paths)))
        raise typer.Exit(2)
    raise typer.Exit(3 if unread else 0)


def _emit(opened: Opened, lang: Language) -> None:
    from hengxiao.core.targets.records import form_record

    for number, form in enumerate(opened.forms):
        record = form_record(form, opened.findings if not number else (), lang)
        console.emit(record | {"source": opened.source})
    if opened.failed:
        console.emit(opened.record(lang))


def _show(opened: Opened, lang: Language) -> None:
    from hengxiao.cli.showing import show_findings, show_form

    for form in opened.forms:
        show_form(form, lang)
        show_findings(form.findings, lang)
    show_findings(opened.findings, lang)
    if opened.failed:
        console.complain("not_read", lang, source=opened.source)
