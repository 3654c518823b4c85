"""Text tables without empty cells: the headings tell the columns, level words and the look of cells the rows."""

import pytest
from small_files import codes, lines

from hengxiao.core.forms import recognise
from hengxiao.core.reading import open_bytes
from hengxiao.core.reading.text_streams import find_stream, heading_run, streamed

HEADINGS = ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"]
ROWS = [
    ["产出指标", "数量指标", "培训人数", "≥100人", "120人", "20", "20"],
    ["发放手册", "2000册", "2000册", "10", "10"],
    ["质量指标", "合格率", "≥95%", "97%", "20", "19.5"],
    ["成本指标", "培训成本", "≤5万元", "4.8万元", "10", "10"],
    ["效益指标", "社会效益指标", "知晓率", "明显提高", "明显提高", "30", "30"],
]
READ = [
    "产出指标|数量指标|培训人数|≥100人|120人|20|20",
    "产出指标|数量指标|发放手册|2000册|2000册|10|10",
    "产出指标|质量指标|合格率|≥95%|97%|20|19.5",
    "产出指标|成本指标|培训成本|≤5万元|4.8万元|10|10",
    "效益指标|社会效益指标|知晓率|明显提高|明显提高|30|30",
]
FIELDS = ("level1", "level2", "name", "target", "actual", "points", "score")
TITLE = ["项目支出绩效自评表", "（2022年度）"]
FLAT = [cell for row in ROWS for cell in row]


def rows_of(text: str) -> list[str]:
    (form,) = recognise(open_bytes("表.txt", text.encode()))
    return ["|".join(row.text(field) for field in FIELDS) for row in form.indicators]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([*TITLE, "项目名称 培训", " ".join(HEADINGS), *map(" ".join, ROWS), "总分 100 89.5"]),
        "\n".join([*TITLE, "项目名称", "培训", *HEADINGS, *FLAT]),
        "\n\n".join([*TITLE, "项目名称", "培训", *HEADINGS, *FLAT]),
        "\n".join([*TITLE, " ".join(["项目名称", "培训", *HEADINGS, *FLAT])]),
        "\n".join([*TITLE, "项目名称　培训", "绩效指标　" + "　".join(HEADINGS), *map("　".join, ROWS)]),
    ],
    ids=["row per line", "cell per line", "blank lines between", "one line", "wide blanks and outer label"],
)
def test_rows_are_found_without_their_empty_cells(text: str) -> None:
    document = open_bytes("表.txt", text.encode())
    (form,) = recognise(document)
    assert (rows_of(text), form.project.name.text) == (READ, "培训")
    assert codes(document) == ["reading.columns_guessed"]


def test_label_with_its_value_right_before_the_headings_is_none_of_them() -> None:
    text = "\n".join([*TITLE, "项目名称：培训", *HEADINGS, *FLAT])
    assert rows_of(text) == READ


@pytest.mark.parametrize("between", ["", "\n"], ids=["one line", "row per line"])
def test_cells_without_anything_between_them_are_refused_with_advice(between: str) -> None:
    text = between.join(["项目支出绩效自评表\n", "".join(HEADINGS), *map("".join, ROWS)])
    document = open_bytes("表.txt", text.encode())
    assert recognise(document) == ()
    assert [(found.code, found.message()[:30]) for found in document.findings] == [
        ("reading.no_table", "文字里分不出表格：单元格之间没有制表符、竖线或空行。请在 W")
    ]


def test_blank_inside_a_name_belongs_to_the_name() -> None:
    text = "\n".join([" ".join(HEADINGS), "产出指标 数量指标 培训 第一期 人数 ≥100人 120人 20 20"])
    assert rows_of(text) == ["产出指标|数量指标|培训 第一期 人数|≥100人|120人|20|20"]


def test_last_cells_may_be_missing() -> None:
    heads = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "单位", "备注"]
    cells = ["产出指标", "数量指标", "培训人数", "≥", "100", "人", "质量指标", "合格率", "≥", "95", "%", "抽查"]
    cells += ["效益指标", "社会效益指标", "知晓率", "≥", "90", "%", "填报人：", "日期：", "第1页"]
    (table, *after) = list(streamed([*heads, *cells]))
    assert (table[0], [row[2:] for row in table[1][1:]], [part[1][0][0] for part in after]) == (
        "guessed",
        [
            ("培训人数", "≥", "100", "人", ""),
            ("合格率", "≥", "95", "%", "抽查"),
            ("知晓率", "≥", "90", "%", ""),
        ],
        ["填报人：", "日期：", "第1页"],
    )


def test_text_after_a_table_may_hold_another_one() -> None:
    table = [" ".join(HEADINGS), " ".join(ROWS[0])]
    parts = list(streamed([*table, "第二个项目", *table, "填报人"]))
    assert [kind for kind, _ in parts] == ["guessed", "line", "guessed", "line"]


def test_headings_without_rows_stay_lines() -> None:
    text = "\n".join(["一级指标 二级指标 三级指标 指标值", "产出指标数量指标培训人数≥100人"])
    assert lines(open_bytes("表.txt", text.encode())) == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [["培训人数不少于100人"], ["一级指标  二级指标  三级指标  指标值"], ["一级指标", "二级指标", "三级指标"], []],
)
def test_text_without_headings_side_by_side_is_no_stream(text: list[str]) -> None:
    assert (find_stream(text), list(streamed(text))) == (None, [])


def test_headings_begin_behind_an_outer_label() -> None:
    assert heading_run(["年度", "绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "产出指标"]) == (2, 6)
