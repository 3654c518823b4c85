"""Official prints (打印): drafts say so in the title and carry no mark; approved versions carry mark and QR."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hengxiao.core.printing import Mark, Verification, form_digest, form_for, printed_mark
from hengxiao.core.printing import compare as compare_print
from hengxiao.core.reading import read
from hengxiao.core.targets import Form
from hengxiao.core.terms.kinds import FormKind
from hengxiao.cycle.imprints import Imprint, imprint, printable
from hengxiao.cycle.models import Filing, FilingVersion

SUFFIXES = ("docx", "xlsx", "pdf")
DRAFT = "（草稿，未经批复）"


@dataclass(frozen=True, slots=True)
class Copy:
    """An uploaded copy (回收件): the mark it carries and the form read from it, None when none could be read."""

    mark: Mark | None
    form: Form | None


def form_id_of(filing: Filing) -> str:
    """The form a filing is printed as (打印表样): its own layout, else the pack's, else of what the pack extends."""
    return form_for(filing.layout, FormKind.TARGET, filing.pack)


def print_draft(filing: Filing, suffix: str) -> bytes:
    """The working document as a file marked 草稿 (打印草稿)."""
    return imprint(Imprint(filing.document, filing.pack, form_id_of(filing), suffix, DRAFT))


def imprint_of(version: FilingVersion, suffix: str) -> Imprint:
    """An approved version as it is to be printed (正式件)."""
    return Imprint(version.document, version.filing.pack, form_id_of(version.filing), suffix)


def print_version(version: FilingVersion, suffix: str) -> bytes:
    """An approved version as a file with mark and QR code (打印正式件)."""
    return imprint(imprint_of(version, suffix))


def read_copy(data: bytes, name: str) -> Copy:
    """Read an uploaded copy (读取回收件): its mark and its first form."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"copy{suffix if suffix[1:].isalnum() else ''}"
        path.write_bytes(data)
        forms = read(path)
        return Copy(printed_mark(path), forms[0] if forms else None)


def verify_copy(copy: Copy, version: FilingVersion) -> Verification:
    """Whether a copy says what the version says (校验回收件); every difference is named.

    A copy without a mark is compared by what it says.
    """
    original = printable(version.document, version.filing.pack)
    form_id = form_id_of(version.filing)
    mark = copy.mark or Mark(form_id, form_digest(original, form_id))
    return compare_print(mark, copy.form or Form(original.kind), original)
