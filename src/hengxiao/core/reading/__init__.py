"""Readers (读表): docx, doc, xlsx, xls, pdf, html, text → grids → forms."""
