"""`hengxiao demo` (演示): the whole main job on the sample forms."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import FormKind, Language

if TYPE_CHECKING:
    from hengxiao.core.targets import Form

SAMPLES = ("附表五-2020.docx", "自评表-2020.docx")


def demo(
    lang: Lang,
    samples: Annotated[Path, typer.Option("--samples", help="样表文件夹 / folder of samples")] = Path("samples"),
    out: Annotated[Path, typer.Option("--out", help="结果文件夹 / folder for the results")] = Path("demo-output"),
    year: Annotated[bool, typer.Option("--year/--no-year", help="载入演示年度 / load the played year")] = True,
    year_only: Annotated[bool, typer.Option("--year-only", help="只载入演示年度 / only load the played year")] = False,
) -> None:
    """用样表走一遍：读表、审核、评分、打印，并载入演示年度 / walk through the samples and load a played year."""
    missing = [name for name in SAMPLES if not (samples / name).is_file()]
    if missing:
        console.complain("no_samples", lang, folder=samples, names="、".join(missing))
        raise typer.Exit(2)
    out.mkdir(parents=True, exist_ok=True)
    if not year_only:
        walk_samples(samples, out, lang)
    if year and find_spec("django") is not None:
        show_year(samples, out / "site", lang)


def walk_samples(samples: Path, out: Path, lang: Language) -> None:
    """Every sample read, checked, scored and printed (样表走一遍)."""
    from hengxiao.cli.opening import opened_or_exit

    written: list[Path] = []
    for name in SAMPLES:
        for form in opened_or_exit(samples / name, lang).forms:
            written += walk(form, out, lang)
    console.screen().rule(align="left")
    console.tell("demo_done", lang)
    for path in written:
        console.tell("demo_file", lang, path=path)


def show_year(samples: Path, data: Path, lang: Language) -> None:
    """Load the played year into a data folder of its own and name its accounts (演示年度)."""
    os.environ |= {"HENGXIAO_DATA": str(data), "HENGXIAO_DEMO": "1", "HENGXIAO_LOG_LEVEL": "WARNING"}
    from hengxiao.site.serving import migrate, set_up

    set_up()
    console.screen().rule(align="left")
    console.tell("year_loading", lang)
    for _ in migrate(wanted=True):
        continue
    from hengxiao.cli.played import load_year, password

    shown = console.table(*(say(f"cli.year_{name}", lang) for name in ("username", "name", "role", "organisation")))
    for account in load_year(samples):
        shown.add_row(*account)
    console.screen().print(shown)
    console.tell("year_password", lang, password=password())
    console.tell("year_open", lang, data=data)


def walk(form: Form, out: Path, lang: Language) -> list[Path]:
    """Show, check, score and print one form; returns the files written."""
    from hengxiao.cli.checking import checked, show_report
    from hengxiao.cli.opening import pack_of
    from hengxiao.cli.reporting import write_page
    from hengxiao.cli.scoring import show_sheet
    from hengxiao.cli.showing import show_form
    from hengxiao.core.printing import print_form
    from hengxiao.core.scoring import score, write_proof

    pack, stem = pack_of(form), Path(form.source).stem
    show_form(form, lang)
    report = checked(form, pack)
    show_report(form, pack, report, (), lang)
    written, sheet = [], None
    if form.kind == FormKind.SELF_EVALUATION:
        sheet = score(form, pack)
        show_sheet(sheet, lang)
        written.append(out / f"{stem}-评分证明")
        write_proof(sheet, written[-1])
    for suffix in (".docx", ".xlsx", ".pdf"):
        written.append(out / f"{stem}{suffix}")
        print_form(form, form.layout, written[-1])
    written.append(out / f"{stem}-报告.html")
    write_page(written[-1], form, report, sheet, pack, lang)
    return written
