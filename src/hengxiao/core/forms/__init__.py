"""What a form is (表式): grid, headings, merges, recognition by meaning."""

from hengxiao.core.forms.assemble import recognise
from hengxiao.core.forms.grid import Cell, Document, Grid, Paragraph
from hengxiao.core.forms.layouts import Layout, LayoutError, load_layout

__all__ = ["Cell", "Document", "Grid", "Layout", "LayoutError", "Paragraph", "load_layout", "recognise"]
