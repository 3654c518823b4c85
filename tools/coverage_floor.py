"""Hold branch coverage to its floors (覆盖率下限): `python tools/coverage_floor.py coverage.json`.

The floors stand in pyproject.toml, `[tool.hengxiao.coverage]`: pattern of paths = percent, statements and branches
together; a file falls under the first pattern that fits. Files below their floor are listed with what was missed.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def floors() -> dict[str, float]:
    """Pattern → percent, in order."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {pattern: float(least) for pattern, least in told["tool"]["hengxiao"]["coverage"].items()}


def below(files: Mapping[str, Any], least: Mapping[str, float]) -> Iterator[str]:
    """A line for every file below its floor."""
    for name, found in sorted(files.items()):
        floor = next((percent for pattern, percent in least.items() if fnmatch(name, pattern)), 0.0)
        percent = found["summary"]["percent_covered"]
        if percent < floor:
            lines = " ".join(map(str, found["missing_lines"]))
            branches = " ".join(f"{start}→{end}" for start, end in found["missing_branches"])
            yield f"{name}: {percent:.1f} % < {floor:g} %; lines {lines or '—'}; branches {branches or '—'}"


def main(path: str) -> int:
    """Exit status 1 when a file is below its floor."""
    wrong = list(below(json.loads(Path(path).read_text(encoding="utf-8"))["files"], floors()))
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
