"""Tables told by their text, part by part: head rows and columns at given places."""

from hengxiao.core.reading.columns import Block, Column, Columns, Row, groups, joined, partings_of
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_rows import head_levels

ENDS = (40.0, 560.0)
XS = (50.0, 150.0, 250.0, 400.0)
HEADS = ("一级指标", "二级指标", "三级指标", "指标值")


def line(text: str, x: float, top: float, size: float = 10.0) -> TextLine:
    return TextLine(text, x, top, x + size * len(text), top + size, size, False)


def block(text: str, x: float, size: float = 10.0) -> Block:
    return Block(text, x, x + size * len(text), size)


# ------------------------------------------------------------------ rows


def test_a_head_row_that_goes_on_in_the_next_line_is_one_row() -> None:
    first, second = line("字" * 50, 50, 100), line("下一行", 50, 112)
    assert [level.at for level in head_levels([[first], [second]], ENDS)] == [99.0, 123.0]


# ------------------------------------------------------------------ columns


def test_a_parting_that_moved_remembers_where_it_was() -> None:
    columns = Columns([Column(0, 10), Column(60, 70)], cuts=[5.0])
    assert (columns.partings(), columns.former) == ([35.0], {35.0: 5.0})


def test_a_heading_left_of_all_groups_belongs_to_the_first() -> None:
    above = [block("年度指标", 60), block("备注", 200)]
    below = [block("名称", 20), block("指标值", 80)]
    assert groups(above, below) == [below, []]


def test_a_single_text_above_the_next_heading_is_its_caption() -> None:
    heads = [block(text, x) for text, x in zip(HEADS, XS, strict=True)]
    cells = [block(text, x) for text, x in zip(("产出指标", "数量指标", "培训人数", "10家"), XS, strict=True)]
    rows = [Row(heads), Row(cells), Row([block("年度绩效目标", 200)]), Row(heads), Row(cells)]
    assert [len(partings) for partings, _ in partings_of(rows, ENDS, None)] == [3, 3, 0, 3, 3]


def test_texts_with_little_room_are_one_unless_each_is_a_heading() -> None:
    assert [one.text for one in joined([block("培训", 0), block("人数", 22)])] == ["培训人数"]
    assert [one.text for one in joined([block("一级指标", 0), block("二级指标", 42)])] == ["一级指标", "二级指标"]
