"""Excel files: merges, every text as text, pages broken between groups."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hengxiao.core.printing import print_form
from hengxiao.core.targets import Field, Form


def test_print_xlsx_cells_and_merges(small: Form, tmp_path: Path) -> None:
    print_form(small, "hubei_2020.target", tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [sheet.cell(3, column).value for column in (1, 3, 5, 8)] == ["项目名称", "综合事务", "项目编码", "2020—1"]
    assert {"A1:I1", "A2:I2", "A3:B3", "A5:I5", "A16:A18"} <= {str(area) for area in sheet.merged_cells.ranges}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "95%", "0012", "=cmd|' /C calc'!A0"]
)
def test_print_xlsx_text_is_never_formula_number_or_link(small: Form, tmp_path: Path, text: str) -> None:
    form = replace(small, project=replace(small.project, name=Field(text)))
    print_form(form, "hubei_2020.target", tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx").active["C3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_print_xlsx_repeats_the_last_head_and_breaks_between_groups(small: Form, tmp_path: Path) -> None:
    form = replace(small, indicators=small.indicators[:1] + small.indicators[1:4] * 20)
    goals = [replace(row, goal=Field(f"年度目标{n // 6:02d}")) for n, row in enumerate(form.indicators[1:])]
    print_form(replace(form, indicators=(form.indicators[0], *goals)), "hubei_2020.target", tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet.print_title_rows == "$13:$15"
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks != []
    areas = [(area.min_row, area.max_row) for area in sheet.merged_cells.ranges]
    assert [at for at in breaks for first, last in areas if first <= at < last] == []


def test_print_xlsx_form_without_repeated_heads(evaluated: Form, tmp_path: Path) -> None:
    print_form(evaluated, "national_2020.self_evaluation", tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet.print_title_rows is None
    assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"


def test_print_xlsx_tall_group_is_cut_where_it_must_be(small: Form, tmp_path: Path) -> None:
    goals = tuple(replace(goal, text=Field("很长的目标说明。" * 150)) for goal in small.goals)
    print_form(replace(small, goals=goals), "hubei_2020.target", tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert max(dimension.height for dimension in sheet.row_dimensions.values()) == 408.75
    assert len(sheet.row_breaks.brk) >= 1


def test_print_xlsx_landscape(evaluated: Form, tmp_path: Path) -> None:
    print_form(evaluated, "national_2020.monitoring", tmp_path / "a.xlsx", marked=False)
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddFooter.left.text is None


def test_print_xlsx_twice_gives_the_same_bytes(small: Form, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        print_form(small, "hubei_2020.target", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
