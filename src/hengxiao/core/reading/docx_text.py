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
    """A paragraph as printed (段落): text, text boxes anchored in it, and whether a page starts in it.

    `joined` is True when its end is deleted by a tracked change, so that the next paragraph continues it.
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
class Fields:
    """Open fields (域): True while the instruction of one is being read, which is not printed; False in its result."""

    instructing: list[bool] = field(default_factory=list)


def is_on(properties: Any, name: str) -> bool:
    """Whether a toggle property such as w:b or w:vanish is set (开关属性)."""
    found = properties.find(WORD + name) if properties is not None else None
    return found is not None and found.get(VAL, "1") not in OFF


def forget_prompts(root: Any) -> None:
    """Empty the content controls (内容控件) that still show only their prompt."""
    for mark in root.iter(WORD + "showingPlcHdr"):
        control = mark.getparent().getparent()
        if mark.get(VAL, "1") not in OFF and control.tag == CONTROL:
            for text in control.iter(TEXT):
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


def printed(paragraph: Any, fields: Fields) -> Printed:
    """Read one paragraph (读取段落)."""
    out = Printed()
    properties = paragraph.find(PARAGRAPH_PROPERTIES)
    if properties is not None and len(properties):
        out.page_break = is_on(properties, "pageBreakBefore")
        mark = properties.find(RUN_PROPERTIES)
        out.joined = mark is not None and mark.find(DELETED) is not None
    _inline(paragraph, out, fields)
    fields.instructing = [False for _ in fields.instructing]
    return out


def _inline(element: Any, out: Printed, fields: Fields) -> None:
    for child in element:
        if child.tag == RUN:
            _run(child, out, fields)
        elif child.tag == ALTERNATE:
            _inline(chosen(child), out, fields)
        elif child.tag == MATH_TEXT:
            out.parts.append(child.text or "")
        elif child.tag not in DROPPED:
            _inline(child, out, fields)


def _run(run: Any, out: Printed, fields: Fields) -> None:
    properties = run.find(RUN_PROPERTIES)
    if properties is not None and is_on(properties, "vanish"):
        out.hidden = out.hidden or any((text.text or "").strip() for text in run.iterfind(TEXT))
        return
    before = len(out.parts)
    _pieces(run, out, fields)
    if out.bold is None and any(part.strip() for part in out.parts[before:]):
        out.bold = is_on(properties, "b")


def _pieces(run: Any, out: Printed, fields: Fields) -> None:
    for child in run:
        read = PIECES.get(child.tag)
        if read is not None:
            read(child, out, fields)


def _text(child: Any, out: Printed, fields: Fields) -> None:
    if not any(fields.instructing):
        out.parts.append(child.text or "")


def _break(child: Any, out: Printed, fields: Fields) -> None:
    if child.get(WORD + "type") == "page":
        out.page_break = True
    else:
        out.parts.append("\n")


def _symbol(child: Any, out: Printed, fields: Fields) -> None:
    digits = child.get(WORD + "char", "")
    code = int(digits, 16) if digits and all(digit in "0123456789abcdefABCDEF" for digit in digits[:6]) else 0
    found = sign(child.get(WORD + "font", ""), code)
    out.parts.append(found if found != UNKNOWN or not 0x20 <= code < 0xE000 or code > 0x10FFFF else chr(code))


def _field(child: Any, out: Printed, fields: Fields) -> None:
    kind = child.get(WORD + "fldCharType")
    if kind == "begin":
        fields.instructing.append(True)
        form = child.find(WORD + "ffData")
        out.parts.append(_form_field(form) if form is not None else "")
    elif kind == "separate" and fields.instructing:
        fields.instructing[-1] = False
    elif kind == "end" and fields.instructing:
        fields.instructing.pop()


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


def _drawing(child: Any, out: Printed, fields: Fields) -> None:
    for inner in child:
        if inner.tag == BOX_CONTENT:
            out.boxes.append(inner)
        else:
            _drawing(chosen(inner) if inner.tag == ALTERNATE else inner, out, fields)


def _literal(text: str) -> Callable[[Any, Printed, Fields], None]:
    return lambda _child, out, _fields: out.parts.append(text)


PIECES: dict[str, Callable[[Any, Printed, Fields], None]] = {
    TEXT: _text,
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
    ALTERNATE: lambda child, out, fields: _pieces(chosen(child), out, fields),
}
