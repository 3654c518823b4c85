"""Imprints (印件): a document as an official file; no database, so that processes apart can make them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from hengxiao.base.errors import ActionError
from hengxiao.core.printing import PrintError, geometry, print_form
from hengxiao.core.targets import Form
from hengxiao.cycle.documents import Document, form_of


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is to be printed (待打印件); `title` goes behind the form's own on what is not official."""

    document: Document
    pack: str
    form_id: str
    suffix: str = "pdf"
    title: str = ""


def printable(document: Document, pack: str) -> Form:
    """The form as it is printed (打印用表)."""
    return form_of(document, pack=pack).form


def imprint(wanted: Imprint) -> bytes:
    """Print (打印): with mark and QR code, or under a longer title without.

    Raises:
        PrintError: it cannot be printed.
    """
    form = printable(wanted.document, wanted.pack)
    if wanted.title:
        title = form.title or geometry(wanted.form_id).title.replace("{year}", str(form.year))
        form = replace(form, title=f"{title}{wanted.title}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"form.{wanted.suffix}"
        print_form(form, wanted.form_id, path, marked=not wanted.title)
        return path.read_bytes()


def print_one(wanted: Imprint) -> bytes:
    """One print (打印一份).

    Raises:
        ActionError: it cannot be printed.
    """
    try:
        return imprint(wanted)
    except PrintError as error:
        raise ActionError("cycle.not_printable", why=error.message("zh")) from None
