"""Files (文件): hostile until proved, kept by their digest in the default storage."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from hengxiao.base.acting import acting
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Organisation, StoredFile
from hengxiao.base.rules import may_write
from hengxiao.base.viewer import Viewer
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


def store_upload(viewer: Viewer, uploaded: UploadedFile[Any], organisation: Organisation) -> StoredFile:
    """Keep an uploaded file of an organisation (保存上传的文件); the same content is kept once.

    Raises:
        ForbiddenError: the viewer writes no business data.
        ActionError: too large, of a kind that is not read, damaged, with macros, or marked as a state secret.
    """
    name = plain_name(uploaded.name or "")
    with acting(viewer, "base.store_upload", f"organisation:{organisation.code}") as entry:
        entry.facts = {"name": name, "size": uploaded.size or 0}
        person = viewer.person
        if person is None or not may_write(viewer.roles):
            raise ForbiddenError("base.forbidden")
        if (uploaded.size or 0) > LARGEST:
            raise ActionError("base.file_too_large", name=name, limit=LARGEST // 1024 // 1024)
        data = uploaded.read()
        document = proved(name, data)
        entry.facts |= {"digest": document.digest, "format": document.format}
        path = stored_path(document.digest)
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(data))
        row, _ = StoredFile.objects.get_or_create(
            digest=document.digest,
            defaults={
                "name": name, "format": document.format, "size": len(data), "uploaded_by": person,
                "organisation": organisation,
            },
        )  # fmt: skip
    return row


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


def stored_path(digest: str) -> str:
    """Where a file lies in the storage (存放路径)."""
    return f"{digest[:2]}/{digest}"


def stored_bytes(file: StoredFile) -> bytes:
    """The content of a kept file (文件内容).

    Raises:
        ActionError: it is gone, or no longer what was kept.
    """
    path = stored_path(file.digest)
    if not default_storage.exists(path):
        raise ActionError("base.file_gone", name=file.name)
    with default_storage.open(path) as stream:
        data: bytes = stream.read()
    if hashlib.sha256(data).hexdigest() != file.digest:
        raise ActionError("base.file_altered", name=file.name)
    return data


def plain_name(name: str) -> str:
    """A file name without folders and control characters (文件名)."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e]", "", last).strip()[-LONGEST_NAME:]
