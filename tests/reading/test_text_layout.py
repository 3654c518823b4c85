"""Text that keeps the look of a page: columns stand where blanks put them."""

import unicodedata

from small_files import codes, text

from hengxiao.core.forms import recognise

HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
ROWS = [
    ["产出指标", "数量指标", "培训人数", "≥100人"],
    ["产出指标", "质量指标", "培训合格率", "≥95%"],
    ["效益指标", "社会效益", "知晓率", "明显提高"],
    ["效益指标", "可持续影响", "影响", "长期"],
    ["满意度", "满意度", "学员满意度", "≥90%"],
]


def laid(cells: list[str], columns: int = 20) -> str:
    """Cells at the places where columns begin."""
    line = ""
    for cell in cells:
        taken = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)
        line += cell + " " * (columns - taken)
    return "   " + line.rstrip()


def page(rows: list[list[str]]) -> str:
    return "\n\n".join(["          项目支出绩效目标表", *map(laid, [HEAD, *rows]), "   填报人："])


def test_columns_and_rows_of_a_laid_out_text_are_told_and_said() -> None:
    document = text(page(ROWS) + "\f\n\f")
    (form,) = recognise(document)
    assert ["|".join(row.text(name) for name in ("level1", "level2", "name", "target")) for row in form.indicators] == [
        "|".join(row) for row in ROWS
    ]
    assert codes(document) == ["reading.columns_unruled"]


def test_a_laid_out_text_whose_columns_are_blurred_is_refused_and_said() -> None:
    blurred = [row if at else [row[0], row[1], row[2] + row[3], ""] for at, row in enumerate(ROWS)]
    blurred[1] = ["产出指标", "质量指标  培训合格率  其中", "≥95%", ""]
    document = text(page(blurred) + "\f")
    assert (recognise(document), codes(document)) == ((), ["reading.table_unruled", "reading.no_table"])
