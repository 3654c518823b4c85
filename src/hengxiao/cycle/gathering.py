"""Reading handed-in forms (收表): a file becomes drafts; no database, so that processes apart can do it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengxiao.base.proving import proved
from hengxiao.core.packs import load
from hengxiao.core.targets.forms import DASHES
from hengxiao.cycle.documents import Document
from hengxiao.cycle.drafting import read_document

if TYPE_CHECKING:
    from hengxiao.core.forms.grid import Document as FileDocument


@dataclass(frozen=True, slots=True)
class Draft:
    """One form of a file as a draft (读出的初稿): whose it says it is, and the document."""

    code: str
    name: str
    document: Document


@dataclass(frozen=True, slots=True)
class Handed:
    """A file to be read (待读文件) for a year under a pack."""

    name: str
    data: bytes
    pack: str
    year: int
    of_last_year: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read (读出结果): digest and format of the file, its drafts."""

    digest: str
    format: str
    drafts: tuple[Draft, ...]


def gather(handed: Handed) -> Gathered:
    """Prove a file and read its forms (核验并读表).

    Raises:
        ActionError: the file is refused, with the reason.
    """
    document = proved(handed.name, handed.data)
    drafts = drafts_of(document, handed.pack, handed.year, of_last_year=handed.of_last_year)
    return Gathered(document.digest, document.format, drafts)


def drafts_of(document: FileDocument, pack: str, year: int, *, of_last_year: bool) -> tuple[Draft, ...]:
    """Drafts of the forms of a file that hold goals or indicators (由文件各表生成初稿)."""
    from hengxiao.core.forms import recognise
    from hengxiao.core.packs import known_layouts

    rules = load(pack)
    return tuple(
        Draft(
            form.project.code_normalised,
            form.project.name.text.strip(),
            read_document(form, rules, year, of_last_year=of_last_year),
        )
        for form in recognise(document, known_layouts())
        if form.indicators or form.goals
    )


def draft_for(drafts: Sequence[Draft], code: str, name: str) -> Draft | None:
    """The draft of a project among those of a file (文件中本项目的表): by code, by name, else the only one."""
    wanted = plain_code(code)
    for draft in drafts:
        if draft.code == wanted or (draft.name and draft.name == name):
            return draft
    return drafts[0] if len(drafts) == 1 else None


@dataclass
class Matcher:
    """Finds whose a form is (匹配项目) among the projects somebody fills in for."""

    codes: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, str, str]]) -> Matcher:
        """From (id, code, printed code, name) of the projects."""
        made = cls()
        for number, code, printed, name in rows:
            for each in (code, printed):
                if each:
                    made.codes[_plain(each)] = number
            made.names.setdefault(name.strip(), []).append(number)
        return made

    def find(self, draft: Draft, file_name: str) -> int | None:
        """Id of the project: by its code, by a name only it bears, by the file's own name; None when not sure."""
        stem = file_name.rpartition("/")[2].rpartition(".")[0].strip()
        if draft.code and _plain(draft.code) in self.codes:
            return self.codes[_plain(draft.code)]
        if draft.name:
            return self._only(draft.name)
        return self.codes.get(_plain(stem)) or self._only(stem)

    def _only(self, name: str) -> int | None:
        found = self.names.get(name, [])
        return found[0] if len(found) == 1 else None


def plain_code(code: str) -> str:
    """A project code with plain hyphens (统一横线的项目编码)."""
    return DASHES.sub("-", code.strip())


def _plain(code: str) -> str:
    return plain_code(code).upper()
