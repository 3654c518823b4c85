"""Packs compared on one form, the language asked for, and the outermost boundary."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from hengxiao.cli import main
from hengxiao.cli.options import default_language

ROOT = Path(__file__).resolve().parents[2]
EVALUATION = ROOT / "samples" / "自评表-2020.docx"


def test_pack_diff_on_a_form_gives_findings_and_scores_that_differ(hengxiao):
    ran = hengxiao("pack", "diff", "hubei_2020", "national_2020", "--on", EVALUATION, "--json")
    assert ran.exit_code == 0
    record = json.loads(ran.stdout)
    assert record["grades"][0] == "优"
    assert record["totals"][0] != record["totals"][1]
    shown = hengxiao("pack", "diff", "hubei_2020", "national_2020", "--on", EVALUATION)
    assert "只在 hubei_2020 下出现的问题" in shown.stdout


def test_pack_list_and_show_mark_what_nobody_has_verified(hengxiao):
    assert "hubei_2020" in hengxiao("pack", "list").stdout
    shown = hengxiao("pack", "show", "hubei_2020", "scoring.reverse", "--origin").stdout
    assert "⚠ 未核实" in shown
    assert "scoring.toml:" in shown
    record = json.loads(hengxiao("pack", "show", "hubei_2020", "scoring.reverse", "--json").stdout)
    assert (record["value"], record["status"]) == ("inverse_ratio", "unverified")


def test_pack_show_of_an_unknown_rule_says_how_to_find_one(hengxiao):
    ran = hengxiao("pack", "show", "hubei_2020", "no.such")
    assert ran.exit_code == 2
    assert "hengxiao pack show hubei_2020" in ran.stderr


def test_pack_diff_lists_rules_with_both_values(hengxiao):
    lines = hengxiao("pack", "diff", "national_2020", "hubei_2020", "--json").stdout.splitlines()
    changed = {record["code"]: record for record in map(json.loads, lines)}
    assert changed["execution.points"]["first"]["value"] == 10
    assert changed["execution.points"]["second"]["value"] == 20
    assert "execution.points" in hengxiao("pack", "diff", "national_2020", "hubei_2020").stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"HENGXIAO_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"HENGXIAO_LANG": "fr", "LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_language_follows_the_environment(environment: dict[str, str], language: str):
    assert default_language(environment) == language


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from hengxiao.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={"PATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_quick_to_load_and_bilingual():
    ran = command("--help")
    assert ran.returncode == 0
    assert "读懂、审核、评分、打印" in ran.stdout
    assert "read, check, score and print" in ran.stdout


def test_version_is_said(hengxiao):
    assert hengxiao("--version").stdout == f"hengxiao {version('hengxiao')}\n"


def test_errors_with_a_sentence_of_their_own_end_in_that_sentence():
    ran = command("check", str(EVALUATION), "--pack", "mars_2099")
    assert ran.returncode == 2
    assert "mars_2099" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_output_into_a_closed_pipe_ends_quietly():
    code = "from hengxiao.cli.main import run; run()"
    line = f"'{sys.executable}' -c '{code}' read '{ROOT / 'samples'}' --json | head -c 1"
    ran = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt(), 130), (ValueError("x"), 1)])
def test_boundary_turns_every_error_into_a_status(monkeypatch, capsys, error: BaseException, status: int):
    def broken() -> None:
        raise error

    monkeypatch.delenv("HENGXIAO_DEBUG", raising=False)
    monkeypatch.setattr(main, "app", broken)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == status


def test_boundary_shows_the_trace_when_asked(monkeypatch):
    def broken() -> None:
        raise ValueError("x")

    monkeypatch.setenv("HENGXIAO_DEBUG", "1")
    monkeypatch.setattr(main, "app", broken)
    with pytest.raises(ValueError, match="x"):
        main.run()
