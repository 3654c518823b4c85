"""The runner against programs that behave badly, each written in a few lines."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hengxiao.cli.conformance.cases import Case
from hengxiao.cli.conformance.running import MAX_DEATHS, Result, run_cases

CASES = tuple(Case(f"score-{n}", "score", f"第{n}题", "exact", {"n": n}, {"n": n}) for n in range(6))
HEAD = "import json, sys\ndef say(i, n): print(json.dumps({'id': i, 'output': {'n': n}}), flush=True)\n"
LOOP = HEAD + "for line in sys.stdin:\n    q = json.loads(line); i, n = q['id'], q['input']['n']\n"


def run(folder: Path, program: str, *, timeout: float = 5, window: int = 3) -> list[str]:
    script = folder / "program.py"
    script.write_text(program, encoding="utf-8")
    results = run_cases([sys.executable, str(script)], CASES, timeout=timeout, window=window)
    return [described(result) for result in results]


def described(result: Result) -> str:
    return " ".join([result.outcome, *(found.code.removeprefix("conformance.") for found in result.differences)])


def test_right_wrong_and_unsupported_answers_are_told_apart(tmp_path: Path) -> None:
    program = LOOP + (
        "    if n == 1: print(json.dumps({'id': i, 'unsupported': True}), flush=True)\n    else: say(i, n if n != 2 else 7)\n"
    )
    assert run(tmp_path, program) == ["right", "unsupported", "wrong differs", "right", "right", "right"]


def test_answers_may_come_in_any_order_among_other_lines(tmp_path: Path) -> None:
    program = HEAD + (
        "while True:\n"
        "    asked = [json.loads(line) for line in (sys.stdin.readline() for _ in range(3)) if line]\n"
        "    if not asked: break\n"
        "    print('starting'); print('[1]'); say('score-99', 1)\n"
        "    for q in reversed(asked): say(q['id'], q['input']['n'])\n"
    )
    assert run(tmp_path, program) == ["right"] * 6


def test_crash_costs_the_guilty_case_only(tmp_path: Path) -> None:
    program = LOOP + "    print('thinking', flush=True)\n    if n == 2: sys.exit(3)\n    say(i, n)\n"
    assert run(tmp_path, program) == ["right", "right", "failed ended", "right", "right", "right"]


def test_silence_costs_the_guilty_case_only(tmp_path: Path) -> None:
    program = "import time\n" + LOOP + "    if n == 4: time.sleep(60)\n    say(i, n)\n"
    assert run(tmp_path, program, timeout=0.5) == ["right"] * 4 + ["failed timeout", "right"]


def test_program_that_stops_listening_costs_the_case_put_in_vain(tmp_path: Path) -> None:
    program = (
        "import os, time\n"
        + HEAD
        + ("q = json.loads(os.read(0, 10000)); os.close(0); say(q['id'], q['input']['n']); time.sleep(60)\n")
    )
    assert run(tmp_path, program, timeout=0.3, window=1) == ["right", "failed timeout"] * 3


def test_noise_without_an_answer_is_silence(tmp_path: Path) -> None:
    program = HEAD + "while True: print('working', flush=True)\n"
    assert run(tmp_path, program, timeout=0.2, window=3) == ["failed timeout"] * 6


def test_program_that_always_ends_is_given_up(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text("raise SystemExit(1)\n", encoding="utf-8")
    cases = [replace(CASES[0], id=f"score-{n}") for n in range(40)]
    results = run_cases([sys.executable, "-S", str(script)], cases, timeout=5, window=8)
    found = [described(result) for result in results]
    # The first death leaves eight suspects; each of them, and each window after them, costs one more.
    assert found.count("failed not_run") + found.count("failed ended") == 40
    assert 0 < found.count("failed ended") < MAX_DEATHS


def test_answers_of_another_shape_are_wrong(tmp_path: Path) -> None:
    program = LOOP + "    print(json.dumps({'id': i, 'output': [n]} if n else {'id': i}), flush=True)\n"
    assert run(tmp_path, program) == ["wrong no_output"] * 6


def test_output_with_unexpected_innards_is_wrong(tmp_path: Path) -> None:
    case = Case("reading-1", "reading", "读一行", "rows", {}, {"forms": [{"rows": [{"name": "甲"}]}]})
    script = tmp_path / "program.py"
    script.write_text(
        'print(\'{"id": "reading-1", "output": {"forms": [7]}}\', flush=True)\ninput()\n', encoding="utf-8"
    )
    (result,) = run_cases([sys.executable, str(script)], [case], timeout=5, window=1)
    assert described(result) == "wrong shape"


def test_results_are_told_as_they_come_and_given_in_order(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(LOOP + "    say(i, n)\n", encoding="utf-8")
    told: list[str] = []
    results = run_cases(
        [sys.executable, str(script)], CASES, timeout=5, window=8, tell=lambda result: told.append(result.case.id)
    )
    assert [result.case for result in results] == list(CASES)
    assert sorted(told) == [case.id for case in CASES]


def test_program_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    program = "import time\n" + LOOP + "    say(i, n)\ntime.sleep(60)\n"
    assert run(tmp_path, program) == ["right"] * 6


def test_command_that_cannot_start_is_an_error() -> None:
    with pytest.raises(OSError):
        run_cases(["./no-such-program"], CASES, timeout=1, window=1)
