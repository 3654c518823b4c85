"""Taking an official print and verifying a returned copy (打印、校验): both leave a trace in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from hengxiao.base.audit import record
from hengxiao.base.errors import ActionError
from hengxiao.base.proving import LARGEST, plain_name, proved
from hengxiao.base.templatetags.words import language
from hengxiao.base.viewer import Viewer
from hengxiao.core.printing import PrintError
from hengxiao.cycle.models import Filing, FilingVersion
from hengxiao.cycle.printouts import Copy, print_draft, print_version, read_copy, verify_copy
from hengxiao.cycle.queries.reviewing import approved_versions


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying a copy came to (校验结果): `told` are place, expected and found text of every difference."""

    name: str
    copy: Copy
    version: FilingVersion | None
    same: bool
    told: list[tuple[str, str, str]]


def take_draft(*, filing: Filing, suffix: str) -> bytes:
    """The working document as a file marked 草稿 (打印草稿).

    Raises:
        ActionError: it cannot be printed.
    """
    try:
        return print_draft(filing, suffix)
    except PrintError as error:
        raise ActionError("cycle.not_printable", why=error.message(language())) from error


def take_print(*, viewer: Viewer, version: FilingVersion, suffix: str) -> bytes:
    """An approved version with mark and QR code (打印正式件); who took it is in the audit log.

    Raises:
        ActionError: it cannot be printed.
    """
    try:
        data = print_version(version, suffix)
    except PrintError as error:
        raise ActionError("cycle.not_printable", why=error.message(language())) from error
    facts = {"version": version.number, "mark": version.mark, "format": suffix}
    record(viewer, "cycle.print", subject=f"filing:{version.filing_id}", facts=facts)
    return data


def verify_upload(*, viewer: Viewer, uploaded: UploadedFile[Any], version: FilingVersion | None) -> Verified:
    """Whether an uploaded copy equals what was approved (校验回收件); without a version, the one of its mark.

    Raises:
        ActionError: the file is refused.
    """
    if (uploaded.size or 0) > LARGEST:
        raise ActionError("base.file_too_large", name=uploaded.name, limit=LARGEST // 1024 // 1024)
    name, data = plain_name(uploaded.name or ""), uploaded.read()
    proved(name, data)
    copy = read_copy(data, name)
    if version is None and copy.mark is not None:
        version = approved_versions(viewer).filter(mark=copy.mark.digest[:16].upper()).first()
    found = verify_copy(copy, version) if version is not None and copy.form is not None else None
    told = [(each.where(language()), each.expected, each.found) for each in found.differences] if found else []
    same = found is not None and not told
    facts = {"name": name, "same": same, "mark": copy.mark.digest[:16] if copy.mark else ""}
    record(viewer, "cycle.verify", subject=f"filing:{version.filing_id}" if version else "", facts=facts)
    return Verified(name, copy, version, same, told)
