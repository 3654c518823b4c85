"""`hengxiao pack` as a user meets it: sound packs, and faults said in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest
from folders import pack


def run(*words: str) -> tuple[int, str, str]:
    """Exit status, output and error output of `hengxiao …`."""
    code = "from hengxiao.cli.main import run; run()"
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, ran.stderr


def test_shipped_packs_pass_their_own_check():
    status, _, complaint = run("pack", "check")
    assert (status, complaint) == (0, "")


def test_unknown_pack_is_said_in_one_sentence():
    status, output, complaint = run("pack", "show", "hubei_1999", "--lang", "zh")
    assert (status, output) == (2, "")
    assert complaint.startswith("没有规则包“hubei_1999”。现有：core_2021") or complaint.startswith(
        "there is no rule pack"
    )


def test_environment_names_the_packs_of_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pack(tmp_path, "somewhere_2022", extends="hubei_2020")
    monkeypatch.setenv("HENGXIAO_PACKS", str(tmp_path))
    assert run("pack", "check", "somewhere_2022", "--packs", str(tmp_path))[::2] == (0, "")
    assert "somewhere_2022" in run("pack", "list")[1]


def test_faulty_pack_of_a_site_fails_the_check(tmp_path: Path):
    pack(tmp_path, "p", "[a.b]\nvalu = 1", extends="hubei_2020")
    status, output, complaint = run("pack", "check", "p", "--packs", str(tmp_path), "--lang", "zh")
    assert (status, complaint) == (1, "")
    assert "packs.unknown_key" in output
