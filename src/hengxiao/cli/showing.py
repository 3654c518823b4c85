"""A form and its findings on the terminal (屏幕上的表)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.markup import escape

from hengxiao.cli import console
from hengxiao.core.targets import Finding, Form, Indicator
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Comparator, Kind, Language
from hengxiao.core.values import Value, parse

SIGNS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.EQUAL: "=", Comparator.ABOVE: ">",
         Comparator.BELOW: "<", Comparator.ABOUT: "≈"}  # fmt: skip
COLUMNS = ("goal", "level1", "level2", "name", "year_before_last", "previous_year", "midterm", "target", "actual",
           "points", "score")  # fmt: skip


def show_form(form: Form, lang: Language) -> None:
    """Print head, money, goals and the understood rows of one form."""
    screen = console.screen()
    screen.rule(f"[bold]{escape(form.title or form.source)}[/]", align="left")
    for label, text in _head(form, lang):
        screen.print(f"[dim]{label}[/] {escape(text)}")
    for goal in form.goals:
        screen.print(f"[dim]{escape(goal.label.text)}[/] {escape(goal.text.text)}")
    used = [name for name in COLUMNS if any(row.text(name) for row in form.indicators)]
    headings = [say(f"cli.column_{name}", lang) for name in used]
    listing = console.table(*headings, say("cli.column_value", lang), say("cli.column_place", lang))
    previous: Indicator | None = None
    for row in form.indicators:
        listing.add_row(*_cells(row, previous, used), escape(understood(value_of(row), lang)), row.place.address)
        previous = row
    screen.print(listing)
    screen.print(say("cli.rows_read", lang, {"rows": len(form.indicators), "goals": len(form.goals)}))


def show_findings(findings: Sequence[Finding], lang: Language) -> None:
    """Print findings with severity, place and code; nothing when there are none."""
    if not findings:
        return
    listing = console.table(*(say(f"cli.column_{name}", lang) for name in ("severity", "place", "finding", "rule")))
    for finding in findings:
        place = finding.place.address if finding.place else ""
        label = console.severity_label(finding.severity, lang)
        listing.add_row(label, escape(place), escape(finding.message(lang)), finding.code)
    console.screen().print(listing)


def value_of(row: Indicator) -> Value:
    """The understood target of an indicator (指标值)."""
    return parse(row.target.text, cells=row.target_cells, indicator=row.name.text, unit=row.unit.text)


def understood(value: Value, lang: Language) -> str:
    """A value in one short line: what was understood, never more than was printed."""
    if value.kind == Kind.COMPOUND:
        return "；".join(f"{part.subject} {understood(part, lang)}".strip() for part in value.parts)
    kind = say(f"cli.kind_{value.kind}", lang)
    dates = "—".join(filter(None, (value.date_from, value.date_to)))
    numbers = " ~ ".join(_plain(number) for number in value.canonical_numbers)
    body = f"{SIGNS.get(value.comparator, '')}{numbers or dates}{value.canonical_unit if numbers else ''}"
    doubt = " ⚠" if value.warnings else ""
    return f"{kind} {body}".rstrip() + doubt


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _cells(row: Indicator, previous: Indicator | None, used: Sequence[str]) -> list[str]:
    labels = ("goal", "level1", "level2")
    same = previous is not None
    cells = []
    for name in used:
        same = same and name in labels and previous is not None and previous.text(name) == row.text(name)
        cells.append("" if same else escape(row.text(name)))
    return cells


def _head(form: Form, lang: Language) -> list[tuple[str, str]]:
    project = form.project
    lines = [
        (say("cli.form_kind", lang), f"{say(f'cli.form_{form.kind}', lang)}  {form.year or ''}  {form.layout}"),
        (say("cli.project", lang), "  ".join(filter(None, (project.name.text, project.code.text)))),
        (say("cli.bodies", lang), "  ".join(filter(None, (project.department.text, project.unit.text)))),
    ]
    for fund in form.funds:
        amounts = [
            f"{say(f'cli.fund_{name}', lang)} {getattr(fund, name).text}{fund.unit}"
            for name in ("planned", "adjusted", "executed")
            if getattr(fund, name).text
        ]
        lines.append((fund.label.text or say("cli.money", lang), "  ".join(amounts)))
    return [(label, text) for label, text in lines if text.strip()]
