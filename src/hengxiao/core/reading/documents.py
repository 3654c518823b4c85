"""Opening a file of any format (打开文件): decided by its content, never by its name."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hengxiao.core.forms.grid import Document, Grid, Paragraph
from hengxiao.core.reading.blocks import Block, Reading
from hengxiao.core.reading.guards import MAX_FILE, UnreadableError
from hengxiao.core.reading.kinds import kind_of
from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.places import Place
from hengxiao.core.terms.kinds import Severity

EXTENSIONS = {
    "docx": ("docx", "docm", "dotx"),
    "xlsx": ("xlsx", "xlsm", "xltx", "et"),
    "xls": ("xls", "xlt", "et"),
    "doc": ("doc", "dot", "wps"),
    "rtf": ("rtf",),
    "pdf": ("pdf",),
    "html": ("html", "htm"),
    "mht": ("mht", "mhtml"),
    "text": ("txt", "md", "text", "csv", "tsv", "markdown"),
}


def reader(kind: str) -> Callable[[bytes, Place], Reading]:
    """The reader of a format (格式的读取函数), imported when first needed."""
    module = importlib.import_module(f"hengxiao.core.reading.{kind}")
    function: Callable[[bytes, Place], Reading] = module.grids
    return function


def open_document(path: Path | str) -> Document:
    """Read a file into paragraphs and grids (打开文件); whatever is wrong with it becomes a finding.

    Raises:
        OSError: the file does not exist or may not be read.
    """
    path = Path(path)
    if path.stat().st_size > MAX_FILE:
        place = Place(file=path.name)
        return Document(
            path.name, "", "", (), (Finding("reading.too_large", place, {"size": MAX_FILE // 1024 // 1024}),)
        )
    return open_bytes(path.name, path.read_bytes())


def open_bytes(name: str, data: bytes) -> Document:
    """Read the bytes of a file (读取字节).

    This is the outer boundary of all readers: a fault of a damaged file that none foresaw ends as `reading.damaged`.
    """
    digest = hashlib.sha256(data).hexdigest()
    place = Place(file=name, digest=digest)
    kind = ""
    try:
        kind = kind_of(data)
        blocks, findings = reader(kind)(data, place)
    except UnreadableError as error:
        return Document(name, digest, kind, (), (Finding(error.code, place, error.facts),))
    except Exception as error:
        return Document(name, digest, kind, (), (Finding("reading.damaged", place, {"reason": type(error).__name__}),))
    found = [*wrong_extension(name, kind, place), *findings]
    if not any(finding.severity == Severity.ERROR for finding in found):
        found.extend(lacking(blocks, place, kind))
    return Document(name, digest, kind, blocks, tuple(found))


def wrong_extension(name: str, kind: str, place: Place) -> Iterator[Finding]:
    """The finding that a file's extension belongs to another kind (扩展名不符); a file without one is let pass."""
    extension = Path(name).suffix.lower().lstrip(".")
    if extension and extension not in EXTENSIONS[kind]:
        yield Finding("reading.wrong_extension", place, {"extension": extension, "format": kind})


def lacking(blocks: Sequence[Block], place: Place, kind: str) -> Iterator[Finding]:
    """The finding that there is nothing to read (没有内容): no text at all, or no table."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    if not any(texts) and not any(cell.text for grid in grids for cell in grid.cells):
        yield Finding("reading.empty", place)
    elif not grids:
        yield Finding("reading.no_table", place, variant="text" if kind == "text" else "")
