"""Small charts as inline SVG (图表): horizontal bars, drawn without scripts and readable in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from hengxiao.core.printing.page import width_in_ems

ROW, BAR, FONT = 30, 14, 13
LONGEST_LABEL = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar (横条): `value` of `limit`; `note` is printed at its end, `tone` is a CSS class."""

    label: str
    value: Decimal
    limit: Decimal
    note: str
    tone: str = "main"


def bars(rows: Sequence[Bar], *, title: str, width: int = 340) -> str:
    """Horizontal bars over the track of what could be reached (横条图); empty without rows."""
    if not rows:
        return ""
    left = round(max(_width(shortened(row.label, LONGEST_LABEL)) for row in rows)) + 10
    right = round(max(_width(row.note) for row in rows)) + 12
    track = max(width - left - right, 60)
    scale = max((row.limit for row in rows), default=Decimal(0)) or Decimal(1)
    parts = [_bar(row, at * ROW, left, track / scale) for at, row in enumerate(rows)]
    height = len(rows) * ROW + 4
    head = f'<svg class="bars" viewBox="0 0 {left + track + right} {height}" role="img" aria-label="{escape(title)}">'
    return f"{head}<title>{escape(title)}</title>{''.join(parts)}</svg>"


def _bar(row: Bar, top: int, left: int, scale: Decimal) -> str:
    full = round(row.limit * scale)
    done = round(min(max(row.value, Decimal(0)), row.limit) * scale)
    middle, bar = top + ROW // 2 + 5, top + (ROW - BAR) // 2
    label = escape(shortened(row.label, LONGEST_LABEL))
    return (
        f"<g><title>{escape(row.label)} {escape(row.note)}</title>"
        f'<text x="{left - 8}" y="{middle}" text-anchor="end">{label}</text>'
        f'<rect class="track" x="{left}" y="{bar}" width="{full}" height="{BAR}" rx="2"/>'
        f'<rect class="{escape(row.tone)}" x="{left}" y="{bar}" width="{done}" height="{BAR}" rx="2"/>'
        f'<text class="note" x="{left + full + 8}" y="{middle}">{escape(row.note)}</text></g>'
    )


def _width(text: str) -> float:
    """Width of a label in pixels, with room for wide Latin letters."""
    return (width_in_ems(text) + 0.15 * sum(sign.isascii() for sign in text)) * FONT


def shortened(text: str, ems: int) -> str:
    """A label cut to so many ems, with an ellipsis (截短)."""
    if width_in_ems(text) <= ems:
        return text
    kept = text
    while width_in_ems(kept) > ems - 1:
        kept = kept[:-1]
    return f"{kept}…"
