"""Builds the cases of the conformance kit (生成一致性用例): `python tools/build_conformance.py [--corpus FOLDER]`.

The cases composed for this project come from its tests and rule packs; those of published forms come from the corpus,
whose folder is given with --corpus. Without it their files stay as they are. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance_kit import checks, monitors, readings, rules, scores, values
from conformance_kit.writing import file_text

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "conformance" / "cases"


def composed_files() -> dict[str, str]:
    """Files of the cases that come from the project itself: path below the cases → text."""
    tests = ROOT / "tests"
    made = {
        "value": {"composed": values.composed_cases(tests / "values" / "cases")},
        "reading": {"composed": readings.composed_cases(tests / "forms" / "cases")},
        "rule": rules.cases(ROOT / "src" / "hengxiao" / "packs"),
        "score": scores.cases(),
        "monitor": monitors.cases(),
        "check": checks.cases(tests / "checks" / "cases", check_titles()),
    }
    return {
        f"{area}/{name}.json": file_text(area, cases) for area, files in made.items() for name, cases in files.items()
    }


def corpus_files(corpus: Path) -> dict[str, str]:
    """Files of the cases that come from published forms."""
    labels, directions = values.corpus_cases(corpus / "values-dev.jsonl")
    pages, plain = readings.corpus_cases(corpus / "dev")
    return {
        "value/corpus.json": file_text("value", labels),
        "value/directions.json": file_text("value", directions),
        "reading/corpus_html.json": file_text("reading", pages),
        "reading/corpus_text.json": file_text("reading", plain),
    }


def check_titles() -> dict[str, str]:
    """Titles of the checks; words for people, nothing that is expected."""
    from hengxiao.core.checks import all_checks

    return {one.id: f"“{one.zh}”" for one in all_checks()}


def main() -> int:
    """Write the files; those no longer built are removed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder with values-dev.jsonl and dev/")
    corpus = parser.parse_args().corpus
    files = composed_files() | (corpus_files(corpus) if corpus else {})
    for path, text in files.items():
        target = CASES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    kept = {"value/corpus.json", "value/directions.json", "reading/corpus_html.json", "reading/corpus_text.json"}
    for path in CASES.glob("*/*.json"):
        if path.relative_to(CASES).as_posix() not in kept | files.keys():
            path.unlink()
    sys.stdout.write(f"{sum(text.count(chr(10)) - 2 for text in files.values())} cases in {len(files)} files\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
