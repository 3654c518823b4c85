"""`hengxiao report` (报告): one HTML page per form with rows, findings, scores and charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang, OnePath, PackFolders, PackId
from hengxiao.core.terms.kinds import FormKind, Language

if TYPE_CHECKING:
    from hengxiao.core.checks import Report
    from hengxiao.core.packs import Pack
    from hengxiao.core.scoring import ScoreSheet
    from hengxiao.core.targets import Form


def report(
    path: OnePath,
    to: Annotated[Path, typer.Option("--to", help=".html", show_default=False)],
    lang: Lang,
    pack: PackId = "",
    packs: PackFolders = None,
) -> None:
    """写一页报告：读懂的表、问题、得分、图表 / write a one-page report with charts."""
    from hengxiao.cli.checking import checked
    from hengxiao.cli.opening import opened_or_exit, pack_of
    from hengxiao.core.scoring import score

    forms = opened_or_exit(path, lang, packs or ()).forms
    for number, form in enumerate(forms, 1):
        rules = pack_of(form, pack, packs or ())
        sheet = score(form, rules) if form.kind == FormKind.SELF_EVALUATION else None
        target = to if len(forms) == 1 else to.with_stem(f"{to.stem}-{number:02d}")
        write_page(target, form, checked(form, rules), sheet, rules, lang)
        console.tell("report_written", lang, target=target)


def write_page(target: Path, form: Form, found: Report, sheet: ScoreSheet | None, pack: Pack, lang: Language) -> None:
    """Write the page of one form (写报告)."""
    from hengxiao.cli.checking import citation
    from hengxiao.core.printing.report import write_report

    cites = {finding.code: citation(finding).get("cites", "") for finding in found.findings}
    findings = (*form.findings, *found.findings)
    write_report(target, form, findings, sheet, language=lang, pack=pack.title, cites=cites)
