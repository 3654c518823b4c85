"""Word files: merges, repeated heads, rows that are not split."""

import zipfile
from dataclasses import replace
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn

from hengxiao.core.printing import print_form
from hengxiao.core.targets import Field, Form


def printed(form: Form, form_id: str, path: Path) -> Document:
    print_form(form, form_id, path)
    return Document(str(path))


def test_print_docx_merges_are_written_directly(small: Form, tmp_path: Path) -> None:
    table = printed(small, "hubei_2020.target", tmp_path / "a.docx").tables[3]
    cells = table._tbl.tr_lst[3].tc_lst
    assert [(c.grid_span, c.vMerge) for c in cells] == [
        (1, "restart"),
        (1, "restart"),
        (1, "restart"),
        (1, None),
        (2, None),
        (1, None),
        (1, None),
        (1, None),
    ]
    assert [c.vMerge for c in table._tbl.tr_lst[4].tc_lst][:3] == ["continue", "continue", "continue"]
    assert [cell.text for cell in table.rows[4].cells][2:5] == ["数量指标", "宣传片", "无"]


def test_print_docx_head_rows_repeat_and_rows_stay_whole(small: Form, tmp_path: Path) -> None:
    table = printed(small, "hubei_2020.target", tmp_path / "a.docx").tables[3]
    heads = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in table._tbl.tr_lst]
    whole = [row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst]
    assert heads == [True, True, True, False, False, False, False]
    assert whole == [True] * 7


def test_print_docx_names_the_official_fonts(small: Form, tmp_path: Path) -> None:
    xml = printed(small, "hubei_2020.target", tmp_path / "a.docx").element.xml
    assert 'w:eastAsia="仿宋_GB2312"' in xml
    assert 'w:eastAsia="宋体"' in xml


def test_print_docx_text_is_never_markup(small: Form, tmp_path: Path) -> None:
    text = "<w:p/>&amp;\n第二行"
    form = replace(small, project=replace(small.project, name=Field(text)))
    assert printed(form, "hubei_2020.target", tmp_path / "a.docx").tables[0].cell(0, 2).text == text


def test_print_docx_side_label_is_open_below(evaluated: Form, tmp_path: Path) -> None:
    form = replace(evaluated, indicators=evaluated.indicators * 20)
    table = printed(form, "national_2020.self_evaluation", tmp_path / "a.docx").tables[3]
    borders = [row.tc_lst[0].tcPr.find(qn("w:tcBorders")) for row in table._tbl.tr_lst[:2]]
    assert [border[0].tag for border in borders] == [qn("w:bottom"), qn("w:top")]


def test_print_docx_twice_gives_the_same_bytes(small: Form, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        print_form(small, "hubei_2020.target", tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_print_docx_unmarked_has_neither_code_nor_property(small: Form, tmp_path: Path) -> None:
    print_form(small, "hubei_2020.target", tmp_path / "a.docx", marked=False)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert "docProps/custom.xml" not in package.namelist()
        assert [name for name in package.namelist() if name.startswith("word/media")] == []


def test_print_docx_landscape_form_lies_on_its_side(evaluated: Form, tmp_path: Path) -> None:
    section = printed(evaluated, "national_2020.monitoring", tmp_path / "a.docx").sections[0]
    assert round(section.page_width.mm) == 297
    assert round(section.page_height.mm) == 210


def test_print_docx_notes_and_signatures_stand_below(evaluated: Form, tmp_path: Path) -> None:
    document = printed(evaluated, "hubei_2020.self_evaluation", tmp_path / "a.docx")
    assert [p.text[:6] for p in document.paragraphs if p.text] == [
        "2020年度",
        "注：预算数（",
        "定性指标按三",
        "单位负责人：",
    ]
