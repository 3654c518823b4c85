"""Text of Word paragraphs (Word 段落文字): what is printed, with tracked changes accepted and fields as shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VAL = WORD + "val"

P, TBL, R, T = WORD + "p", WORD + "tbl", WORD + "r", WORD + "t"
DROPPED = frozenset(
    WORD + name
    for name in (
        "del moveFrom delText delInstrText instrText rPr pPr sdtPr sdtEndPr tblPr trPr tcPr tblGrid sectPr rt rubyPr "
        "footnoteReference endnoteReference commentReference annotationRef footnoteRef endnoteRef proofErr bookmarkStart "
        "bookmarkEnd permStart permEnd lastRenderedPageBreak"
    ).split()
)
SIGNS = {
    WORD + "tab": "\t",
    WORD + "ptab": "\t",
    WORD + "cr": "\n",
    WORD + "noBreakHyphen": "-",
    WORD + "softHyphen": "",
}
OFF = frozenset(("0", "false", "off", "none"))
# Symbol and Wingdings code points that forms use as signs or as ticked boxes.
SYMBOLS = {
    0xF0B3: "≥", 0xF0A3: "≤", 0xF0B1: "±", 0xF0B4: "×", 0xF0B8: "÷", 0xF0B9: "≠", 0xF0BB: "≈", 0xF025: "%", 0xF0B7: "·",
    0xF03D: "=", 0xF03E: ">", 0xF03C: "<", 0xF02B: "+", 0xF02D: "-",
}  # fmt: skip
DINGBATS = {
    0xF0FC: "√",
    0xF0FB: "×",
    0xF0FE: "☑",
    0xF0FD: "☒",
    0xF052: "☑",
    0xF051: "☒",
    0xF0A8: "☐",
    0xF06F: "☐",
    0xF0A3: "☐",
}


@dataclass(slots=True)
class Printed:
    """A paragraph as printed (段落): text, text boxes anchored in it, and whether a page starts before or in it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    page_break: bool = False
    bold: bool | None = None
    hidden: bool = False

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.parts)


@dataclass(slots=True)
class FieldState:
    """Open fields (域): instructions are skipped, results kept; fields may run over paragraphs."""

    depth: list[bool] = field(default_factory=list)
    form: Any = None

    @property
    def in_instruction(self) -> bool:
        """True while a field's instruction is being read."""
        return any(self.depth)


def is_on(properties: Any, name: str) -> bool:
    """Whether a toggle property such as w:b or w:vanish is set."""
    found = properties.find(WORD + name) if properties is not None else None
    return found is not None and found.get(VAL, "1") not in OFF


def alternatives(element: Any) -> Any:
    """The one branch of mc:AlternateContent to read: the first choice with content, else the fallback."""
    for name in ("Choice", "Fallback"):
        for branch in element.findall(COMPATIBILITY + name):
            if len(branch):
                return branch
    return ()


def is_placeholder(control: Any) -> bool:
    """Whether a content control (内容控件) still shows only its prompt."""
    properties = control.find(WORD + "sdtPr")
    return properties is not None and is_on(properties, "showingPlcHdr")


def flow(container: Any) -> Iterator[Any]:
    """Paragraphs, tables, rows or cells in a container, whatever controls or tracked changes wrap them."""
    for child in container:
        tag = child.tag
        if tag in (P, TBL, WORD + "tr", WORD + "tc"):
            yield child
        elif tag == COMPATIBILITY + "AlternateContent":
            yield from flow(alternatives(child))
        elif tag not in DROPPED and isinstance(tag, str):
            yield from flow(child)


def printed(paragraph: Any, state: FieldState) -> Printed:
    """Read one paragraph (读取段落)."""
    out = Printed()
    properties = paragraph.find(WORD + "pPr")
    if properties is not None and is_on(properties, "pageBreakBefore"):
        out.page_break = True
    _inline(paragraph, out, state)
    return out


def _inline(element: Any, out: Printed, state: FieldState) -> None:
    for child in element:
        tag = child.tag
        if tag == R:
            _run(child, out, state)
        elif tag in DROPPED or tag == WORD + "sdt" and is_placeholder(child):
            continue
        elif tag == COMPATIBILITY + "AlternateContent":
            _inline(alternatives(child), out, state)
        elif tag == MATH + "t":
            out.parts.append(child.text or "")
        else:
            _inline(child, out, state)


def _run(run: Any, out: Printed, state: FieldState) -> None:
    properties = run.find(WORD + "rPr")
    if properties is not None and is_on(properties, "vanish"):
        out.hidden = out.hidden or any(child.tag == T and (child.text or "").strip() for child in run)
        return
    before = len(out.parts)
    _run_content(run, out, state)
    if out.bold is None and any(part.strip() for part in out.parts[before:]):
        out.bold = is_on(properties, "b")


def _run_content(run: Any, out: Printed, state: FieldState) -> None:
    for child in run:
        tag = child.tag
        if tag == T:
            if not state.in_instruction:
                out.parts.append(child.text or "")
        elif tag == WORD + "br":
            _break(child, out)
        elif tag in SIGNS:
            out.parts.append(SIGNS[tag])
        elif tag == WORD + "sym":
            out.parts.append(_symbol(child))
        elif tag == WORD + "fldChar":
            _field(child, out, state)
        elif tag == COMPATIBILITY + "AlternateContent":
            _run_content(alternatives(child), out, state)
        elif tag in (WORD + "drawing", WORD + "pict", WORD + "object"):
            out.boxes.extend(child.iter(WORD + "txbxContent"))
        elif tag == WORD + "ruby":
            _inline(child, out, state)
        elif tag == WORD + "rubyBase":
            _inline(child, out, state)


def _break(child: Any, out: Printed) -> None:
    if child.get(WORD + "type") == "page":
        out.page_break = True
    else:
        out.parts.append("\n")


def _symbol(child: Any) -> str:
    code = int(child.get(WORD + "char", "0") or "0", 16)
    font = (child.get(WORD + "font") or "").lower()
    table = DINGBATS if "wingding" in font or "webding" in font else SYMBOLS
    if code in table:
        return table[code]
    return chr(code - 0xF000) if 0xF020 <= code <= 0xF07E and "ding" not in font else chr(code or 0x20)


def _field(child: Any, out: Printed, state: FieldState) -> None:
    kind = child.get(WORD + "fldCharType")
    if kind == "begin":
        state.depth.append(True)
        state.form = child.find(WORD + "ffData")
        out.parts.append(_form_field(state.form) if state.form is not None else "")
    elif kind == "separate" and state.depth:
        state.depth[-1] = False
    elif kind == "end" and state.depth:
        state.depth.pop()


def _form_field(data: Any) -> str:
    """Shown text of a legacy drop-down or tick box; a text field shows its result instead."""
    listing, box = data.find(WORD + "ddList"), data.find(WORD + "checkBox")
    if listing is not None:
        entries = [entry.get(VAL, "") for entry in listing.findall(WORD + "listEntry")]
        chosen = listing.find(WORD + "result")
        index = int(chosen.get(VAL, "0")) if chosen is not None else 0
        return entries[index] if 0 <= index < len(entries) else ""
    if box is not None:
        return "☑" if is_on(box, "checked") or (box.find(WORD + "checked") is None and is_on(box, "default")) else "☐"
    return ""
