"""The list of what the site promises and the browser tests that show it belong together (功能清单与浏览器测试相符)."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
BROWSERS = {"desk", "office"}


def promised() -> set[str]:
    """Ids of all sentences (功能编号)."""
    parts = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))
    return {f"{part}.{name}" for part, sentences in parts.items() for name in sentences}


def marked(test: ast.FunctionDef) -> list[str]:
    """Ids a test is marked with."""
    calls = [each for each in test.decorator_list if isinstance(each, ast.Call)]
    return [
        ast.literal_eval(argument)
        for call in calls
        if ast.unparse(call.func) == "pytest.mark.sentence"
        for argument in call.args
    ]


def browser_tests() -> list[ast.FunctionDef]:
    """All tests of this folder."""
    files = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("test_*.py"))]
    return [
        node for file in files for node in file.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"
    ]


def test_every_sentence_is_shown_in_a_browser_and_every_mark_is_known() -> None:
    shown = Counter(identity for test in browser_tests() for identity in marked(test))
    assert (promised() - set(shown), set(shown) - promised()) == (set(), set())


def test_marked_tests_drive_a_browser() -> None:
    blind = [
        test.name
        for test in browser_tests()
        if marked(test) and BROWSERS.isdisjoint(argument.arg for argument in test.args.args)
    ]
    assert blind == []
