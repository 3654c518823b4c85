"""Writes docs/reference and docs/schemas (生成参考手册): with `--check` it only compares."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from reference.checks import checks_page
from reference.commands import commands_page
from reference.interface import openapi_text
from reference.messages import findings_page, glossary_page
from reference.packs import packs_page
from reference.shapes import json_page
from reference.values import values_page

from hengxiao.cli.schemas import SHAPES, schema_text

FOLDER = Path(__file__).resolve().parent.parent / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "checks.md": checks_page,
    "packs.md": packs_page,
    "findings.md": findings_page,
    "value-grammar.md": values_page,
    "json.md": json_page,
    "glossary.md": glossary_page,
    "openapi.json": openapi_text,
}


def made() -> dict[str, str]:
    """Every generated file (path below docs → text), as the program would write it now."""
    texts = {f"reference/{name}": make() for name, make in PAGES.items()}
    return texts | {f"schemas/{name}.json": schema_text(name) for name in SHAPES}


def differing(folder: Path = FOLDER) -> list[str]:
    """Files that are not as the program would write them now, and files nobody makes."""
    texts = made()
    present = {f"{part}/{path.name}" for part in ("reference", "schemas") for path in (folder / part).iterdir()}
    stale = [name for name in texts if name in present and (folder / name).read_text(encoding="utf-8") != texts[name]]
    return sorted([*stale, *(present ^ set(texts))])


def main(argv: list[str]) -> int:
    """Write the files, or compare them; returns the exit status."""
    if argv == ["--check"]:
        changed = differing()
        for name in changed:
            print(f"docs/{name} is not what the program says now: run `make docs`")
        return 1 if changed else 0
    for name, text in made().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
