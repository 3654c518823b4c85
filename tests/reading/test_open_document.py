"""Opening files: the kind is told by content, whatever is wrong becomes a finding."""

import io
import zipfile
from pathlib import Path

import pytest
from small_files import codes, lines, packed, sheet_parts, text, word_parts

from hengxiao.core.forms.grid import Grid, Paragraph
from hengxiao.core.reading import open_bytes, open_document, read
from hengxiao.core.reading.guards import parse_xml

WORD = packed(
    word_parts(
        "<w:p><w:r><w:t>附表</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_file_is_opened_with_its_name_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "附表五.docx"
    path.write_bytes(WORD)
    document = open_document(str(path))
    assert (document.name, document.format, len(document.digest)) == ("附表五.docx", "docx", 64)
    assert [type(block) for block in document.blocks] == [Paragraph, Grid]
    assert {(b.place.file, b.place.digest) for b in document.blocks} == {("附表五.docx", document.digest)}


def test_absent_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_document(tmp_path / "无.docx")


def test_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    assert codes(open_document(path)) == ["reading.too_large"]


@pytest.mark.parametrize("name", ["附表.xlsx", "附表.pdf", "附表.txt", "附表.dat"])
def test_wrong_extension_is_said_and_the_content_read(name: str) -> None:
    document = open_bytes(name, WORD)
    assert (lines(document), codes(document)) == (["附表", [["甲"]]], ["reading.wrong_extension"])


@pytest.mark.parametrize("name", ["附表.docx", "附表.DOCX", "附表.dotx", "附表"])
def test_fitting_or_missing_extension_is_not_mentioned(name: str) -> None:
    assert codes(open_bytes(name, WORD)) == []


@pytest.mark.parametrize("data", [b"", b"   \r\n\t", b"\xef\xbb\xbf", bytes(100)])
def test_empty_file_is_said_to_be_empty(data: bytes) -> None:
    assert codes(open_bytes("表.docx", data)) == ["reading.empty"]


def test_document_without_any_text_is_said_to_be_empty() -> None:
    blank = "<w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert codes(open_bytes("表.docx", packed(word_parts(blank)))) == ["reading.empty"]
    assert codes(open_bytes("表.xlsx", packed(sheet_parts("")))) == ["reading.empty_sheet", "reading.empty"]


def test_document_without_table_is_said() -> None:
    assert codes(text("只有一段文字\n")) == ["reading.no_table"]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (bytes(range(256)) * 4, "binary"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "application/vnd.oasis.opendocument.text"),
        (packed({"xl/workbook.bin": b"x"}), "XLSB"),
        (packed({"a.txt": "x"}), "ZIP"),
    ],
)
def test_kinds_that_are_not_read_are_named(data: bytes, form: str) -> None:
    document = open_bytes("表.docx", data)
    assert ([f.facts["format"] for f in document.findings], codes(document)) == ([form], ["reading.unknown_type"])


def test_truncated_package_is_said() -> None:
    assert codes(open_bytes("表.docx", WORD[: len(WORD) // 2])) == ["reading.truncated"]
    assert codes(open_bytes("表.docx", packed({"word/styles.xml": "x"}))) == ["reading.truncated"]
    assert codes(open_bytes("表.docx", packed(word_parts("<w:p>")))) == ["reading.truncated"]


def test_damaged_or_locked_part_is_said() -> None:
    broken = bytearray(WORD)
    at = broken.index(b"word/document.xml") + 40
    broken[at : at + 20] = bytes(20)
    assert codes(open_bytes("表.docx", bytes(broken))) == ["reading.truncated"]
    locked = bytearray(WORD)
    for at in range(len(locked) - 4):
        if locked[at : at + 4] == b"PK\x01\x02":
            locked[at + 8] |= 1
    assert codes(open_bytes("表.docx", bytes(locked))) == ["reading.encrypted"]


def test_zip_bombs_are_refused_before_unpacking() -> None:
    assert codes(open_bytes("表.docx", packed({"word/document.xml": bytes(20_000_000)}))) == ["reading.zip_bomb"]
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(5001):
            archive.writestr(f"word/{number}", b"")
    assert codes(open_bytes("表.docx", many.getvalue())) == ["reading.zip_bomb"]


def test_macros_are_refused() -> None:
    assert codes(open_bytes("表.docm", packed(word_parts("") | {"word/vbaProject.bin": b"x"}))) == ["reading.macro"]
    assert codes(open_bytes("表.xlsx", packed(sheet_parts("") | {"xl/macrosheets/sheet1.xml": b"x"}))) == [
        "reading.macro"
    ]


def test_entities_are_refused() -> None:
    body = word_parts("<w:p/>")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    for encoding in ("utf-8", "utf-16"):
        declared = (bomb + str(body["word/document.xml"])).encode(encoding)
        assert codes(open_bytes("表.docx", packed(body | {"word/document.xml": declared}))) == ["reading.entities"]


def test_xml_larger_than_any_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengxiao.core.reading.guards.MAX_TREE", 10)
    assert codes(open_bytes("表.docx", WORD)) == ["reading.too_large"]
    monkeypatch.undo()
    assert parse_xml(b"<a/>", "a").tag == "a"


def test_damaged_compound_file_is_said() -> None:
    assert codes(open_bytes("表.doc", OLE + bytes(100))) == ["reading.truncated"]


def compound(*names: str) -> bytes:
    """A compound file of version 3 whose root holds empty entries of these names (storages when they end in /)."""

    def entry(name: str, kind: int, left: int, child: int) -> bytes:
        raw = name.rstrip("/").encode("utf-16-le") + b"\0\0"
        head = raw.ljust(64, b"\0") + len(raw).to_bytes(2, "little") + bytes((kind, 1))
        links = b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in (left, -1, child))
        return head + links + bytes(36) + (0xFFFFFFFE).to_bytes(4, "little") + bytes(8)

    entries = entry("Root Entry", 5, -1, 1)
    for number, name in enumerate(names, 1):
        entries += entry(name, 1 if name.endswith("/") else 2, number + 1 if number < len(names) else -1, -1)
    header = OLE + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(6) + bytes(4) + (1).to_bytes(4, "little")
    header += (1).to_bytes(4, "little") + bytes(4) + (4096).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little")
    header += bytes(4) + (0xFFFFFFFE).to_bytes(4, "little") + bytes(4) + bytes(4)
    header = header.ljust(512, b"\xff")
    table = (0xFFFFFFFD).to_bytes(4, "little") + (2).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little")
    directory = entries.ljust(1024, b"\0")
    return header + table.ljust(512, b"\xff") + directory


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("EncryptedPackage",), "reading.encrypted"),
        (("Macros/", "WordDocument"), "reading.macro"),
        (("_VBA_PROJECT_CUR/", "Workbook"), "reading.macro"),
        (("Contents",), "reading.unknown_type"),
        (("Workbook",), "reading.truncated"),
    ],
)
def test_compound_files_are_told_by_their_streams(names: tuple[str, ...], code: str) -> None:
    assert codes(open_bytes("表", compound(*names)))[:1] == [code]


def test_damaged_pdf_and_word_files_are_said() -> None:
    assert open_bytes("表.pdf", b"%PDF-1.4 x").format == "pdf"
    assert open_bytes("表.doc", compound("WordDocument")).format == "doc"
    assert codes(open_bytes("表.pdf", b"%PDF-1.4 x")) and codes(open_bytes("表.doc", compound("WordDocument")))


def test_fault_that_no_reader_foresaw_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengxiao.core.reading.docx.grids", lambda data, place: data / place)
    assert codes(open_bytes("表.docx", WORD)) == ["reading.damaged"]


TARGET = "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n\t产出指标\n\t数量指标\n\t组织参展企业数\n\t≥10家\n\n"


def test_forms_are_read_with_what_the_file_gives_reason_to_say(tmp_path: Path) -> None:
    path = tmp_path / "目标表.docx"
    path.write_text(f"项目支出绩效目标表\n{TARGET}", encoding="utf-8")
    forms = read(path)
    assert [(row.name.text, row.target.text) for row in forms[0].indicators] == [("组织参展企业数", "≥10家")]
    assert forms[0].findings[0].code == "reading.wrong_extension"
    assert [form.indicators for form in read(path, layouts=())] == [form.indicators for form in forms]
    path.write_text("没有表格", encoding="utf-8")
    assert read(path) == ()
