"""`hengxiao score` and `hengxiao monitor` (评分、监控)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengxiao.cli import console
from hengxiao.cli.options import AsJson, Lang, OnePath, PackFolders, PackId
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language

if TYPE_CHECKING:
    from hengxiao.core.scoring import ScoreSheet
    from hengxiao.core.scoring.lights import Light, Monitoring
    from hengxiao.core.targets import Finding

LIGHTS = {"red": "bold red", "yellow": "yellow", "green": "green", "blue": "blue", "none": "dim"}
Approved = Annotated[
    Path | None, typer.Option("--approved", help="批复的绩效目标表 / the approved targets", show_default=False)
]
Spread = Annotated[
    bool,
    typer.Option("--spread", help="表中没有分值时按权重平分 / spread the weights where no points stand"),
]


def score(
    path: OnePath,
    lang: Lang,
    pack: PackId = "",
    approved: Approved = None,
    spread: Spread = False,
    proof: Annotated[
        Path | None, typer.Option("--proof", help="把评分证明写入文件夹 / write the proof bundle", show_default=False)
    ] = None,
    json: AsJson = False,
    packs: PackFolders = None,
) -> None:
    """按规则包评分，逐项说明怎么来的 / score a self-evaluation and explain every point."""
    from hengxiao.cli.opening import opened_or_exit, pack_of
    from hengxiao.core.scoring import score as score_form
    from hengxiao.core.scoring import write_proof

    opened = opened_or_exit(path, lang, packs or ())
    given = opened_or_exit(approved, lang, packs or ()).forms[0] if approved else None
    for number, form in enumerate(opened.forms):
        sheet = score_form(form, pack_of(form, pack, packs or ()), approved=given, spread=spread)
        if json:
            console.emit(sheet_record(sheet, lang))
        else:
            show_sheet(sheet, lang)
        if proof is not None:
            folder = proof if len(opened.forms) == 1 else proof / f"{number + 1:02d}"
            write_proof(sheet, folder)
            if not json:
                console.tell("proof_written", lang, folder=folder)


def monitor(
    path: OnePath,
    lang: Lang,
    month: Annotated[int, typer.Option("--month", help="截至几月 / up to which month", min=1, max=12)],
    pack: PackId = "",
    json: AsJson = False,
    packs: PackFolders = None,
) -> None:
    """监控亮灯：规则包的算法与按指标性质的判断并排 / monitoring lights, the pack's rule beside a kind-aware one."""
    from hengxiao.cli.opening import opened_or_exit, pack_of
    from hengxiao.core.scoring import monitor as monitor_form

    for form in opened_or_exit(path, lang, packs or ()).forms:
        watched = monitor_form(form, pack_of(form, pack, packs or ()), month)
        if json:
            console.emit(watched.record(lang))
        else:
            show_monitoring(watched, lang)


def show_sheet(sheet: ScoreSheet, lang: Language) -> None:
    """Print scores with their explanations, totals and differences from the printed ones."""
    from rich.markup import escape

    from hengxiao.cli.showing import show_findings

    screen = console.screen()
    screen.rule(f"[bold]{escape(sheet.title or sheet.source)}[/]  {sheet.pack}", align="left")
    headings = ("name", "target", "actual", "points", "score", "printed", "explanation")
    listing = console.table(*(say(f"cli.column_{name}", lang) for name in headings))
    for line in sheet.lines:
        texts = (line.name, line.target.text, line.actual.text)
        numbers = (plain(line.points), plain(line.score), plain(line.printed))
        listing.add_row(*map(escape, texts), *numbers, escape(line.explanation(lang)))
    money = sheet.execution
    numbers = (plain(money.points), plain(money.score), plain(money.printed))
    label = say("cli.execution", lang)
    listing.add_row(label, plain(money.budget), plain(money.executed), *numbers, escape(money.explanation(lang)))
    screen.print(listing)
    for remark in sheet.totals.remarks:
        screen.print(escape(remark.text(lang)))
    if sheet.warning.colour:
        screen.print(escape(sheet.warning.remark.text(lang)))
    for difference in sheet.differences:
        console.tell("difference", lang, what=difference.what, printed=plain(difference.printed),
                     computed=plain(difference.computed))  # fmt: skip
    show_findings(every_finding(sheet), lang)


def show_monitoring(watched: Monitoring, lang: Language) -> None:
    """Print the lights, the pack's rule and the kind-aware one side by side (监控亮灯)."""
    from rich.markup import escape

    from hengxiao.cli.showing import show_findings

    console.screen().rule(f"[bold]{escape(watched.title or watched.source)}[/]  {watched.pack}", align="left")
    headings = ("name", "target", "actual", "nature", "light_pack", "light_aware")
    listing = console.table(*(say(f"cli.column_{name}", lang) for name in headings))
    for line in watched.lines:
        cells = (line.name, line.target.text, line.actual.text, say(f"cli.nature_{line.nature}", lang))
        listing.add_row(*map(escape, cells), light(line.pack, lang), light(line.aware, lang))
    money = watched.money
    label = say("cli.execution", lang)
    amounts = (plain(money.budget), plain(money.executed))
    listing.add_row(label, *amounts, "", light(money.pack, lang), light(money.aware, lang))
    console.screen().print(listing)
    for goal in watched.goals:
        pair = {side: say(f"cli.light_{getattr(goal, side)}", lang) for side in ("pack", "aware")}
        console.tell("goal_light", lang, goal=goal.label, **pair)
    show_findings((*watched.findings, *money.findings), lang)


def light(shown: Light, lang: Language) -> str:
    """A coloured light with its reason (灯色及说明)."""
    from rich.markup import escape

    word = say(f"cli.light_{shown.colour}", lang)
    return f"[{LIGHTS[str(shown.colour)]}]● {word}[/] {escape(shown.remark.text(lang))}"


def every_finding(sheet: ScoreSheet) -> tuple[Finding, ...]:
    """All findings of a sheet (评分中的问题)."""
    lines = tuple(finding for line in sheet.lines for finding in line.findings)
    return (*sheet.findings, *lines, *sheet.execution.findings, *sheet.totals.findings)


def sheet_record(sheet: ScoreSheet, lang: Language) -> dict[str, Any]:
    """A score sheet as JSON (评分结果)."""
    from hengxiao.core.targets.records import finding_record, place_record

    return {
        "source": sheet.source,
        "pack": sheet.pack,
        "total": plain(sheet.total),
        "grade": sheet.grade,
        "subtotal": plain(sheet.totals.subtotal),
        "possible": plain(sheet.totals.possible),
        "missing": list(sheet.missing),
        "execution": {
            "points": plain(sheet.execution.points),
            "score": plain(sheet.execution.score),
            "rate": str(sheet.execution.rate or ""),
            "explanation": sheet.execution.explanation(lang),
        },
        "goals": [
            {"label": goal.label, "subtotal": plain(goal.subtotal), "points": plain(goal.points),
             "ratio": plain(goal.ratio), "contribution": plain(goal.contribution)}
            for goal in sheet.goals
        ],
        "lines": [
            {"goal": line.goal, "level1": line.level1, "level2": line.level2, "name": line.name,
             "target": line.target.text, "actual": line.actual.text, "points": plain(line.points),
             "score": plain(line.score), "printed": plain(line.printed), "method": line.method,
             "direction": str(line.direction), "explanation": line.explanation(lang), "place": place_record(line.place)}
            for line in sheet.lines
        ],
        "differences": [
            {"what": d.what, "printed": plain(d.printed), "computed": plain(d.computed), "place": place_record(d.place)}
            for d in sheet.differences
        ],
        "findings": [finding_record(finding, lang) for finding in every_finding(sheet)],
    }  # fmt: skip


def plain(number: Decimal | None) -> str:
    """A number without exponent, nothing for None."""
    return "" if number is None else f"{number:f}"
