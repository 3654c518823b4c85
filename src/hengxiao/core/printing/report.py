"""One-page HTML report of a form (报告): what was understood, what is wrong, what was scored; no script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengxiao.core.printing.charts import Bar, bars
from hengxiao.core.printing.fields import target_text
from hengxiao.core.printing.merging import runs
from hengxiao.core.printing.scored import ScoredLine, Scores
from hengxiao.core.targets import Finding, Form, Indicator
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language, Severity

if TYPE_CHECKING:
    from jinja2 import Template

Words = Callable[[str], str]
TREE = ("goal", "level1", "level2")
COLUMNS = (
    "year_before_last",
    "previous_year",
    "midterm",
    "target",
    "actual",
    "points",
    "score",
    "deviation",
    "standard",
)
SHOWN = 4
TONES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


@dataclass(frozen=True, slots=True)
class TreeCell:
    """A label of the goal → level tree with the rows it covers (层级单元格)."""

    text: str
    rows: int


def write_report(
    path: Path | str,
    form: Form,
    findings: Sequence[Finding] = (),
    sheet: Scores | None = None,
    *,
    language: Language | str = Language.CHINESE,
    pack: str = "",
    cites: Mapping[str, str] | None = None,
) -> None:
    """Write the report of a form as one HTML file (写报告).

    `findings` are listed in the given order; `cites` gives the rule by finding code; `pack` is the rule pack's title.
    """
    Path(path).write_text(
        report_html(form, findings, sheet, language=language, pack=pack, cites=cites), encoding="utf-8"
    )


def report_html(
    form: Form,
    findings: Sequence[Finding] = (),
    sheet: Scores | None = None,
    *,
    language: Language | str = Language.CHINESE,
    pack: str = "",
    cites: Mapping[str, str] | None = None,
) -> str:
    """The report as HTML (报告)."""

    def words(key: str) -> str:
        return say(f"printing.report_{key}", language)

    return _template().render(
        t=words,
        lang="zh-CN" if str(language) == "zh" else "en",
        form=form,
        pack=pack,
        head=_head(form, words),
        figures=_figures(form, findings, sheet, words),
        charts=_charts(form, findings, sheet, words),
        groups=_groups(findings, language, cites or {}),
        columns=_columns(form),
        rows=_rows(form, findings),
        sheet=sheet,
        scored=[] if sheet is None else _scored(sheet.lines, language),
        execution="" if sheet is None else sheet.execution.explanation(language),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("hengxiao.core.printing") / "report.html.j2").read_text(encoding="utf-8"))


def _head(form: Form, words: Words) -> list[tuple[str, str]]:
    names = ("name", "code", "department", "unit", "period", "kind")
    pairs = [(words(f"project_{name}"), getattr(form.project, name).text) for name in names]
    for fund in form.funds:
        amounts = [
            f"{words(f'fund_{name}')} {getattr(fund, name).text}"
            for name in ("planned", "adjusted", "executed", "rate", "midterm")
            if getattr(fund, name)
        ]
        unit = f"（{fund.unit}）" if fund.unit else ""
        pairs.append((fund.label.text + unit, "　".join(amounts)))
    return [(label, text) for label, text in pairs if text]


def _figures(form: Form, findings: Sequence[Finding], sheet: Scores | None, words: Words) -> list[tuple[str, str, str]]:
    """(label, figure, tone) of the cards at the top."""
    figures = [
        (words("goals"), str(len(form.goals)), "main"),
        (words("indicators"), str(len(form.indicators)), "main"),
    ]
    for severity, tone in TONES.items():
        number = sum(finding.severity == severity for finding in findings)
        figures.append((words(f"severity_{severity}"), str(number), tone if number else "quiet"))
    if sheet is not None:
        total = words("unscored") if sheet.total is None else _plain(sheet.total)
        figures.append((words("total"), f"{total} {sheet.grade}".strip(), "main"))
    return figures


def _charts(form: Form, findings: Sequence[Finding], sheet: Scores | None, words: Words) -> list[tuple[str, Any]]:
    charts = [(words("chart_findings"), _severities(findings, words))]
    if sheet is None:
        charts.append((words("chart_levels"), _levels(form)))
    else:
        charts.append((words("chart_scores"), _scores(sheet, words)))
        charts.append((words("chart_goals"), _goals(sheet)))
    return [(title, _with_title(title, rows)) for title, rows in charts if rows]


def _with_title(title: str, rows: Sequence[Bar]) -> Any:
    from markupsafe import Markup

    return Markup(bars(rows, title=title))


def _severities(findings: Sequence[Finding], words: Words) -> list[Bar]:
    counts = {severity: sum(finding.severity == severity for finding in findings) for severity in TONES}
    most = Decimal(max(counts.values()))
    return [
        Bar(words(f"severity_{severity}"), Decimal(count), most, str(count), TONES[severity])
        for severity, count in counts.items()
        if most
    ]


def _levels(form: Form) -> list[Bar]:
    counts: dict[str, int] = {}
    for indicator in form.indicators:
        label = indicator.level1.text or "—"
        counts[label] = counts.get(label, 0) + 1
    most = Decimal(max(counts.values(), default=0))
    return [Bar(label, Decimal(count), most, str(count)) for label, count in counts.items()]


def _scores(sheet: Scores, words: Words) -> list[Bar]:
    """Scores against points of every level-1 label, then of the money."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for line in sheet.lines:
        score, points = sums.get(line.level1, (Decimal(0), Decimal(0)))
        sums[line.level1] = (score + (line.score or 0), points + (line.points or 0))
    sums[words("execution")] = (sheet.execution.score or Decimal(0), sheet.execution.points)
    return [_against(label or "—", score, points) for label, (score, points) in sums.items()]


def _goals(sheet: Scores) -> list[Bar]:
    return [_against(goal.label or "—", goal.subtotal, goal.points) for goal in sheet.goals]


def _against(label: str, score: Decimal, points: Decimal) -> Bar:
    """A score as share of its points, so that bars of unlike points can be compared."""
    share = score / points if points else Decimal(0)
    tone = "main" if share >= Decimal("0.9") else "warning"
    return Bar(label, share, Decimal(1), f"{_plain(score)} / {_plain(points)}", tone)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _groups(findings: Sequence[Finding], language: Language | str, cites: Mapping[str, str]) -> list[dict[str, Any]]:
    """Findings of one code together, worst first; the first few are shown, the rest can be unfolded."""
    by_code: dict[tuple[int, str], list[Finding]] = {}
    order = list(TONES)
    for finding in findings:
        by_code.setdefault((order.index(finding.severity), finding.code), []).append(finding)
    return [
        {
            "severity": say(f"printing.report_severity_{order[rank]}", language),
            "tone": TONES[order[rank]],
            "code": code,
            "cite": cites.get(code, ""),
            "count": len(found),
            "shown": [_finding(finding, language) for finding in found[:SHOWN]],
            "folded": [_finding(finding, language) for finding in found[SHOWN:]],
        }
        for (rank, code), found in sorted(by_code.items(), key=lambda item: item[0][0])
    ]


def _finding(finding: Finding, language: Language | str) -> dict[str, str]:
    return {
        "message": finding.message(language),
        "place": finding.place.address if finding.place else "",
        "fix": finding.fix or "",
    }


def _columns(form: Form) -> list[str]:
    """Columns that some row fills."""
    return [name for name in COLUMNS if any(getattr(indicator, name) for indicator in form.indicators)]


def _rows(form: Form, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """One entry for every indicator: the tree cells that begin there, its texts, and how bad its worst finding is."""
    keys = [tuple(indicator.text(name) for name in TREE) for indicator in form.indicators]
    starts: list[dict[int, int]] = [{first: last - first for first, last in runs(keys, level)} for level in range(3)]
    return [
        {
            "tree": [TreeCell(keys[at][level], starts[level][at]) for level in range(3) if at in starts[level]],
            "name": indicator.name.text,
            "cells": [_cell(indicator, name) for name in _columns(form)],
            "place": indicator.place.address if indicator.place.row else "",
            "tone": _worst(indicator, findings),
        }
        for at, indicator in enumerate(form.indicators)
    ]


def _cell(indicator: Indicator, name: str) -> str:
    return target_text(indicator) if name == "target" else indicator.text(name)


def _worst(indicator: Indicator, findings: Sequence[Finding]) -> str:
    """Tone of the worst finding that stands in the row of an indicator."""
    here = (indicator.place.file, indicator.place.sheet, indicator.place.table, indicator.place.row)
    found = {
        finding.severity
        for finding in findings
        if finding.place
        and indicator.place.row
        and (finding.place.file, finding.place.sheet, finding.place.table, finding.place.row) == here
    }
    return next((tone for severity, tone in TONES.items() if severity in found), "")


def _scored(lines: Sequence[ScoredLine], language: Language | str) -> list[dict[str, Any]]:
    starts = {first: last - first for first, last in runs([(line.goal,) for line in lines], 0)}
    return [_score(line, starts.get(at, 0), language) for at, line in enumerate(lines)]


def _score(line: ScoredLine, rows: int, language: Language | str) -> dict[str, Any]:
    """One scored row; `rows` is how many rows its goal cell covers, 0 when the cell above covers it."""
    missed = line.score is None or (line.points is not None and line.score < line.points)
    return {
        "goal": line.goal,
        "rows": rows,
        "name": line.name,
        "target": line.target.text,
        "actual": line.actual.text,
        "points": "" if line.points is None else _plain(line.points),
        "score": "—" if line.score is None else _plain(line.score),
        "explanation": line.explanation(language),
        "tone": "warning" if missed else "",
    }
