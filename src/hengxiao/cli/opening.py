"""From a path to forms (打开文件): what every command starts with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hengxiao.core.forms import Layout
from hengxiao.core.packs import Pack, available, governing, load
from hengxiao.core.targets import Finding, Form, Place
from hengxiao.core.terms.kinds import Language, Severity

SUFFIXES = (
    *(".docx", ".docm", ".doc", ".wps", ".rtf", ".xlsx", ".xlsm", ".xls", ".et"),
    *(".pdf", ".html", ".htm", ".mht", ".txt", ".md"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file and what was found in it (已打开的文件); `findings` are those of the file, not of a form."""

    source: str
    path: Path
    forms: tuple[Form, ...]
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """True when nothing could be read (未能读取)."""
        return not self.forms

    def record(self, language: Language | str) -> dict[str, object]:
        """The JSON object of a file that could not be read: source and findings only."""
        from hengxiao.core.targets.records import finding_record

        return {"source": self.source, "findings": [finding_record(f, language) for f in self.findings]}


def open_forms(path: Path, layouts: Sequence[Layout], source: str = "") -> Opened:
    """Read one file; a file that holds no form says so."""
    from hengxiao.core.forms import recognise
    from hengxiao.core.reading import open_document

    try:
        document = open_document(path)
    except OSError as error:
        missing = Finding("reading.missing_file", Place(file=path.name), {"reason": error.strerror or error})
        return Opened(source or path.name, path, (), (missing,))
    forms = recognise(document, layouts)
    findings = document.findings
    if not forms and not any(f.severity == Severity.ERROR for f in findings):
        findings = (*findings, Finding("reading.no_form", Place(file=path.name, digest=document.digest)))
    return Opened(source or path.name, path, forms, findings)


def files_below(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """(file, name to show) for files and, for folders, every office file below them in a stable order."""
    for path in paths:
        if not path.is_dir():
            yield path, path.name
            continue
        for found in sorted(path.rglob("*")):
            if found.is_file() and found.suffix.lower() in SUFFIXES and not found.name.startswith(("~$", ".")):
                yield found, found.relative_to(path).as_posix()


def pack_of(form: Form, pack_id: str = "", folders: Sequence[Path] = ()) -> Pack:
    """The pack asked for, else the one the form belongs to, else the one that governs such forms in its year."""
    if pack_id or form.pack in available(folders):
        return load(pack_id or form.pack, folders)
    return governing(form.kind, form.year, folders)


def opened_or_exit(path: Path, lang: Language, packs: Sequence[Path] = ()) -> Opened:
    """The file's forms; a file without any ends the command with its findings and status 3."""
    import typer

    from hengxiao.cli import console
    from hengxiao.cli.showing import show_findings
    from hengxiao.core.packs import known_layouts

    opened = open_forms(path, known_layouts(packs))
    if opened.failed:
        show_findings(opened.findings, lang)
        console.complain("not_read", lang, source=opened.source)
        raise typer.Exit(3)
    return opened
