"""Rich text files: what county offices send as .doc; tables, merges, encodings, damage."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_files import codes, lines

from hengxiao.core.forms.grid import Grid
from hengxiao.core.reading import open_bytes, read

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}"


def gbk(text: str) -> str:
    return "".join(rf"\'{byte:02x}" for byte in text.encode("gb18030"))


def row(*cells: str, edges: tuple[int, ...] = (), merges: tuple[str, ...] = ()) -> str:
    ends = edges or tuple(2000 * (number + 1) for number in range(len(cells)))
    flags = merges or ("",) * len(ends)
    shape = "".join(rf"{flag}\cellx{end}" for flag, end in zip(flags, ends, strict=True))
    return rf"\trowd\trleft0{shape}\pard\intbl " + "".join(rf"{text}\cell " for text in cells) + "\\row\n"


def opened(body: str, name: str = "表.rtf", head: str = HEAD) -> object:
    return open_bytes(name, (head + body + "}").encode("latin-1"))


def spans(document: object) -> list[tuple[str, int, int, int, int]]:
    return [
        (c.text, c.row, c.column, c.row_span, c.column_span)
        for block in document.blocks
        if isinstance(block, Grid)
        for c in block.cells
    ]


def test_form_saved_as_rich_text_and_named_doc_is_read(tmp_path: Path) -> None:
    table = row(*map(gbk, ["一级指标", "二级指标", "三级指标", "指标值"])) + row(
        *map(gbk, ["产出指标", "数量指标", "培训人数", "≥100人"])
    )
    path = tmp_path / "目标表.doc"
    path.write_bytes((HEAD + gbk("项目支出绩效目标表") + r"\par " + table + "}").encode("latin-1"))
    (form,) = read(path)
    found = form.indicators[0]
    assert (form.title, found.level1.text, found.name.text, found.target.text) == (
        "项目支出绩效目标表",
        "产出指标",
        "培训人数",
        "≥100人",
    )


def test_extension_of_another_kind_is_said() -> None:
    assert codes(opened(gbk("甲") + r"\par " + row("1", "2"), "表.doc")) == ["reading.wrong_extension"]


def test_unicode_signs_replace_their_stand_ins() -> None:
    body = r"\uc1\u20135 ?\uc2\u-27234 \'3f\'3f{\uc0\u8805 100}\u-10179 ?\u-8704 ?\par " + row("1", "2")
    assert lines(opened(body))[0] == "产闞≥100".replace("闞", chr(65536 - 27234)) + "😀"


def test_merges_down_and_across() -> None:
    table = row("A", "B", "C", merges=(r"\clvmgf", r"\clmgf", r"\clmrg")) + row(
        "", "D", "E", merges=(r"\clvmrg", "", "")
    )
    assert spans(opened(table)) == [("A", 1, 1, 2, 1), ("B\nC", 1, 2, 1, 2), ("D", 2, 2, 1, 1), ("E", 2, 3, 1, 1)]


def test_wide_cell_covers_the_columns_of_other_rows() -> None:
    table = row("A", "B", edges=(2000, 6000)) + row("1", "2", "3")
    assert spans(opened(table)) == [
        ("A", 1, 1, 1, 1),
        ("B", 1, 2, 1, 2),
        ("1", 2, 1, 1, 1),
        ("2", 2, 2, 1, 1),
        ("3", 2, 3, 1, 1),
    ]


def test_row_without_columns_is_said() -> None:
    document = opened(r"\pard\intbl 1\cell 2\cell\row " + row("3"))
    assert codes(document) == ["reading.row_without_columns"]


def test_small_table_in_a_cell_is_text_of_the_cell() -> None:
    inner = r"\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx900\cellx1800\nestrow}{\nonesttables\par}"
    table = r"\trowd\cellx2000\cellx4000 " + inner + r"\pard\intbl z\cell w\cell\row "
    assert lines(opened(table)) == [[["x\ny\nz", "w"]]]


def test_form_in_the_cell_of_a_frame_stands_by_itself() -> None:
    inner_row = r"\pard\intbl\itap2 a\nestcell b\nestcell c\nestcell{\*\nesttableprops\trowd\cellx600\cellx900\cellx1200\nestrow}"
    document = opened(r"\trowd\cellx9000 \pard\intbl title\par " + inner_row * 2 + r"\pard\intbl\cell\row ")
    assert lines(document) == ["title", [["a", "b", "c"], ["a", "b", "c"]]]


def test_what_is_not_printed_is_dropped() -> None:
    body = (
        r"{\info{\title secret\tab}}{\*\unknown secret}{\header secret\par}A{\deleted 9}{\v hidden}"
        r"{\field{\*\fldinst PAGE}{\fldrslt 7}}{\pict\bin4 }{}\}B\{C\~D\_E\-F\tab G\line H\par\sect "
    )
    document = opened(body + row("1", "2"))
    assert (lines(document)[0], codes(document)) == ("A7B{C D-EF\tG\nH", ["reading.hidden_text"])


def test_bold_and_plain_are_told_apart() -> None:
    (grid,) = (b for b in opened(row(r"{\b A}", r"\b\plain B", r"\b0 C")).blocks if isinstance(b, Grid))
    assert [cell.bold for cell in grid.cells] == [True, False, False]


@pytest.mark.parametrize(
    ("head", "text", "shown"),
    [
        (r"{\rtf1\ansi\ansicpg1252 ", r"\'e9", "é"),
        (r"{\rtf1\ansi\ansicpg950 ", r"\'a4\'a4", "中"),
        (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset134 x;}}", r"\'d6\'d0", "中"),
        (r"{\rtf1\ansi ", r"\'d6\'d0", "中"),
    ],
)
def test_bytes_are_read_in_the_encoding_of_the_file(head: str, text: str, shown: str) -> None:
    assert lines(opened(text + r"\par " + row("1", "2"), head=head))[0] == shown


@pytest.mark.parametrize("cut", [r"\trowd\cellx9 \pard\intbl 1\cell 2", r"{\b 1\par ", "x\\\ny\\par {"])
def test_cut_file_is_said_to_be_damaged(cut: str) -> None:
    document = open_bytes("表.rtf", (HEAD + row("1", "2") + cut).encode())
    assert "reading.doc_damaged" in codes(document)


def test_rows_with_columns_in_disorder_keep_their_order() -> None:
    document = opened(row("1", "2", edges=(4000, 1000)))
    assert (lines(document), codes(document)) == ([[["1", "2"]]], ["reading.row_without_columns"])


def test_nesting_is_bounded() -> None:
    document = opened("{" * 5000 + "x" + "}" * 5000 + r"\par\page " + row("1", "2"))
    assert lines(document)[0] == "x"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_any_damage_ends_in_a_document(junk: bytes, at: int) -> None:
    whole = (HEAD + row(gbk("甲"), "2", merges=(r"\clvmgf", "")) + row("", "3", merges=(r"\clvmrg", "")) + "}").encode()
    document = open_bytes("表.rtf", whole[:at] + junk + whole[at:])
    assert "reading.damaged" not in codes(document)
