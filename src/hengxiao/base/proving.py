"""Proving a file (核验文件): type by content, limits, macros, marks of secrecy; without a database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengxiao.base.errors import ActionError
from hengxiao.core.terms.kinds import Severity

if TYPE_CHECKING:
    from hengxiao.core.forms.grid import Document

LARGEST = 32 * 1024 * 1024
LONGEST_NAME = 120
# A mark of secrecy stands alone in its line or cell, follows 密级 or carries its star (保守国家秘密 is none).
SECRECY = re.compile(
    r"(?P<starred>绝\s*密|机\s*密|秘\s*密)\s*[★☆*]|密\s*级\s*[:：]?\s*(?P<named>绝\s*密|机\s*密|秘\s*密)"
    r"|^\s*(?P<alone>绝\s*密|机\s*密|秘\s*密)\s*(?:\d+\s*年)?\s*$",
    re.MULTILINE,
)


def proved(name: str, data: bytes) -> Document:
    """The document in a file's bytes (核验文件): type by content, limits, macros, marks of secrecy.

    Raises:
        ActionError: the file is refused, with the reason.
    """
    from hengxiao.core.reading import open_bytes

    document = open_bytes(name, data)
    for finding in document.findings:
        if finding.severity == Severity.ERROR:
            raise ActionError(finding.code, **finding.facts)
    mark = secrecy_mark(document)
    if mark:
        raise ActionError("base.file_secret", name=name, mark=mark)
    return document


def secrecy_mark(document: Document) -> str:
    """The mark of secrecy a document carries (密级标志), or ""."""
    from hengxiao.core.forms.grid import Grid

    texts = (
        text
        for block in document.blocks
        for text in ([cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text])
    )
    for text in texts:
        found = SECRECY.search(text)
        if found:
            return re.sub(r"\s", "", next(part for part in found.groups() if part))
    return ""


def plain_name(name: str) -> str:
    """A file name without folders and control characters (文件名)."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e]", "", last).strip()[-LONGEST_NAME:]
