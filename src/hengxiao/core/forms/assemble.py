"""From lines to forms (组表): what the parts of each form say, and what the reader doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hengxiao.core.forms.blocks import Block
from hengxiao.core.forms.doubts import column_doubts, row_doubts
from hengxiao.core.forms.drafts import Draft, drafts_of
from hengxiao.core.forms.evidence import Evidence, evidence
from hengxiao.core.forms.families import family_of
from hengxiao.core.forms.funds import UNIT, read_funds
from hengxiao.core.forms.goals import read_goals
from hengxiao.core.forms.grid import Document
from hengxiao.core.forms.head import read_head
from hengxiao.core.forms.layouts import Layout, choose
from hengxiao.core.forms.lines import Line, lines_of
from hengxiao.core.forms.narrative import read_narrative
from hengxiao.core.forms.notes import leftover
from hengxiao.core.forms.roles import assign
from hengxiao.core.forms.rows import PROJECT, Labels, Rows, read_rows
from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.titles import kind_in, kind_of, standing, title_of, year_of
from hengxiao.core.forms.vocabulary import is_level, label, row_word
from hengxiao.core.targets import Field, Finding, Form, Indicator, Place, Project
from hengxiao.core.terms.kinds import FormKind


def recognise(document: Document, layouts: Sequence[Layout] = ()) -> tuple[Form, ...]:
    """The forms of a document (识别表格): by headings and meaning, never by position.

    A known layout that matches wins over the generic recogniser for its columns and names the form. Never raises for
    any grid; what cannot be placed is said in the findings of the form.
    """
    forms: list[Form] = []
    for draft in drafts_of(lines_of(document)):
        form = _form(draft, document, layouts, forms[-1] if forms else None)
        if form is not None:
            forms.append(form)
    return tuple(forms)


@dataclass(frozen=True, slots=True)
class _Table:
    """One indicator table with the meaning of its columns."""

    block: Block
    contents: tuple[Evidence, ...]
    roles: tuple[str, ...]


def _form(draft: Draft, document: Document, layouts: Sequence[Layout], before: Form | None) -> Form | None:
    lines, blocks = draft.lines, draft.blocks
    unread = any(found.code == "reading.table_unruled" for found in document.findings)
    written, written_places = (
        ((), set[Place]()) if blocks or unread else read_narrative(lines, drawn=document.format == "pdf")
    )
    if not blocks and not written and not draft.name:
        return None
    title, year = _title(draft, before)
    layout = choose(layouts, title, {column.heading for block in blocks for column in block.columns})
    tables = [_table(block, layout.roles if layout else {}, year) for block in blocks]
    sections = _sections(draft)
    read = _rows(tables, _goal_lines(draft), sections)
    indicators = (*(indicator for rows in read for indicator in rows.indicators), *written)
    head = read_head(lines)
    project = _named(head.project(), indicators)
    funds, fund_places = read_funds(lines, _money_unit(lines))
    goals, goal_places = read_goals(lines)
    roles = {role for table in tables for role in table.roles}
    places = {field.place for field in sections.values() if field.place}
    notes = leftover(lines, title, head.used | fund_places | goal_places | written_places | places)
    return Form(
        kind=_kind(title, layout, roles, indicators),
        source=document.name,
        layout=layout.id if layout else f"generic.{family_of([table.roles for table in tables])}",
        pack=layout.pack if layout else "",
        title=title,
        year=year,
        project=project,
        funds=funds,
        goals=goals,
        indicators=indicators,
        total=next((rows.total for rows in read if rows.total), _total_of(project)),
        notes=(*notes, *(note for rows in read for note in rows.notes)),
        findings=tuple(_findings(tables, read, bool(indicators), _place(draft))),
        place=_place(draft),
    )


def _title(draft: Draft, before: Form | None) -> tuple[str, int | None]:
    """Title and year; a second table of projects below one title shares it."""
    texts = _opening(draft)
    title = title_of(texts)
    year = year_of(title, texts)
    if not title and before is not None:
        return before.title, year or before.year
    return title, year


def _kind(title: str, layout: Layout | None, roles: set[str], indicators: Sequence[Indicator]) -> FormKind:
    named = kind_in(title)
    if named is not None or layout is None:
        return named or kind_of(title, roles, _filled(indicators))
    return layout.kind


def _total_of(project: Project) -> Field:
    """The total printed in the head (总分)."""
    return next((field for label, field in project.others if squeeze(label) == "总分"), Field())


def _named(project: Project, indicators: Sequence[Indicator]) -> Project:
    """The head, or in a form with one line per project the names of all projects."""
    if project.name:
        return project
    names = [value for indicator in indicators for heading, value in indicator.others if heading == PROJECT]
    if not names:
        return project
    return replace(project, name=Field("; ".join(dict.fromkeys(name.text for name in names)), names[0].place))


def _findings(tables: Sequence[_Table], read: Sequence[Rows], found: bool, place: Place) -> Iterator[Finding]:
    if not tables and not found:
        yield Finding("reading.no_indicator_table", place)
    elif not found:
        yield Finding("reading.no_indicators", place)
    for table, rows in zip(tables, read, strict=True):
        yield from column_doubts(table.block, table.roles, table.contents)
        yield from rows.findings
        yield from row_doubts(rows.indicators, table.roles)


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


def _table(block: Block, known: Mapping[str, str], year: int | None) -> _Table:
    rows = [found for found in block.fits if found.is_row and len(found.line.filled) > 1]
    texts = [[""] * len(rows) for _ in block.columns]
    for number, found in enumerate(rows):
        row = found.line.row
        for column, pieces in found.cells.items():
            for piece in pieces:
                if piece.top == row:
                    texts[column][number] = piece.text
                    break
    contents = tuple(evidence(column) for column in texts)
    return _Table(block, contents, assign(block.columns, contents, known, year))


def _goal_lines(draft: Draft) -> dict[int, Field]:
    """Labels of goals printed in the row above tables, by number of the table (逐目标列表)."""
    blocks = draft.blocks
    labelled = [part for part in draft.lines if part.filled and row_word("goal_label", part.filled[0].text)]
    above = {
        number: first.filled[0].field()
        for first, second in pairwise(draft.parts)
        for number, block in enumerate(blocks)
        if block is second and isinstance(first, Line) and first in labelled
    }
    return above if len(above) == len(labelled) and len(above) in (len(blocks), *range(2, len(blocks))) else {}


def _sections(draft: Draft) -> dict[int, Field]:
    """Level-1 labels that stand alone right above tables without a column for them (表头前的层级通栏)."""
    return {
        number: first.alone.field()
        for first, second in pairwise(draft.parts)
        for number, block in enumerate(draft.blocks)
        if block is second and isinstance(first, Line) and first.alone and is_level(first.alone.text, 1)
    }


def _rows(tables: Sequence[_Table], goals: Mapping[int, Field], sections: Mapping[int, Field]) -> list[Rows]:
    """The rows of all tables; one with the headings of the one before inherits its labels (续表承上)."""
    read: list[Rows] = []
    for number, table in enumerate(tables):
        headings = [c.heading for c in table.block.columns]
        same = number and headings == [c.heading for c in tables[number - 1].block.columns]
        labels = Labels(dict(read[-1].labels.held)) if same else Labels()
        if number in goals:
            labels.set("goal", goals[number])
        if number in sections:
            labels.set("level1", sections[number])
        read.append(read_rows(table.block, table.roles, labels))
    return read


def _filled(indicators: Sequence[Indicator]) -> set[str]:
    return {name for name in ("actual", "score", "points") if any(getattr(i, name) for i in indicators)}


def _money_unit(lines: Sequence[Line]) -> str:
    for line in lines:
        text = standing(line)
        if text is not None and label("titles", "unit_line", text.text) and (found := UNIT.search(text.text)):
            return found[1]
    return ""
