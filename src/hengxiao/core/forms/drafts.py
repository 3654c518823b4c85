"""Where each form of a document begins and ends (分表): titles, project names and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from hengxiao.core.forms.blocks import Block, take_block
from hengxiao.core.forms.headers import Header, find_header
from hengxiao.core.forms.lines import Line
from hengxiao.core.forms.narrative import mentions_levels
from hengxiao.core.forms.titles import is_caption, is_title, standing
from hengxiao.core.forms.vocabulary import head_field, row_word


@dataclass(slots=True)
class Draft:
    """The lines and blocks of one form, in order (一张表的原料)."""

    parts: list[Line | Block] = field(default_factory=list)
    title: str = ""
    name: str = ""

    @property
    def blocks(self) -> list[Block]:
        """The indicator tables."""
        return [part for part in self.parts if isinstance(part, Block)]

    @property
    def lines(self) -> list[Line]:
        """Everything outside the indicator tables."""
        return [part for part in self.parts if isinstance(part, Line)]


def drafts_of(lines: Sequence[Line]) -> list[Draft]:
    """The forms of a document as drafts, in reading order (分表)."""
    drafts, position = [Draft()], 0
    while position < len(lines):
        header = find_header(lines, position)
        if header is not None:
            if _other_sheet(header, drafts[-1]):
                drafts.append(_taken_over(drafts[-1]))
            block = take_block(lines, header)
            drafts[-1].parts.append(block)
            position = block.end
            continue
        line = lines[position]
        if _begins(line, drafts[-1]):
            drafts.append(_taken_over(drafts[-1]))
        _note(line, drafts[-1])
        drafts[-1].parts.append(line)
        position += 1
    return _joined(drafts)


def _begins(line: Line, draft: Draft) -> bool:
    """Whether a line begins another form."""
    text = standing(line)
    if not (is_title(text.text) if text is not None else _project_name(line)):
        return False
    if draft.blocks or text is not None:
        return bool(draft.blocks or draft.name)
    return bool(draft.name) and mentions_levels(part.text for part in draft.lines)


def _other_sheet(header: Header, draft: Draft) -> bool:
    """Whether a table on another sheet, with headings of its own and no caption, is a form of its own."""
    if not draft.blocks or draft.blocks[-1].header.sheet == header.sheet:
        return False
    since = takewhile(lambda part: isinstance(part, Line), reversed(draft.parts))
    captions = [text for part in since if isinstance(part, Line) and (text := standing(part)) and is_caption(text.text)]
    headings = [column.heading for column in draft.blocks[-1].header.columns]
    return not captions and headings != [column.heading for column in header.columns]


def _project_name(line: Line) -> str:
    """The name beside 项目名称 when a row begins with it."""
    filled = line.filled
    if line.is_paragraph or len(filled) < 2 or head_field(filled[0].text) != "name":
        return ""
    return filled[1].text


def _note(line: Line, draft: Draft) -> None:
    text = standing(line)
    if not draft.title and text is not None and is_title(text.text):
        draft.title = text.text
    draft.name = draft.name or _project_name(line)


def _joined(drafts: Sequence[Draft]) -> list[Draft]:
    """Forms whose title and head are printed again on the next page are one form."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if last and draft.name and (draft.name, draft.title) == (last.name, last.title) and _same_headings(last, draft):
            last.parts.extend(draft.parts)
        else:
            joined.append(draft)
    return joined


def _same_headings(first: Draft, second: Draft) -> bool:
    headings = [[c.heading for c in draft.blocks[-1].header.inner] for draft in (first, second) if draft.blocks]
    return len(headings) == 2 and headings[0] == headings[1]


def _stays(text: str) -> bool:
    """Whether a text after a form's tables still belongs to that form."""
    return row_word("signature", text) or row_word("note", text) or mentions_levels([text])


def _taken_over(draft: Draft) -> Draft:
    """A new draft that takes the standing texts after the last table and signature of the one before."""
    keep = len(draft.parts)
    while keep and isinstance(part := draft.parts[keep - 1], Line):
        text = standing(part)
        if part.filled and (text is None or _stays(text.text)):
            break
        keep -= 1
    taken, draft.parts = draft.parts[keep:], draft.parts[:keep]
    return Draft(taken)
