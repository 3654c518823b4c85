"""PDF tables without upright rules over pages and in the looks printers give them: rows wrapped, cut, shaded, tight."""

import pytest
from pdf_drawn import HEIGHT, Page
from pdf_forms import HEAD, READ, ROWS, XS, across, centred, form, put, read, rows
from small_files import codes, lines

END = "填报人："
LATER = [["", "成本指标", "人均费用", "≤800元", ""], ["", "时效指标", "完成时间", "年底前", ""], *ROWS[2:]]
LATER_READ = ["产出指标|成本指标|人均费用|≤800元", "产出指标|时效指标|完成时间|年底前", *READ[2:]]


def later(page: Page, top: float, *, head: bool) -> Page:
    """A page whose first rows belong to the label of the page before."""
    if head:
        put(page, top, HEAD)
    for number, texts in enumerate(LATER, int(head)):
        put(page, top + 30 * number, texts, first=1)
    for number, text in ((2, "效益指标"), (3, "满意度")):
        centred(page, XS[0], XS[1], top + 30 * (number + head), text)
    return page


def lost(page: Page) -> list[object]:
    return [found.facts["page"] for found in read(page).findings if found.code == "reading.table_unruled"]


# ------------------------------------------------------------------ over pages


@pytest.mark.parametrize("head", [True, False], ids=["headings again", "no headings"])
def test_labels_of_the_page_before_hold_for_the_first_rows(head: bool) -> None:
    first = Page()
    put(first, 700, HEAD)
    put(first, 730, ["产出指标", *ROWS[0][1:]])
    document = read(first, later(Page(), 60, head=head).text(60, 400, END))
    assert rows(document) == [READ[0], *LATER_READ]
    assert codes(document) == ["reading.columns_unruled"]


def test_page_numbers_and_running_heads_are_no_cells() -> None:
    first, second = form(Page(), 640), later(Page(), 60, head=False)
    for number, page in enumerate((first, second), 1):
        page.text(200, 20, "某市部门预算").text(280, 810, f"第{number}页")
    assert rows(read(first, second.text(60, 400, END))) == [
        *READ,
        *(row.replace("产出指标|", "满意度|") for row in LATER_READ[:2]),
        *LATER_READ[2:],
    ]


def test_every_page_of_a_table_that_was_not_read_is_said() -> None:
    first = form(Page(), 640).text(120, 715, "无关").text(210, 681, "某")
    document = read(
        first,
        later(Page(), 60, head=True),
        later(Page(), 60, head=False),
        form(Page().text(200, 40, "项目支出绩效目标表")),
    )
    found = [(one.code, one.facts.get("page")) for one in document.findings]
    assert found == [("reading.table_unruled", page) for page in (1, 2, 3)] + [("reading.columns_unruled", None)]
    assert rows(document) == READ


def test_a_row_that_goes_on_alone_is_refused_with_its_page() -> None:
    document = read(
        form(Page(), 640), Page().text(200, 60, "某").text(440, 60, "≥1").text(470, 90, "甲").text(500, 90, "乙")
    )
    assert [one.facts for one in document.findings if one.code == "reading.table_unruled"] == [{"page": 2}]


def test_rows_cut_from_their_rules_by_the_page_are_whole() -> None:
    first, second = form(Page(), 640), Page()
    for number in range(5):
        first.line(XS[0], 635 + 30 * number, XS[-1], 635 + 30 * number)
    for number, texts in enumerate(LATER):
        put(second, 60 + 30 * number, texts)
        second.line(XS[0], 85 + 30 * number, XS[-1], 85 + 30 * number)
    for text, number in (("效益指标", 2), ("满意度", 3)):
        centred(second, XS[0], XS[1], 60 + 30 * number, text)
    document = read(first, second)
    assert [row.split("|")[1:] for row in rows(document)] == [row.split("|")[1:] for row in READ + LATER_READ]
    assert codes(document) == ["reading.columns_unruled"]


def test_level_rules_whose_table_was_not_read_are_said() -> None:
    first, second = form(Page(), 640).text(120, 715, "无关").text(210, 681, "某"), Page()
    for number, texts in enumerate(LATER):
        put(second, 60 + 30 * number, texts)
    for number in range(8):
        second.line(XS[0], 55 + 30 * number, XS[-1], 55 + 30 * number)
    document = read(first, second)
    assert [one.facts["page"] for one in document.findings if one.code == "reading.table_unruled"] == [1, 2]


def test_a_table_that_goes_on_after_other_text_is_said() -> None:
    first = across(form(Page(), 600), 595).text(60, 770, "注：本表由单位填写。").text(60, 790, "以下为附件。")
    second = Page()
    for number, texts in enumerate(LATER):
        put(second, 60 + 30 * number, texts)
    for number in range(5):
        second.line(XS[0], 55 + 30 * number, XS[-1], 55 + 30 * number)
    assert ("reading.table_unruled", {"page": 2}) in [(one.code, one.facts) for one in read(first, second).findings]


def test_lines_of_many_texts_that_tell_nothing_are_said() -> None:
    page = Page()
    for number in range(4):
        for at in range(6):
            page.text(50 + 80 * at, 100 + 30 * number, "甲乙丙丁戊己"[at])
    assert lost(page) == [1]


# ------------------------------------------------------------------ rows and headings


def test_tight_rows_are_told_by_their_middles() -> None:
    page = Page()
    put(page, 88, HEAD)
    body = [
        ("数量指标", ["参加全市培训的专业技术人", "员人数"], "≥100人"),
        ("质量指标", ["培训合格率"], "≥95%"),
        ("时效指标", ["年底前全部完成的培训项目", "数占全部的比例"], "≥90%"),
    ]
    y = 100.0
    for label, name, value in body:
        height = 12.0 * len(name)
        for at, text in ((1, label), (3, value)):
            centred(page, XS[at], XS[at + 1], y + height / 2 - 6, text)
        for number, line in enumerate(name):
            centred(page, XS[2], XS[3], y + 12 * number, line)
        y += height
    centred(page, XS[0], XS[1], (100 + y) / 2 - 6, "产出指标")
    assert rows(read(page.text(60, 300, END))) == [
        f"产出指标|{label}|{''.join(name)}|{value}" for label, name, value in body
    ]


def test_cells_level_at_their_tops_are_rows() -> None:
    page = Page()
    put(page, 100, HEAD)
    for number, texts in enumerate([["产出指标", *ROWS[0][1:]], *ROWS[1:]]):
        for at, text in enumerate(texts):
            page.text(XS[at] + 4, 130 + 44 * number, text)
        page.text(XS[2] + 4, 142 + 44 * number, "（共两行）")
    assert [row.split("|")[2] for row in rows(read(page.text(60, 400, END)))] == [f"{row[2]}（共两行）" for row in ROWS]


def test_headings_that_reach_beside_the_rows_are_refused() -> None:
    page = Page()
    tall = {0: "一级指标", 1: "二级指标"}
    for at, text in enumerate(HEAD):
        if at in tall:
            for number, char in enumerate(text):
                centred(page, XS[at], XS[at + 1], 82 + 12 * number, char)
        else:
            centred(page, XS[at], XS[at + 1], 100, text)
    form(page, 110, 40, head=False)
    page.orders = page.orders[-12:] + page.orders[:-12]
    document = read(page.text(60, 400, END))
    assert rows(document) == []


def test_a_note_under_the_table_is_no_row() -> None:
    page = form(Page()).text(60, 250, "注：一级指标和二级指标按照统一的分类填写，三级指标由单位自行填写。")
    assert rows(read(page)) == READ


def test_a_label_taller_than_its_rows_makes_the_last_one_higher() -> None:
    page = Page()
    put(page, 100, HEAD)
    for number, texts in enumerate(ROWS):
        put(page, 130 + 50 * number, texts, first=2)
    for number, text in enumerate(("数量指标", "质量指标", "社会效益", "满意度")):
        for at, char in enumerate(text):
            centred(page, XS[1], XS[2], 135 - 6 * len(text) + 50 * number + 12 * at, char)
    for text, y in (("产出指标", 155), ("效益指标", 230), ("满意度", 280)):
        centred(page, XS[0], XS[1], y, text)
    assert rows(read(page.text(60, HEIGHT - 200, END))) == READ


def test_a_title_over_the_table_is_no_head_row() -> None:
    page = form(Page(), 160).text(60, 60, "项目名称").text(200, 60, "培训").text(60, 80, "年度目标")
    page.text(200, 80, "按照全市统一部署组织开展专业技术人员培训，完成全年任务，使").text(
        200, 92, "培训合格率达到要求。"
    )
    (table,) = [block for block in lines(read(page.text(60, 400, END))) if not isinstance(block, str)]
    assert "按照全市统一部署组织开展专业技术人员培训，完成全年任务，使培训合格率达到要求。" in table[1][-1].replace(
        "\n", ""
    )


# ------------------------------------------------------------------ filled rows


def test_every_second_row_filled_tells_where_rows_part() -> None:
    page = Page().raw("0.9 0.9 1 rg")
    for row in (0, 2, 4):
        for at in range(5):
            page.box(XS[at], 95 + 30 * row, XS[at + 1], 125 + 30 * row, "f")
    page.raw("0 g")
    put(page, 100, HEAD)
    for number, texts in enumerate([["产出指标", *ROWS[0][1:]], ["产出指标", *ROWS[1][1:]], *ROWS[2:]], 1):
        put(page, 105 + 30 * number, texts)
    document = read(page.text(60, 300, END))
    assert rows(document) == READ


def test_two_filled_rows_over_others_are_not_the_whole_table() -> None:
    page = Page().raw("0.9 0.9 1 rg")
    for row in (0, 1):
        for at in range(5):
            page.box(XS[at], 95 + 30 * row, XS[at + 1], 125 + 30 * row, "f")
    form(page.raw("0 g"))
    assert rows(read(page.text(60, 300, END))) == READ


def test_signatures_under_filled_rows_are_no_row_of_theirs() -> None:
    page = Page().raw("0.9 0.9 1 rg")
    for row in range(5):
        for at in range(5):
            page.box(XS[at], 95 + 30 * row, XS[at + 1], 125 + 30 * row, "f")
    page.raw("0 g")
    for number, texts in enumerate([HEAD, *ROWS]):
        put(page, 100 + 30 * number, texts)
    document = read(page.text(60, 250, "填报人：").text(250, 250, "联系电话：").text(60, 270, "注：附表。"))
    assert [row.split("|")[2:] for row in rows(document)] == [row.split("|")[2:] for row in READ]


def test_signatures_and_far_text_under_level_rules_are_no_row() -> None:
    page = (
        across(form(Page(), 600), 595)
        .text(60, 755, "某")
        .text(300, 755, "乙")
        .text(60, 800, "填报人：")
        .text(300, 800, "年")
    )
    assert rows(read(page.line(50, 60, 90, 60)))[:3] == READ[:3]


def test_signatures_at_the_foot_of_a_page_end_level_rules() -> None:
    page = across(form(Page(), 600), 595).text(60, 760, "填报人：").text(300, 760, "联系电话：")
    assert rows(read(page)) == READ


# ------------------------------------------------------------------ what speaks against rows


def test_a_text_over_several_columns_amid_a_group_is_refused() -> None:
    page = form(Page(), 100, 40)
    page.text(120, 202, "以下为按照统一要求填写的效益类指标说明文字")
    assert rows(read(page.text(60, 400, END))) == []


def test_a_label_beside_the_headings_only_is_no_column_of_theirs() -> None:
    document = read(form(Page()).text(8, 100, "绩效指标").text(60, 300, END))
    assert rows(document) == READ


def test_a_column_of_weights_without_any_is_blank() -> None:
    page = Page()
    xs = [50.0, 120.0, 170.0, 250.0, 400.0, 480.0, 540.0]
    for number, texts in enumerate(
        [["一级指标", "权重", "二级指标", "三级指标", "指标值", "备注"], *([one[0], "", *one[1:]] for one in ROWS)]
    ):
        for at, text in enumerate(texts):
            if at or number not in (1, 2):
                centred(page, xs[at], xs[at + 1], 100 + 30 * number, text)
    centred(page, xs[0], xs[1], 145, "产出指标")
    assert rows(read(page.text(60, 300, END))) == READ


@pytest.mark.parametrize(
    ("at", "text"),
    [(2, "三级指标名称"), (3, "产出指标")],
    ids=["a heading among the names", "a label among the values"],
)
def test_texts_that_do_not_suit_their_column_refuse_the_table(at: int, text: str) -> None:
    body = [list(one) for one in ROWS]
    body[1][at] = text
    assert rows(read(form(Page(), body=body).text(60, 300, END))) == []


def test_a_sign_stands_under_signs() -> None:
    page = Page()
    xs = [50.0, 120.0, 190.0, 330.0, 400.0, 460.0, 540.0]
    table = [
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位"],
        ["产出指标", "数量指标", "培训人数", "≥", "100", "人"],
        ["效益指标", "社会效益", "知晓率", "定性", "提高", ""],
    ]
    for number, texts in enumerate(table):
        for at, text in enumerate(texts):
            centred(page, xs[at], xs[at + 1], 100 + 30 * number, text)
    found = rows(read(page.text(60, 300, END)))
    assert [row.split("|")[2] for row in found] == ["培训人数", "知晓率"]


def test_headings_that_wrap_over_many_lines_are_one_row() -> None:
    page, narrow = Page(), 36.0
    xs = [50.0 + narrow * at for at in range(5)]
    for at, text in enumerate(["一级指标", "二级指标", "三级指标", "年度指标值"]):
        pieces = [text[n : n + 1] for n in range(len(text))]
        for number, piece in enumerate(pieces):
            centred(page, xs[at], xs[at + 1], 100 + 6 * (5 - len(pieces)) + 12 * number, piece)
    for number, texts in enumerate((["产出", "数量", "人数", "9人"], ["效益", "社会", "影响", "好"])):
        for at, text in enumerate(texts):
            centred(page, xs[at], xs[at + 1], 190 + 30 * number, text)
    assert [row.split("|")[2:] for row in rows(read(page.text(60, 400, END)))] == [["人数", "9人"], ["影响", "好"]]


def test_text_alone_on_the_next_page_is_no_table() -> None:
    document = read(form(Page(), 640), Page().text(60, 60, "以下为空白。"))
    assert (rows(document), codes(document)) == (READ, ["reading.columns_unruled"])


def test_a_heading_that_holds_a_value_refuses_the_table() -> None:
    page = form(Page(), head=False, top=130)
    put(page, 100, [*HEAD[:3], "指标值≥90%", HEAD[4]])
    for y in (95, 120, 245):
        page.line(XS[0], y, XS[-1], y)
    assert rows(read(page)) == []
