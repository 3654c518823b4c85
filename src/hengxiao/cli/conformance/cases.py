"""Cases of the conformance kit (一致性用例): read from its folder, filtered by area and id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

AREAS = ("value", "reading", "rule", "score", "monitor", "check")
CHECKOUT = Path(__file__).resolve().parents[4] / "conformance" / "cases"


class CasesError(Exception):
    """The folder holds no cases, or a file of it is no case file (用例文件有误): path and reason."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case (用例): what is asked, what is right and how it is compared."""

    id: str
    area: str
    title: str
    compare: str
    input: Any
    expect: Any

    @property
    def question(self) -> str:
        """The line a program is given (提问): id, area and input."""
        return json.dumps({"id": self.id, "area": self.area, "input": self.input}, ensure_ascii=False, default=str)


def folder_of(given: Path | None) -> Path:
    """The folder of cases (用例文件夹): the one given, else that of the working folder, else that of the checkout."""
    if given is not None:
        return given
    here = Path("conformance") / "cases"
    return here if here.is_dir() else CHECKOUT


def load_cases(folder: Path, areas: Sequence[str] = (), only: Sequence[str] = ()) -> tuple[Case, ...]:
    """The cases of a folder (读取用例), in order of area and file; `only` keeps ids that begin so.

    Raises:
        CasesError: there is no case, or a file is none.
    """
    found = [case for area in AREAS for path in sorted((folder / area).glob("*.json")) for case in cases_in(path)]
    if not found:
        raise CasesError(str(folder), "no cases")
    return tuple(chosen(found, areas, only))


def cases_in(path: Path) -> list[Case]:
    """The cases of one file.

    Raises:
        CasesError: the file is no case file.
    """
    try:
        records = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["cases"]
        return [Case(**{key: record[key] for key in Case.__dataclass_fields__}) for record in records]
    except (ValueError, KeyError, TypeError) as error:
        raise CasesError(str(path), f"{type(error).__name__}: {error}") from error


def chosen(cases: Iterable[Case], areas: Sequence[str], only: Sequence[str]) -> Iterable[Case]:
    """The cases asked for (所选用例)."""
    return (
        case
        for case in cases
        if (not areas or case.area in areas) and (not only or any(case.id.startswith(start) for start in only))
    )
