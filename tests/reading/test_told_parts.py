"""Tables told by their text, part by part: headings, labels, rows and columns at given places."""

from hengxiao.core.reading.columns import Block, Column, Columns, Row, groups, joined, partings_of
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_bands import Bands
from hengxiao.core.reading.told_body import Frame, body, cuts_between, outer_column
from hengxiao.core.reading.told_heads import headings
from hengxiao.core.reading.told_labels import Beside, Label, label_starts
from hengxiao.core.reading.told_rows import head_levels, levels_told, part

ENDS = (40.0, 560.0)
FRAME = Frame(ENDS, None, 800)
XS = (50.0, 150.0, 250.0, 400.0)
HEADS = ("一级指标", "二级指标", "三级指标", "指标值")


def line(text: str, x: float, top: float, size: float = 10.0) -> TextLine:
    return TextLine(text, x, top, x + size * len(text), top + size, size, False)


def block(text: str, x: float, size: float = 10.0) -> Block:
    return Block(text, x, x + size * len(text), size)


def across(top: float, *texts: str) -> list[TextLine]:
    return [line(text, x, top) for text, x in zip(texts, XS, strict=False)]


def under(*heads: str) -> Columns:
    return Columns.under([block(text, x) for text, x in zip(heads, XS, strict=False)], ENDS)


# ------------------------------------------------------------------ headings


def test_text_above_a_heading_that_is_none_of_it_stays_outside() -> None:
    assert headings([[line("第一页", 480, 97)], across(110, *HEADS)]) == [(1, 2)]


# ------------------------------------------------------------------ rows


def test_no_lines_are_no_table() -> None:
    assert levels_told([], FRAME) is None
    assert levels_told([line("甲", 50, 100)], Frame(ENDS, under(*HEADS), 800)) is None


def test_rows_that_go_on_under_columns_without_names_cannot_be_told() -> None:
    rows = [*across(100, "产出指标", "10家", "抽查"), *across(130, "效益指标", "20家", "抽查")]
    assert levels_told(rows, Frame(ENDS, under("一级指标", "指标值", "备注"), 800)) == []


def test_a_head_row_that_goes_on_in_the_next_line_is_one_row() -> None:
    first, second = line("字" * 50, 50, 100), line("下一行", 50, 112)
    assert [level.at for level in head_levels([[first], [second]], ENDS)] == [99.0, 123.0]


def test_two_divided_headings_are_refused() -> None:
    above = [line("中期", 100, 100), line("年度", 350, 100)]
    below = [
        line(text, x, 125)
        for text, x in zip(("三级指标", "指标值", "指标名称", "目标值"), (50, 150, 300, 400), strict=True)
    ]
    assert part([above, below], [], FRAME, False, first=False) is None


def test_a_label_that_reaches_beside_the_next_group_is_refused() -> None:
    assert cuts_between([(100, 110), (130, 140)], [[Label(0, 100, 110), Label(1, 130, 140)]]) == [120]
    assert cuts_between([(100, 110), (130, 140)], [[Label(0, 100, 135), Label(1, 120, 150)]]) is None
    tall = [line(text, 50, 81 + 12 * at) for at, text in enumerate("产出指标")]
    kinds = ("数量指标", "社会效益", "经济效益", "生态效益")
    names = ("培训人数", "群众知晓的比例", "增收", "绿化")
    values = ("10家", "10家", "不少于1200家", "10家")
    rows = [
        [line(kind, 150, top), line(name, 250, top), line(value, 400, top)]
        for kind, name, value, top in zip(kinds, names, values, (100, 116, 132, 148), strict=True)
    ]
    rows[2].append(line("效益指标", 50, 132))
    lines = [*[[one] for one in tall], *rows]
    assert body(lines, under(*HEADS), FRAME, opened=False, cut=False) is None


def test_a_label_beside_the_whole_table_becomes_a_column() -> None:
    columns = under(*HEADS)
    assert outer_column(columns, [line("绩", 10, 200), *across(100, *HEADS)])
    assert [(one.low, one.high) for one in columns.columns[:2]] == [(10, 20), (50, 90)]
    assert columns.cuts == [None]


def test_a_text_goes_on_below_a_full_line_only() -> None:
    full, short, after = line("培训人数合", 250, 100), line("培训", 250, 100), line("计", 250, 112)
    for first, rows in ((full, 1), (short, 2)):
        place = {id(piece): [1] for piece in (first, after)}
        ways = Bands([first, after], place, 1, [0.0, 50.0]).told()
        assert (len(ways[0].rows), ways[0].faults < ways[1].faults) == (rows, True)


def test_a_column_without_labels_has_no_groups() -> None:
    assert label_starts([], Beside([(100, 110)], [0], "middle", False, False, 110)) == []


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
