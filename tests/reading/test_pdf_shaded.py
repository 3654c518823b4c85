"""PDF tables between filled cells: what is no table, and what lacks an edge."""

from itertools import pairwise

from pdf_drawn import Page, pdf
from small_files import lines

from hengxiao.core.reading import open_bytes

XS = [50.0, 200.0, 350.0, 500.0]


def filled(*rows: list[tuple[float, float]]) -> Page:
    """Rows of filled cells, each from one height across to another."""
    page = Page().raw("0.9 0.9 1 rg")
    for number, row in enumerate(rows):
        for x0, x1 in row:
            page.box(x0, 95 + 30 * number, x1, 125 + 30 * number, "f")
    return page.raw("0 g")


WHOLE = list(pairwise(XS))


def test_one_filled_row_alone_is_no_table() -> None:
    page = filled(WHOLE).text(60, 100, "甲").text(210, 100, "乙").text(60, 300, "填报人：")
    assert lines(open_bytes("表.pdf", pdf(page))) == ["甲 乙", "填报人："]


def test_a_filled_cell_that_holds_texts_of_two_columns_is_no_cell() -> None:
    page = filled(WHOLE, [(XS[0], XS[2]), (XS[2], XS[3])])
    for y, texts in ((100, ["甲", "乙", "丙"]), (130, ["丁", "戊", "己"])):
        for x, text in zip(XS, texts, strict=False):
            page.text(x + 50, y, text)
    found = lines(open_bytes("表.pdf", pdf(page)))
    assert all(isinstance(line, str) for line in found)
    assert "".join("".join(found).split()) == "甲乙丙丁戊己"
