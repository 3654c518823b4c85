"""Marks (校验标记): what ties a printed copy to its data, written into every print and found again in a copy."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from hengxiao.core.printing.composing import compose
from hengxiao.core.printing.geometry import geometry
from hengxiao.core.printing.page import Mark
from hengxiao.core.targets import Form
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language

WORDS = {("project", name): f"project_{name}" for name in ("name", "code", "department", "unit", "period", "kind")}
WORDS |= {("funds", name): f"fund_{name}" for name in ("planned", "adjusted", "executed", "rate", "midterm")}
PRINTED = re.compile(r"衡效校验\s*([a-z0-9_]+\.[a-z0-9_]+)\s*([0-9A-F]{4}(?:-[0-9A-F]{4}){3})")
PROPERTY = "hengxiao-mark"
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
)


def field_label(kind: str, name: str, language: Language | str = Language.CHINESE) -> str:
    """The word for a field (栏目名称), such as 指标值 for `indicators`, `target`."""
    return say(f"printing.report_{WORDS.get((kind, name), name)}", language)


@dataclass(frozen=True, slots=True)
class Difference:
    """A text in which a copy departs from the data (不一致处): field path, text of the data, text of the copy."""

    path: str
    expected: str
    found: str

    def where(self, language: Language | str = Language.CHINESE) -> str:
        """The place in words (位置): `第3条指标的指标值`."""
        kind, *middle, name = self.path.split(".")
        number = next((part for part in middle if part.isdigit()), "")
        field = name if "others" in middle else field_label(kind, name, language)
        return say(f"printing.where_{kind}", language, {"number": number, "field": field})


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a copy still says what was printed (校验结果).

    `differences` is filled when the original form is at hand; without it only `same` can be told.
    """

    mark: Mark | None
    same: bool
    digest: str = ""
    differences: tuple[Difference, ...] = ()


def digest_of(said: Mapping[str, str]) -> str:
    """SHA-256 over the printed texts by field path, white space left out (指纹)."""
    content = {path: "".join(text.split()) for path, text in said.items()}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def form_digest(form: Form, form_id: str, packs: Iterable[Path] = ()) -> str:
    """Digest of what a form says when it is printed as `form_id` (表的指纹)."""
    return digest_of(compose(form, geometry(form_id, packs)).said)


def printed_mark(path: Path) -> Mark | None:
    """The mark a print carries (文件中的校验标记), or None when there is none or the file is damaged.

    The digest of a mark read back holds only its first 16 hexadecimal digits, upper case.
    """
    data = path.read_bytes()
    text = _pdf_text(data) if data.startswith(b"%PDF") else _package_text(data)
    found = PRINTED.search(text)
    return Mark(found.group(1), found.group(2).replace("-", "")) if found else None


def compare(mark: Mark | None, copy: Form, original: Form | None = None, packs: Iterable[Path] = ()) -> Verification:
    """Whether a copy, read again, still says what its mark was made for (比对)."""
    if mark is None:
        return Verification(None, same=False)
    shape = geometry(mark.form_id, packs)
    found = compose(copy, shape).said
    digest = digest_of(found)
    same = digest[:16].upper() == mark.digest[:16].upper()
    expected = compose(original, shape).said if original is not None else found
    paths = [*expected, *(path for path in found if path not in expected)]
    differences = tuple(
        Difference(path, expected.get(path, ""), found.get(path, ""))
        for path in paths
        if "".join(expected.get(path, "").split()) != "".join(found.get(path, "").split())
    )
    return Verification(mark, same, digest, differences)


def quick_response(mark: Mark, kind: str) -> bytes:
    """The mark as a QR code (二维码) in `png` or `svg`."""
    import segno

    out = BytesIO()
    code = segno.make(mark.text.encode(), error="m", micro=False)
    code.save(out, kind=kind, border=1, **({"scale": 6} if kind == "png" else {"scale": 1, "xmldecl": False}))
    return out.getvalue()


def custom_properties(mark: Mark) -> bytes:
    """The part docProps/custom.xml that carries the mark (自定义文档属性)."""
    value = f'<property fmtid="{FORMAT_ID}" pid="2" name="{PROPERTY}"><vt:lpwstr>{mark.text}</vt:lpwstr></property>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties {NAMESPACES}>{value}</Properties>'.encode()
    )


def _package_text(data: bytes) -> str:
    if not zipfile.is_zipfile(BytesIO(data)):
        return ""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = [
            name
            for name in package.namelist()
            if re.fullmatch(r"docProps/custom\.xml|word/footer\d+\.xml|xl/worksheets/sheet1\.xml", name)
        ]
        parts = [package.read(name).decode("utf-8", errors="replace") for name in sorted(names)]
    return re.sub(r"<[^>]+>", "", "\n".join(parts))


def _pdf_text(data: bytes) -> str:
    from pdfminer.high_level import extract_text
    from pdfminer.pdfexceptions import PDFException

    try:
        return extract_text(BytesIO(data), maxpages=1)
    except PDFException:
        # A damaged file carries no mark that could be trusted; reading it says what is wrong with it.
        return ""
