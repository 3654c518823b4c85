"""The house rules that a machine can check: size, docstrings, names, layers, locks."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if path.parent.name != "migrations")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}
MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|pragma: no cover|type: ignore|noqa")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def body_length(node: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_file_keeps_to_the_size_and_habits(path: Path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(tree), "module docstring"
    assert path.stem not in FORBIDDEN_NAMES
    assert not MARKS.search(text)
    for node in functions(tree):
        assert body_length(node) <= LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_public_functions_are_documented_and_typed(path: Path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
        for member in members:
            if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                assert member.returns is not None, member.name
                assert ast.get_docstring(member), member.name


def test_layers_hold():
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_importing_the_core_loads_nothing_heavy():
    heavy = ["django", "pydantic", "duckdb", "pdfplumber", "openpyxl", "docx", "typst", "rjieba", "fontTools"]
    code = f"import hengxiao.cli.main, sys; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_locks_name_no_host_and_hash_every_package():
    for name in ("run", "web", "s3", "dev"):
        text = (ROOT / "lock" / f"{name}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[\w.-]+==[^\s\\]+", text, re.MULTILINE)
        assert len(pinned) > (9 if name == "s3" else 15)
        assert len(re.findall(r"^    --hash=sha256:", text, re.MULTILINE)) >= len(pinned)


def test_locks_hold_every_declared_dependency():
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, web, dev = ((ROOT / "lock" / f"{n}.txt").read_text(encoding="utf-8").lower() for n in ("run", "web", "dev"))
    names = [re.split(r"[>=<\[]", need)[0].lower().replace(".", "-") for need in declared["project"]["dependencies"]]
    assert [n for n in names if f"\n{n}==" not in f"\n{run}"] == []
    names = [
        re.split(r"[>=<\[]", need)[0].lower().replace(".", "-")
        for need in declared["project"]["optional-dependencies"]["web"]
    ]
    assert [n for n in names if not re.search(rf"^{n}(\[.*\])?==", web, re.MULTILINE)] == []
    assert "\ndjango==" not in f"\n{run}"
    names = [re.split(r"[>=<\[]", need)[0].lower().replace(".", "-") for need in declared["dependency-groups"]["dev"]]
    assert [n for n in names if f"\n{n}==" not in f"\n{dev}\n{run}"] == []
