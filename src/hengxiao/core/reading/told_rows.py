"""Rows told by the text (按文字推断的行) where no line parts them: the head of a form, headings, indicators."""

from __future__ import annotations

from collections.abc import Sequence

from hengxiao.core.forms.vocabulary import head_field, label, label_word, row_word
from hengxiao.core.reading.columns import Block, Columns, divides, groups, is_heading, joined
from hengxiao.core.reading.pdf_lines import TextLine
from hengxiao.core.reading.told_body import Frame, Level, body
from hengxiao.core.reading.told_heads import headings, level, meets
from hengxiao.core.reading.told_lines import blocks, lines_of

SHORT = 2  # characters up to which `项目` is rather part of a label


def levels_told(pieces: Sequence[TextLine], frame: Frame) -> list[Level] | None:
    """Level lines between the rows of a table without rules (推断行分隔); None when there is no table.

    Without level lines there is a table, but its rows cannot be told for certain.
    """
    lines = lines_of(pieces)
    heads = headings(lines)
    opened = frame.carried is not None or frame.lost
    first, last = region(lines, heads, opened)
    cut = last == len(lines) and bool(lines) and max(one.bottom for one in lines[-1]) > frame.foot
    heads = [(start - first, end - first) for start, end in heads if first <= start and end <= last]
    lines = trimmed(lines[first:last], lines[heads[-1][0] + first : heads[-1][1] + first] if heads else [])
    if not lines or not (heads or opened):
        return None
    if not heads and not any(len(line) > 1 for line in lines):
        return None
    if frame.lost and not new_form(lines[: heads[0][0]] if heads else lines):
        return []
    found: list[Level] = []
    bounds = [start for start, _ in heads] + [len(lines)]
    rest = lines[: bounds[0]]
    if frame.carried is not None:
        rows = rest[: next((at for at, line in enumerate(rest) if begins_form(line)), len(rest))]
        rest = rest[len(rows) :]
        told = body(rows, frame.carried, frame, opened=True, cut=cut and not heads) if rows else []
        if told is None:
            return []
        found += told
    found += head_levels(rest, frame.ends) if rest else []
    for (start, end), stop in zip(heads, bounds[1:], strict=True):
        told = part(lines[start:end], lines[end:stop], frame, cut and stop == len(lines), first=not start)
        if told is None:
            return []
        found += told
    return found


def new_form(lines: Sequence[Sequence[TextLine]]) -> bool:
    """Whether lines begin a form of their own (是否新表开头)."""
    return any(begins_form(line) for line in lines)


def begins_form(line: Sequence[TextLine]) -> bool:
    """Whether a line is the title of a form or names its project (是否表名或项目名称行)."""
    text = "".join(piece.text for piece in line)
    named = len(line[0].text) > SHORT and head_field(line[0].text) == "name"
    return named or label("titles", "form", text) or label("titles", "year_line", text)


def trimmed(lines: list[list[TextLine]], head: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """Lines without the notes under the table (去掉表下说明): a text alone that runs under several headings."""
    heads = [piece for line in head for piece in line]
    while lines and len(lines[-1]) == 1 and sum(meets(lines[-1][0], one) for one in heads) > 1:
        lines = lines[:-1]
    return lines


def region(lines: Sequence[Sequence[TextLine]], heads: Sequence[tuple[int, int]], opened: bool) -> tuple[int, int]:
    """First and one-past-last line of the table (表格范围): from the first label with a value to the signatures."""
    first = next(
        (
            at
            for at, line in enumerate(lines)
            if opened or (len(line) > 1 and any(label_word(one.text) for one in line))
        ),
        heads[0][0] if heads else len(lines),
    )
    after = heads[-1][1] if heads else first
    last = next(
        (at for at in range(after, len(lines)) if row_word("signature", "".join(one.text for one in lines[at]))),
        len(lines),
    )
    return min(first, heads[0][0] if heads else first), last


def full(at: float, ends: tuple[float, float]) -> Level:
    """A level line over the whole width."""
    return Level(at, (ends,))


def head_levels(lines: Sequence[Sequence[TextLine]], ends: tuple[float, float]) -> list[Level]:
    """Level lines between the rows of the head of a form (表头部分的行): texts that go on after a full line are one."""
    found: list[Level] = []
    bottom = -1.0
    previous: list[TextLine] = []
    for line in lines:
        top = min(piece.top for piece in line)
        wraps = any(goes_on(old, new, ends[1]) for old in previous for new in line)
        if previous and not wraps and top > bottom - 1.0:
            found.append(full((bottom + top) / 2, ends))
            previous = []
        elif not previous:
            found.append(full(top - 1.0, ends))
        previous += line
        bottom = max(bottom, *(piece.bottom for piece in line))
    return [*found, full(bottom + 1.0, ends)]


def goes_on(old: TextLine, new: TextLine, right: float) -> bool:
    """Whether a line continues the one above it that reached the right side (是否续行)."""
    return abs(old.x0 - new.x0) < 2.5 * old.size and old.x1 > right - 2 * old.size and new.top - old.bottom < old.size


def part(
    head: Sequence[Sequence[TextLine]], lines: Sequence[Sequence[TextLine]], frame: Frame, cut: bool, *, first: bool
) -> list[Level] | None:
    """Level lines of a heading and the rows under it (一段的行分隔); `first` when nothing stands above it."""
    pieces = [piece for line in head for piece in line]
    top, bottom = min(one.top for one in pieces), max(one.bottom for one in pieces)
    told = divided(head, frame.ends)
    if told is None:
        return None
    leaves, found = told
    columns = Columns.under(leaves, frame.ends)
    found = [full(top - 1.0, frame.ends), *found]
    if not lines:
        return [*found, full(bottom + 1.0, frame.ends)]
    again = first and frame.carried is not None and frame.carried.headings == columns.headings
    rows = body(lines, columns, frame, opened=again, cut=cut, above=outer(pieces))
    return None if rows is None else found + rows


def outer(pieces: Sequence[TextLine]) -> list[TextLine]:
    """Texts that stand left of all headings (表头左侧的文字)."""
    left = min((one.x0 for one in joined(blocks(pieces)) if is_heading(one.text)), default=0.0)
    return [piece for piece in pieces if piece.x1 <= left]


def divided(head: Sequence[Sequence[TextLine]], ends: tuple[float, float]) -> tuple[list[Block], list[Level]] | None:
    """The lowest headings, and the level line in a heading of two rows (末级表头); None when two are divided."""
    pieces = [piece for line in head for piece in line]
    beside = outer(pieces)
    leaves = joined(blocks([piece for piece in pieces if piece not in beside]))
    for count in reversed(range(1, len(head) if not level(head)[0] else 1)):
        above = joined(blocks([piece for line in head[:count] for piece in line]))
        below = joined(blocks([piece for line in head[count:] for piece in line]))
        if len(above) < 2 or not divides(above, below):
            continue
        split = groups(above, below)
        if sum(len(children) > 1 for children in split) > 1:
            return None
        spans = [
            (
                (above[at - 1].x1 + children[0].x0) / 2 if at else ends[0],
                (children[-1].x1 + above[at + 1].x0) / 2 if at + 1 < len(above) else ends[1],
            )
            for at, children in enumerate(split)
            if len(children) > 1
        ]
        upper = max(p.bottom for line in head[:count] for p in line)
        lower = min(p.top for line in head[count:] for p in line)
        leaves = [
            leaf
            for one, children in zip(above, split, strict=True)
            for leaf in (children if len(children) > 1 else [one])
        ]
        return sorted(leaves, key=lambda one: one.x0), [Level((upper + lower) / 2, tuple(spans))]
    return leaves, []
