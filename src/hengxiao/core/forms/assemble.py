"""From lines to forms (组表): where each form begins, what its parts say, and what the reader doubts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hengxiao.core.forms.blocks import Block, take_block
from hengxiao.core.forms.evidence import evidence
from hengxiao.core.forms.funds import UNIT, read_funds
from hengxiao.core.forms.goals import read_goals
from hengxiao.core.forms.grid import Document
from hengxiao.core.forms.head import read_head
from hengxiao.core.forms.headers import find_header
from hengxiao.core.forms.layouts import Layout, choose
from hengxiao.core.forms.lines import Line, lines_of
from hengxiao.core.forms.narrative import mentions_levels, read_narrative
from hengxiao.core.forms.roles import assign
from hengxiao.core.forms.rows import Labels, Rows, read_rows
from hengxiao.core.forms.titles import is_caption, is_title, kind_of, standing, title_of, year_of
from hengxiao.core.forms.vocabulary import head_field, label, row_word
from hengxiao.core.targets import Field, Form, Indicator, Note, Place


@dataclass(slots=True)
class Draft:
    """The lines and blocks of one form, in order (一张表的原料)."""

    parts: list[Line | Block] = field(default_factory=list)
    titled: bool = False
    headed: bool = False

    @property
    def blocks(self) -> list[Block]:
        return [part for part in self.parts if isinstance(part, Block)]

    @property
    def lines(self) -> list[Line]:
        return [part for part in self.parts if isinstance(part, Line)]


def recognise(document: Document, layouts: Sequence[Layout] = ()) -> tuple[Form, ...]:
    """The forms of a document (识别表格): by headings and meaning, never by position.

    A known layout that matches wins over the generic recogniser for its columns and names the form. Never raises for any
    grid; what cannot be placed is said in the findings of the form.
    """
    forms = [_form(draft, document, layouts) for draft in _drafts(lines_of(document))]
    return tuple(form for form in forms if form is not None)


# ------------------------------------------------------------------ where forms begin


def _drafts(lines: Sequence[Line]) -> list[Draft]:
    drafts, position = [Draft()], 0
    while position < len(lines):
        header = find_header(lines, position)
        if header is not None:
            block = take_block(lines, header)
            drafts[-1].parts.append(block)
            position = block.end
            continue
        line = lines[position]
        if _begins(line, lines, position, drafts[-1]):
            drafts.append(_taken_over(drafts[-1]))
        _note(line, drafts[-1])
        drafts[-1].parts.append(line)
        position += 1
    return drafts


def _begins(line: Line, lines: Sequence[Line], position: int, draft: Draft) -> bool:
    """Whether a line begins another form."""
    if not (draft.blocks or draft.headed):
        return False
    text = standing(line)
    if text is not None:
        return is_title(text.text)
    written = not draft.blocks and mentions_levels(part.text for part in draft.lines)
    return (bool(draft.blocks) or written) and _names_project(line)


def _names_project(line: Line) -> bool:
    first = next(iter(line.filled), None)
    return not line.is_paragraph and first is not None and len(line.filled) > 1 and head_field(first.text) == "name"


def _note(line: Line, draft: Draft) -> None:
    text = standing(line)
    draft.titled = draft.titled or (text is not None and is_title(text.text))
    draft.headed = draft.headed or _names_project(line)


def _taken_over(draft: Draft) -> Draft:
    """A new draft that takes the standing texts after the last table and signature of the one before."""
    keep = len(draft.parts)
    while keep and isinstance(part := draft.parts[keep - 1], Line):
        text = standing(part)
        if part.filled and (text is None or row_word("signature", text.text) or row_word("note", text.text)):
            break
        keep -= 1
    taken, draft.parts = draft.parts[keep:], draft.parts[:keep]
    return Draft(taken)


# ------------------------------------------------------------------ one form


def _form(draft: Draft, document: Document, layouts: Sequence[Layout]) -> Form | None:
    lines, blocks = draft.lines, draft.blocks
    written, written_places = ((), set()) if blocks else read_narrative(lines)
    if not blocks and not written and not draft.headed:
        return None
    texts = _opening(draft)
    title = title_of(texts)
    year = year_of(title, texts)
    layout = choose(layouts, title, {c.heading for block in blocks for c in block.columns})
    known = layout.roles if layout else {}
    roles = [_roles(block, known, year) for block in blocks]
    read = _read_blocks(blocks, roles)
    indicators = (*(indicator for rows in read for indicator in rows.indicators), *written)
    head = read_head(lines)
    funds, fund_places = read_funds(lines, _money_unit(lines))
    goals, goal_places = read_goals(lines)
    used = head.used | fund_places | goal_places | written_places
    project = head.project()
    named = dict.fromkeys(value.text for i in indicators for heading, value in i.others if heading == "项目名称")
    if named and not project.name:
        first = next(value for i in indicators for heading, value in i.others if heading == "项目名称")
        head.fields["name"] = Field("; ".join(named), first.place)
        project = head.project()
    flat = {role for names in roles for role in names}
    return Form(
        kind=layout.kind if layout else kind_of(title, flat, _filled(indicators)),
        source=document.name,
        layout=layout.id if layout else "generic",
        pack=layout.pack if layout else "",
        title=title,
        year=year,
        project=project,
        funds=funds,
        goals=goals,
        indicators=indicators,
        total=next((rows.total for rows in read if rows.total), Field()),
        notes=(*_notes(lines, title, used), *(note for rows in read for note in rows.notes)),
        findings=tuple(finding for rows in read for finding in rows.findings),
        place=_place(draft),
    )


def _opening(draft: Draft) -> list[str]:
    """Standing texts before the first table of a form."""
    texts = []
    for part in draft.parts:
        if isinstance(part, Block):
            break
        text = standing(part)
        if text is not None:
            texts.append(text.text)
        elif part.filled:
            break
    return texts


def _place(draft: Draft) -> Place:
    first = draft.parts[0]
    return first.place if isinstance(first, Line) else first.fits[0].line.place if first.fits else Place()


def _roles(block: Block, known: dict[str, str], year: int | None) -> tuple[str, ...]:
    lines = [found for found in block.fits if found.is_row and len(found.line.filled) > 1]
    contents = [
        evidence([next((p.text for p in found.cells.get(i, []) if p.top == found.line.row), "") for found in lines])
        for i in range(len(block.columns))
    ]
    return assign(block.columns, contents, known, year)


def _read_blocks(blocks: Sequence[Block], roles: Sequence[tuple[str, ...]]) -> list[Rows]:
    """The rows of all blocks; a block with the headings of the one before inherits its labels (续表承上)."""
    read: list[Rows] = []
    for number, (block, names) in enumerate(zip(blocks, roles, strict=True)):
        same = number and [c.heading for c in block.columns] == [c.heading for c in blocks[number - 1].columns]
        labels = Labels(dict(read[-1].labels.held)) if same else Labels()
        read.append(read_rows(block, names, labels))
    return read


def _filled(indicators: Sequence[Indicator]) -> set[str]:
    return {name for name in ("actual", "score", "points") if any(getattr(i, name) for i in indicators)}


def _money_unit(lines: Sequence[Line]) -> str:
    for line in lines:
        text = standing(line)
        if text is not None and label("titles", "unit_line", text.text) and (found := UNIT.search(text.text)):
            return found[1]
    return ""


def _notes(lines: Sequence[Line], title: str, used: set[Place]) -> list[Note]:
    notes: list[Note] = []
    for line in lines:
        for piece in line.filled:
            if piece.place in used:
                continue
            notes.append(Note(_note_role(piece.text, title, line), piece.field()))
    return notes


def _note_role(text: str, title: str, line: Line) -> str:
    if text == title:
        return "title"
    if row_word("note", text):
        return "instruction"
    if row_word("signature", text):
        return "signature"
    if is_caption(text):
        return "caption"
    return "narrative" if line.is_paragraph else "unplaced"
