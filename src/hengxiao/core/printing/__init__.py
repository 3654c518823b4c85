"""Prints forms (打印) as .docx, .xlsx and .pdf from packs' geometry, byte-stable, with a mark to verify copies by."""

from hengxiao.core.printing.errors import MissingGlyphError, PrintError
from hengxiao.core.printing.geometry import Geometry, form_for, form_ids, geometry
from hengxiao.core.printing.marks import Difference, Verification, compare, field_label, form_digest, printed_mark
from hengxiao.core.printing.omissions import left_out
from hengxiao.core.printing.page import Mark
from hengxiao.core.printing.report import report_html, write_report
from hengxiao.core.printing.writing import print_form, verify_print

__all__ = [
    "Difference",
    "Geometry",
    "Mark",
    "MissingGlyphError",
    "PrintError",
    "Verification",
    "compare",
    "field_label",
    "form_digest",
    "form_for",
    "form_ids",
    "geometry",
    "left_out",
    "print_form",
    "printed_mark",
    "report_html",
    "verify_print",
    "write_report",
]
