"""Cases of documents (读表用例): published forms drawn again from their facts, and forms composed for the tests."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

from conformance_kit.drawings import Line, Table, drawn, html, merged_down, text
from conformance_kit.writing import Case, case

Row = dict[str, Any]
SIGNS = frozenset(["≥", "≤", "=", ">", "<", "≧", "≦", "═", ">=", "<=", "大于等于", "小于等于", "等于", "定性"])
ROLES = {
    "goal": ("目标名称",),
    "level1": ("一级指标", "绩效指标分类"),
    "level2": ("二级指标",),
    "name": ("三级指标", "三级指标内容", "指标名称", "绩效指标"),
    "target": (
        "指标值", "年度指标值", "年初目标值", "目标值", "指标值及单位", "计划指标值", "当年度指标值", "指标目标值",
        "当年预期实现值", "预计当年实现",
    ),
    "actual": ("实际完成值", "全年实际值", "完成值", "全年实际完成值", "半年度指标执行情况"),
    "points": ("分值", "指标权重"),
    "score": ("得分",),
    "note": ("偏差原因分析及改进措施", "未完成原因及改进措施", "产生差异的原因及改进措施"),
    "midterm": ("实施周期指标值",),
    "prev2": ("前年",),
    "prev1": ("上年",),
    "standard": ("绩效标准", "评价标准确定依据"),
    "sign": ("指标性质",),
    "unit": ("计量单位", "度量单位", "单位"),
    "type": ("指标值类型",),
    "likelihood": ("完成目标可能性",),
    "weight": ("权重",),
}  # fmt: skip
HEADINGS = {heading: role for role, headings in ROLES.items() for heading in headings}
GRADES = ("优", "良", "中", "差")
RECORD_FIELDS = {
    "name": "name", "target": "target", "actual": "actual", "points": "points", "score": "score",
    "midterm": "midterm", "prev1": "previous_year", "prev2": "year_before_last",
}  # fmt: skip
LEVEL2_WORDS = frozenset(["数量", "质量", "时效", "成本", "经济效益", "社会效益", "生态效益", "可持续影响", "满意度"])
LABELS = ("goal", "level1", "level2", "mid_level2")
PART = {"sign": "sign", "type": "sign", "unit": "unit", "target": "target"}


def corpus_cases(folder: Path) -> tuple[list[Case], list[Case]]:
    """Two cases of every published form: as HTML and as text with one cell a line."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    pages, plain = ([corpus_case(record, form) for record in records] for form in ("html", "text"))
    several = [record for record in records if len(record["layout"]["columns"]) > 1]
    return pages, plain + [corpus_case(record, "text", captions=False) for record in several]


def corpus_case(record: Row, form: str, *, captions: bool = True) -> Case:
    """One published form in one format; the tables of a form with several bear captions, unless left out on purpose."""
    blocks: list[Table | Line] = []
    expected: list[Row] = []
    for project, rows in projects(record):
        blocks += head(record, project)
        for headings, (caption, part) in zip(record["layout"]["columns"], tables(record, rows), strict=True):
            if caption and captions:
                blocks.append(Line(caption))
            table, shown = drawn_table(headings, part)
            blocks.append(table)
            expected += shown
    name, content = ("表.html", html(blocks)) if form == "html" else ("表.txt", text(blocks))
    wording = "网页表格" if form == "html" else "每行一格的文字" if captions else "每行一格的文字，两张表之间没有标题"
    heading = f"读出“{record['title']}”的{len(expected)}行指标（{wording}）"
    expect = {"joined": True, "forms": [{"rows": expected}]}
    given = {"name": name, "format": form, "content": content}
    group = form if captions else f"{form}-uncaptioned"
    return case(
        "reading",
        group,
        heading,
        source=f"corpus {record['id']}",
        given=given,
        expect=expect,
        compare="rows",
        name=record["id"],
    )


def projects(record: Row) -> list[tuple[str, list[Row]]]:
    """Rows with content, by project; a record that names none has one."""
    rows = [row for row in record["rows"] if not row.get("blank_row")]
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.get("project", record["project"]))]


def tables(record: Row, rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by table, with its caption: where two tables follow, the first holds the long-term goal."""
    if len(record["layout"]["columns"]) == 1:
        return [("", rows)]
    captions = (("长期绩效目标表", True), ("年度绩效目标表", False))
    return [(caption, [r for r in rows if ("长期" in r.get("goal", "")) is long]) for caption, long in captions]


def head(record: Row, project: str) -> list[Table | Line]:
    """Title, and a table with project, body and money."""
    rows = [["项目名称", project], ["主管部门", record["body"]]]
    if record["kind"] == "overall":
        rows = [["部门（单位）名称", record["body"]]]
    return [Line(record["title"]), Table(rows)]


def roles_of(headings: list[str]) -> list[str]:
    """Role of every printed column."""
    keys = [re.sub(r"[（(][^()（）]*[）)]|\s|\bone.*$", "", heading) for heading in headings]
    roles = [role_of(keys, place) for place in range(len(keys))]
    if keys.count("二级指标") == 2:
        left = {"level2": "mid_level2", "name": "mid_name", "target": "midterm"}
        cut = len(keys) - 1 - keys[::-1].index("二级指标")
        roles = [left.get(role, role) if place < cut else role for place, role in enumerate(roles)]
    return roles


def role_of(keys: list[str], place: int) -> str:
    """Role of one column; some headings mean different things beside different neighbours."""
    key = keys[place]
    if key == "指标内容":
        return "blank" if "三级指标" in keys else "name"
    if key == "分值" and "分值" in keys[place + 1 :]:
        return "blank"
    if key == "指标值" and "目标值" in keys:
        return "actual"
    if key in GRADES:
        return f"grade{GRADES.index(key)}"
    return HEADINGS.get(key, "blank")


def drawn_table(headings: list[str], rows: list[Row]) -> tuple[Table, list[Row]]:
    """A table of rows with its headings, and what must be read from it."""
    shown = [re.sub(r"\s*\(one block.*\)$", "", heading) for heading in headings]
    roles = roles_of(shown)
    if "name" not in roles and any(row["name"] for row in rows):
        place = max((n for n, role in enumerate(roles, 1) if role == "level2"), default=0)
        shown.insert(place, "指标名称")
        roles.insert(place, "name")
    cells = [cells_of_row(row, roles) for row in rows]
    columns = [place for place, role in enumerate(roles) if role in LABELS]
    expected = [expected_row(roles, texts) for texts in cells]
    return Table([shown, *merged_down(cells, columns)]), expected


def cells_of_row(row: Row, roles: list[str]) -> list[str]:
    """Texts of a row, one per column."""
    known = {role: str(row.get(role, "")).replace("¦", "") for role in roles} | target_cells(row, roles)
    known |= {"name": row["name"] or row["level2"], "blank": ""}
    if row.get("midterm"):
        known |= {"mid_level2": row["level2"], "mid_name": known["name"]}
    return [known[role] for role in roles]


def target_cells(row: Row, roles: list[str]) -> dict[str, str]:
    """The target in one cell, or apart in sign, value and unit columns, or in four grade columns."""
    if "grade0" in roles:
        return {f"grade{place}": cell for place, cell in enumerate(row["target_cells"])}
    parts = {"target": row["target"], "unit": row.get("unit_cell", ""), "sign": row.get("sign_cell", "")}
    parts["type"] = row.get("type_cell", "")
    if "target_cells" not in row:
        return {role: parts[role] for role in PART if role in roles}
    cells = [cell for cell in row["target_cells"] if cell]
    signs = [cell for cell in cells if cell in SIGNS]
    others = [cell for cell in cells if cell not in SIGNS]
    figures = [cell for cell in others if re.search(r"\d", cell)] or others[-1:]
    parts |= {"target": figures[0] if figures else "", "unit": "".join(c for c in others if c not in figures[:1])}
    holder = "sign" if "sign" in roles else "type"
    parts[holder] = parts[holder] or "".join(signs)
    return {role: parts[role] for role in PART if role in roles}


def expected_row(roles: list[str], texts: list[str]) -> Row:
    """The fields that must be read from a printed row; the target in any of the accepted forms."""
    shown = dict(zip(roles, texts, strict=True))
    row: Row = {field: shown[role] for role, field in RECORD_FIELDS.items() if role in shown and role != "target"}
    if "level2" not in roles and row.get("name") in LEVEL2_WORDS:
        row["name"] = [row["name"], ""]  # the name cell holds the level-2 word; it may be taken for either
    row["target"] = accepted([(role, shown[role]) for role in roles if role in PART or role.startswith("grade")])
    return row


def accepted(printed: list[tuple[str, str]]) -> str | list[str]:
    """A target of one cell as printed; of several: joined as printed, or sign, value and unit, or the value alone."""
    cells = [(role, cell) for role, cell in printed if cell and not (role == "type" and cell not in SIGNS)]
    if cells and not any(role == "target" or role.startswith("grade") for role, _ in cells):
        return ["¦".join(cell for _, cell in cells), ""]
    if len(cells) < 2:
        return cells[0][1] if cells else ""
    order = {"sign": 0, "type": 0, "target": 1, "unit": 2}
    joined = "¦".join(cell for _, cell in cells)
    by_sense = "¦".join(cell for _, cell in sorted(cells, key=lambda pair: order.get(pair[0], 1)))
    return list(dict.fromkeys([joined, by_sense, *(cell for role, cell in cells if role == "target")]))


def composed_cases(folder: Path) -> list[Case]:
    """Forms of many layouts composed for the tests of the recogniser, as HTML."""
    return [composed(path) for path in sorted(folder.glob("*.toml"))]


def composed(path: Path) -> Case:
    """One composed form; its first comment line says what is special about it."""
    source = path.read_text(encoding="utf-8")
    record = tomllib.loads(source)
    special = source.splitlines()[0].removeprefix("# ") if source.startswith("#") else path.stem
    fields = record["fields"].split()
    forms = [
        {"rows": [dict(zip(fields, line.split("|"), strict=True)) for line in part.split("\n") if line]}
        for part in record["rows"].strip().split("\n---\n")
    ]
    given = {"name": "表.html", "format": "html", "content": html(drawn(record["drawing"]))}
    heading = f"读出表中各行：{special}"
    return case(
        "reading",
        "composed",
        heading,
        source=f"composed: {path.stem}",
        given=given,
        expect={"forms": forms},
        compare="rows",
        name=path.stem,
    )
