"""`hengxiao pack show|check|diff|list` (规则包)."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Annotated, Any

import typer

from hengxiao.cli import console
from hengxiao.cli.options import AsJson, Lang, PackFolders
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language, Severity, Status

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="规则包：看、查、比 / rule packs: show, check, compare"
)
STYLES = {Status.VERIFIED: "green", Status.SECONDARY: "yellow", Status.UNVERIFIED: "bold magenta"}
PackName = Annotated[str, typer.Argument(help="规则包代码 / pack id", show_default=False)]


@app.command("list")
def list_packs(lang: Lang, packs: PackFolders = None) -> None:
    """列出现有规则包 / list the packs."""
    from hengxiao.core.packs import available, load

    listing = console.table(*(say(f"cli.column_{name}", lang) for name in ("pack", "title", "document", "rules")))
    for pack_id in available(packs or ()):
        pack = load(pack_id, packs or ())
        listing.add_row(pack.id, pack.title, pack.document, str(len(pack.codes())))
    console.screen().print(listing)


@app.command()
def show(
    pack_id: PackName,
    lang: Lang,
    code: Annotated[str, typer.Argument(help="规则编码或其开头 / rule code or its beginning", show_default=False)] = "",
    origin: Annotated[bool, typer.Option("--origin", help="显示文件、行号 / show file and line")] = False,
    json: AsJson = False,
    packs: PackFolders = None,
) -> None:
    """显示规则值、施行日期、依据和核实状态 / show values with date, decree and status."""
    from hengxiao.core.packs import load, rule_record

    pack = load(pack_id, packs or ())
    rules = [rule for name, rule in pack.rules().items() if name == code or name.startswith(f"{code}." if code else "")]
    if not rules:
        console.complain("no_such_rule", lang, code=code, pack=pack_id)
        raise typer.Exit(2)
    if json:
        for rule in rules:
            console.emit(rule_record(rule))
        return
    headings = ["code", "rule_value", "in_force", "cites", "status"] + (["origin"] if origin else [])
    listing = console.table(*(say(f"cli.column_{name}", lang) for name in headings), title=f"{pack.id} {pack.title}")
    for rule in rules:
        cells = [rule.code, shown(rule.plain()), rule.in_force.isoformat(), rule.cites, status_label(rule.status, lang)]
        listing.add_row(*cells, *([f"{rule.pack} {rule.origin}"] if origin else []))
    console.screen().print(listing)


@app.command()
def check(
    lang: Lang,
    pack_ids: Annotated[list[str] | None, typer.Argument(help="规则包代码；不给则全部", show_default=False)] = None,
    packs: PackFolders = None,
) -> None:
    """检查规则包是否完整、自洽 / check that packs are complete and consistent."""
    from hengxiao.cli.reprinting import reprinter
    from hengxiao.cli.showing import show_findings
    from hengxiao.core.packs import available, check_pack
    from hengxiao.core.reading import open_document

    wrong, reprint = 0, reprinter(packs or ())
    for pack_id in pack_ids or available(packs or ()):
        findings = check_pack(pack_id, packs or (), open_document=open_document, reprint=reprint)
        wrong += any(finding.severity == Severity.ERROR for finding in findings)
        console.tell("pack_checked", lang, pack=pack_id, count=len(findings))
        show_findings(findings, lang)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def diff(
    first: PackName,
    second: PackName,
    lang: Lang,
    on: Annotated[
        Path | None,
        typer.Option("--on", help="同一张表在两个包下的审核和评分 / the same form under both", show_default=False),
    ] = None,
    json: AsJson = False,
    packs: PackFolders = None,
) -> None:
    """比较两个规则包；--on 比较同一数据的结果 / compare two packs, or one form under both."""
    from hengxiao.core.packs import diff as compare
    from hengxiao.core.packs import rule_record

    if on is not None:
        from hengxiao.cli.comparing import compare_on

        raise typer.Exit(compare_on(on, first, second, lang, json, packs or ()))
    changes = compare(first, second, packs or ())
    listing = console.table(say("cli.column_code", lang), first, second)
    for change in changes:
        sides = [rule_record(rule) if rule else None for rule in (change.first, change.second)]
        if json:
            console.emit({"code": change.code, "first": sides[0], "second": sides[1]})
        else:
            listing.add_row(change.code, *(f"{shown(s['value'])}\n[dim]{s['cites']}[/]" if s else "—" for s in sides))
    if not json:
        console.screen().print(listing)


def status_label(status: Status, lang: Language) -> str:
    """Coloured word for how a value is known (核实状态); an unverified one cannot be overlooked."""
    return f"[{STYLES[status]}]{say(f'cli.status_{status}', lang)}[/]"


def shown(value: Any) -> str:
    """A rule value in readable form: lists and tables in short JSON."""
    from rich.markup import escape

    if isinstance(value, str):
        return escape(value)
    return escape(jsonlib.dumps(value, ensure_ascii=False, default=str))
