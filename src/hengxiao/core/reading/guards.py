"""Guards against bad files (文件防护): limits, packages, and the error that becomes a finding."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEGABYTE = 1024 * 1024
MAX_FILE = 64 * MEGABYTE
MAX_INFLATED = 256 * MEGABYTE
MAX_TREE = 64 * MEGABYTE
MAX_RATIO, RATIO_FROM = 200, 16 * MEGABYTE
MAX_ENTRIES = 5000
MACROS = frozenset(("vbaproject.bin", "vbadata.xml"))
MACRO_SHEETS = "xl/macrosheets/"


class UnreadableError(Exception):
    """A file cannot be read (文件无法读取): finding code and facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: Mapping[str, Any] = facts


@dataclass(frozen=True, slots=True)
class Package:
    """A zip package (压缩包) opened within limits; part names are compared without regard to case."""

    archive: zipfile.ZipFile
    names: Mapping[str, str]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def part(self, name: str) -> bytes:
        """Bytes of a part (部件内容).

        Raises:
            UnreadableError: the part is absent, damaged or encrypted.
        """
        if name not in self:
            raise UnreadableError("reading.truncated", part=name)
        info = self.archive.getinfo(self.names[name.lower()])
        if info.flag_bits & 1:
            raise UnreadableError("reading.encrypted")
        try:
            return self.archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableError("reading.truncated", part=name) from error


def open_package(data: bytes) -> Package:
    """Open a zip package (压缩包).

    Raises:
        UnreadableError: truncated, a zip bomb, or one that carries macros.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError("reading.truncated", part="zip") from error
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_INFLATED or total > max(RATIO_FROM, MAX_RATIO * len(data)):
        raise UnreadableError("reading.zip_bomb", size=total // MEGABYTE, entries=len(entries))
    names = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry.filename for entry in entries}
    if any(name.rpartition("/")[2] in MACROS or name.startswith(MACRO_SHEETS) for name in names):
        raise UnreadableError("reading.macro")
    return Package(archive, names)


def refuse_entities(data: bytes, part: str) -> None:
    """Refuse XML that declares a document type (实体声明), before anything is parsed.

    Raises:
        UnreadableError: a document type or an entity is declared.
    """
    head = data[:MEGABYTE].replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableError("reading.entities", part=part)


def parse_xml(data: bytes, part: str) -> Any:
    """Root element of an XML part (解析 XML), without entities, network or unbounded size.

    Raises:
        UnreadableError: a document type is declared, the part is too large, or the XML is damaged.
    """
    from lxml import etree

    refuse_entities(data, part)
    if len(data) > MAX_TREE:
        raise UnreadableError("reading.too_large", size=MAX_TREE // MEGABYTE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("reading.truncated", part=part) from error
