"""Prints a form (打印一张表): the one entry, whatever the file format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from hengxiao.core.printing.composing import compose
from hengxiao.core.printing.errors import PrintError
from hengxiao.core.printing.fonts import check_control_characters
from hengxiao.core.printing.geometry import geometry
from hengxiao.core.printing.marks import Verification, compare, digest_of, printed_mark
from hengxiao.core.printing.page import Mark, Page
from hengxiao.core.targets import Form


def print_form(
    form: Form,
    form_id: str,
    path: Path | str,
    pack: str | None = None,
    *,
    marked: bool = True,
    fonts: Path | None = None,
    packs: Iterable[Path] = (),
) -> Mark:
    """Print a form to a .docx, .xlsx or .pdf file (打印) and give the mark it carries.

    `form_id` is `<pack>.<form>`; `pack` takes the same form of another pack. A form without values prints blank.
    `marked=False` leaves mark and QR code out. `fonts` is a folder of further fonts for .pdf, `packs` are folders of
    further rule packs.

    Raises:
        PrintError: unknown form or file format, or characters no font has.
    """
    target = Path(path)
    shape = geometry(form_id if pack is None else f"{pack}.{form_id.partition('.')[2]}", packs)
    composed = compose(form, shape)
    mark = Mark(shape.form_id, digest_of(composed.said))
    page = replace(composed.page, mark=mark) if marked else composed.page
    check_control_characters(page.texts())
    target.write_bytes(_writer(target.suffix.lower(), fonts)(page))
    return mark


def verify_print(
    path: Path | str, reread: Form, original: Form | None = None, *, packs: Iterable[Path] = ()
) -> Verification:
    """Whether a printed copy, read again, still equals its data (校验打印件).

    `reread` is the form read from the same file; with `original` every differing text is named.
    """
    return compare(printed_mark(Path(path)), reread, original, packs)


def _writer(suffix: str, fonts: Path | None) -> Callable[[Page], bytes]:
    if suffix == ".docx":
        from hengxiao.core.printing.word import write_docx

        return write_docx
    if suffix == ".xlsx":
        from hengxiao.core.printing.workbook import write_xlsx

        return write_xlsx
    if suffix == ".pdf":
        from hengxiao.core.printing.pdf import write_pdf

        return lambda page: write_pdf(page, fonts)
    raise PrintError("printing.unknown_format", suffix=suffix or "?")
