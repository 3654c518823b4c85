"""Any grid is read without an error, and nothing in an indicator table vanishes (任意表格)."""

from __future__ import annotations

from accounting import untold
from drawn import document
from hypothesis import given, settings
from hypothesis import strategies as st

from hengxiao.core.forms import Cell, Document, Grid, Paragraph, recognise
from hengxiao.core.targets import Place

TEXTS = st.sampled_from(
    [
        "",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "实际完成值",
        "分值",
        "得分",
        "备注",
        "产出指标",
        "数量指标",
        "质量指标",
        "效益指标",
        "满意度指标",
        "≥90%",
        "100%",
        "3",
        "个",
        "项目名称",
        "某项目",
        "项目资金（万元）",
        "年度资金总额",
        "936",
        "年度总体目标",
        "预期目标",
        "实际完成情况",
        "总分",
        "合计",
        "年度目标1",
        "中期目标",
        "年度目标",
        "项目绩效目标表",
        "（2022年度）",
        "填报人：",
        "注：无",
        "指标名称",
        "指标1：",
        "培训人数",
        "产出指标：数量指标：培训≥5次；质量指标：合格率100%。",
    ]
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    cells = []
    for r in range(1, rows + 1):
        for c in range(1, columns + 1):
            if (r, c) in taken or draw(st.integers(0, 12)) == 0:
                continue
            height, width = draw(st.sampled_from([(1, 1)] * 5 + [(2, 1), (1, 2)]))
            height, width = min(height, rows - r + 1), min(width, columns - c + 1)
            spot = {(r + i, c + j) for i in range(height) for j in range(width)}
            if spot & taken:
                height = width = 1
                spot = {(r, c)}
            taken |= spot
            cells.append(Cell(draw(TEXTS), r, c, height, width))
    return Grid(Place("甲.docx", table=draw(st.integers(1, 2))), rows, columns, tuple(cells))


PARAGRAPHS = st.builds(lambda text: Paragraph(text, Place("甲.docx", row=1)), TEXTS)


@given(st.lists(st.one_of(grids(), PARAGRAPHS), max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_document_is_read_and_no_cell_is_lost(blocks: list[Grid | Paragraph]) -> None:
    placed = []
    for number, block in enumerate(blocks, 1):
        place = Place("甲.docx", table=number) if isinstance(block, Grid) else Place("甲.docx", row=number)
        placed.append(
            Grid(place, block.rows, block.columns, block.cells)
            if isinstance(block, Grid)
            else Paragraph(block.text, place)
        )
    read = Document("甲.docx", "0" * 64, "docx", tuple(placed))
    assert untold(read, recognise(read)) == []


def test_empty_document_has_no_form() -> None:
    assert recognise(document("")) == ()


def test_label_that_juts_out_of_the_outer_column_is_kept() -> None:
    cells = [
        Cell("", 1, 1, 2),
        Cell("一级指标", 1, 3),
        Cell("预期目标", 1, 4),
        Cell("", 2, 3, 2),
        Cell("年度", 3, 1, 1, 2),
    ]
    grid = Grid(Place("甲.docx", table=1), 3, 4, (*cells, Cell("10家", 3, 4)))
    read = Document("甲.docx", "0" * 64, "docx", (grid,))
    assert untold(read, recognise(read)) == []
