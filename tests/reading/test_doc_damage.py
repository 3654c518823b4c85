"""Binary Word files that are damaged, too old, locked, or no Word files at all."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_files import codes, lines, outline
from word_binary import Part, cell, container, line, row_end, sprm, word_file, word_streams

from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import open_bytes
from hengxiao.core.reading.doc import grids
from hengxiao.core.reading.doc_properties import sprms
from hengxiao.core.reading.doc_streams import font_names, piece_text, pieces, runs
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.targets.places import Place


def read(*parts: Part, **options: object) -> Document:
    return open_bytes("表.doc", word_file(list(parts), **options))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"flags": 0x300}, "reading.encrypted"),
        ({"version": 0x65}, "reading.doc_too_old"),
        ({"ident": 0x1234}, "reading.doc_no_text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(options: dict[str, int], code: str) -> None:
    document = read(Part("文"), **options)
    assert (codes(document), document.blocks) == ([code], ())


def test_a_file_without_text_pieces_says_so() -> None:
    streams = word_streams([Part("文")])
    struct.pack_into("<II", streams["WordDocument"], 0x1A2, 0, 0)
    assert codes(open_bytes("表.doc", container(streams))) == ["reading.doc_unreadable"]


def test_a_missing_table_stream_says_so() -> None:
    streams = word_streams([Part("文")])
    del streams["1Table"]
    assert codes(open_bytes("表.doc", container(streams))) == ["reading.doc_unreadable"]


def test_a_cut_stream_gives_what_is_left_and_says_so() -> None:
    streams = word_streams([Part("前半"), Part("后" * 3000)])
    streams["WordDocument"] = streams["WordDocument"][: 0x600 + 600]
    document = open_bytes("表.doc", container(streams))
    assert lines(document)[0] == "前半"
    assert codes(document) == ["reading.doc_damaged", "reading.no_table"]


def test_a_table_that_ends_in_the_middle_is_read_and_said() -> None:
    document = read(cell("甲"), cell("丙"), row_end([0, 1000, 2000]), cell("乙"), line("未完"))
    assert lines(document) == [[["甲", "丙"], ["乙", "未完"]]]
    assert codes(document) == ["reading.doc_damaged"]


def test_a_damaged_container_says_so() -> None:
    data = bytearray(word_file([Part("文")]))
    data[30:34] = b"\xff\xff\xff\xff"
    assert codes(open_bytes("表.doc", bytes(data))) == ["reading.truncated"]


def test_bytes_that_are_no_container_are_refused() -> None:
    with pytest.raises(UnreadableError) as error:
        grids(b"not a container", Place())
    assert error.value.code == "reading.doc_unreadable"


def test_pieces_stop_where_the_table_contradicts_itself() -> None:
    table = struct.pack("<III", 0, 2, 1) + struct.pack("<HIH", 0, 0, 0) * 2
    damaged: list[str] = []
    found = list(pieces(b"\x02" + struct.pack("<I", len(table)) + table, bytes(100), damaged))
    assert ([(piece.first, piece.last) for piece in found], damaged) == ([(0, 2)], ["text"])


def test_single_byte_text_uses_the_windows_characters() -> None:
    found = next(pieces(b"\x02" + struct.pack("<IIIHIH", 16, 0, 3, 0, 0x40000000, 0), b"\x93\x81\x94", []))
    assert piece_text(b"\x93\x81\x94", found) == "“\x81”"


def test_property_pages_beyond_the_stream_are_damage() -> None:
    index = struct.pack("<III", 0, 10, 99)
    main = bytearray(0x200)
    struct.pack_into("<II", main, 0x102, 0, len(index))
    damaged: list[str] = []
    assert (list(runs(bytes(main), index, 0x102, damaged)), damaged) == ([], ["properties"])


def test_a_cut_font_table_gives_the_names_there_are() -> None:
    assert list(font_names(struct.pack("<HH", 2, 0) + bytes([43]) + bytes(39) + "宋体".encode("utf-16-le"))) == [
        "宋体",
        "",
    ]


def test_long_tab_modifiers_are_stepped_over() -> None:
    tabs = sprm(0xC615, bytes([255, 1]) + bytes(4) + bytes([1]) + bytes(3))
    assert list(sprms(tabs + sprm(0x2416, b"\x01")))[-1] == (0x2416, b"\x01")
    assert list(sprms(sprm(0xC615, b"\x02ab") + sprm(0x2416, b"\x01")))[-1] == (0x2416, b"\x01")
    assert list(sprms(sprm(0xC615, b"\xff"))) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0x200, 0x1400), st.integers(0, 255)), min_size=1, max_size=12))
def test_mutated_files_end_with_a_document(changes: list[tuple[int, int]]) -> None:
    data = bytearray(word_file([Part("段"), cell("甲"), cell("乙"), row_end([0, 1000, 2000]), Part("尾")]))
    for place, value in changes:
        data[place] = value
    document = open_bytes("表.doc", bytes(data))
    assert outline(document) is not None
