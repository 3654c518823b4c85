"""Runs the command in-process, as a user would type it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hengxiao.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "samples" / "附表五-2020.docx"
EVALUATION = ROOT / "samples" / "自评表-2020.docx"


@pytest.fixture
def hengxiao(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`hengxiao("read", path, "--json")` → exit status, standard output and standard error."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "HENGXIAO_LANG"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words, stdin="": CliRunner().invoke(app, [str(word) for word in words], input=stdin)
