"""Reading files (读表): docx, xlsx, xls, doc, pdf, html and text become grids, and grids become forms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hengxiao.core.reading.documents import open_bytes, open_document

if TYPE_CHECKING:
    from hengxiao.core.forms.layouts import Layout
    from hengxiao.core.targets.forms import Form

__all__ = ["open_bytes", "open_document", "read"]


def read(path: Path | str, *, layouts: Sequence[Layout] | None = None) -> tuple[Form, ...]:
    """Read the forms of a file (读表): open it, then recognise its forms by headings and meaning.

    `layouts` are the known forms to try first; by default those of all packs.
    """
    from hengxiao.core.forms import recognise

    if layouts is None:
        from hengxiao.core.packs import available, load

        layouts = [layout for pack in available() for layout in load(pack).layouts()]
    return recognise(open_document(path), layouts)
