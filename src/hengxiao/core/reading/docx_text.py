"""Text of Word paragraphs (Word 段落文字): what is printed, with tracked changes accepted and fields as shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hengxiao.core.reading.symbols import BOX, TICKED, UNKNOWN, sign

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
VAL = WORD + "val"
PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT = (WORD + name for name in ("p", "tbl", "tr", "tc", "r", "t"))
PARAGRAPH_PROPERTIES, RUN_PROPERTIES, DELETED = WORD + "pPr", WORD + "rPr", WORD + "del"
BOLD, HIDDEN, NEW_PAGE = (WORD + name for name in ("b", "vanish", "pageBreakBefore"))
CONTROL, BOX_CONTENT, ALTERNATE = WORD + "sdt", WORD + "txbxContent", COMPATIBILITY + "AlternateContent"
BLOCKS = frozenset((PARAGRAPH, TABLE, ROW, CELL))
DROPPED = frozenset(
    WORD + name
    for name in (
        "del", "moveFrom", "rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "sectPr",
        "rt", "rubyPr", "customXmlPr", "smartTagPr",
    )
)  # fmt: skip
OFF = frozenset(("0", "false", "off", "none"))


@dataclass(slots=True)
class Printed:
    """What is printed by a paragraph, or by those of a cell (段落文字): text, and text boxes anchored in it.

    `page_break` tells whether a page starts in the latest paragraph, `joined` whether its end is deleted by a tracked
    change, so that the next paragraph continues it; `bold` is that of the first text.
    """

    parts: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    page_break: bool = False
    bold: bool | None = None
    hidden: bool = False
    joined: bool = False

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.parts)


@dataclass(slots=True)
class Story:
    """What holds beyond one paragraph (正文状态): the open fields, and toggles found once for the whole body.

    `instructing` has an entry for each open field (域): True while its instruction is being read, which is not printed;
    False in its result. `bold` and `hidden` know runs, `breaking` (a page starts) and `joined` (its end is deleted)
    know paragraphs.
    """

    instructing: list[bool] = field(default_factory=list)
    bold: dict[Any, bool] = field(default_factory=dict)
    hidden: dict[Any, bool] = field(default_factory=dict)
    breaking: dict[Any, bool] = field(default_factory=dict)
    joined: set[Any] = field(default_factory=set)


def story_of(body: Any) -> Story:
    """The state at the beginning of a body, its toggles gathered (正文初始状态)."""
    found = Story()
    toggles = {BOLD: found.bold, HIDDEN: found.hidden, NEW_PAGE: found.breaking}
    for mark in body.iter(*toggles):
        toggles[mark.tag].setdefault(mark.getparent().getparent(), mark.get(VAL, "1") not in OFF)
    for mark in body.iter(DELETED):
        group = mark.getparent()
        if group.tag == RUN_PROPERTIES and group.getparent().tag == PARAGRAPH_PROPERTIES:
            found.joined.add(group.getparent().getparent())
    return found


def is_on(properties: Any, name: str) -> bool:
    """Whether a toggle property such as w:b or w:vanish is set (开关属性)."""
    found = properties.find(WORD + name) if properties is not None else None
    return found is not None and found.get(VAL, "1") not in OFF


def forget_prompts(root: Any) -> None:
    """Empty the content controls (内容控件) that still show only their prompt."""
    for mark in root.iter(WORD + "showingPlcHdr"):
        control = mark.getparent().getparent()
        if mark.get(VAL, "1") not in OFF and control.tag == CONTROL:
            for text in control.iter(TEXT, PARAGRAPH):
                text.text = ""


def chosen(alternate: Any) -> Any:
    """The one branch of alternative content (mc:AlternateContent) to read: the first that has any."""
    return next((branch for branch in alternate if len(branch)), ())


def flow(container: Any) -> Iterator[Any]:
    """Paragraphs, tables, rows or cells in a container, whatever controls or tracked changes wrap them (逐个取出)."""
    for child in container:
        if child.tag in BLOCKS:
            yield child
        elif child.tag == ALTERNATE:
            yield from flow(chosen(child))
        elif child.tag not in DROPPED:
            yield from flow(child)


def inside(container: Any, tag: str) -> list[Any]:
    """The rows of a table or the cells of a row (逐行、逐格), whatever wraps them."""
    own = list(container.iterchildren(tag))
    return own if len(own) == len(container) else [each for each in flow(container) if each.tag == tag]


def printed(paragraph: Any, out: Printed, story: Story) -> None:
    """Read one paragraph (读取段落); what is printed comes after what `out` holds already."""
    if not len(paragraph):
        _plain(paragraph.text or "", out)
        return
    out.page_break = story.breaking.get(paragraph, False)
    out.joined = paragraph in story.joined
    _inline(paragraph, out, story)
    if story.instructing:
        story.instructing = [False for _ in story.instructing]


def _plain(text: str, out: Printed) -> None:
    """A folded paragraph, or one without anything in it."""
    out.page_break = out.joined = False
    out.parts.append(text)
    if out.bold is None and text.strip():
        out.bold = False


def _inline(element: Any, out: Printed, story: Story) -> None:
    for child in element:
        tag = child.tag
        if tag == RUN:
            _run(child, out, story)
        elif tag == ALTERNATE:
            _inline(chosen(child), out, story)
        elif tag == MATH_TEXT:
            out.parts.append(child.text or "")
        elif tag not in DROPPED:
            _inline(child, out, story)


def _run(run: Any, out: Printed, story: Story) -> None:
    if story.hidden.get(run):
        out.hidden = out.hidden or any((text.text or "").strip() for text in run.iterfind(TEXT))
        return
    before = len(out.parts)
    _pieces(run, out, story)
    if out.bold is None and "".join(out.parts[before:]).strip():
        out.bold = story.bold.get(run, False)


def _pieces(run: Any, out: Printed, story: Story) -> None:
    for child in run:
        tag = child.tag
        if tag == TEXT:
            if True not in story.instructing:
                out.parts.append(child.text or "")
        elif tag in PIECES:
            PIECES[tag](child, out, story)


def _break(child: Any, out: Printed, story: Story) -> None:
    if child.get(WORD + "type") == "page":
        out.page_break = True
    else:
        out.parts.append("\n")


def _symbol(child: Any, out: Printed, story: Story) -> None:
    digits = child.get(WORD + "char", "")
    code = int(digits, 16) if digits and all(digit in "0123456789abcdefABCDEF" for digit in digits[:6]) else 0
    found = sign(child.get(WORD + "font", ""), code)
    out.parts.append(found if found != UNKNOWN or not 0x20 <= code < 0xE000 or code > 0x10FFFF else chr(code))


def _field(child: Any, out: Printed, story: Story) -> None:
    kind = child.get(WORD + "fldCharType")
    if kind == "begin":
        story.instructing.append(True)
        form = child.find(WORD + "ffData")
        out.parts.append(_form_field(form) if form is not None else "")
    elif kind == "separate" and story.instructing:
        story.instructing[-1] = False
    elif kind == "end" and story.instructing:
        story.instructing.pop()


def _form_field(data: Any) -> str:
    """What an old form field shows: the chosen entry or a tick box; a text field shows its result instead."""
    listing, box = data.find(WORD + "ddList"), data.find(WORD + "checkBox")
    if listing is not None:
        entries = [entry.get(VAL, "") for entry in listing.findall(WORD + "listEntry")]
        result = listing.find(WORD + "result")
        index = result.get(VAL, "0") if result is not None else "0"
        return "".join(entry for number, entry in enumerate(entries) if str(number) == index)
    if box is not None:
        return TICKED if is_on(box, "checked" if box.find(WORD + "checked") is not None else "default") else BOX
    return ""


def _drawing(child: Any, out: Printed, story: Story) -> None:
    for inner in child:
        if inner.tag == BOX_CONTENT:
            out.boxes.append(inner)
        else:
            _drawing(chosen(inner) if inner.tag == ALTERNATE else inner, out, story)


def _literal(text: str) -> Callable[[Any, Printed, Story], None]:
    return lambda _child, out, _story: out.parts.append(text)


PIECES: dict[str, Callable[[Any, Printed, Story], None]] = {
    WORD + "br": _break,
    WORD + "sym": _symbol,
    WORD + "fldChar": _field,
    WORD + "tab": _literal("\t"),
    WORD + "ptab": _literal("\t"),
    WORD + "cr": _literal("\n"),
    WORD + "noBreakHyphen": _literal("-"),
    WORD + "drawing": _drawing,
    WORD + "pict": _drawing,
    WORD + "object": _drawing,
    WORD + "ruby": _inline,
    WORD + "rubyBase": _inline,
    ALTERNATE: lambda child, out, story: _pieces(chosen(child), out, story),
}
