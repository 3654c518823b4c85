"""Reading files (读表): docx, xlsx, xls, doc, pdf, html and text become grids, and grids become forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengxiao.core.reading.documents import open_bytes, open_document

if TYPE_CHECKING:
    from hengxiao.core.forms.layouts import Layout
    from hengxiao.core.targets.forms import Form

__all__ = ["open_bytes", "open_document", "read"]


def read(path: Path | str, *, layouts: Sequence[Layout] | None = None) -> tuple[Form, ...]:
    """Read the forms of a file (读表): open it, then recognise its forms by headings and meaning.

    `layouts` are the known forms to try first, by default those of all packs. What the file itself gives reason to say
    stands first among the findings of its first form; of a file without any form see `open_document`.
    """
    from hengxiao.core.forms import recognise
    from hengxiao.core.packs import known_layouts

    document = open_document(path)
    forms = recognise(document, known_layouts() if layouts is None else layouts)
    return tuple(
        replace(form, findings=(*document.findings, *form.findings)) if form is forms[0] else form for form in forms
    )
