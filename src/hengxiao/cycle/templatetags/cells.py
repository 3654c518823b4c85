"""Cells of the editor (单元格): written here rather than in a template, because a form has hundreds of them."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hengxiao.cycle.actions.editing import Conflict
from hengxiao.cycle.tree import Cell

register = template.Library()
NARROW = ("points", "name")


@register.simple_tag(takes_context=True)
def show_cell(
    context: dict[str, Any], cell: Cell, tag: str = "td", oob: bool = False, conflict: Conflict | None = None
) -> SafeString:
    """A cell with its text, or its field where the viewer may edit (单元格).

    The field saves itself when it changes; `old` is the text the change is made on.
    """
    key = escape(cell.key)
    inside = _field(context, cell, key, conflict) if context["may_edit"] else _text(cell)
    # Every text is escaped where it is put in.
    return mark_safe(f'<{tag} id="c-{key}"{_attributes(cell, oob)}>{inside}<div class="slot"></div></{tag}>')


def _attributes(cell: Cell, oob: bool) -> str:
    classes = ["cell", *(["unread"] if cell.unread else []), *([f"col-{cell.column}"] if cell.column in NARROW else [])]
    parts = [f' class="{" ".join(classes)}"']
    if cell.lights:
        parts.append(f' data-lights="{escape(cell.lights)}" title="{escape(cell.address)}"')
    if cell.column:
        parts.append(f' data-column="{escape(cell.column)}"')
    return "".join((*parts, ' hx-swap-oob="true"' if oob else ""))


def _text(cell: Cell) -> str:
    return f'<span class="cell-text">{escape(cell.text).replace(chr(10), "<br>")}</span>'


def _field(context: dict[str, Any], cell: Cell, key: str, conflict: Conflict | None) -> str:
    text: str = escape(cell.text)
    label: str = escape(cell.label)
    unread = suggest = extra = ""
    if cell.unread:
        label = f"{label} {_('未读出')}"
        unread = f'<span class="tag">{_("未读出，请补填")}</span>'
    if cell.column == "name":
        url = f"{context['suggest_base']}{escape(cell.row)}/"
        extra = f' hx-get="{url}" hx-trigger="input changed delay:500ms" hx-target="next .suggest"'
        suggest = '<div class="suggest"></div>'
    asked = ""
    if conflict:
        asked = render_to_string("cycle/_conflict.html", {"conflict": conflict, "filing": context["filing"]})
    return (
        f'<form hx-post="{context["cells_url"]}" hx-trigger="change" hx-include="#revision" hx-target="next .answer">'
        f'<input type="hidden" name="path" value="{escape(cell.path)}">'
        f'<input type="hidden" name="old" id="o-{key}" value="{text}">'
        f'<textarea name="text" rows="1" aria-label="{label}"{extra}>\n{text}</textarea></form>{unread}'
        f'<div class="answer" role="status">{asked}</div>{suggest}'
    )
