"""What a person sees (屏幕输出): tables, colours, progress; nothing here is read by machines."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language, Severity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@cache
def screen(stderr: bool = False) -> Console:
    """The terminal; wide enough for tables when output goes to a file."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else 160)


def table(*headings: str, title: str | None = None) -> Table:
    """An empty table with headings."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", expand=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def tell(code: str, language: Language | str, /, **facts: Any) -> None:
    """Print a message of the catalogue to the terminal."""
    from rich.markup import escape

    screen().print(escape(say(f"cli.{code}", language, facts)))


def complain(code: str, language: Language | str, /, **facts: Any) -> None:
    """Print a message of the catalogue to standard error."""
    from rich.markup import escape

    screen(stderr=True).print(escape(say(f"cli.{code}", language, facts)), style="red")


def emit(record: Any) -> None:
    """One JSON object on a line of standard output."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def severity_label(severity: Severity, language: Language | str) -> str:
    """Coloured word for a severity (级别)."""
    return f"[{COLOURS[severity]}]{say(f'cli.{severity}', language)}[/]"
