"""Guards against bad files (文件防护): limits, packages, and the error that becomes a finding."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_FILE = 64 * 1024 * 1024
MAX_INFLATED = 192 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM = 8 * 1024 * 1024
MAX_ENTRIES = 5000
MACROS = ("vbaproject.bin", "vbadata.xml")


class UnreadableError(Exception):
    """A file cannot be read (文件无法读取): finding code and facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: Mapping[str, Any] = facts


@dataclass(frozen=True, slots=True)
class Package:
    """A zip package (压缩包) opened within limits."""

    archive: zipfile.ZipFile
    names: Mapping[str, str]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def part(self, name: str) -> bytes:
        """Bytes of a part.

        Raises:
            UnreadableError: the part is absent, damaged, encrypted or larger than it says.
        """
        info = self.archive.getinfo(self.names[name.lower()]) if name in self else None
        if info is None:
            raise UnreadableError("reading.truncated", part=name)
        if info.flag_bits & 1:
            raise UnreadableError("reading.encrypted")
        try:
            with self.archive.open(info) as stream:
                data = stream.read(MAX_INFLATED + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableError("reading.truncated", part=name) from error
        if len(data) > MAX_INFLATED:
            raise UnreadableError("reading.zip_bomb", size=MAX_INFLATED // 1024 // 1024)
        return data


def open_package(data: bytes) -> Package:
    """Open a zip package (压缩包).

    Raises:
        UnreadableError: truncated, a zip bomb, or one that carries macros.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError("reading.truncated", part="") from error
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_INFLATED or (total > RATIO_FROM and total > MAX_RATIO * len(data)):
        raise UnreadableError("reading.zip_bomb", size=total // 1024 // 1024)
    names = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry.filename for entry in entries}
    if any(name.rpartition("/")[2] in MACROS for name in names):
        raise UnreadableError("reading.macro")
    return Package(archive, names)


def parse_xml(data: bytes, part: str = "") -> Any:
    """Root element of an XML part, without entities, network or unbounded depth.

    Raises:
        UnreadableError: a document type is declared, or the XML is damaged.
    """
    from lxml import etree

    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UnreadableError("reading.entities", part=part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("reading.truncated", part=part) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError("reading.entities", part=part)
    return root
