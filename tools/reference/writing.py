"""Markdown (写页面): tables and the line that says a page is made, not written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

MADE = "<!-- 由 make docs 生成，不要手改 / made by `make docs`; do not edit -->"


def page(title: str, *parts: str) -> str:
    """A page: title, mark, parts with blank lines between them."""
    return "\n\n".join((f"# {title}", MADE, *(part.strip("\n") for part in parts if part))) + "\n"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars and line ends inside cells are escaped."""
    heads = tuple(headings)
    lines = [heads, ("---",) * len(heads), *(tuple(map(cell, row)) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(text: str) -> str:
    """Text as it may stand in a cell."""
    return text.replace("|", "\\|").replace("\n", "<br>").strip()


def code(text: str) -> str:
    """Text in code style; empty text stays empty."""
    if not text:
        return ""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def words(text: str) -> str:
    """A message as plain text: what Markdown or HTML would swallow is escaped."""
    for sign in "\\*_`[":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("<", "&lt;").replace(">", "&gt;")


def short(value: Any) -> str:
    """A rule value in one line, as in `pack show`: words bare, lists by 、, tables as key=value."""
    if isinstance(value, Mapping):
        return "{" + "，".join(f"{key}={short(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + "、".join(map(short, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
