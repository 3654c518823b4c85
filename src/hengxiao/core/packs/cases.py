"""A pack's own samples (样例): each must be recognised as the form it is, and survive printing.

`cases/<name>.toml` names a sample file beside it and what must be read from it, form by form:

    file = "target.html"

    [[form]]
    layout = "hubei_2020.target"
    rows = 6
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengxiao.core.packs.loading import known_layouts
from hengxiao.core.packs.model import Pack
from hengxiao.core.packs.source import parse, read_text
from hengxiao.core.targets import Finding, Form, Place
from hengxiao.core.targets.records import form_record

if TYPE_CHECKING:
    from hengxiao.core.forms.grid import Document

Opener = Callable[[Path], "Document"]
Reprinter = Callable[[Form, Pack], Form | None]
UNCOMPARED = frozenset({"source", "place", "findings"})


def check_cases(pack: Pack, folders: tuple[Path, ...], opener: Opener, reprint: Reprinter | None) -> Iterator[Finding]:
    """Read every sample of the pack against the forms of all packs (样例检查).

    `opener` reads a file into grids. `reprint` prints a form and reads the print, None where the pack cannot print it.
    """
    source = pack.sources[0]
    layouts = known_layouts(folders)
    for case in sorted((source.folder / "cases").glob("*.toml")):
        file = f"{source.id}/cases/{case.name}"
        table = parse(read_text(case, file), file)
        sample = case.parent / str(table.get("file", ""))
        wanted: Any = table.get("form")
        if not sample.is_file() or not well_formed(wanted):
            facts = {"file": file, "sample": sample.name}
            yield Finding("packs.case_file", Place(file=file), facts)
            continue
        from hengxiao.core.forms import recognise

        forms = recognise(opener(sample), layouts)
        yield from judge(forms, wanted, sample.name, file)
        if reprint is not None:
            yield from reprinted(forms, pack, reprint, sample.name, file)


def well_formed(wanted: Any) -> bool:
    """Whether a case says what must be read: at least one form, each with its layout and number of rows."""
    return isinstance(wanted, list) and bool(wanted) and all(set(form) == {"layout", "rows"} for form in wanted)


def judge(forms: tuple[Form, ...], wanted: list[Mapping[str, Any]], sample: str, file: str) -> Iterator[Finding]:
    """Findings where the forms read are not the forms wanted."""
    place = Place(file=file)
    if not forms:
        yield Finding("packs.case_unread", place, {"sample": sample})
        return
    found = [form.layout or "—" for form in forms]
    named = [form["layout"] for form in wanted]
    if found != named:
        yield Finding(
            "packs.case_layout", place, {"sample": sample, "wanted": " ".join(named), "found": " ".join(found)}
        )
        return
    for form, want in zip(forms, wanted, strict=True):
        if len(form.indicators) != want["rows"]:
            facts = {"sample": sample, "wanted": want["rows"], "found": len(form.indicators)}
            yield Finding("packs.case_rows", place, facts)


def reprinted(forms: tuple[Form, ...], pack: Pack, reprint: Reprinter, sample: str, file: str) -> Iterator[Finding]:
    """Findings where a form printed and read again says something else."""
    for form in forms:
        again = reprint(form, pack)
        path = "" if again is None else first_difference(form_record(form), form_record(again))
        if path:
            yield Finding("packs.case_round_trip", Place(file=file), {"sample": sample, "path": path})


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
