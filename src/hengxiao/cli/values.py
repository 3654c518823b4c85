"""`hengxiao value` (理解指标值)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language


def value(
    lang: Lang,
    texts: Annotated[list[str] | None, typer.Argument(help="指标值 / values", show_default=False)] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="从标准输入逐行读 JSON / JSON lines on stdin")] = False,
    indicator: Annotated[str, typer.Option("--indicator", help="指标名称 / name of the indicator")] = "",
    unit: Annotated[str, typer.Option("--unit", help="计量单位栏 / unit column")] = "",
) -> None:
    """理解一个指标值：类型、符号、数、单位、方向 / understand single values."""
    from hengxiao.core.values import parse

    if jsonl:
        bad = 0
        for record in understand(sys.stdin, lang):
            bad += "error" in record
            console.emit(record)
        raise typer.Exit(2 if bad else 0)
    if not texts:
        console.complain("no_values", lang)
        raise typer.Exit(2)
    from rich.markup import escape

    from hengxiao.cli.showing import understood

    listing = console.table(*(say(f"cli.column_{name}", lang) for name in ("text", "value", "direction", "doubts")))
    for text in texts:
        got = parse(text, indicator=indicator, unit=unit)
        doubts = "；".join(say(doubt.code, lang, doubt.facts) for doubt in got.warnings)
        direction = say(f"cli.direction_{got.direction}", lang)
        listing.add_row(escape(text), escape(understood(got, lang)), direction, escape(doubts))
    console.screen().print(listing)


def understand(lines: Iterable[str], lang: Language) -> Iterator[dict[str, Any]]:
    """Records of JSON lines `{"text", "cells"?, "indicator"?, "unit"?}`; a line that is none gets an `error`."""
    from hengxiao.core.values import parse, to_record

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            cells = [str(cell) for cell in asked.get("cells") or ()]
            indicator, unit = (str(asked.get(name) or "") for name in ("indicator", "unit"))
            got = parse(str(asked["text"]), cells=cells, indicator=indicator, unit=unit)
        except (ValueError, KeyError, TypeError, AttributeError):
            yield {"error": say("cli.bad_line", lang, {"line": number}), "line": number}
            continue
        record = to_record(got)
        for doubt in record["warnings"]:
            doubt["message"] = say(doubt["code"], lang, doubt["facts"])
        yield record
