"""Writes a page as .pdf with typst: groups unbroken, heads repeated, any warning an error (PDF 文件)."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from hengxiao.core.printing.errors import PrintError
from hengxiao.core.printing.fonts import check_characters, families, packaged_folder
from hengxiao.core.printing.marks import quick_response
from hengxiao.core.printing.page import Box, Page, Table

WORD = re.compile("[!-~]+")
MM_PER_PT = 25.4 / 72


def write_pdf(page: Page, folder: Path | None = None) -> bytes:
    """A page as a PDF; `folder` holds further fonts.

    Raises:
        MissingGlyphError: a character has no glyph in any font.
        PrintError: the typesetter failed or warned.
    """
    import typst

    check_characters(page.texts(), folder)
    data = json.dumps(_data(page, folder), ensure_ascii=False)
    try:
        output, warnings = _compiler(folder).compile_with_warnings(sys_inputs={"page": data}, format="pdf")
    except typst.TypstError as error:
        raise PrintError("printing.engine", reason=error.message) from error
    if warnings:
        raise PrintError("printing.engine", reason="; ".join(warning.message for warning in warnings))
    return bytes(output)


@cache
def _compiler(folder: Path | None) -> Any:
    """One compiler for each font folder, kept: it holds the parsed fonts."""
    import typst

    paths = [str(packaged_folder()), *([str(folder)] if folder else [])]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)
    template = Path(str(files("hengxiao.core.printing"))) / "form.typ"
    return typst.Compiler(str(template), root=str(template.parent), font_paths=fonts)


def _data(page: Page, folder: Path | None) -> dict[str, Any]:
    return {
        "title": next((line.text for line in page.above if line.role == "title"), ""),
        "mark": page.mark.text if page.mark else "",
        "code": quick_response(page.mark, "svg").decode() if page.mark else "",
        "fonts": families(folder),
        "size": page.size_pt,
        "padding": page.padding_mm,
        "width": page.width_mm,
        "height": page.height_mm,
        "margins": page.margins_mm,
        "grid": page.grid_mm,
        "above": [{"text": line.text, "role": line.role} for line in page.above],
        "below": [{"text": line.text, "role": line.role} for line in page.below],
        "tables": [_table(table, page) for table in page.tables],
    }


def _table(table: Table, page: Page) -> dict[str, Any]:
    boxes = [
        {
            "row": box.row,
            "column": box.column,
            "rows": box.rows,
            "columns": box.columns,
            "text": box.text,
            "role": box.role,
            "tight": _is_tight(box, page),
        }
        for box in sorted(table.boxes, key=lambda each: (each.row, each.column))
    ]
    return {"heads": table.heads, "boxes": boxes}


def _is_tight(box: Box, page: Page) -> bool:
    """Whether an unbreakable word may be wider than its cell; Latin letters are taken as wide as they can be."""
    room_mm = sum(page.grid_mm[box.column : box.column + box.columns]) - 2
    longest = max((len(word) for word in WORD.findall(box.text)), default=0)
    return longest * page.size_pt * MM_PER_PT > room_mm
