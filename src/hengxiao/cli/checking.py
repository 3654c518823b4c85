"""`hengxiao check` (审核)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengxiao.cli import console
from hengxiao.cli.options import AsJson, Lang, PackFolders, PackId, Paths
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import FormKind, Language, Severity

if TYPE_CHECKING:
    from hengxiao.cli.opening import Opened
    from hengxiao.core.checks import Report, Waiver
    from hengxiao.core.packs import Pack
    from hengxiao.core.targets import Finding, Form

RECURRING = 3
Earlier = Annotated[
    list[Path] | None,
    typer.Option("--earlier", help="往年的目标表或自评表，可多次给出 / earlier forms, repeatable", show_default=False),
]
Waivers = Annotated[
    Path | None, typer.Option("--waivers", help="豁免清单 .toml，须写理由 / waivers with reasons", show_default=False)
]


def check(
    paths: Paths,
    lang: Lang,
    pack: PackId = "",
    earlier: Earlier = None,
    waivers: Waivers = None,
    fix: Annotated[bool, typer.Option("--fix", help="以差异形式给出修改建议 / propose corrections as a diff")] = False,
    apply: Annotated[
        Path | None, typer.Option("--apply", help="把建议写成新文件 / write the corrected form", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="逐条列出，不归并 / list every finding by itself")] = False,
    json: AsJson = False,
    packs: PackFolders = None,
) -> None:
    """一次列出表中全部问题及所依规则 / every finding at once, with the rule it breaks."""
    from hengxiao.cli.opening import files_below, open_forms, opened_or_exit, pack_of
    from hengxiao.core.packs import known_layouts

    folders = packs or ()
    layouts, allowed, unread = known_layouts(folders), _waivers(waivers, lang), False
    past = tuple(form for path in earlier or () for form in opened_or_exit(path, lang, folders).forms)
    for path, source in files_below(paths):
        opened = open_forms(path, layouts, source)
        unread = unread or opened.failed
        if opened.failed:
            _report_failure(opened, lang, json)
        for form in opened.forms:
            rules = pack_of(form, pack, folders)
            report = checked(form, rules, past, allowed)
            if json:
                console.emit(check_record(form, rules, report, opened.findings, lang))
            else:
                show_report(form, rules, report, opened.findings, lang, every)
            if fix or apply is not None:
                _propose(form, rules, report.findings, apply, lang, folders)
    raise typer.Exit(3 if unread else 0)


def checked(form: Form, pack: Pack, earlier: Sequence[Form] = (), waivers: Sequence[Waiver] = ()) -> Report:
    """All findings of a form; a self-evaluation is scored first, so that its scores can be compared (审核)."""
    from hengxiao.core.checks import examine

    expected = None
    if form.kind == FormKind.SELF_EVALUATION:
        from hengxiao.core.scoring import score

        expected = {line.place: line.score for line in score(form, pack).lines if line.score is not None}
    return examine(form, pack, earlier=earlier, waivers=waivers, expected_scores=expected)


def check_record(form: Form, pack: Pack, report: Report, around: Sequence[Finding], lang: Language) -> dict[str, Any]:
    """Findings of one form as JSON (审核结果)."""
    from hengxiao.core.targets.records import finding_record

    findings = (*around, *form.findings, *report.findings)
    return {
        "source": form.source,
        "title": form.title,
        "pack": pack.id,
        "findings": [finding_record(f, lang) | citation(f) for f in findings],
        "waived": [
            finding_record(w.finding, lang) | {"reason": w.waiver.reason, "by": w.waiver.by} for w in report.waived
        ],
    }


def citation(finding: Finding) -> dict[str, str]:
    """The rule a finding rests on (依据); nothing for what a reader says of a file."""
    from hengxiao.core.checks import all_checks

    known = next((check for check in all_checks() if finding.code == f"checks.{check.id}"), None)
    return {"name": known.code, "cites": known.cites} if known else {}


def show_report(
    form: Form, pack: Pack, report: Report, around: Sequence[Finding], lang: Language, every: bool = False
) -> None:
    """Print findings with place, rule and what to do (审核结果); what recurs is said once with all its places."""
    from rich.markup import escape

    screen = console.screen()
    screen.rule(f"[bold]{escape(form.title or form.source)}[/]  {pack.id}", align="left")
    findings = (*around, *form.findings, *report.findings)
    headings = ("severity", "place", "rule", "finding", "cites")
    listing = console.table(*(say(f"cli.column_{name}", lang) for name in headings))
    for group in grouped(findings, len(findings) if every else RECURRING):
        first, places = group[0], [address(f) for f in group[1:]]
        more = say("cli.also_at", lang, {"count": len(places), "places": " ".join(places)}) if places else ""
        cells = (first.code.removeprefix("checks."), f"{first.message(lang)}{more}", citation(first).get("cites", ""))
        listing.add_row(console.severity_label(first.severity, lang), escape(address(first)), *map(escape, cells))
    screen.print(listing)
    counts = {level: sum(f.severity == level for f in findings) for level in Severity}
    console.tell("checked", lang, waived=len(report.waived), **{str(level): n for level, n in counts.items()})
    for waived in report.waived:
        console.tell("waived", lang, code=waived.waiver.code, where=waived.waiver.where, reason=waived.waiver.reason)
    for unused in report.unused:
        console.tell("waiver_unused", lang, code=unused.code, where=unused.where)


def grouped(findings: Sequence[Finding], recurring: int) -> list[list[Finding]]:
    """Findings in order (归并): more than `recurring` of one code at cells of their own are taken together."""
    kinds: dict[tuple[str, str, Severity], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.variant, finding.severity), []).append(finding)
    groups: list[list[Finding]] = []
    for finding in findings:
        alike = kinds[finding.code, finding.variant, finding.severity]
        apart = len({address(each) for each in alike}) < len(alike)
        if finding.severity == Severity.ERROR or len(alike) <= recurring or apart:
            groups.append([finding])
        elif alike[0] is finding:
            groups.append(alike)
    return groups


def address(finding: Finding) -> str:
    """Where a finding stands (位置)."""
    return finding.place.address if finding.place else ""


def _report_failure(opened: Opened, lang: Language, json: bool) -> None:
    from hengxiao.cli.showing import show_findings

    if json:
        console.emit(opened.record(lang))
        return
    show_findings(opened.findings, lang)
    console.complain("not_read", lang, source=opened.source)


def _propose(
    form: Form, rules: Pack, findings: Sequence[Finding], to: Path | None, lang: Language, packs: Sequence[Path]
) -> None:
    from rich.markup import escape

    from hengxiao.core.checks import apply_fixes, diff, fixes

    proposed = fixes(findings)
    for line in diff(proposed, form.source).splitlines():
        style = "red" if line.startswith("-") else "green" if line.startswith("+") else "dim"
        console.screen().print(escape(line), style=style)
    if not proposed:
        console.tell("nothing_to_fix", lang)
    if to is None or not proposed:
        return
    from hengxiao.core.printing import PrintError, form_for, print_form

    try:
        print_form(apply_fixes(form, proposed), form_for(form.layout, form.kind, rules.id, packs), to, packs=packs)
    except PrintError as error:
        console.complain("print_refused", lang, reason=error.message(lang))
        raise typer.Exit(3) from None
    console.tell("fixed", lang, count=len(proposed), to=to)


def _waivers(path: Path | None, lang: Language) -> tuple[Waiver, ...]:
    from hengxiao.core.checks import EmptyReasonError, Waiver

    if path is None:
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("waiver", [])
        return tuple(Waiver(**entry) for entry in entries)
    except (OSError, tomllib.TOMLDecodeError, TypeError, EmptyReasonError) as error:
        console.complain("bad_waivers", lang, path=path, reason=error)
        raise typer.Exit(2) from None
