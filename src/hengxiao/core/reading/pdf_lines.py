"""Lines of text on a page (文本行): characters to lines, lines to the text of a cell or paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hengxiao.core.reading.pdf_pages import Glyph

WORD = re.compile("[^\u3400-\u9fff]*")
UNPARTED = re.compile(
    "[^、，。；：？！”’）》」』】]?[、，。；：？！”’）》」』】]*[“‘（《「『【]*"
)  # signs no line begins or ends with
RUN = re.compile("[0-9.%—a-z-]*")
LOOSE = 3.0  # characters: a line that leaves more room than this was ended on purpose


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text (文本行) with its box and the size of its characters."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool

    def holds(self, one: Glyph) -> bool:
        """Whether a character belongs to the line."""
        return self.top <= one.y <= self.bottom and self.x0 <= one.x <= self.x1

    @property
    def width(self) -> float:
        """Printed width."""
        return self.x1 - self.x0


def text_lines(glyphs: Iterable[Glyph], *, apart: float = 0.0) -> list[TextLine]:
    """Lines from top to bottom (分行): a character belongs to the line whose height it shares, raised ones included.

    `apart` splits a line where it leaves room for so many characters.
    """
    lines: list[list[Glyph]] = []
    bands: list[tuple[float, float]] = []
    for one in sorted(glyphs, key=lambda one: (one.y, one.x0)):
        at = next((i for i in range(len(lines) - 1, max(len(lines) - 3, -1), -1) if shares(bands[i], one)), None)
        if at is None:
            lines.append([one])
            bands.append((one.top, one.bottom))
            continue
        lines[at].append(one)
        if not one.text.isspace():
            bands[at] = (min(bands[at][0], one.top), max(bands[at][1], one.bottom))
    if apart:
        lines = [piece for line in lines for piece in pieces(line, apart)]
    found = [text_line(line) for line in lines if any(not one.text.isspace() for one in line)]
    return sorted(found, key=lambda line: (line.top + line.bottom) / 2)


def pieces(line: Sequence[Glyph], apart: float) -> list[list[Glyph]]:
    """Parts of a line between wide gaps (按大间隔分段)."""
    found: list[list[Glyph]] = []
    for one in sorted((one for one in line if not one.text.isspace()), key=lambda one: one.x0):
        if found and one.x0 - found[-1][-1].x1 < apart * one.size:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def runs(glyphs: Iterable[Glyph], apart: float) -> list[TextLine]:
    """Texts that stand alone (独立文字段): a character goes on with the one `apart` characters to its left at most.

    Unlike `text_lines` it takes no lines together that only share the height of a third.
    """
    found: list[list[Glyph]] = []
    open_: dict[int, list[int]] = {}
    for one in sorted((one for one in glyphs if not one.text.isspace()), key=lambda one: one.x0):
        level = round(one.y / one.size)
        near = {at for other in range(level - 2, level + 3) for at in open_.get(other, ())}
        ends = [
            at
            for at in near
            if one.x0 - found[at][-1].x1 < apart * one.size and shares((found[at][-1].top, found[at][-1].bottom), one)
        ]
        if not ends:
            open_.setdefault(level, []).append(len(found))
            found.append([one])
            continue
        found[min(ends, key=lambda at: abs(found[at][-1].y - one.y))].append(one)
    return sorted((text_line(run) for run in found), key=lambda line: (line.top + line.bottom) / 2)


def shares(band: tuple[float, float], one: Glyph) -> bool:
    """Whether a character stands within the height of a line (是否同一行)."""
    common = min(band[1], one.bottom) - max(band[0], one.top)
    return common > 0.5 * min(one.bottom - one.top, band[1] - band[0])


def text_line(glyphs: Sequence[Glyph]) -> TextLine:
    """One line from its characters (合成一行), with a space where the print leaves one."""
    order = sorted(glyphs, key=lambda one: one.x0)
    inked = [one for one in order if not one.text.isspace()]
    size = max(one.size for one in inked)
    parts: list[str] = []
    before: Glyph | None = None
    for one in order:
        if before is not None and one.x0 - before.x1 > gap_for(before, one) and parts and parts[-1] != " ":
            parts.append(" ")
        if not one.text.isspace():
            parts.append(one.text)
        elif parts and parts[-1] != " ":
            parts.append(" ")
        before = one
    top, bottom = min(one.top for one in inked), max(one.bottom for one in inked)
    bold = sum(one.bold for one in inked) * 2 > len(inked)
    return TextLine("".join(parts).strip(), inked[0].x0, top, max(one.x1 for one in inked), bottom, size, bold)


def gap_for(before: Glyph, after: Glyph) -> float:
    """Room between two characters that reads as a space (视为空格的间距)."""
    latin = before.text.isascii() and after.text.isascii()
    return min(before.size, after.size) * (0.25 if latin else 0.8)


def flowed(lines: Sequence[TextLine], room: float) -> str:
    """Text of lines set in a width of `room` (连接各行): wrapped ones are joined, those ended on purpose not."""
    text = ""
    for before, line in zip((None, *lines), lines, strict=False):
        if before is not None:
            word = WORD.match(line.text)
            needed = (LOOSE + (word.end() if word else 0) * 0.6) * line.size
            text += "\n" if room - before.width > needed else between(text, line.text)
        text += line.text
    return text


def first_word(text: str) -> float:
    """How many characters wide the start of a text is that stays on one line (行首不可分部分的宽度)."""
    signs, run = UNPARTED.match(text), RUN.match(text)
    return max((run.end() if run else 0) * 0.6, signs.end() if signs else 0, 1.0)


def between(before: str, after: str) -> str:
    """What stands between two lines of one sentence (行间连接): a space only between Latin words."""
    return " " if latin(before[-1:]) and latin(after[:1]) else ""


def latin(char: str) -> bool:
    """Whether a character is a Latin letter."""
    return char.isascii() and char.isalpha()
