"""A pack's own samples (样例): each must be recognised as the form it is, and survive printing.

`cases/<name>.toml` names a sample file beside it and what must be read from it, form by form:

    file = "target.html"

    [[form]]
    layout = "hubei_2020.target"
    rows = 6
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengxiao.core.packs.errors import PackError
from hengxiao.core.packs.layouts import layout_at
from hengxiao.core.packs.loading import known_layouts, locate
from hengxiao.core.packs.model import Pack
from hengxiao.core.packs.source import parse, read_text
from hengxiao.core.targets import Finding, Form, Place
from hengxiao.core.targets.records import form_record

if TYPE_CHECKING:
    from hengxiao.core.forms.grid import Document

Opener = Callable[[Path], "Document"]
Reprinter = Callable[[Form, Pack], Form | None]
UNCOMPARED = frozenset({"source", "place", "findings"})


@dataclass(frozen=True, slots=True)
class Case:
    """One sample and what must be read from it (样例): a layout and a number of rows for each form."""

    file: str
    sample: Path
    wanted: tuple[Mapping[str, Any], ...]


def check_cases(pack: Pack, folders: tuple[Path, ...], opener: Opener, reprint: Reprinter | None) -> Iterator[Finding]:
    """Read the samples of all packs against the forms of all packs (样例检查).

    Those of the pack itself must be read as they say and survive printing; those of others must not be taken for one of
    its forms. `opener` reads a file into grids. `reprint` prints a form and reads the print, None where the pack cannot
    print it.
    """
    from hengxiao.core.forms import recognise

    layouts = known_layouts(folders)
    own = pack.sources[0]
    mine = {layout_at(path).id for path in own.form_files().values()}
    for folder in locate(folders).values():
        for path in sorted((folder / "cases").glob("*.toml")):
            case = read_case(path)
            if isinstance(case, Finding):
                yield from (case,) if folder == own.folder else ()
                continue
            forms = recognise(opener(case.sample), layouts)
            if folder == own.folder:
                yield from judge(forms, case)
                yield from reprinted(forms, pack, reprint, case) if reprint else ()
            else:
                yield from taken(forms, case, mine)


def read_case(path: Path) -> Case | Finding:
    """A case, or what is wrong with its file."""
    file = f"{path.parent.parent.name}/cases/{path.name}"
    try:
        table = parse(read_text(path, file), file)
    except PackError as error:
        return Finding(error.code, Place(file=file), error.facts)
    sample, wanted = path.parent / str(table.get("file", "")), table.get("form")
    # a pack from elsewhere must not have other files of the machine read
    if sample.resolve().parent != path.parent.resolve() or not sample.is_file() or not well_formed(wanted):
        return Finding("packs.case_file", Place(file=file), {"file": file, "sample": sample.name})
    return Case(file, sample, tuple(table["form"]))


def well_formed(wanted: Any) -> bool:
    """Whether a case says what must be read: at least one form, each with its layout and number of rows."""
    whole = isinstance(wanted, list) and bool(wanted)
    return whole and all(isinstance(form, dict) and set(form) == {"layout", "rows"} for form in wanted)


def taken(forms: tuple[Form, ...], case: Case, mine: Set[str]) -> Iterator[Finding]:
    """Findings where a form of this pack draws another pack's sample to itself."""
    named = {form["layout"] for form in case.wanted}
    for layout in sorted({form.layout for form in forms} & mine - named):
        yield Finding("packs.case_taken", Place(file=case.file), {"sample": case.file, "layout": layout})


def judge(forms: tuple[Form, ...], case: Case) -> Iterator[Finding]:
    """Findings where the forms read are not the forms wanted."""
    place, sample = Place(file=case.file), case.sample.name
    if not forms:
        yield Finding("packs.case_unread", place, {"sample": sample})
        return
    found = [form.layout or "—" for form in forms]
    named = [form["layout"] for form in case.wanted]
    if found != named:
        yield Finding(
            "packs.case_layout", place, {"sample": sample, "wanted": " ".join(named), "found": " ".join(found)}
        )
        return
    for form, want in zip(forms, case.wanted, strict=True):
        if len(form.indicators) != want["rows"]:
            facts = {"sample": sample, "wanted": want["rows"], "found": len(form.indicators)}
            yield Finding("packs.case_rows", place, facts)


def reprinted(forms: tuple[Form, ...], pack: Pack, reprint: Reprinter, case: Case) -> Iterator[Finding]:
    """Findings where a form printed and read again says something else."""
    for form in forms:
        again = reprint(form, pack)
        path = "" if again is None else first_difference(form_record(form), form_record(again))
        if path:
            yield Finding("packs.case_round_trip", Place(file=case.file), {"sample": case.sample.name, "path": path})


def first_difference(first: Any, second: Any, path: str = "") -> str:
    """Path of the first spot where two records differ, "" when they say the same; places and findings aside."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        keys = [key for key in dict.fromkeys((*first, *second)) if key not in UNCOMPARED]
        pairs = [(key, first.get(key), second.get(key)) for key in keys]
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        pairs = [(str(number), *both) for number, both in enumerate(zip(first, second, strict=True), start=1)]
    else:
        return "" if first == second else path or "."
    found = (first_difference(one, two, f"{path}.{key}" if path else key) for key, one, two in pairs)
    return next(filter(None, found), "")
