"""`hengxiao audit` as an administrator types it."""

from __future__ import annotations

import json
from datetime import date
from getpass import getuser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengxiao.base.audit import record
from hengxiao.base.models import Event
from hengxiao.base.viewer import Viewer
from hengxiao.cli.main import app

pytestmark = pytest.mark.django_db
WHOLE, CHANGED = "✓ 审计日志完整 / the log is whole\n", "✗ 审计日志被改动过 / the log was changed\n"


def run(*words: str | Path) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["audit", *map(str, words)], env={"HENGXIAO_LANG": "zh"})
    return ran.exit_code, ran.stdout


def test_log_is_exported_anchored_and_verified(tmp_path: Path) -> None:
    for number in range(3):
        record(Viewer(None, date(2026, 3, 2)), "test.step", subject=str(number))
    export, kept = tmp_path / "log.jsonl", tmp_path / "anchors.jsonl"
    assert run("anchor", "-o", kept)[0] == 0
    assert run("export", "-o", export) == (0, "")
    assert [json.loads(line)["number"] for line in kept.read_text(encoding="utf-8").splitlines()] == [4]
    noted = list(Event.objects.filter(number__gt=3).values_list("action", "address", "facts"))
    by = {"by": getuser()}
    assert noted == [("base.export_anchors", "server", by), ("base.export_audit", "server", by)]
    lines = export.read_text(encoding="utf-8").splitlines()
    assert run("export")[1].splitlines()[:-2] == lines[:-1]
    assert run("verify") == run("verify", "--anchors", kept) == run("verify", export, "--anchors", kept) == (0, WHOLE)
    Event.objects.filter(number=2).update(subject="x")
    assert run("verify") == (1, "✗ entry 2 was changed\n" + CHANGED)
    assert run("verify", export) == (0, WHOLE)


def test_files_are_neither_written_over_nor_missed_silently(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.touch()
    assert run("export", "-o", there) == run("verify", tmp_path / "absent") == (2, "")
    assert run("verify", there, "--anchors", tmp_path / "absent") == (2, "")
