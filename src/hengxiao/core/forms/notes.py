"""Texts of a form that are no field (附注): nothing that is printed vanishes."""

from __future__ import annotations

from collections.abc import Sequence, Set

from hengxiao.core.forms.lines import Line
from hengxiao.core.forms.titles import is_caption
from hengxiao.core.forms.vocabulary import label, label_word, row_word
from hengxiao.core.targets import Note, Place

HEADINGS = ("annex", "year_line", "unit_line", "number")


def leftover(lines: Sequence[Line], title: str, used: Set[Place]) -> list[Note]:
    """Notes of all texts outside the indicator tables that no field holds (其余文字)."""
    return [
        Note(_role(piece.text, title, line), piece.field())
        for line in lines
        for piece in line.filled
        if piece.place not in used
    ]


def _role(text: str, title: str, line: Line) -> str:
    if text == title:
        return "title"
    if row_word("note", text):
        return "instruction"
    if row_word("signature", text):
        return "signature"
    if is_caption(text) or any(label("titles", name, text) for name in HEADINGS):
        return "caption"
    if line.is_paragraph:
        return "narrative"
    return "label" if label_word(text) else "text"
