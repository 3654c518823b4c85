"""The documented grammar is the grammar of the code."""

import re
from pathlib import Path

from hengxiao.core.terms.catalogue import family
from hengxiao.core.values.grammar import PRODUCTIONS
from hengxiao.core.values.tokens import MASTER


def page(root: Path) -> str:
    return (root / "docs" / "zh" / "value-grammar.md").read_text(encoding="utf-8")


def test_the_page_prints_every_production(root: Path) -> None:
    block = re.search(r"```ebnf\n(.*?)```", page(root), re.DOTALL)
    assert block is not None
    printed = dict(re.split(r"\s+= ", line, maxsplit=1) for line in block[1].splitlines())
    assert printed == dict(PRODUCTIONS)


def test_every_token_that_carries_meaning_is_a_production() -> None:
    without_meaning = {"people", "ident", "note", "separator", "han"}
    assert set(MASTER.groupindex) - without_meaning - set(PRODUCTIONS) == set()


def test_the_page_names_every_doubt(root: Path) -> None:
    doubts = {f"values.{thing}" for thing, entry in family("values").items() if "severity" in entry}
    assert set(re.findall(r"`(values\.\w+)`", page(root))) == doubts
