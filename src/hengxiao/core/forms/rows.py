"""Indicator rows (指标行): labels handed down, values joined, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hengxiao.core.forms.blocks import Block
from hengxiao.core.forms.composing import compose
from hengxiao.core.forms.fitting import Fit
from hengxiao.core.forms.headers import Column
from hengxiao.core.forms.lines import Piece
from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.vocabulary import content, is_level, level_key, row_word
from hengxiao.core.targets import Field, Finding, Indicator, Note, Place
from hengxiao.core.targets.forms import INDICATOR_FIELDS

NO_FIELD = Field()
HANDED_DOWN = ("project", "body", "goal", "goal_text", "level1", "level2")
MAIN = ("goal", "level1", "level2", "name")
LEVELS = ("goal", "level1", "level2")
PRINTED = frozenset(INDICATOR_FIELDS) - {"target", "sign"}
ONCE = frozenset({"points", "score"})
VALUED = ("target", "actual", "points", "score", "midterm", "previous_year", "year_before_last", "deviation")
LEFTOVER = ("…", "...", "……", "指标1", "指标2", "指标3")


@dataclass(slots=True)
class Labels:
    """Labels in force while walking down a table (当前层级标签)."""

    held: dict[str, Field] = field(default_factory=dict)
    down: dict[str, tuple[Field, Field]] = field(default_factory=dict)

    def set(self, role: str, value: Field) -> None:
        """A new label ends the labels below it."""
        self.held[role] = value
        for lower in HANDED_DOWN[HANDED_DOWN.index(role) + 1 :]:
            self.held.pop(lower, None)

    def get(self, role: str) -> Field:
        """The label in force, marked as inherited."""
        value = self.held.get(role)
        if value is None or value.inherited:
            return value or NO_FIELD
        printed, down = self.down.get(role, (None, NO_FIELD))
        if printed is not value:
            down = replace(value, inherited=True)
            self.down[role] = value, down
        return down


@dataclass(frozen=True, slots=True)
class Rows:
    """What a block holds (指标区内容)."""

    indicators: tuple[Indicator, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    total: Field
    labels: Labels


def read_rows(block: Block, roles: Sequence[str], labels: Labels) -> Rows:
    """All indicators of a block (读取指标行); `labels` carries what a cut table hands on."""
    reader = _Reader(block.columns, roles, labels)
    _outer_goal(block, labels)
    for number, found in enumerate(block.fits):
        following = block.fits[number + 1] if number + 1 < len(block.fits) else None
        reader.read(found, following)
    reader.flush()
    return Rows(tuple(reader.indicators), tuple(reader.notes), tuple(reader.findings), reader.total, labels)


def _outer_goal(block: Block, labels: Labels) -> None:
    for column in block.columns:
        if column.outer and row_word("goal_label", column.piece.text):
            labels.set("goal", column.piece.field())


class _Reader:
    """Walks the lines of one block from the top down."""

    def __init__(self, columns: Sequence[Column], roles: Sequence[str], labels: Labels) -> None:
        self.columns, self.roles, self.labels = columns, roles, labels
        self.outer_edge = max((column.right for column in columns if column.outer), default=0)
        self.beside = [i for i, role in enumerate(roles) if role in BESIDE]
        self.handed = [(role, roles.index(role)) for role in HANDED_DOWN if role in roles]
        self.sectioned = not {"level1", "level2", "mid_level2"} & set(roles)
        self.paired = not {"mid_name", "mid_level2"}.isdisjoint(roles)
        self.once = [role in ONCE for role in roles]
        self.further = [role in OTHERS or role == "type" or role in roles[:i] for i, role in enumerate(roles)]
        self.indicators: list[Indicator] = []
        self.notes: list[Note] = []
        self.findings: list[Finding] = []
        self.total = NO_FIELD
        self.fresh: dict[str, Field] = {}
        self.last_section = ""

    # -------------------------------------------------------------- lines

    def read(self, found: Fit, following: Fit | None) -> None:
        """Take one line of the table; `following` is the next one."""
        filled = found.line.filled
        if not filled or self._total(found):
            return
        inner = [p for p in filled if not self._outer(p)] if self.outer_edge else filled
        if len(inner) < len(filled):
            self.notes.extend(Note("label", p.field()) for p in filled if self._outer(p))
        if not inner or (len(inner) == 1 and self._lonely(found, inner[0], following)):
            return
        cells = self._cells(found)
        if not found.line.spanned and self.indicators and [self.roles[i] for i in cells] == ["target"]:
            cells |= self._name_above()
        self._labels(cells)
        self._emit(found, cells)

    def _total(self, found: Fit) -> bool:
        for first in found.line.filled:
            if row_word("total", first.text):
                break
            if not self._outer(first):
                return False
        else:
            return False
        if any(is_level(p.text, 1) for p in found.line.filled):
            return False
        score = self._cell(found, "score")
        self.notes.extend(Note("total", p.field()) for p in found.line.filled)
        if score and (not self.total or "总" in first.text or "合" in first.text):
            self.total = score.field()
        return True

    def _outer(self, piece: Piece) -> bool:
        return piece.right <= self.outer_edge

    def _lonely(self, found: Fit, piece: Piece, following: Fit | None) -> bool:
        """Section lines, notes and other rows with a single text."""
        covered = next((columns for wide, columns in found.wide if wide is piece), ())
        labels_only = covered and all(self.roles[i] in (*MAIN, "outer", "number") for i in covered)
        at_label = not covered and any(piece in cells and self.roles[i] in MAIN for i, cells in found.cells.items())
        if not covered and self._shares_name(found, piece):
            return False
        if (labels_only or at_label) and not self.sectioned:
            return False
        if row_word("project_line", piece.text):
            name = re.split("[：:]", piece.text, maxsplit=1)[1].strip()
            self.labels.set("project", replace(piece.field(), text=name))
            self.notes.append(Note("instruction", piece.field()))
        elif row_word("goal_label", piece.text) and len(piece.text) < 60 and "goal" not in self.roles:
            self.labels.set("goal", piece.field())
            self._fresh("goal", piece.field())
        elif self._is_section(piece, following):
            self._section(piece, following)
        elif at_label:
            return False
        else:
            self.notes.append(Note("instruction", piece.field()))
        return True

    def _shares_name(self, found: Fit, piece: Piece) -> bool:
        """Whether a lonely text is a further value of an indicator whose name is merged over several rows."""
        role = next((self.roles[i] for i, cells in found.cells.items() if piece in cells), "")
        if not found.line.spanned:
            return role == "target" and bool(self.indicators) and content("value", piece.text)
        name = self._cell(found, "name")
        return role in VALUED and name is not None and name.top < found.line.row

    def _name_above(self) -> dict[int, Field]:
        """The name of the row before, for a further value in a table that lost its merges."""
        name = replace(self.indicators[-1].name, inherited=True)
        return {i: name for i, role in enumerate(self.roles) if role == "name"}

    def _is_section(self, piece: Piece, following: Fit | None) -> bool:
        if is_level(piece.text, 1) or is_level(piece.text, 2):
            return True
        short = len(piece.text) <= 16 and not set("，。；：:") & set(piece.text)
        return self.sectioned and short and following is not None and not row_word("tail", piece.text)

    def _section(self, piece: Piece, following: Fit | None) -> None:
        depth = self._depth(piece, following)
        self.labels.set(f"level{depth}", piece.field())
        self.last_section = f"level{depth}"
        self._fresh(f"level{depth}", piece.field())

    def _depth(self, piece: Piece, following: Fit | None) -> int:
        first, second = is_level(piece.text, 1), is_level(piece.text, 2)
        if first and second:
            return self._open_depth(piece, following)
        if first or second:
            return 1 if first else 2
        return 2 if self.last_section == "level1" else 1

    def _open_depth(self, piece: Piece, following: Fit | None) -> int:
        """Depth of a label that occurs at both levels, such as 满意度指标 or 成本指标."""
        if self.last_section == "level1":
            return 2
        next_line = following.line.alone if following else None
        if next_line is not None and is_level(next_line.text, 2):
            return 1
        held = level_key(self.labels.held.get("level1", NO_FIELD).text)
        below = "成本" in piece.text and "产出" in held
        return 2 if below or row_word("narrow", piece.text) else 1

    # -------------------------------------------------------------- cells

    def _cell(self, found: Fit, role: str) -> Piece | None:
        for i, name in enumerate(self.roles):
            if name == role:
                return next((p for p in found.cells.get(i, []) if p.text), None)
        return None

    def _cells(self, found: Fit) -> dict[int, Field]:
        row = found.line.row
        cells: dict[int, Field] = {}
        for i, pieces in found.cells.items():
            filled = [p for p in pieces if p.text and (p.top == row or not self.once[i])]
            if filled:
                first = filled[0]
                cells[i] = first.field() if first.top == row else first.handed_down()
            if self.outer_edge and self.columns[i].outer:
                self.notes.extend(Note("label", p.field()) for p in filled if p.top == row and not self._outer(p))
            if len(filled) > 1:
                self.notes.extend(Note("joined", p.field()) for p in filled[1:] if p.top == row)
                cells[i] = replace(cells[i], text=" ".join([p.text for p in filled]))
        for piece, covered in found.wide:
            self._wide(piece, covered, cells)
        for piece in found.stray:
            self._unplaced(piece)
        return cells

    def _wide(self, piece: Piece, covered: Sequence[int], cells: dict[int, Field]) -> None:
        """A cell merged over several columns: a label stands for all label columns below it."""
        inside = [i for i in covered if self.roles[i] not in ("outer", "number") and i not in cells]
        if not inside:
            self._unplaced(piece)
            return
        labels = [i for i in inside if self.roles[i] in ("level1", "level2")]
        main = inside[0]
        if "name" in (self.roles[i] for i in inside) and not labels:
            main = next(i for i in inside if self.roles[i] == "name")
        cells[main] = piece.field()
        for i in inside:
            if i != main and self.roles[i] in (*MAIN, "mid_level2", "mid_name"):
                cells[i] = piece.handed_down()

    def _unplaced(self, piece: Piece) -> None:
        self.findings.append(Finding("reading.unplaced", piece.place, {"text": piece.text}))
        self.notes.append(Note("unplaced", piece.field()))

    def _labels(self, cells: Mapping[int, Field]) -> None:
        for role, index in self.handed:
            value = cells.get(index)
            if value is not None and not self._same(role, value):
                self.labels.set(role, value)
                self._fresh(role, value)

    def _fresh(self, role: str, value: Field) -> None:
        """Remember a label until a row uses it; one that no row used is kept as a note."""
        if role in self.fresh:
            self.notes.append(Note("blank_row", self.fresh[role]))
        self.fresh[role] = value

    def _same(self, role: str, value: Field) -> bool:
        held = self.labels.held.get(role)
        return held is not None and held.place == value.place and held.text == value.text

    # -------------------------------------------------------------- rows

    def _emit(self, found: Fit, cells: Mapping[int, Field]) -> None:
        by_role: dict[str, Field] = {}
        others: list[tuple[str, Field]] = []
        for i, role in enumerate(self.roles):
            value = cells.get(i)
            if value is None:
                continue
            if self.further[i] and not self._leads(role, by_role, value):
                others.append((self.columns[i].heading, value))
            else:
                by_role[role] = value
        words = by_role.pop("target_words", NO_FIELD)
        if words and by_role.setdefault("target", words) is not words:
            others.append((self.columns[self.roles.index("target_words")].heading, words))
        mid_name = by_role.pop("mid_name", NO_FIELD)
        mid_level2 = by_role.pop("mid_level2", NO_FIELD)
        if self._blank(by_role, mid_name):
            self._note_blank(cells)
            return
        if self.fresh:
            self.fresh = {role: value for role, value in self.fresh.items() if self.labels.held.get(role) != value}
        others += [(self.columns[i].heading, cells[i]) for i in self.beside if i in cells]
        indicator = self._indicator(by_role, others, found)
        self.indicators.extend(_pair(indicator, mid_name, mid_level2) if self.paired else (indicator,))
        self.last_section = ""

    def _leads(self, role: str, by_role: Mapping[str, Field], value: Field) -> bool:
        """Whether a value of a column that may stand beside others is the first of its role all the same."""
        return role not in by_role and role not in OTHERS and (role != "type" or self._type_is_sign(value))

    def _note_blank(self, cells: Mapping[int, Field]) -> None:
        """What a row that nobody filled in prints nevertheless."""
        for i, value in cells.items():
            if self.roles[i] not in (*HANDED_DOWN, "outer") and not value.inherited:
                self.notes.append(Note("blank_row", value))

    def _type_is_sign(self, value: Field) -> bool:
        return "sign" not in self.roles and content("sign", value.text) and squeeze(value.text) != "定量"

    def _blank(self, by_role: Mapping[str, Field], mid_name: Field) -> bool:
        """Rows of the printed form that nobody filled in."""
        for role in VALUED:
            if by_role.get(role):
                return False
        grades = any(role.startswith("grade") for role in by_role)
        name = by_role.get("name", NO_FIELD) or mid_name
        key = squeeze(name.text).strip("：:.。")
        return not grades and (not key or is_level(name.text, 2) or is_level(name.text, 1) or key in LEFTOVER)

    def _indicator(self, by_role: Mapping[str, Field], others: list[tuple[str, Field]], found: Fit) -> Indicator:
        texts = {role: value for role, value in by_role.items() if role in PRINTED}
        texts |= {role: self.labels.get(role) for role in LEVELS if role not in texts}
        extra = [role for role in HEADINGS if role in by_role or role in self.labels.held]
        others += [(HEADINGS[role], by_role.get(role) or self.labels.get(role)) for role in extra]
        texts["target"], cells = compose(self.roles, by_role)
        texts["sign"] = by_role.get("sign") or by_role.get("type", NO_FIELD)
        name = by_role.get("name", NO_FIELD)
        place = name.place if name.place and not name.inherited else self._start(found)
        return Indicator(**texts, target_cells=cells, others=tuple(others), place=place)

    def _start(self, found: Fit) -> Place:
        """Where a row begins beside the outer label."""
        first = next((p for p in found.line.own if not self._outer(p)), found.line.pieces[0])
        return first.place

    def flush(self) -> None:
        """Labels of rows that were left blank are kept as notes."""
        self.notes.extend(Note("blank_row", value) for value in self.fresh.values())


OTHERS = frozenset(
    [
        "explanation",
        "remark",
        "other",
        "number",
        "rate",
        "forecast",
        "likelihood",
        "weight",
        "level3",
        "budget",
        "mid_level1",
    ]
)
PROJECT = "项目名称"
BESIDE = frozenset({"mid_name", "mid_level2", "grade2", "grade3", "grade4"})
HEADINGS = {"project": PROJECT, "body": "单位", "goal_text": "绩效目标"}


def _pair(main: Indicator, mid_name: Field, mid_level2: Field) -> list[Indicator]:
    """Two blocks side by side: one row when both name the same thing, else two (并列两组)."""
    if not mid_name and not mid_level2:
        return [main]
    left = squeeze(mid_name.text)
    right = squeeze(main.name.text)
    if not right and not main.target:
        return [replace(main, name=mid_name, level2=mid_level2 or main.level2)]
    if not left or left == right or not main.midterm or _alike(left, right):
        return [main]
    beside = tuple(entry for entry in main.others if entry[1] in (mid_name, mid_level2))
    own = Indicator(
        goal=main.goal,
        level1=main.level1,
        level2=mid_level2 or main.level2,
        name=mid_name,
        midterm=main.midterm,
        others=beside,
        place=mid_name.place or main.place,
    )
    rest = tuple(entry for entry in main.others if entry not in beside)
    return [own, replace(main, midterm=NO_FIELD, others=rest)]


def _alike(left: str, right: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(left, right) >= 70
