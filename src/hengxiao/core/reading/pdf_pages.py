"""What is printed on a page (页面内容): characters and ruled lines, ready for finding tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

SAME_LINE = 1.5  # points: rules nearer than this lie on one line
GAP = 2.5  # points: a rule goes on over a smaller gap
SHORT = 4.0  # points: shorter rules are ornament
THIN = 3.0  # points: a filled rectangle thinner than this is a rule
INSET = 2.0  # points: so far inside its clipping area a character is looked for
MANY = 4000  # rules on a page beyond this are a drawing, not a table
UNREAD = "�"  # a character whose meaning the file does not tell
FORMS = ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFB00, 0xFB06))  # radicals, compatibility ideographs, ligatures


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page (矩形); y grows downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> Box:
        """The smallest box that holds all points."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def width(self) -> float:
        """Width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height."""
        return self.bottom - self.top

    @property
    def middle(self) -> Box:
        """The line along the middle of a thin box."""
        if self.width >= self.height:
            y = (self.top + self.bottom) / 2
            return Box(self.x0, y, self.x1, y)
        x = (self.x0 + self.x1) / 2
        return Box(x, self.top, x, self.bottom)

    def within(self, other: Box) -> Box | None:
        """The part that lies inside another box, None when there is none."""
        box = Box(
            max(self.x0, other.x0), max(self.top, other.top), min(self.x1, other.x1), min(self.bottom, other.bottom)
        )
        return box if box.width >= 0 and box.height >= 0 else None

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the box."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point well inside the box nearest to a point."""
        across, down = min(INSET, self.width / 2), min(INSET, self.height / 2)
        return min(max(x, self.x0 + across), self.x1 - across), min(max(y, self.top + down), self.bottom - down)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character (字符) with its box; y grows downwards.

    `lean` is 1 or -1 when the text runs up or down the page. `spot` is the point that tells which cell the character
    belongs to: its middle, or the point next to it in the area it is clipped to. `hidden` when it is clipped away.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    lean: int = 0
    spot: tuple[float, float] = (0.0, 0.0)
    hidden: bool = False

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
    """A straight ruled line (表格线): where it lies across, and from where to where it runs.

    `faint` when the eye does not see a line there: it is white, or it is the edge of a filled area.
    """

    at: float
    start: float
    end: float
    faint: bool = False


@dataclass(slots=True)
class Drawing:
    """What a page draws (页面绘制内容)."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    images: int = 0


@dataclass(slots=True)
class Sheet:
    """A page as printed (页面); `crowded` when there are too many rules to look for tables."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    horizontal: list[Rule]
    vertical: list[Rule]
    images: int
    crowded: bool
    faint: tuple[list[Rule], list[Rule]] = ([], [])


def sheet(number: int, drawing: Drawing) -> Sheet:
    """Characters and rules of a page in order (整理一页); a page of text set sideways is turned."""
    leaning = sum(one.lean for one in drawing.glyphs)
    if abs(leaning) * 2 > len(drawing.glyphs):
        drawing = turned(drawing, leaning > 0)
    seen, unseen = [
        (
            [rule for rule in drawing.across if rule.faint == faint],
            [rule for rule in drawing.down if rule.faint == faint],
        )
        for faint in (False, True)
    ]
    crowded = sum(map(len, seen)) > MANY
    across, down = ([], []) if crowded else map(merged, seen)
    faint = ([], []) if sum(map(len, unseen)) > MANY else (merged(unseen[0]), merged(unseen[1]))
    glyphs = distinct(drawing.glyphs)
    return Sheet(number, drawing.width, drawing.height, glyphs, across, down, drawing.images, crowded, faint)


def turned(drawing: Drawing, up: bool) -> Drawing:
    """A page turned by a quarter so that text running up (or down) stands upright (旋转页面)."""
    width, height = drawing.width, drawing.height

    def point(x: float, y: float) -> tuple[float, float]:
        return (height - y, x) if up else (y, width - x)

    def glyph(one: Glyph) -> Glyph:
        box = Box.around([point(one.x0, one.top), point(one.x1, one.bottom)])
        size = min(box.width, box.height) if one.size > box.height else one.size
        return replace(
            one, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom, size=size, lean=0, spot=point(*one.spot)
        )

    across = [(Box.around([point(rule.at, rule.start), point(rule.at, rule.end)]), rule.faint) for rule in drawing.down]
    down = [(Box.around([point(rule.start, rule.at), point(rule.end, rule.at)]), rule.faint) for rule in drawing.across]
    return Drawing(
        height,
        width,
        [glyph(one) for one in drawing.glyphs],
        [Rule(box.top, box.x0, box.x1, faint) for box, faint in across],
        [Rule(box.x0, box.top, box.bottom, faint) for box, faint in down],
        drawing.images,
    )


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
        twin = next((at for at in latest.get(one.text, ())[-4:] if overprinted(kept[at], one)), None)
        if twin is None:
            latest.setdefault(one.text, []).append(len(kept))
            kept.append(one)
        elif not one.text.isspace():
            kept[twin] = replace(kept[twin], bold=True, hidden=kept[twin].hidden and one.hidden)
    return kept


def overprinted(first: Glyph, second: Glyph) -> bool:
    """Whether the same character was set twice at nearly one place (重叠字符)."""
    return abs(first.x - second.x) < first.size * 0.15 and abs(first.y - second.y) < first.size * 0.15


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that touch or overlap become one (合并共线的线段)."""
    found: list[Rule] = []
    for group in levels(rules):
        at = sum(rule.at for rule in group) / len(group)
        first, *rest = sorted(group, key=lambda rule: rule.start)
        run = Rule(at, first.start, first.end, first.faint)
        for rule in rest:
            if rule.start - run.end <= GAP:
                run = Rule(at, run.start, max(run.end, rule.end), rule.faint)
            else:
                found.append(run)
                run = Rule(at, rule.start, rule.end, rule.faint)
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
