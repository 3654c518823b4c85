"""The measurements as tables (结果表)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.seed import CELLS, TRUTH

Records = Sequence[dict[str, Any]]


def ms(value: float | None) -> str:
    """Milliseconds with the digits they deserve."""
    return "" if value is None else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def verdict(value: float | None, target: float | None, *, most: bool = True) -> str:
    """Whether a target is met (是否达标)."""
    if value is None or target is None:
        return ""
    met = value <= target if most else value >= target
    return f"[{'green' if met else 'red'}]{'✓' if met else '✗'} {'≤' if most else '≥'} {target:,.0f}[/]"


def times(ratio: float | None) -> str:
    """A ratio to the time of this library: above 1 the other one is slower."""
    return "" if ratio is None else f"{ratio:.2f}×"


def reading(records: Records) -> list[Table]:
    """Rows right on the plain file and on every trap; best of the repairs in brackets."""
    tables = []
    for form in dict.fromkeys(record["format"] for record in records):
        here = [record for record in records if record["format"] == form]
        names = list(here[0]["files"])
        title = f".{form}: first file to rows, in ms; rows right of {len(TRUTH)} (with repairs that know the form)"
        heads = [name.removeprefix("trap_").removesuffix(f".{form}") for name in names]
        table = Table(
            "tool",
            "tables ms",
            "÷ ours",
            "to rows ms",
            "÷ ours",
            *heads,
            f"cells of {CELLS}",
            "target ms",
            title=title,
            title_justify="left",
        )
        for record in here:
            if "missing" in record:
                table.add_row(record["tool"], f"[dim]{record['missing'][:60]}[/]")
                continue
            files = [_rows(record["files"][name]) for name in names]
            first = record["files"][names[0]]
            cells = "error" if "error" in first else f"{first['cells']} ({first['cells_best']})"
            tool = f"{record['tool']} {record.get('version', '')}".strip()
            target = verdict(record.get("ms"), record.get("target_ms"))
            bare = ms(record.get("ms_tables")), times(record.get("ratio_tables"))
            table.add_row(tool, *bare, ms(record.get("ms")), times(record.get("ratio")), *files, cells, target)
        tables.append(table)
    return tables


def _rows(entry: dict[str, Any]) -> str:
    if "error" in entry:
        return "[red]error[/]"
    plain, best = entry["rows"], entry["rows_best"]
    shown = f"{plain}" if plain == best else f"{plain} ({best})"
    return f"[green]{shown}[/]" if plain == len(TRUTH) else shown


def values(records: Records) -> list[Table]:
    """Right values and speed."""
    sets = list(records[0]["sets"])
    heads = [f"{name}: right / numeric · false numbers / words" for name in sets]
    title = f"values: number, unit and comparator all right; speed on {records[0]['distinct']:,} distinct values"
    table = Table("tool", *heads, "values/s", "ours / theirs", "target", title=title, title_justify="left")
    for record in records:
        if "missing" in record:
            table.add_row(record["tool"], f"[dim]{record['missing'][:60]}[/]")
            continue
        got = [record["sets"][name] for name in sets]
        cells = [_right(g) for g in got]
        target = verdict(record["per_second"], record.get("target"), most=False)
        table.add_row(record["tool"], *cells, f"{record['per_second']:,.0f}", times(record["ratio"]), target)
    return [table]


def _right(got: dict[str, int]) -> str:
    share = got["right"] / max(got["numeric"], 1)
    return f"{got['right']} / {got['numeric']} ({share:.0%}) · {got['false_numbers']} / {got['words']}"


def working(records: Records) -> list[Table]:
    """Check, score, print."""
    heads = ("what", "ms", "÷ reading it", "rows read back", "target ms")
    table = Table(*heads, title="warm work on a form that was read", title_justify="left")
    for record in records:
        rows = f"{record['rows']} / {len(TRUTH)}" if "rows" in record else ""
        table.add_row(
            record["what"], ms(record["ms"]), times(record["ratio"]), rows, verdict(record["ms"], record["target_ms"])
        )
    return [table]


def starting(records: Records) -> list[Table]:
    """Cold starts."""
    table = Table("what", "ms", "÷ empty Python", "target ms", title="cold starts", title_justify="left")
    for record in records:
        table.add_row(
            record["what"], ms(record["ms"]), times(record["ratio"]), verdict(record["ms"], record["target_ms"])
        )
    return [table]


def folder(records: Records) -> list[Table]:
    """The folder run."""
    whole, resumed = records
    heads = ("what", "forms", "s", "forms/s", "peak MiB, all processes", "rows", "note")
    table = Table(*heads, title="folder to Parquet, all cores, by the clock", title_justify="left")
    memory = f"{whole['peak_mib']:,.0f} {verdict(whole['peak_mib'], whole['limit_mib'])}"
    table.add_row(whole["what"], f"{whole['forms']:,}", f"{whole['seconds']:.1f}", f"{whole['per_second']:.1f}", memory,
                  f"{whole['rows']:,}", f"exit {whole['status']}")  # fmt: skip
    note = "[green]same rows as in one go[/]" if resumed["same_rows"] else "[red]other rows than in one go[/]"
    table.add_row(
        resumed["what"], f"{resumed['forms']:,}", f"{resumed['seconds']:.1f}", "", "", f"{resumed['rows']:,}", note
    )
    return [table]


SHOWN: dict[str, Callable[[Records], list[Table]]] = {
    "values": values, "reading": reading, "working": working, "starting": starting, "folder": folder,
}  # fmt: skip


def show(screen: Console, name: str, records: Records) -> None:
    """Print one section."""
    for table in SHOWN[name](records):
        screen.print(table)
