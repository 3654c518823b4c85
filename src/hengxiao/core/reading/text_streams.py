"""Tables in plain text that lost their empty cells (丢失空格的表格文本): one row per line with single blanks, one cell
per line without gaps, or everything on one line.

Only the headings tell how many cells a row has, and only level words and the look of the cells tell where rows begin.
The best reading of all cells is found backwards from the end; it stays a guess and is said to be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from hengxiao.core.forms.vocabulary import content, head_field, is_level, label_word, meanings, row_word

WIDE_BLANK = re.compile(r"[ \u3000\u00a0]{2,}")
LABELLED = re.compile("[：:].")  # a label of the head with its value behind it
LEAST_HEADINGS, LONGEST_HEADING, LEAST_WEIGHT = 4, 20, 5
MAX_CELLS = 8000
LEVELS = ("level1", "level2")
VALUES = frozenset(["target", "midterm", "actual", "previous_year", "year_before_last"])
FIGURES = frozenset(["points", "score", "number"])
TEXTS = frozenset(["deviation", "remark", "explanation", "standard"])
LEFT_OVER, LABEL, WHOLE = -2, 4, 2
Part = tuple[str, Sequence[Sequence[str]]]


class Step(NamedTuple):
    """A way to go on from a cell (读法): score, the row read, where the next one begins."""

    score: int
    row: tuple[str, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A table without gaps (无空格的表格): its headings, its cells, and the lines of which cells are rows."""

    headings: Sequence[str]
    cells: Sequence[str]
    before: Sequence[str]
    rows: bool


def streamed(lines: Sequence[str]) -> Iterator[Part]:
    """Tables and lines of a text whose headings stand together (按栏目名切分); nothing when there are no headings."""
    found = find_stream(lines)
    if found is None:
        return
    rows, position = rows_by_line(found) if found.rows else rows_by_cell(found)
    if not rows:
        yield from (("line", [[line]]) for line in lines if line.strip())
        return
    yield from leading(found.before, by_line=not found.rows and len(found.before) > 1)
    yield "guessed", [found.headings, *rows]
    rest = found.cells[position:]
    yield from streamed(rest) if find_stream(rest) else (("line", [[line]]) for line in rest if line.strip())


def find_stream(lines: Sequence[str]) -> Stream | None:
    """The first place where headings stand together (栏目名所在)."""
    filled = [line.strip() for line in lines if line.strip()]
    for index, line in enumerate(filled):
        words = line.split()
        run = None if WIDE_BLANK.search(line) else heading_run(words)
        if run is not None:
            start, end = run
            lead = [*filled[:index], *([" ".join(words[:start])] if start else [])]
            if end == len(words):
                return Stream(words[start:end], filled[index + 1 :], lead, True)
            return Stream(words[start:end], [*words[end:], *filled[index + 1 :]], lead, False)
    run = heading_run(filled)
    if run is None or any(WIDE_BLANK.search(line) for line in filled):
        return None
    start, end = run
    return Stream(filled[start:end], filled[end:], filled[:start], False)


def heading_run(words: Sequence[str]) -> tuple[int, int] | None:
    """Where a table's headings begin and end among words (栏目名范围): a level, a name and a value among them."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and is_heading(words[end]):
            end += 1
        begin = start + (end - start > 1 and row_word("outer", words[start]) and role_of(words[start + 1]) in LEVELS)
        roles = [role_of(word) for word in words[begin:end]]
        if len(roles) >= LEAST_HEADINGS and roles[0] in LEVELS and "name" in roles and VALUES & set(roles):
            return begin, end
        start = end + 1
    return None


def is_heading(word: str) -> bool:
    """Whether a word heads a column (是否栏目名)."""
    found = meanings(word) if len(word) <= LONGEST_HEADING and not LABELLED.search(word) else ()
    return bool(found) and found[0][1] >= LEAST_WEIGHT and not is_level(word, 1) and not content("figure", word)


def role_of(word: str) -> str:
    """What a heading most likely means (栏目含义)."""
    found = meanings(word)
    return found[0][0] if found else ""


def leading(lines: Sequence[str], *, by_line: bool) -> Iterator[Part]:
    """Lines before the headings: a label of the head and its value are a row (表头各行)."""
    position = 0
    while position < len(lines):
        words = lines[position].split()
        following = lines[position + 1 : position + 2]
        if len(words) % 2 == 0 and words and all(head_field(word) for word in words[::2]):
            yield "table", [words]
        elif by_line and head_field(lines[position]) and following and not label_word(following[0]):
            yield "table", [[lines[position], following[0]]]
            position += 1
        else:
            yield "line", [[lines[position]]]
        position += 1


# ------------------------------------------------------------------ rows


def rows_by_line(found: Stream) -> tuple[list[tuple[str, ...]], int]:
    """Rows that are lines of their own (一行一条), until a line is none, and how many lines they take."""
    roles = [role_of(heading) for heading in found.headings]
    rows: list[tuple[str, ...]] = []
    for position, line in enumerate(found.cells):
        words = line.split()
        ways = [] if row_word("total", words[0]) else row_ways(joined(words, roles), 0, roles)
        whole = [way for way in ways if way.after == len(joined(words, roles))]
        if not whole:
            return rows, position
        rows.append(max(whole, key=lambda way: way.score).row)
    return rows, len(found.cells)


def joined(words: Sequence[str], roles: Sequence[str]) -> Sequence[str]:
    """Words of a line with more of them than cells: the surplus belongs to the name (名称内有空格)."""
    surplus = len(words) - len(roles)
    first = next((i for i, word in enumerate(words) if not is_level(word, 1) and not is_level(word, 2)), 0)
    return (
        words
        if surplus <= 0
        else [*words[:first], " ".join(words[first : first + surplus + 1]), *words[first + surplus + 1 :]]
    )


def rows_by_cell(found: Stream) -> tuple[list[tuple[str, ...]], int]:
    """Rows of a mere sequence of cells (逐格序列) and how many cells they take."""
    cells = found.cells[:MAX_CELLS]
    roles = [role_of(heading) for heading in found.headings]
    best = [Step(LEFT_OVER * (len(cells) - at), (), len(cells)) for at in range(len(cells) + 1)]
    for at in reversed(range(len(cells))):
        for way in row_ways(cells, at, roles):
            score = way.score + best[way.after].score
            if score > best[at].score:
                best[at] = way._replace(score=score)
    rows, position = [], 0
    while position < len(cells) and best[position].row:
        rows.append(best[position].row)
        position = best[position].after
    return rows, position


def row_ways(cells: Sequence[str], at: int, roles: Sequence[str]) -> list[Step]:
    """All ways to read one row from a cell on (一行的读法).

    Level labels may be there or not, the last cells may be missing. A word of both levels alone is one of the lower.
    """
    levels = [role for role in roles if role in LEVELS]
    others = [index for index, role in enumerate(roles) if role not in LEVELS]
    ways = []
    for taken in product((True, False), repeat=len(levels)):
        labels = [role for role, take in zip(levels, taken, strict=True) if take]
        start = at + len(labels)
        if start >= len(cells) or not all(
            is_level(cells[at + i], 1 if role == "level1" else 2) for i, role in enumerate(labels)
        ):
            continue
        row = [""] * len(roles)
        for i, role in enumerate(labels):
            row[roles.index(role)] = cells[at + i]
        score = LABEL * len(labels) - (labels == ["level1"] and "level2" in levels and is_level(cells[at], 2))
        for count, index in enumerate(others, 1):
            if start + count > len(cells):
                break
            row[index] = cells[start + count - 1]
            score += fitness(roles[index], row[index])
            missing = sum(-1 if roles[i] in TEXTS else -4 for i in others[count:])
            if count > 1:
                ways.append(Step(score + (missing or WHOLE), tuple(row), start + count))
    return ways


def fitness(role: str, text: str) -> int:
    """How well a cell fits a role (单元格与栏目相配)."""
    if row_word("total", text) or text.endswith(("：", ":")) or (is_level(text, 1) and "指标" in text):
        return -8
    number, figure = content("number", text), content("figure", text)
    valued = figure or content("value", text) or content("quality", text)
    counted = number or content("empty", text)
    fits = {
        "name": -8 if figure or content("sign", text) else 3,
        "sign": 4 if content("sign", text) else -6,
        "unit": 3 if content("unit", text) else -3,
        **dict.fromkeys(FIGURES, 3 if counted else -6),
        **dict.fromkeys(VALUES, 3 if valued else -1),
    }
    return fits.get(role, -4 if number else 0)
