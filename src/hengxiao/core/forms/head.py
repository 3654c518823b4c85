"""Head of a form (表头信息): labels and the texts beside them, in cells or in lines such as `项目名称：×××`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.vocabulary import head_field, label, label_word
from hengxiao.core.targets import Field, Place, Project

FIELDS = ("name", "code", "department", "unit", "period", "kind")
INLINE = re.compile(r"([^\s：:，。；]{2,18})[：:]\s*([^：:]*?)(?=\s+[^\s：:，。；]{2,18}[：:]|$)")
COLON = re.compile("[：:]")
SHORT = 12


@dataclass(slots=True)
class Head:
    """What the head says, gathered line by line (表头)."""

    fields: dict[str, Field] = field(default_factory=dict)
    others: list[tuple[str, Field]] = field(default_factory=list)
    used: set[Place] = field(default_factory=set)

    def put(self, name: str, heading: str, value: Field) -> None:
        """Keep a value: the first one of a field, any further one beside it."""
        if name in FIELDS and name not in self.fields:
            self.fields[name] = value
        else:
            self.others.append((heading, value))

    def project(self) -> Project:
        """The head as a project (项目)."""
        return Project(**self.fields, others=tuple(self.others))


def read_head(lines: Iterable[Line]) -> Head:
    """The head of a form from all its lines outside indicator tables (读取表头)."""
    head = Head()
    for line in lines:
        if line.is_paragraph:
            _inline(line.pieces, head)
        else:
            _cells(line.filled, head)
    return head


def _cells(pieces: Sequence[Piece], head: Head) -> None:
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        name = head_field(piece.text)
        value = pieces[position + 1] if position + 1 < len(pieces) else None
        if not name or _holds_value(piece):
            _inline((piece,), head)
        elif name in FIELDS or value is not None:
            head.used.add(piece.place)
            if value is not None and _beside(piece, value):
                head.put(name, piece.text, value.field())
                head.used.add(value.place)
                position += 1
        position += 1


def _holds_value(piece: Piece) -> bool:
    """Whether a cell holds a label of the head and its value: 项目名称：×××."""
    found = INLINE.match(piece.text) if COLON.search(piece.text) else None
    return found is not None and bool(found[2].strip()) and head_field(found[1]) in FIELDS


def _beside(piece: Piece, value: Piece) -> bool:
    """Whether a text is the value of a label: right beside it, or with blank cells between when it is no label."""
    near = value.left == piece.right + 1
    return not _is_label(value) and (near or not (head_field(value.text) or label_word(value.text)))


def _is_label(piece: Piece) -> bool:
    return len(piece.text) <= SHORT and head_field(piece.text) in FIELDS and not piece.text.endswith(("局", "院", "校"))


def _inline(pieces: Iterable[Piece], head: Head) -> None:
    """Texts such as `项目单位：××局  填报日期：…`."""
    for piece in pieces:
        if not COLON.search(piece.text) or label("titles", "unit_line", piece.text):
            continue
        for found in INLINE.finditer(piece.text):
            name = head_field(found[1])
            if name in FIELDS and found[2].strip():
                head.put(name, found[1], replace(piece.field(), text=found[2].strip()))
                head.used.add(piece.place)
