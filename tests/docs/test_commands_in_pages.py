"""The Chinese pages are followed to the letter: every command runs, every quoted line of output is really said.

A fence ```sh is run line by line in a folder that holds only the samples; ```python is run; each line of a ```text
fence must occur in what the page's commands have said so far. `own` after the language: needs the reader's own files.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengxiao.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "zh").glob("tutorial-*.md")) + sorted((ROOT / "docs" / "zh").glob("how-to-*.md"))
FENCE = re.compile(r"^ *```(\w*)( own)?\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
OURS = re.compile(r"^(?:\.venv/bin/)?hengxiao ")
STATUS = re.compile(r"# 退出码 (\d+)")


def fences_of(text: str) -> list[tuple[str, str, str]]:
    """Language, mark and body of each fence, also of one within a list."""
    return [(language, own, textwrap.dedent(body)) for language, own, body in FENCE.findall(text)]


def lines_of(script: str) -> Iterator[str]:
    """Commands of a fence; a here-document and a continued line are one command."""
    rest = script.splitlines()
    while rest:
        line = rest.pop(0)
        while line.endswith("\\"):
            line = line[:-1] + rest.pop(0)
        mark = re.search(r"<<'(\w+)'", line)
        while mark and not line.endswith(f"\n{mark[1]}"):
            line += "\n" + rest.pop(0)
        if line.strip():
            yield line


def said_by_us(line: str, folder: Path) -> str:
    words = shlex.split(line, comments=True)[1:]
    if words[0] == "demo":  # loads a database of its own, apart from that of the tests
        return said_by([str(Path(sys.executable).with_name("hengxiao")), *words])
    target = words[words.index(">") + 1] if ">" in words else None
    ran = CliRunner().invoke(app, words[: words.index(">")] if target else words)
    expected = STATUS.search(line)
    assert ran.exit_code == int(expected[1] if expected else 0), (line, ran.output)
    if target:
        (folder / target).write_text(ran.stdout, encoding="utf-8")
        return ""
    return ran.output


def said_by_shell(line: str) -> str:
    line = line.replace(".venv/bin/python", "python3").replace("python3", shlex.quote(sys.executable))
    return said_by(["bash", "-c", line])


def said_by(words: list[str]) -> str:
    ran = subprocess.run(words, capture_output=True, text=True, check=False, env=environment())
    assert ran.returncode == 0, (words, ran.stderr)
    return ran.stdout


def environment() -> dict[str, str]:
    """A reader's environment: nothing of the tests' settings."""
    ours = ("DJANGO_SETTINGS_MODULE", "HENGXIAO_DATA", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if name not in ours} | {"PYTHONUTF8": "1"}


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a reader has: the samples and the source, in Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "HENGXIAO_LANG"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_works_as_it_says(page: Path, folder: Path):
    said = ""
    for language, own, text in fences_of(page.read_text(encoding="utf-8")):
        if own:
            continue
        if language == "sh":
            for line in lines_of(text):
                said += said_by_us(line, folder) if OURS.match(line) else said_by_shell(line)
        elif language == "python" and "import" in text and "def " not in text:
            said += said_by([sys.executable, "-c", text])
        elif language == "text":
            assert [line for line in text.splitlines() if squeezed(line) not in squeezed(said)] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_commands_of_the_readme_work_on_forms_of_these_names(name: str, folder: Path):
    for form in ("附表五", "自评表"):
        shutil.copy(folder / "samples" / f"{form}-2020.docx", folder / f"{form}.docx")
    fences = fences_of((ROOT / name).read_text(encoding="utf-8"))
    commands = [line for _, _, text in fences for line in lines_of(text) if OURS.match(line)]
    assert [line.split()[1] for line in commands] == ["read", "check", "score", "print", "verify"]
    for line in commands:
        said_by_us(line, folder)
    for text in (text for language, _, text in fences if language == "python"):
        assert said_by([sys.executable, "-c", text]).startswith("表1!D14 机关日常工作正常运转率 ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_page_stands_in_a_fence_that_is_run(page: Path):
    text = page.read_text(encoding="utf-8")
    plain = [line for language, _, body in fences_of(text) if language != "sh" for line in body.splitlines()]
    assert [line for line in plain if OURS.match(line)] == []
