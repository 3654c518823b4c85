"""Prints a form and reads the print (打印再读): what `hengxiao pack check` compares samples with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengxiao.core.packs import Pack
    from hengxiao.core.packs.cases import Reprinter
    from hengxiao.core.targets import Form


def reprinter(folders: Sequence[Path]) -> Reprinter:
    """A function that prints a form as its layout says and reads it again; None where no pack says how to print it."""
    from hengxiao.core.forms import recognise
    from hengxiao.core.packs import known_layouts
    from hengxiao.core.printing import PrintError, print_form
    from hengxiao.core.reading import open_document

    def reprint(form: Form, pack: Pack) -> Form | None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "print.docx"
            try:
                print_form(form, form.layout, path)
            except PrintError as error:
                if error.code != "printing.unknown_form":
                    raise
                return None
            read = recognise(open_document(path), known_layouts(folders))
            return read[0] if read else replace(form, indicators=())

    return reprint
