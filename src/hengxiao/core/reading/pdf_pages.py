"""What is printed on a page (页面内容): characters and ruled lines, ready for finding tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

SAME_LINE = 1.5  # points: rules nearer than this lie on one line
GAP = 2.5  # points: a rule goes on over a smaller gap
SHORT = 4.0  # points: shorter rules are ornament
THIN = 3.0  # points: a filled rectangle thinner than this is a rule
MANY = 3000  # rules on a page beyond this are a drawing, not a table
UNREAD = "�"  # a character whose meaning the file does not tell
FORMS = ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFB00, 0xFB06))  # radicals, compatibility ideographs, ligatures


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character (字符) with its box; y grows downwards."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def x(self) -> float:
        """Horizontal middle."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Vertical middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruled line (表格线): where it lies across, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """A page as printed (页面)."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    images: int = 0
    crowded: bool = False


def sheet(page: Any) -> Sheet:
    """Characters and rules of a page of pdfplumber (读取一页); text set sideways turns the page."""
    found = Sheet(page.page_number, float(page.width), float(page.height), images=len(page.images))
    chars = [char for char in page.chars if char["text"] and char["size"] > 0]
    flat = [rule for item in (*page.lines, *page.rects, *page.curves) for rule in straight(item)]
    turned = sideways(chars)
    if turned:
        found.width, found.height = found.height, found.width
        chars = [{**char, **turn(char, found, turned)} for char in chars]
        flat = [turn_rule(rule, found, turned) for rule in flat]
    found.glyphs = distinct(glyph(char) for char in chars)
    found.crowded = len(flat) > MANY
    kept = [] if found.crowded else flat
    found.horizontal = merged(rule for across, rule in kept if across)
    found.vertical = merged(rule for across, rule in kept if not across)
    return found


def sideways(chars: list[Any]) -> int:
    """+1 or -1 when most of the text runs up or down the page, else 0 (文字方向)."""
    lying = [
        char["matrix"][1] for char in chars if not char["upright"] and abs(char["matrix"][1]) > abs(char["matrix"][0])
    ]
    if len(lying) * 2 <= len(chars):
        return 0
    return 1 if sum(value > 0 for value in lying) * 2 >= len(lying) else -1


def turn(box: Any, page: Sheet, direction: int) -> dict[str, float]:
    """A box on the page turned upright (旋转坐标)."""
    if direction > 0:
        return {"x0": page.width - box["bottom"], "x1": page.width - box["top"], "top": box["x0"], "bottom": box["x1"]}
    return {"x0": box["top"], "x1": box["bottom"], "top": page.height - box["x1"], "bottom": page.height - box["x0"]}


def turn_rule(ruled: tuple[bool, Rule], page: Sheet, direction: int) -> tuple[bool, Rule]:
    """A rule on the page turned upright (旋转表格线)."""
    across, rule = ruled
    low, high = (rule.start, rule.end), (rule.start, rule.end)
    if across and direction < 0:
        return False, Rule(rule.at, page.height - high[1], page.height - low[0])
    if across:
        return False, Rule(page.width - rule.at, *low)
    if direction < 0:
        return True, Rule(page.height - rule.at, *low)
    return True, Rule(rule.at, page.width - high[1], page.width - low[0])


def glyph(char: Any) -> Glyph:
    """A character with radicals and compatibility forms made plain (字形归一)."""
    name = str(char["fontname"]).lower()
    box = (float(char["x0"]), float(char["top"]), float(char["x1"]), float(char["bottom"]))
    return Glyph(plain(char["text"]), *box, float(char["size"]), "bold" in name or "black" in name or "heavy" in name)


def plain(text: str) -> str:
    """Text with radicals, compatibility ideographs and ligatures replaced; signs and widths stay as printed."""
    if text.startswith("(cid:"):
        return UNREAD
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", char) if any(low <= ord(char) <= high for low, high in FORMS) else char
        for char in text
    )


def distinct(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Characters without the second print that imitates bold (去掉重叠的重复字符)."""
    kept: list[Glyph] = []
    latest: dict[str, list[int]] = {}
    for one in glyphs:
        twin = next((at for at in reversed(latest.get(one.text, [])[-4:]) if overprinted(kept[at], one)), None)
        if twin is None:
            latest.setdefault(one.text, []).append(len(kept))
            kept.append(one)
        elif not one.text.isspace():
            kept[twin] = replace(kept[twin], bold=True)
    return kept


def overprinted(first: Glyph, second: Glyph) -> bool:
    """Whether the same character was set twice at nearly one place (重叠字符)."""
    return abs(first.x - second.x) < first.size * 0.15 and abs(first.y - second.y) < first.size * 0.15


def straight(item: Any) -> list[tuple[bool, Rule]]:
    """Rules an object of the page draws (对象画出的线): (horizontal?, rule)."""
    x0, x1, top, bottom = float(item["x0"]), float(item["x1"]), float(item["top"]), float(item["bottom"])
    if invisible(item):
        return []
    if bottom - top < THIN:
        return [(True, Rule((top + bottom) / 2, x0, x1))] if x1 - x0 >= bottom - top else []
    if x1 - x0 < THIN:
        return [(False, Rule((x0 + x1) / 2, top, bottom))]
    if item["object_type"] == "rect" and item.get("stroke"):
        return [
            (True, Rule(top, x0, x1)),
            (True, Rule(bottom, x0, x1)),
            (False, Rule(x0, top, bottom)),
            (False, Rule(x1, top, bottom)),
        ]
    return polygon(item) if item["object_type"] == "curve" and item.get("stroke") else []


def polygon(item: Any) -> list[tuple[bool, Rule]]:
    """Level and upright sides of a drawn polygon (折线中的直线)."""
    found = []
    points = [(float(x), float(y)) for x, y in item["pts"]]
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 1 <= abs(x0 - x1):
            found.append((True, Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1))))
        elif abs(x0 - x1) < 1 <= abs(y0 - y1):
            found.append((False, Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1))))
    return found


def invisible(item: Any) -> bool:
    """Whether an object is painted white (白色线条)."""
    thin = item["bottom"] - item["top"] < THIN or item["x1"] - item["x0"] < THIN
    colour = item.get("stroking_color") if item.get("stroke") else item.get("non_stroking_color") if thin else None
    values = colour if isinstance(colour, tuple | list) else (colour,)
    return len(values) in (1, 3) and all(isinstance(value, int | float) and value >= 0.99 for value in values)


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that touch or overlap become one (合并共线的线段)."""
    found: list[Rule] = []
    for group in levels(rules):
        at = sum(rule.at for rule in group) / len(group)
        run: Rule | None = None
        for rule in sorted(group, key=lambda rule: rule.start):
            if run is not None and rule.start - run.end <= GAP:
                run = Rule(at, run.start, max(run.end, rule.end))
                continue
            if run is not None:
                found.append(run)
            run = Rule(at, rule.start, rule.end)
        if run is not None:
            found.append(run)
    return [rule for rule in found if rule.end - rule.start >= SHORT]


def levels(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules grouped by the line they lie on (按位置分组)."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][0].at <= SAME_LINE:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups
