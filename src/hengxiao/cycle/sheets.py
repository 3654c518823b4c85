"""A filing as tables to read (申报表展示): cells with findings, notes and what changed; blank columns are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hengxiao.core.targets import Finding
from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS
from hengxiao.cycle.documents import GOAL_FIELDS, LISTS, STATEMENTS, Document, differences
from hengxiao.cycle.models import CellNote
from hengxiao.cycle.wording import column_title, row_title

FIELDS = {"funds": (*FUND_FIELDS, "unit"), "goals": GOAL_FIELDS, "indicators": INDICATOR_FIELDS}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell (单元格) with all that is known about it; `old` is None when it has not changed."""

    path: str
    title: str
    text: str
    old: str | None = None
    findings: tuple[Finding, ...] = ()
    notes: tuple[CellNote, ...] = ()
    unread: bool = False

    @property
    def anchor(self) -> str:
        """Its id on the page (锚点)."""
        return f"cell-{self.path.replace('.', '-')}"

    @property
    def classes(self) -> str:
        """How it looks (样式)."""
        levels = {str(finding.severity) for finding in self.findings}
        names = ["changed"] if self.old is not None else []
        names += ["unread"] if self.unread else []
        names += [f"has-{level}" for level in ("error", "warning") if level in levels][:1]
        names += ["has-note"] if any(note.resolved_at is None for note in self.notes) else []
        return " ".join(names)


@dataclass(frozen=True, slots=True)
class Row:
    """One row (行); `statements` are an indicator's (指标说明)."""

    title: str
    cells: tuple[Cell, ...]
    statements: tuple[Cell, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything in it changed (有改动)."""
        return any(cell.old is not None for cell in (*self.cells, *self.statements))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the form (表)."""

    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed cell in words (改动): `row` names its row, texts before and after."""

    path: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Marked:
    """What is known about the cells (批注信息): findings and notes by path, texts of the version compared with."""

    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[CellNote, ...]] = field(default_factory=dict)
    old: Mapping[str, str] = field(default_factory=dict)


def marked(
    document: Document, findings: Mapping[str, tuple[Finding, ...]], notes: Sequence[CellNote], before: Document | None
) -> Marked:
    """Gather what is known about the cells (汇集批注)."""
    by_path: dict[str, tuple[CellNote, ...]] = {}
    for note in notes:
        by_path[note.path] = (*by_path.get(note.path, ()), note)
    old = {path: was for path, was, _is in differences(before, document)} if before is not None else {}
    return Marked(findings, by_path, old)


def sheets(document: Document, known: Marked, *, only_changes: bool = False) -> list[Sheet]:
    """The tables of a document (各表), with only the rows that changed where asked."""
    titles = {"funds": _("资金"), "goals": _("绩效目标"), "indicators": _("绩效指标")}
    head = Row("", tuple(_cell(document, known, f"project.{name}", document["project"]) for name in PROJECT_FIELDS))
    found = [Sheet("project", str(_("项目基本信息")), tuple(cell.title for cell in head.cells), (head,))]
    for kind, title in titles.items():
        names = [n for n in FIELDS[kind] if any(entry.get(n) for entry in document[kind])]
        rows = tuple(_row(document, known, kind, entry, names) for entry in document[kind])
        found.append(Sheet(kind, str(title), tuple(column_title(f"{kind}.x.{name}") for name in names), rows))
    if not only_changes:
        return [sheet for sheet in found if sheet.rows]
    cut = [Sheet(s.kind, s.title, s.columns, tuple(row for row in s.rows if row.changed)) for s in found]
    return [sheet for sheet in cut if sheet.rows]


def _row(document: Document, known: Marked, kind: str, entry: Mapping[str, Any], names: Sequence[str]) -> Row:
    path = f"{kind}.{entry['id']}"
    cells = tuple(_cell(document, known, f"{path}.{name}", entry) for name in names)
    stated = STATEMENTS if kind == "indicators" else ()
    return Row(row_title(document, path), cells, tuple(_cell(document, known, f"{path}.{n}", entry) for n in stated))


def _cell(document: Document, known: Marked, path: str, entry: Mapping[str, Any]) -> Cell:
    name = path.rpartition(".")[2]
    holder = entry.get("quality", {}) if ".quality." in path else entry
    return Cell(
        path, column_title(path), str(holder.get(name, "")), known.old.get(path), known.findings.get(path, ()),
        known.notes.get(path, ()), path in document["unread"],
    )  # fmt: skip


def one_cell(document: Document, known: Marked, path: str) -> Cell:
    """One cell by its path (单元格).

    Raises:
        KeyError: there is no such cell.
    """
    kind, *rest = path.split(".")
    if kind == "project":
        return _existing(document, known, path, document["project"])
    entry = next((each for each in document[kind] if each["id"] == rest[0]), None) if kind in LISTS and rest else None
    if entry is None:
        raise KeyError(path)
    return _existing(document, known, path, entry)


def _existing(document: Document, known: Marked, path: str, entry: Mapping[str, Any]) -> Cell:
    holder = entry.get("quality", {}) if ".quality." in path else entry
    if not isinstance(holder.get(path.rpartition(".")[2]), str):
        raise KeyError(path)
    return _cell(document, known, path, entry)


def changes(before: Document, after: Document) -> list[Change]:
    """Every change in words (改动清单), in the order of the form; a row that is gone is named from before."""
    found = []
    for path, was, now in differences(before, after):
        document = after if _holds(after, path) else before
        found.append(Change(path, row_title(document, path) or str(_("项目基本信息")), column_title(path), was, now))
    return found


def _holds(document: Document, path: str) -> bool:
    kind, *rest = path.split(".")
    return kind not in LISTS or any(entry["id"] == rest[0] for entry in document[kind])
