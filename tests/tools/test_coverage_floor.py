"""The floors of branch coverage (覆盖率下限): which files are told of, and that every pattern names files."""

import importlib.util
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("coverage_floor", ROOT / "tools" / "coverage_floor.py")
assert SPEC is not None and SPEC.loader is not None
tool = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tool)


def found(percent: float, lines: tuple[int, ...] = (), branches: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    return {"summary": {"percent_covered": percent}, "missing_lines": lines, "missing_branches": branches}


def test_files_below_the_first_floor_that_fits_are_told_of():
    files = {
        "src/a/actions.py": found(99.5, branches=((3, 7),)), "src/a/views.py": found(90.0),
        "src/a/models.py": found(89.9, (4, 5)), "tests/x.py": found(0.0),
    }  # fmt: skip
    assert list(tool.below(files, {"src/*/actions.py": 100.0, "src/*": 90.0})) == [
        "src/a/actions.py: 99.5 % < 100 %; lines —; branches 3→7",
        "src/a/models.py: 89.9 % < 90 %; lines 4 5; branches —",
    ]


def test_every_floor_names_files():
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("*.py")]
    assert [pattern for pattern in tool.floors() if not any(tool.fnmatch(name, pattern) for name in names)] == []
    assert {"src/hengxiao/base/actions.py", "src/hengxiao/cycle/actions/*"} <= tool.floors().keys()
