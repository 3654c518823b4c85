"""Files (文件): hostile until proved, kept by their digest in the default storage."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from hengxiao.base.acting import acting
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Organisation, StoredFile
from hengxiao.base.proving import LARGEST, plain_name, proved
from hengxiao.base.rules import may_write
from hengxiao.base.viewer import Viewer


def store_upload(viewer: Viewer, uploaded: UploadedFile[Any], organisation: Organisation) -> StoredFile:
    """Keep an uploaded file of an organisation (保存上传的文件) under the name its uploader gave it.

    Raises:
        ForbiddenError: the viewer writes no business data.
        ActionError: too large, of a kind that is not read, damaged, with macros, or marked as a state secret.
    """
    name = plain_name(uploaded.name or "")
    with acting(viewer, "base.store_upload", f"organisation:{organisation.code}") as entry:
        entry.facts = {"name": name, "size": uploaded.size or 0}
        _may_store(viewer)
        if (uploaded.size or 0) > LARGEST:
            raise ActionError("base.file_too_large", name=name, limit=LARGEST // 1024 // 1024)
        data = uploaded.read()
        document = proved(name, data)
        entry.facts |= {"digest": document.digest, "format": document.format}
        about = {"name": name, "format": document.format, "digest": document.digest}
        return _kept(viewer, data, organisation, about)


def store_proved(
    *, viewer: Viewer, name: str, data: bytes, digest: str, format_name: str, organisation: Organisation
) -> StoredFile:
    """Keep a file that was proved already (保存已核验的文件), as the background work does in processes apart.

    Raises:
        ForbiddenError: the viewer writes no business data.
        ActionError: the bytes are not those that were proved.
    """
    with acting(viewer, "base.store_upload", f"organisation:{organisation.code}") as entry:
        entry.facts = {"name": name, "size": len(data), "digest": digest, "format": format_name}
        _may_store(viewer)
        if hashlib.sha256(data).hexdigest() != digest:
            raise ActionError("base.file_altered", name=name)
        return _kept(viewer, data, organisation, {"name": name, "format": format_name, "digest": digest})


def _may_store(viewer: Viewer) -> None:
    if viewer.person is None or not may_write(viewer.roles):
        raise ForbiddenError("base.forbidden")


def _kept(viewer: Viewer, data: bytes, organisation: Organisation, about: dict[str, str]) -> StoredFile:
    path = stored_path(about["digest"])
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return StoredFile.objects.get_or_create(
        digest=about["digest"], organisation=organisation, uploaded_by=viewer.person, name=about["name"],
        defaults={"format": about["format"], "size": len(data)},
    )[0]  # fmt: skip


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
