"""`hengxiao conformance` as a user types it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hengxiao.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = f"{sys.executable} {ROOT / 'conformance' / 'example.py'}"
Typed = Callable[..., Result]


@pytest.fixture
def conformance(monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("HENGXIAO_LANG", "en")
    return lambda *words, stdin="": CliRunner().invoke(app, ["conformance", *map(str, words)], input=stdin)


def test_example_program_is_plausible_but_not_perfect(conformance: Typed) -> None:
    ran = conformance("run", "--command", EXAMPLE, "--only", "value-corpus", "--only", "rule-hubei", "--json")
    assert ran.exit_code == 1
    areas = json.loads(ran.stdout)["areas"]
    assert areas["rule"]["right"] == areas["rule"]["wrong"] == 0
    assert areas["rule"]["unsupported"] > 50
    assert areas["value"]["failed"] == areas["value"]["unsupported"] == 0
    assert 0.5 < areas["value"]["right"] / 326 < 0.9


def test_our_own_program_answers_over_the_protocol(conformance: Typed) -> None:
    ran = conformance(
        "run", "--area", "monitor", "--area", "score", "--only", "monitor-published", "--only", "score-published"
    )
    assert ran.exit_code == 0
    assert "No answer differs in 11 cases." in ran.stdout
    assert "100.0%" in ran.stdout


def test_differences_are_shown_with_the_title_of_the_case(conformance: Typed, tmp_path: Path) -> None:
    (tmp_path / "score").mkdir()
    asked = {
        "id": "score-x-{}",
        "area": "score",
        "title": "一道错题",
        "input": {"question": "grade", "pack": "national_2020", "total": "90"},
    }
    right = {"expect": {"grade": "良"}, "compare": "exact"}
    cases = [{**asked, "id": f"score-x-{n}", **right} for n in range(21)]
    (tmp_path / "score" / "mine.json").write_text(
        json.dumps({"format": 1, "area": "score", "cases": cases}), encoding="utf-8"
    )
    ran = conformance("run", "--cases", tmp_path, "--lang", "zh")
    assert ran.exit_code == 1
    assert "score-x-0  一道错题" in ran.stdout
    assert 'grade 应为 "良"，答 "优"' in ran.stdout
    assert "还有 1 个用例不对" in ran.stdout
    assert "21 个用例中有 21 个答案不同或没有作答。" in ran.stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "no cases"), ("[]", "TypeError"), ("{", "JSONDecodeError"), ('{"cases": [{"id": "x"}]}', "KeyError")],
)
def test_folder_without_cases_is_said(conformance: Typed, tmp_path: Path, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / "rule").mkdir()
        (tmp_path / "rule" / "mine.json").write_text(content, encoding="utf-8")
    ran = conformance("run", "--cases", tmp_path)
    assert ran.exit_code == 2
    assert reason in ran.stderr


def test_filters_that_leave_nothing_are_said(conformance: Typed) -> None:
    ran = conformance("run", "--only", "no-such-case")
    assert ran.exit_code == 2
    assert "No case matches" in ran.stderr


def test_program_that_cannot_start_is_said(conformance: Typed) -> None:
    ran = conformance("run", "--only", "monitor-published", "--command", "./no-such-program --fast")
    assert ran.exit_code == 2
    assert "./no-such-program cannot be started" in ran.stderr


def test_cases_are_found_beside_the_checkout_from_any_folder(
    conformance: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert conformance("run", "--only", "monitor-published").exit_code == 0


def test_answer_reads_questions_and_writes_answers(conformance: Typed) -> None:
    questions = [
        {"id": "1", "area": "value", "input": {"text": "10家以上"}},
        {"id": "2", "area": "weather", "input": {}},
        {"id": "3", "area": "rule", "input": {"pack": "hubei_2020", "code": "scoring.reverse", "on": "1999-01-01"}},
    ]
    ran = conformance("answer", stdin="\n\n".join(map(json.dumps, questions)) + "\n")
    first, second, third = map(json.loads, ran.stdout.splitlines())
    assert (first["output"]["comparator"], first["output"]["canonical_numbers"]) == (">=", [10])
    assert second == {"id": "2", "unsupported": True}
    assert third == {"id": "3", "output": {"holds": False}}
