"""Which printed cells a form accounts for (去向核对)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from hengxiao.core.forms import Document
from hengxiao.core.forms.drafts import drafts_of
from hengxiao.core.forms.lines import lines_of
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Place, Project


def told(form: Form) -> set[Place]:
    """The places of every text that some field, note or finding of a form holds."""
    holders: list[Project | Fund | Goal | Indicator] = [form.project, *form.funds, *form.goals, *form.indicators]
    places = [place for holder in holders for place in _places(holder)]
    places += [note.field.place for note in form.notes] + [form.total.place]
    places += [finding.place for finding in form.findings]
    return {place for place in places if place is not None}


def _places(holder: Project | Fund | Goal | Indicator) -> Iterator[Place | None]:
    for field in fields(holder):
        value = getattr(holder, field.name)
        if isinstance(value, Field):
            yield value.place
        elif field.name == "others":
            yield from (text.place for _, text in value)


def untold(document: Document, forms: tuple[Form, ...]) -> list[str]:
    """Texts in the rows of indicator tables that no form accounts for."""
    known = set().union(*(told(form) for form in forms)) if forms else set()
    return [
        piece.text
        for draft in drafts_of(lines_of(document))
        for block in draft.blocks
        for found in block.fits
        for piece in found.line.filled
        if piece.place not in known
    ]
