"""PDF files: fonts embedded, heads repeated, groups whole, faults named."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
import typst
from indicator_rows import row

from hengxiao.core.printing import MissingGlyphError, PrintError, print_form
from hengxiao.core.printing import pdf as pdf_module
from hengxiao.core.printing.composing import compose
from hengxiao.core.printing.fonts import packaged_folder
from hengxiao.core.printing.geometry import geometry
from hengxiao.core.printing.pdf import write_pdf
from hengxiao.core.targets import Field, Form


def pages(data: bytes) -> list[list[list[str | None]]]:
    """Rows of the tables of every page."""
    with pdfplumber.open(BytesIO(data)) as document:
        return [[line for table in page.extract_tables() for line in table] for page in document.pages]


def test_write_pdf_says_what_the_form_says(small: Form) -> None:
    (only,) = pages(write_pdf(compose(small, geometry("hubei_2020.target")).page))
    rows = [[text for text in line if text] for line in only]
    assert rows[0] == ["项目名称", "综合事务", "项目编码", "2020—1"]
    assert ["年度目标01", "产出", "数量指标", "期刊", "5期", "6期", "6期"] in rows
    assert ["宣传片", "无", "无", "≥5次"] in rows


def test_write_pdf_repeats_heads_and_never_cuts_a_goal(small: Form) -> None:
    rows = tuple(row(f"年度目标{n // 7:02d}", "产出", "数量指标", f"指标{n}", "1项") for n in range(70))
    page = compose(replace(small, indicators=rows, goals=()), geometry("hubei_2020.target")).page
    found = pages(write_pdf(page))
    assert len(found) > 1
    for page_rows in found[1:]:
        assert page_rows[0][0] == "年度绩效目标表"
    labels = [line[0] for page_rows in found for line in page_rows if line[0] and line[1] == "产出"]
    assert labels == [f"年度目标{n:02d}" for n in range(10)]


def test_write_pdf_tall_group_says_its_label_on_every_page(small: Form) -> None:
    rows = tuple(row("年度目标01", "产出", "数量指标", f"指标{n}", "1项") for n in range(70))
    page = compose(replace(small, indicators=rows, goals=()), geometry("hubei_2020.target")).page
    for page_rows in pages(write_pdf(page)):
        assert "年度目标01" in [line[0] for line in page_rows]


def test_write_pdf_embeds_only_packaged_faces(small: Form) -> None:
    with pdfplumber.open(BytesIO(write_pdf(compose(small, geometry("hubei_2020.target")).page))) as document:
        faces = {sign["fontname"].split("+")[-1] for page in document.pages for sign in page.chars}
    assert faces == {"Hengxiao-Song-Regular", "Hengxiao-Song-Bold"}


def test_write_pdf_ticks_come_from_the_typesetter(small: Form) -> None:
    form = replace(small, project=replace(small.project, name=Field("☑部门预算项目 □其他")))
    with pdfplumber.open(BytesIO(write_pdf(compose(form, geometry("hubei_2020.target")).page))) as document:
        assert "☑部门预算项目□其他" in "".join(document.pages[0].extract_text().split())


def test_write_pdf_text_is_never_markup(small: Form) -> None:
    text = '#panic("x") $a$ *b* _c_ \\ "引号" <标签> @引用 = 标题'
    form = replace(small, title=text)
    with pdfplumber.open(BytesIO(write_pdf(compose(form, geometry("hubei_2020.target")).page))) as document:
        assert "".join(text.split()) in "".join(document.pages[0].extract_text().split())


@pytest.mark.parametrize("word", ["100%90%85%85%", "http://example.org/" + "a" * 60 + "/12345"])
def test_write_pdf_long_words_stay_in_their_cell(small: Form, word: str) -> None:
    rows = (*small.indicators[:1], replace(small.indicators[1], target=Field(word), standard=Field("计划数据")))
    data = write_pdf(compose(replace(small, indicators=rows), geometry("hubei_2020.target")).page)
    (only,) = pages(data)
    cells = next([text for text in line if text] for line in only if "期刊" in line)
    assert ["".join(text.split()) for text in cells[-2:]] == [word, "计划数据"]


def test_write_pdf_twice_gives_the_same_bytes(small: Form) -> None:
    page = compose(small, geometry("hubei_2020.target")).page
    first = write_pdf(page)
    pdf_module._compiler.cache_clear()
    assert write_pdf(page) == first


def test_write_pdf_missing_glyph_is_an_error(small: Form) -> None:
    form = replace(small, project=replace(small.project, name=Field("\U0001f600")))
    with pytest.raises(MissingGlyphError):
        write_pdf(compose(form, geometry("hubei_2020.target")).page)


def test_write_pdf_accepts_a_site_folder(small: Form) -> None:
    page = compose(small, geometry("hubei_2020.target")).page
    assert write_pdf(page, packaged_folder()).startswith(b"%PDF")


def test_write_pdf_warning_of_the_typesetter_is_an_error(small: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    page = compose(small, geometry("hubei_2020.target")).page
    monkeypatch.setattr(pdf_module, "families", lambda folder: ("No Such Face",))
    with pytest.raises(PrintError) as caught:
        write_pdf(page)
    assert caught.value.facts == {"reason": "unknown font family: no such face"}


def test_write_pdf_failure_of_the_typesetter_is_an_error(small: Form) -> None:
    page = replace(compose(small, geometry("hubei_2020.target")).page, grid_mm=(10.0,))
    with pytest.raises(PrintError) as caught:
        write_pdf(page)
    assert caught.value.code == "printing.engine"
    assert isinstance(caught.value.__cause__, typst.TypstError)


def test_print_form_writes_pdf_with_mark(small: Form, tmp_path: Path) -> None:
    mark = print_form(small, "hubei_2020.target", tmp_path / "a.pdf")
    with pdfplumber.open(tmp_path / "a.pdf") as document:
        assert mark.text in document.pages[0].extract_text()
        assert document.metadata["Keywords"] == mark.text
