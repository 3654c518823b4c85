"""Goals of a form (绩效目标): texts with their labels, expected beside achieved, long-term beside annual."""

from __future__ import annotations

from collections.abc import Sequence

from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.vocabulary import label
from hengxiao.core.targets import Field, Goal, Place
from hengxiao.core.terms.kinds import Term

LONGEST_HEAD = 20


def read_goals(lines: Sequence[Line]) -> tuple[tuple[Goal, ...], set[Place]]:
    """All goals outside indicator tables, and the places they use (读取绩效目标)."""
    reader = _Goals()
    for number, line in enumerate(lines):
        if line.is_paragraph or not line.filled:
            reader.names = None if line.is_paragraph else reader.names
            continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        reader.read(line, following if following is not None and following.table == line.table else None)
    return tuple(reader.goals), reader.used


class _Goals:
    def __init__(self) -> None:
        self.goals: list[Goal] = []
        self.used: set[Place] = set()
        self.names: tuple[Piece, Piece] | None = None
        self.heads: list[tuple[Piece, str]] = []

    def read(self, line: Line, following: Line | None) -> None:
        """Take one line; `following` is the next one of the same table."""
        if self._table_head(line) or (self.names and self._table_row(line, *self.names)):
            return
        self.names = None
        if self.heads and self._below_heads(line):
            return
        self.heads = self._sub_heads(line, following)
        if not self.heads:
            self._beside(line)

    def _table_head(self, line: Line) -> bool:
        names = [p for p in line.filled if label("goals", "name", p.text)]
        texts = [p for p in line.filled if label("goals", "text", p.text) and p not in names]
        if not names or not texts or len(line.filled) > 4:
            return False
        self.names = (names[-1], texts[-1])
        self.used.update(p.place for p in line.filled)
        return True

    def _table_row(self, line: Line, name_head: Piece, text_head: Piece) -> bool:
        named, text = _below(name_head, line), _below(text_head, line)
        if named is None or text is None or named is text or not text.text:
            return False
        self.goals.append(Goal(named.field(), term_of(named.text), text.field()))
        self.used.update({named.place, text.place})
        return True

    def _sub_heads(self, line: Line, following: Line | None) -> list[tuple[Piece, str]]:
        """Headings 预期目标 | 实际完成情况 or 中期目标 | 年度目标 with the texts in the next row."""
        heads: list[tuple[Piece, str]] = []
        for piece in (p for p in line.filled if len(p.text) <= LONGEST_HEAD and "。" not in p.text):
            if label("goals", "actual", piece.text):
                heads.append((piece, "actual"))
            elif label("goals", "expected", piece.text) or label("goals", "label", piece.text):
                heads.append((piece, "text"))
        if heads and heads[0][0] is line.filled[0] and len(line.filled) > 2:
            heads = heads[1:]
        if len(heads) < 2 or following is None or len([p for p in line.filled if p.text]) > len(heads) + 1:
            return []
        self.used.update(p.place for p in line.filled)
        return heads

    def _below_heads(self, line: Line) -> bool:
        heads, self.heads = self.heads, []
        texts = [(head, role, _below(head, line)) for head, role in heads]
        if not any(piece is not None and piece.text for *_, piece in texts):
            return False
        goal: Goal | None = None
        for head, role, piece in texts:
            value = piece.field() if piece is not None else Field()
            if piece is not None:
                self.used.add(piece.place)
            if role == "actual" and goal is not None:
                self.goals[-1] = goal = Goal(goal.label, goal.term, goal.text, value)
            elif value:
                goal = Goal(head.field(), term_of(head.text), value)
                self.goals.append(goal)
        return True

    def _beside(self, line: Line) -> None:
        """A label with its text in the next cell, perhaps with what was achieved and with the weight of the goal."""
        pieces, ratio = self._without_ratio(line)
        if not pieces or len(pieces[0].text) > LONGEST_HEAD or not label("goals", "label", pieces[0].text):
            return
        text = next((p for p in line.own if p.left == pieces[0].right + 1), None)
        rest = pieces[1:]
        if len(rest) > 2 or text is None or (rest and rest[0] is not text) or not (rest or ratio):
            return
        actual = rest[1].field() if len(rest) > 1 else Field()
        self.goals.append(Goal(pieces[0].field(), term_of(pieces[0].text), text.field(), actual, ratio))
        self.used.update(p.place for p in line.filled)

    def _without_ratio(self, line: Line) -> tuple[list[Piece], Field]:
        """The filled pieces of a line, and the value beside 权重比例 taken out."""
        pieces = list(line.filled)
        at = next((i for i, p in enumerate(pieces) if i and label("goals", "ratio", p.text)), None)
        if at is None:
            return pieces, Field()
        value = pieces[at + 1].field() if at + 1 < len(pieces) else Field()
        return pieces[:at], value


def _below(head: Piece, line: Line) -> Piece | None:
    """The piece of a line that stands below a heading."""
    return next((p for p in line.pieces if p.left <= head.right and p.right >= head.left and p.top == line.row), None)


def term_of(text: str) -> Term:
    """Long-term or annual, by the goal's label (目标期限)."""
    return Term.LONG if label("goals", "long", text) else Term.ANNUAL
