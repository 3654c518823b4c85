"""Hostile files through the real upload page (上传攻击): each refused in words, in bounded time and memory, nothing kept."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import SAMPLE, World, make_project, make_year
from hengxiao.base.files import LARGEST
from hengxiao.base.models import Event, StoredFile
from hengxiao.cycle.models import Filing

ClientOf = Callable[[str], Client]
LONGEST, MOST = 20.0, 600 * 1024  # seconds, KiB beyond what the tests use already
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f']><w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
)


def packed(files: dict[str, bytes | str], start: bytes | None = None) -> bytes:
    """A package; over a sound one when `start` is given, its parts of the same name left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if start is not None:
            with zipfile.ZipFile(io.BytesIO(start)) as sound:
                for name in sound.namelist():
                    if name not in files:
                        archive.writestr(name, sound.read(name))
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheets(part: str, content: bytes | str) -> bytes:
    """A workbook of one sheet with one part as given."""
    import openpyxl

    out, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = "项目支出绩效目标表"
    book.save(out)
    return packed({part: content}, out.getvalue())


def word(part: str, content: bytes | str) -> bytes:
    return packed({part: content}, SAMPLE.read_bytes())


def rows(number: int) -> str:
    """A sheet of many empty rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>' + '<row r="1"/>' * number + "</sheetData></worksheet>"


def encrypted() -> bytes:
    """A sound package whose parts say that they are encrypted."""
    data = bytearray(SAMPLE.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        flags = struct.unpack_from("<H", data, at + 8)[0]
        struct.pack_into("<H", data, at + 8, flags | 1)
        at += 4
    return bytes(data)


ZEROS = 300 * 1024 * 1024
ATTACKS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "word bomb": ("表.docx", lambda: word("word/media/a.bin", b"0" * ZEROS), "reading.zip_bomb"),
    "sheet bomb": ("表.xlsx", lambda: sheets("xl/media/a.bin", b"0" * ZEROS), "reading.zip_bomb"),
    "many parts": ("表.docx", lambda: packed({f"p{n}": "" for n in range(6000)}), "reading.zip_bomb"),
    "billion laughs": ("表.docx", lambda: word("word/document.xml", BILLION), "reading.entities"),
    "outside entity": ("表.docx", lambda: word("word/document.xml", OUTSIDE), "reading.entities"),
    "sheet entity": ("表.xlsx", lambda: sheets("xl/worksheets/sheet1.xml", BILLION), "reading.entities"),
    "word macro": ("表.docm", lambda: word("word/vbaProject.bin", b"x"), "reading.macro"),
    "macro renamed": ("表.docx", lambda: word("word/vbaProject.bin", b"x"), "reading.macro"),
    "sheet macro": ("表.xlsx", lambda: sheets("xl/vbaProject.bin", b"x"), "reading.macro"),
    "old macro sheet": ("表.xlsx", lambda: sheets("xl/macrosheets/sheet1.xml", "<x/>"), "reading.macro"),
    "password": ("表.docx", encrypted, "reading.encrypted"),
    "program": ("表.docx", lambda: b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00\x01" * 500, "reading.unknown_type"),
    "picture": ("表.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 500, "reading.unknown_type"),
    "cut off": ("表.docx", lambda: SAMPLE.read_bytes()[:-200], "reading.truncated"),
    "too large": ("表.txt", lambda: b"a" * (LARGEST + 1), "base.file_too_large"),
    "secret": ("表.txt", "机密★5年\n项目支出绩效目标表".encode, "base.file_secret"),
}


@pytest.fixture
def send(world: World, client_of: ClientOf) -> Callable[[str, bytes], Any]:
    """Upload a file to a project's page."""
    make_year()
    project, client = make_project(world), client_of("filler")

    def upload(name: str, data: bytes) -> Any:
        fields = {"file": SimpleUploadedFile(name, data), "of_last_year": "yes", "year": "2020"}
        return client.post(f"/cycle/projects/{project.pk}/upload/", fields)

    return upload


def stored() -> set[str]:
    """Everything that lies in the storage."""
    return {str(path) for path in Path(default_storage.location).rglob("*")}


@pytest.mark.slow
@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_hostile_file_is_refused_in_words(world: World, send: Callable[[str, bytes], Any], attack: str) -> None:
    name, made, code = ATTACKS[attack]
    data, kept = made(), stored()
    begin, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = send(name, data)
    took, grown = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used
    page = answer.content.decode()
    assert (answer.status_code, 'role="alert"' in page or 'class="error"' in page) == (422, True)
    assert Event.objects.filter(result="refused", facts__reason=code).count() == 1
    assert (StoredFile.objects.count(), Filing.objects.count(), stored()) == (0, 0, kept)
    assert (took < LONGEST, grown < MOST) == (True, True), (took, grown)
    assert "root:" not in page


@pytest.mark.slow
def test_a_million_empty_rows_take_no_time(send: Callable[[str, bytes], Any]) -> None:
    data, begin = sheets("xl/worksheets/sheet1.xml", rows(1_000_000)), time.perf_counter()
    answer = send("表.xlsx", data)
    assert (answer.status_code, Filing.objects.count()) == (422, 0)
    assert time.perf_counter() - begin < LONGEST


def test_entities_declared_late_are_not_resolved(send: Callable[[str, bytes], Any]) -> None:
    late = OUTSIDE.replace("<!DOCTYPE", f"<!--{'x' * 2_000_000}--><!DOCTYPE")
    answer = send("表.docx", word("word/document.xml", late))
    assert (answer.status_code, "root:" in answer.content.decode()) == (422, False)


@pytest.mark.parametrize("name", ["../../../etc/cron.d/表.docx", "C:\\windows\\表.docx", "/etc/表.docx", "..\\表.docx"])
def test_name_of_a_file_leads_nowhere(send: Callable[[str, bytes], Any], name: str) -> None:
    before = stored()
    send(name, SAMPLE.read_bytes())
    row = StoredFile.objects.get()
    assert row.name == "表.docx"
    place = Path(default_storage.location) / row.digest[:2] / row.digest
    assert stored() - before <= {str(place.parent), str(place)}


@pytest.mark.parametrize("name", ["表.pdf", "表.exe", "表", "表.xlsx", "表.docx.html"])
def test_kind_is_known_by_content_whatever_the_name(send: Callable[[str, bytes], Any], name: str) -> None:
    send(name, SAMPLE.read_bytes())
    assert StoredFile.objects.get().format == "docx"


def test_polyglot_is_no_kind_and_kept_nowhere(send: Callable[[str, bytes], Any]) -> None:
    mixed = b"<script>alert(1)</script>" + SAMPLE.read_bytes()
    answer = send("表.docx", mixed)
    assert "<script>alert(1)" not in answer.content.decode()
    assert (answer.status_code, StoredFile.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("表.html", "<table><tr><td><script>alert(1)</script><img src=x onerror=alert(2)>{cell}</td></tr></table>"),
        ("表.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>{cell}</text></svg>'),
        ("表.html", "<p>&lt;script&gt;alert(3)&lt;/script&gt;</p><table><tr><td>{cell}</td></tr></table>"),
    ],
)
def test_script_in_a_file_is_text_or_nothing(send: Callable[[str, bytes], Any], name: str, text: str) -> None:
    answer = send(name, text.replace("{cell}", "项目支出绩效目标表").encode())
    page = answer.content.decode()
    assert [word for word in ("<script>alert", "onerror=alert", "onload=") if word in page] == []


def test_source_beside_the_editor_shows_markup_as_text(world: World, client_of: ClientOf) -> None:
    make_year()
    data = word("word/document.xml", planted(SAMPLE.read_bytes()))
    project, client = make_project(world), client_of("filler")
    fields = {"file": SimpleUploadedFile("表.docx", data), "of_last_year": "yes", "year": "2020"}
    client.post(f"/cycle/projects/{project.pk}/upload/", fields)
    filing = Filing.objects.get()
    for page in ("", "source/", "findings/", "sheet/"):
        said = client.get(f"/cycle/filings/{filing.pk}/edit/{page}", headers={"HX-Request": "true"}).content.decode()
        assert "<script>alert(9)" not in said
    assert "&lt;script&gt;alert(9)" in client.get(f"/cycle/filings/{filing.pk}/edit/source/").content.decode()


def planted(sound: bytes) -> bytes:
    """The sample's document with a script in the first cell that says 综合."""
    with zipfile.ZipFile(io.BytesIO(sound)) as package:
        text = package.read("word/document.xml").decode()
    return text.replace("</w:t>", "&lt;script&gt;alert(9)&lt;/script&gt;</w:t>", 40).encode()


@pytest.mark.slow
@pytest.mark.parametrize("attack", ["word bomb", "billion laughs", "macro renamed", "password", "too large"])
def test_copies_to_verify_are_examined_alike(world: World, client_of: ClientOf, attack: str) -> None:
    name, made, _code = ATTACKS[attack]
    answer = client_of("filler").post("/cycle/verify/", {"file": SimpleUploadedFile(name, made())})
    assert (answer.status_code, "<h1" in answer.content.decode()) == (422, True)
