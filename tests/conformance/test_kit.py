"""The kit as committed: valid, large enough, built as its sources say, and answered by ourselves as the list admits."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from hengxiao.cli.conformance.answering import answer
from hengxiao.cli.conformance.cases import AREAS, Case, load_cases
from hengxiao.cli.conformance.judging import WAYS, judge

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "conformance"
LEAST = {"value": 1000, "reading": 100, "rule": 300, "score": 500, "monitor": 200, "check": 150}


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_cases(KIT / "cases")


def built(corpus: Path | None) -> dict[str, str]:
    """Case files as the build tool makes them now."""
    code = (
        "import json, sys; from pathlib import Path; import build_conformance as b;"
        "files = b.composed_files() | (b.corpus_files(Path(sys.argv[1])) if len(sys.argv) > 1 else {});"
        "json.dump(files, sys.stdout)"
    )
    words = [sys.executable, "-c", code, *([str(corpus)] if corpus else [])]
    ran = subprocess.run(words, cwd=ROOT / "tools", capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def outdated(files: dict[str, str]) -> list[str]:
    return [path for path, text in files.items() if (KIT / "cases" / path).read_text(encoding="utf-8") != text]


def test_committed_cases_are_those_the_build_tool_makes() -> None:
    assert outdated(built(None)) == [], "run tools/build_conformance.py"


def test_committed_cases_of_published_forms_are_those_the_build_tool_makes(shared: Path) -> None:
    files = built(shared / "corpus")
    assert outdated(files) == [], "run tools/build_conformance.py --corpus FOLDER"
    assert {path.relative_to(KIT / "cases").as_posix() for path in KIT.glob("cases/*/*.json")} == set(files)


@pytest.mark.parametrize("area", AREAS)
def test_every_case_fits_the_schema_of_its_area(area: str) -> None:
    schema = json.loads((KIT / "schema" / f"{area}.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    records = [
        c for path in sorted(KIT.glob(f"cases/{area}/*.json")) for c in json.loads(path.read_text("utf-8"))["cases"]
    ]
    assert [record["id"] for record in records if not validator.is_valid(record)] == []
    assert len(records) >= LEAST[area]


def test_ids_are_unique_and_ways_of_comparing_are_known(cases: tuple[Case, ...]) -> None:
    assert len({case.id for case in cases}) == len(cases)
    assert {case.compare for case in cases} == set(WAYS)


def test_titles_are_sentences_and_no_question_gives_the_answer_away(cases: tuple[Case, ...]) -> None:
    assert [case.id for case in cases if len(case.title) < 8] == []
    assert {key for case in cases for key in json.loads(case.question)} == {"id", "area", "input"}


def test_our_own_answers_differ_only_where_the_list_of_deviations_says_so(cases: tuple[Case, ...]) -> None:
    known = json.loads((KIT / "known-deviations.json").read_text(encoding="utf-8"))["deviations"]
    wrong = [case.id for case in cases if judge(case.compare, case.expect, answer(case.area, case.input))]
    assert sorted(wrong) == sorted(deviation["id"] for deviation in known)
    assert all(deviation["reason"] for deviation in known)
    assert len(known) <= 5
