"""One form under two packs (同一数据、两套规则)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengxiao.cli import console
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language

if TYPE_CHECKING:
    from hengxiao.core.packs import Pack
    from hengxiao.core.targets import Finding, Form


def compare_on(path: Path, first: str, second: str, lang: Language, json: bool, folders: Sequence[Path]) -> int:
    """Findings and scores that differ between two packs on the same forms; returns the exit status."""
    from hengxiao.cli.opening import opened_or_exit
    from hengxiao.core.packs import load

    packs = (load(first, folders), load(second, folders))
    for form in opened_or_exit(path, lang, folders).forms:
        record = differences(form, packs, lang)
        if json:
            console.emit(record)
        else:
            _show(record, first, second, lang)
    return 0


def differences(form: Form, packs: tuple[Pack, Pack], lang: Language) -> dict[str, Any]:
    """What two packs say differently of one form (两套规则的差异)."""
    from hengxiao.cli.checking import checked
    from hengxiao.cli.scoring import plain
    from hengxiao.core.checks import only_in
    from hengxiao.core.scoring import score

    found = [checked(form, pack).findings for pack in packs]
    sheets = [score(form, pack) for pack in packs]
    lines = [
        {"name": one.name, "first": plain(one.score), "second": plain(other.score)}
        for one, other in zip(sheets[0].lines, sheets[1].lines, strict=True)
        if one.score != other.score
    ]
    return {
        "source": form.source,
        "only_first": [f"{_key(each)} {each.message(lang)}" for each in only_in(found[0], found[1])],
        "only_second": [f"{_key(each)} {each.message(lang)}" for each in only_in(found[1], found[0])],
        "scores": lines,
        "totals": [plain(sheet.totals.subtotal) for sheet in sheets],
        "possible": [plain(sheet.totals.possible) for sheet in sheets],
        "grades": [sheet.grade for sheet in sheets],
    }


def _key(finding: Finding) -> str:
    place = finding.place.address if finding.place else ""
    return f"{finding.code.removeprefix('checks.')} {place}"


def _show(record: dict[str, Any], first: str, second: str, lang: Language) -> None:
    from rich.markup import escape

    for pack, key in ((first, "only_first"), (second, "only_second")):
        console.tell("only_in", lang, pack=pack, count=len(record[key]))
        for line in record[key]:
            console.screen().print(f"  {escape(line)}")
    listing = console.table(say("cli.column_name", lang), first, second)
    for line in record["scores"]:
        listing.add_row(escape(line["name"]), line["first"], line["second"])
    pairs = [
        f"{got} / {of} {grade}"
        for got, of, grade in zip(record["totals"], record["possible"], record["grades"], strict=True)
    ]
    listing.add_row(say("cli.total", lang), *pairs)
    console.screen().print(listing)
