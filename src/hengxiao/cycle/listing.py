"""Lists of projects (项目清单): the template, reading one, what is to be said of every row beforehand."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from hengxiao.base.errors import ActionError
from hengxiao.base.numbers import number_in
from hengxiao.base.proving import proved
from hengxiao.base.templatetags.words import language
from hengxiao.cycle.gathering import plain_code

COLUMNS = {
    "code": ("项目编码", "项目代码"), "name": ("项目名称",),
    "unit": ("单位统一社会信用代码", "项目单位", "单位名称", "单位编码"),
    "kind": ("项目类别",), "first_year": ("起始年度", "开始年度"), "last_year": ("终止年度", "结束年度"),
}  # fmt: skip
REQUIRED = ("code", "name", "unit", "first_year")
LARGEST_LIST = 8 * 1024 * 1024
MOST_ROWS = 20_000
HEAD_WITHIN = 10
YEARS = range(2000, 2101)
EXAMPLE = ("2026-000-000-001", "示例项目（请删除本行）", "12420000000000003C", "", "2026", "")
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list (清单行) as it is printed."""

    number: int
    code: str = ""
    name: str = ""
    unit: str = ""
    kind: str = ""
    first_year: str = ""
    last_year: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the site knows when a list is looked at (已有数据): units and kinds by code and name, projects by code."""

    units: Mapping[str, list[int]]
    kinds: Mapping[str, str]
    projects: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done with a row (处理方式): add, update, skip or refuse, and why."""

    line: Line
    act: str
    values: dict[str, Any] = field(default_factory=dict)
    project: int | None = None
    error: ActionError | None = None

    @property
    def told(self) -> str:
        """Why it is refused (不导入的原因), in the page's language."""
        return self.error.message(language()) if self.error else ""


def template() -> bytes:
    """The workbook to fill in (模板)."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("项目清单")
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet.set_column(0, len(COLUMNS) - 1, 24, text)
        sheet.write_row(0, 0, [names[0] for names in COLUMNS.values()], bold)
        sheet.write_row(1, 0, EXAMPLE, text)
        sheet.freeze_panes(1, 0)
    return made.getvalue()


def read_list(name: str, data: bytes) -> list[Line]:
    """The rows of a list (读取清单): an Excel workbook or CSV, headings found by their words.

    Raises:
        ActionError: too large, refused, or without the headings.
    """
    if len(data) > LARGEST_LIST:
        raise ActionError("base.file_too_large", name=name, limit=LARGEST_LIST // 1024 // 1024)
    for rows in [_csv(data)] if name.lower().endswith((".csv", ".tsv", ".txt")) else _grids(name, data):
        for at, row in enumerate(rows[:HEAD_WITHIN]):
            places = _places(row)
            if all(column in places for column in REQUIRED):
                return _lines(rows, at, places, name)
    raise ActionError("cycle.list_no_heading", name=name, wanted="、".join(COLUMNS[column][0] for column in REQUIRED))


def _places(row: list[str]) -> dict[str, int]:
    plain = ["".join(text.split()).rstrip("*＊：:") for text in row]
    return {column: plain.index(word) for column, words in COLUMNS.items() for word in reversed(words) if word in plain}


def _lines(rows: Rows, at: int, places: Mapping[str, int], name: str) -> list[Line]:
    found = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        texts = {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
        if any(texts.values()):
            found.append(Line(number, **texts))
    if len(found) > MOST_ROWS:
        raise ActionError("cycle.list_too_long", name=name, most=MOST_ROWS)
    return found


def _csv(data: bytes) -> Rows:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = data.decode("utf-8", errors="replace")
    first = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text), delimiter="\t" if first.count("\t") > first.count(",") else ","))


def _grids(name: str, data: bytes) -> Iterator[Rows]:
    for grid in proved(name, data).grids():
        rows = [[""] * grid.columns for _ in range(grid.rows)]
        for cell in grid.cells:
            rows[cell.row - 1][cell.column - 1] = cell.text
        yield rows


def planned(lines: Iterable[Line], known: Known, how: str) -> list[Planned]:
    """What is to be done with every row (逐行核对); `how` says what becomes of projects that exist: skip or update."""
    rows = list(lines)
    often = Counter(plain_code(line.code) for line in rows)
    return [_planned(line, known, how, twice=often[plain_code(line.code)] > 1) for line in rows]


def _planned(line: Line, known: Known, how: str, *, twice: bool) -> Planned:
    code = plain_code(line.code)
    missing = [COLUMNS[column][0] for column in REQUIRED if not getattr(line, column)]
    if missing:
        return Planned(line, "refuse", error=ActionError("cycle.list_missing", columns="、".join(missing)))
    if twice:
        return Planned(line, "refuse", error=ActionError("cycle.list_twice", code=code))
    units = known.units.get(line.unit, [])
    if len(units) != 1:
        told = "cycle.list_unit_unclear" if units else "cycle.list_unit_unknown"
        return Planned(line, "refuse", error=ActionError(told, unit=line.unit))
    values, error = _values(line, known)
    if error:
        return Planned(line, "refuse", error=error)
    values |= {"code": line.code, "organisation": units[0]}
    return _against(line, known.projects.get(code), values, how)


def _against(line: Line, there: tuple[int, int] | None, values: dict[str, Any], how: str) -> Planned:
    """A row against the project of its code, if there is one."""
    if there is None:
        return Planned(line, "add", values)
    if there[1] != values["organisation"]:
        return Planned(line, "refuse", error=ActionError("cycle.list_code_elsewhere", code=plain_code(line.code)))
    return Planned(line, how, values, there[0])


def _values(line: Line, known: Known) -> tuple[dict[str, Any], ActionError | None]:
    years: dict[str, int | None] = {}
    for column in ("first_year", "last_year"):
        text = getattr(line, column).removesuffix("年").removesuffix(".0")
        years[column] = number_in(text)
        if text and years[column] not in YEARS:
            return {}, ActionError("cycle.list_year", text=text)
    first, last = years["first_year"], years["last_year"]
    if first is not None and last is not None and last < first:
        return {}, ActionError("cycle.years_backwards", first=first, last=last)
    if line.kind and line.kind not in known.kinds:
        return {}, ActionError("cycle.list_kind", kind=line.kind, known="、".join(dict.fromkeys(known.kinds)))
    if len(line.name) > 200 or len(line.code) > 40:
        return {}, ActionError("cycle.list_too_wide", code=line.code[:40])
    return {"name": line.name, "kind": known.kinds.get(line.kind, "")} | years, None
