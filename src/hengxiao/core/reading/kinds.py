"""Kinds of files (文件种类), told by their first bytes and by what a package holds."""

from __future__ import annotations

import io
import re

from hengxiao.core.reading.encodings import BOMS, unmarked_wide
from hengxiao.core.reading.guards import UnreadableError, open_package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
BLANK = b" \t\r\n\xef\xbb\xbf\xff\xfe"
RTF = b"{\\rtf"
MIME_HEADS = (b"MIME-Version:", b"From:", b"Content-Type: multipart/")
PAGE = re.compile(rb"<(?:html|!doctype html|head|body|table|div)[\s>]", re.IGNORECASE)
FOREIGN = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF", b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip",
}  # fmt: skip


def kind_of(data: bytes) -> str:
    """Kind of a file (文件种类): docx, xlsx, xls, doc, rtf, pdf, html, mht or text.

    Raises:
        UnreadableError: empty, encrypted, or of a kind that is not read.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableError("reading.empty")
    if data.startswith(b"PK"):
        return _package_kind(data)
    if data.startswith(OLE):
        return _ole_kind(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip(BLANK)[:5] == RTF:
        return "rtf"
    for mark, name in FOREIGN.items():
        if data.startswith(mark):
            raise UnreadableError("reading.unknown_type", format=name)
    return _text_kind(data)


def _package_kind(data: bytes) -> str:
    package = open_package(data)
    if "word/document.xml" in package or any(name.startswith("word/") for name in package.names):
        return "docx"
    if "xl/workbook.xml" in package:
        return "xlsx"
    if "xl/workbook.bin" in package:
        raise UnreadableError("reading.unknown_type", format="XLSB")
    if "mimetype" in package:
        raise UnreadableError("reading.unknown_type", format=package.part("mimetype")[:80].decode("ascii", "replace"))
    raise UnreadableError("reading.unknown_type", format="ZIP")


def _ole_kind(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(path).lower() for path in container.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise UnreadableError("reading.truncated", part="OLE") from error
    if "encryptedpackage" in streams:
        raise UnreadableError("reading.encrypted")
    if streams & {"macros", "_vba_project_cur", "macros/vba", "_vba_project_cur/vba"}:
        raise UnreadableError("reading.macro")
    if "worddocument" in streams:
        return "doc"
    if streams & {"workbook", "book"}:
        return "xls"
    raise UnreadableError("reading.unknown_type", format="OLE")


def _text_kind(data: bytes) -> str:
    head = data[:65536]
    marked = any(head.startswith(mark) for mark, _ in BOMS)
    if not marked and not unmarked_wide(data) and len(CONTROLS.findall(head)) * 20 > len(head):
        raise UnreadableError("reading.unknown_type", format="binary")
    plain = head.replace(b"\x00", b"")
    if plain.lstrip(BLANK).startswith(MIME_HEADS) and b"text/html" in plain:
        return "mht"
    if PAGE.search(plain):
        return "html"
    if plain.lstrip(BLANK).startswith(b"<?xml"):
        raise UnreadableError("reading.unknown_type", format="XML")
    return "text"
