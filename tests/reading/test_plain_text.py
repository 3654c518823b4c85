"""Text files: tables in every style of copying."""

from pathlib import Path

import pytest
from small_files import codes, lines, outline, text

from hengxiao.core.reading import open_bytes, open_document

ROWS = [
    ["目标名称", "一级指标", "指标名称", "指标值", "绩效标准"],
    ["", "", "", "前年", "上年", "预计当年实现", ""],
    ["年度目标01", "产出", "运转率", "100%", "100%", "100%", "计划数据"],
    ["", "", "科技杂志", "6期", "", "6期", "计划数据"],
    ["", "效益", "工作显示度", "明显", "明显", "明显", "历史数据"],
]
HEADED = [["目标名称", "一级指标", "指标名称", "指标值", "绩效标准"], ["前年", "上年", "预计当年实现"], *ROWS[2:]]


def behind_tabs(rows: list[list[str]]) -> str:
    return "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in rows)


def test_cells_behind_tabs_are_rows_up_to_a_blank_line() -> None:
    document = text(f"附表五：\n{behind_tabs(ROWS)}填报人：\n")
    assert lines(document) == ["附表五：", HEADED, "填报人："]
    assert outline(document)[1][:8] == [
        (1, 1, 2, 1, "目标名称"), (1, 2, 2, 1, "一级指标"), (1, 3, 2, 1, "指标名称"), (1, 4, 1, 3, "指标值"),
        (1, 7, 2, 1, "绩效标准"), (2, 4, 1, 1, "前年"), (2, 5, 1, 1, "上年"), (2, 6, 1, 1, "预计当年实现"),
    ]  # fmt: skip
    assert codes(document) == []


def test_cell_of_several_lines_goes_on_without_a_tab() -> None:
    assert lines(text("\t名称\n\t指标值\n\n\t通过率\n\t高级80%、\n中级90%\n\n")) == [
        [["名称", "指标值"], ["通过率", "高级80%、\n中级90%"]]
    ]


def test_titles_cut_tables_of_different_width_only() -> None:
    rows = [
        ["项目名称", "经费"],
        ["长期目标表"],
        ["名称", "值", "标准"],
        ["甲", "1", "计划"],
        ["效益指标"],
        ["乙", "2", "历史"],
        ["完"],
    ]
    assert lines(text(behind_tabs(rows))) == [
        [["项目名称", "经费"]],
        [["长期目标表"], ["名称", "值", "标准"], ["甲", "1", "计划"], ["效益指标"], ["乙", "2", "历史"]],
        "完",
    ]


@pytest.mark.parametrize("tab", ["", "\t"])
def test_empty_cells_that_look_like_row_ends_are_told_apart(tab: str) -> None:
    bare = "".join("".join(f"{tab if cell else ''}{cell}\n" for cell in row) + "\n" for row in ROWS)
    assert lines(text(f"年度绩效目标表\n\n{bare}")) == ["年度绩效目标表", HEADED]


def test_tables_of_bare_lines_end_at_long_lines() -> None:
    rows = "指标名称\n指标值\n标准\n\n甲\n1\n计划\n\n小计\n\n乙\n2\n历史\n\n"
    story = "本表由各单位按照要求如实填写，于年底前报送财政部门备案，逾期不再受理。"
    assert lines(text(f"{rows}{story}\n\n{rows}合计\n")) == [
        [["指标名称", "指标值", "标准"], ["甲", "1", "计划"], ["小计"], ["乙", "2", "历史"]],
        story,
        [["指标名称", "指标值", "标准"], ["甲", "1", "计划"], ["小计"], ["乙", "2", "历史"]],
        "合计",
    ]


def test_very_long_lists_of_bare_lines_are_not_weighed() -> None:
    document = text("甲\n乙\n丙\n\n" * 6000)
    assert (len(document.blocks), codes(document)) == (18000, ["reading.no_table"])


def test_rows_between_tabs_with_quoted_line_ends() -> None:
    source = '一级指标\t名称\t指标值\n"绩\n效"\t"说""明"""\t10家\n\t乙\t"未闭合\n'
    assert lines(text(source)) == [
        [["一级指标", "名称", "指标值"], ["绩\n效", '说"明"', "10家"], ["", "乙", '"未闭合']]
    ]


def test_titles_between_tabbed_rows_belong_to_the_table() -> None:
    source = "名称\t目标值\n产出指标\n数量指标\n甲\t1\n\n乙\t2\n合计\n"
    assert lines(text(source)) == [[["名称", "目标值"], ["产出指标"], ["数量指标"], ["甲", "1"]], [["乙", "2"]], "合计"]


def test_rows_between_commas() -> None:
    source = '一级指标,名称,指标值\r\n"绩\r\n效","1,200.50万元",95%\r\n,乙,\r\n'
    assert lines(text(source)) == [[["一级指标", "名称", "指标值"], ["绩\n效", "1,200.50万元", "95%"], ["", "乙", ""]]]
    assert codes(text("甲,乙\n丙,丁\n" + "x" * 200_000)) == ["reading.no_table"]


def test_rows_between_bars() -> None:
    source = "# 自评表\n| 指标 | 值 |\n|:---|---:|\n| 甲<br>乙 | a\\|b |\n| | 95% |\n\n| 丙 | 丁 |\n指标 | 值 | 备注\n---------\n甲 | 1 | |\n"
    assert lines(text(source)) == [
        "# 自评表",
        [["指标", "值"], ["甲\n乙", "a|b"], ["", "95%"]],
        [["丙", "丁"], ["指标", "值", "备注"], ["甲", "1", ""]],
    ]


def test_rows_between_wide_blanks_are_aligned_from_the_right_and_said() -> None:
    document = text("目标表\n一级指标   名称   指标值\n产出   甲   10家\n       乙   20家\n填报人：　　　电话：\n")
    assert lines(document) == [
        "目标表",
        [["一级指标", "名称", "指标值"], ["产出", "甲", "10家"], ["", "乙", "20家"], ["", "填报人：", "电话："]],
    ]
    assert codes(document) == ["reading.columns_guessed"]
    assert codes(text("名称   目标   实际\n甲   10家   9家\n")) == []


def test_headings_of_two_rows_between_wide_blanks_are_joined() -> None:
    rows = [[cell for cell in row if cell] for row in ROWS]
    source = "\n".join("   ".join(row) for row in [*rows[:3], *rows[4:]])
    assert lines(text(source)) == [[*HEADED[:3], HEADED[4]]]


def test_single_spaced_lines_are_no_table() -> None:
    document = text("填报人：　　　电话：\n\n按计划完成\n")
    assert (lines(document), codes(document)) == (["填报人：　　　电话：", "按计划完成"], ["reading.no_table"])


def test_group_headings_share_the_columns_below_them() -> None:
    twice = [
        ["指标", "中期", "年度", "备注"],
        ["", "名称", "值", "名称", "值", ""],
        ["产出", "甲", "1", "乙", "2", "无"],
    ]
    assert outline(text(behind_tabs(twice)))[0][:4] == [
        (1, 1, 2, 1, "指标"), (1, 2, 1, 2, "中期"), (1, 4, 1, 2, "年度"), (1, 6, 2, 1, "备注"),
    ]  # fmt: skip
    apart = [
        ["指标", "中期", "备注", "年度"],
        ["", "名称", "值", "", "名称", "目标", "实际"],
        ["产", "甲", "1", "无", "乙", "2", "3"],
    ]
    assert [cell[1:4] for cell in outline(text(behind_tabs(apart)))[0][:4]] == [
        (1, 2, 1),
        (2, 1, 2),
        (4, 2, 1),
        (5, 1, 3),
    ]


def test_headings_of_three_levels_are_merged_downwards() -> None:
    rows = [
        ["名称", "指标值", "备注"],
        ["", "历史", "预计", ""],
        ["", "前年", "上年", "", ""],
        ["甲", "1", "2", "3", "无"],
    ]
    assert [cell[:4] for cell in outline(text(behind_tabs(rows)))[0][:7]] == [
        (1, 1, 3, 1), (1, 2, 1, 3), (1, 5, 3, 1), (2, 2, 1, 2), (2, 4, 2, 1), (3, 2, 1, 1), (3, 3, 1, 1),
    ]  # fmt: skip


def test_known_headings_share_the_columns_below_as_evenly_as_may_be() -> None:
    rows = [
        ["一级指标", "偏差原因分析", "完成目标可能性", "备注"],
        ["", "经费", "制度", "人员", "确定能", "有可能", ""],
        ["产出指标", "√", "", "", "√", "", ""],
    ]
    assert [cell[:4] for cell in outline(text(behind_tabs(rows)))[0][:4]] == [
        (1, 1, 2, 1), (1, 2, 1, 3), (1, 5, 1, 2), (1, 7, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["产出", "甲", "10家"], ["", "乙", "20家", "", "x"]],
        [["甲", "乙"], ["", "a", "b", "", "c"]],
        [["甲", "", "丙"], ["", "a", "b", "c", "d"]],
        [["甲", "乙", "丙"], ["", "a", "b", "c", "d", "e"]],
        [["甲", "乙"], ["a", "b", "c"]],
        [["甲"], ["", "", "c"]],
    ],
)
def test_rows_that_are_no_headings_keep_their_cells(rows: list[list[str]]) -> None:
    found = outline(text(behind_tabs(rows)))[-1]
    assert {cell[2] for cell in found} == {1}
    assert len(found) == sum(map(len, rows[-len({cell[0] for cell in found}) :]))


def test_bookmarks_of_text_exports_are_no_content() -> None:
    assert lines(text("\t年度目标03\n\t[bookmark: _GoBack]积极开展\n\n")) == [[["年度目标03", "积极开展"]]]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_encodings_are_told_by_the_bytes(name: str) -> None:
    document = open_bytes("表.txt", behind_tabs(ROWS).encode(name))
    assert lines(document) == [HEADED]
    assert codes(document) == (["reading.encoding_guessed"] if name == "gb18030" else [])


def test_lines_in_another_encoding_are_read_and_said() -> None:
    data = "\t产出指标\n\t10家\n\n".encode() + "\t效益\n\t1篇\n\n".encode("gb18030") + b"\t\xff\xff\xff\n\t2\n\n"
    document = open_bytes("表.txt", data)
    assert lines(document) == [[["产出指标", "10家"], ["效益", "1篇"], ["��\ufffd"[-3:], "2"]]]
    assert codes(document) == ["reading.mixed_encoding"]


def test_damaged_marked_text_is_said() -> None:
    document = open_bytes("表.txt", b"\xef\xbb\xbf" + "\t甲\n\t1\n\n".encode() + b"\t\xff\n\t2\n")
    assert (lines(document), codes(document)) == ([[["甲", "1"], ["\ufffd", "2"]]], ["reading.mixed_encoding"])


def test_seed_form_is_four_tables(shared: Path) -> None:
    document = open_document(shared / "seed" / "附表五-2020.txt")
    assert [(grid.rows, grid.columns) for grid in document.grids()] == [(2, 4), (9, 2), (11, 6), (32, 8)]
    assert codes(document) == []


def test_many_blank_lines_between_rows_count_as_one() -> None:
    row = "甲指标\n10家\n计划\n\n"
    assert lines(text(row * 3 + "\n" * 60 + row)) == [[["甲指标", "10家", "计划"]] * 4]


def test_list_after_a_table_stays_outside_it() -> None:
    row = "甲指标\n10家\n计划\n\n"
    document = text(row * 4 + "\n" + "附件\n" * 30)
    assert lines(document)[:2] == [[["甲指标", "10家", "计划"]] * 4, "附件"]


def test_table_of_empty_cells_is_nothing() -> None:
    assert lines(text("\t\n\t\n\n附表\n\n\t甲\n\t乙\n\n")) == ["附表", [["甲", "乙"]]]
