"""The reference is what the program says now, and nothing is missing from it."""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import typer

from hengxiao.cli.main import app
from hengxiao.cli.schemas import SHAPES, schema
from hengxiao.core.checks import all_checks
from hengxiao.core.packs import available, load
from hengxiao.core.terms.catalogue import family
from hengxiao.core.terms.glossary import glossary_rows
from hengxiao.core.terms.kinds import Status
from hengxiao.core.values.grammar import PRODUCTIONS

ROOT = Path(__file__).resolve().parents[2]


def page(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Sections of a page by the first word of their heading."""
    return {part.split(maxsplit=1)[0]: part for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]}


def test_committed_pages_and_schemas_are_what_make_docs_writes():
    ran = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert ran.stdout + ran.stderr == ""
    assert ran.returncode == 0


def test_every_command_and_option_is_described():
    text, missing = page("commands.md"), []
    for name, command in typer.main.get_command(app).commands.items():
        for words, each in {f"{name} {m}": c for m, c in getattr(command, "commands", {name: command}).items()}.items():
            title = words if hasattr(command, "commands") else name
            section = text.partition(f"\n## hengxiao {title}\n")[2].partition("\n## ")[0]
            needed = [option for parameter in each.params for option in parameter.opts if option != "--help"]
            missing += [(title, option) for option in (*needed, "退出码") if option not in section]
    assert missing == []


def test_every_check_is_described_with_both_titles_and_all_sentences():
    parts = sections(page("checks.md"))
    for check in all_checks():
        names = [f"`{check.id}-{variant}`" if variant else f"`{check.id}`" for variant in check.variants]
        needed = [check.zh, check.en, check.code, *names, *available()]
        assert [text for text in needed if text not in parts[check.id]] == [], check.id


def test_every_message_stands_in_the_catalogue_page():
    text = page("findings.md") + page("checks.md")
    names = [path.name.removesuffix(".toml") for path in (files("hengxiao.core.terms") / "messages").iterdir()]
    shown = [f"`{thing}`" if name == "checks" else f"`{name}.{thing}`" for name in names for thing in family(name)]
    assert [code for code in shown if code not in text] == []


@pytest.mark.parametrize("pack_id", available())
def test_every_rule_of_a_pack_is_shown_and_unverified_ones_are_marked(pack_id: str):
    pack, section = load(pack_id), sections(page("packs.md"))[pack_id]
    assert [code for code in pack.codes() if f"`{code}`" not in section] == []
    own = [rule for rule in pack.rules().values() if rule.pack == pack_id]
    rows = {line.split(" | ")[0].strip("| `"): line for line in section.splitlines() if line.startswith("| `")}
    assert sorted(rows) == sorted(rule.code for rule in own)
    assert {code for code, line in rows.items() if "⚠ 未核实" in line} == {
        rule.code for rule in own if rule.status is Status.UNVERIFIED
    }


def test_every_field_of_the_machine_output_is_described():
    parts, missing = sections(page("json.md")), []
    for name, model in SHAPES.items():
        made = schema(name)
        shapes = made.get("$defs", {}) | ({model.__name__: made} if "properties" in made else {})
        for title, spec in shapes.items():
            missing += [(title, field) for field in spec["properties"] if f"`{field}`" not in parts[title]]
    assert missing == []


def test_every_term_and_production_is_listed():
    glossary, values = page("glossary.md"), page("value-grammar.md")
    assert [code for code, *_ in glossary_rows() if f"`{code}`" not in glossary] == []
    assert [name for name in PRODUCTIONS if not re.search(rf"^{name} += ", values, re.MULTILINE)] == []
