"""`hengxiao verify` (校验): a print against its mark, or a proof bundle against itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang, PackFolders
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language


def verify(
    path: Annotated[Path, typer.Argument(help="打印件或证明文件夹 / a print or a proof folder", show_default=False)],
    lang: Lang,
    original: Annotated[
        Path | None, typer.Option("--original", help="原始数据，指出差异单元格 / the data, to name what differs")
    ] = None,
    packs: PackFolders = None,
) -> None:
    """校验打印件是否仍等于数据，或复核评分证明 / does a copy still equal its data, does a proof hold."""
    if not path.exists():
        console.complain("no_such_file", lang, path=path)
        raise typer.Exit(2)
    if path.is_dir():
        from hengxiao import verify_proof

        raise typer.Exit(verify_proof.main([str(path)]))
    raise typer.Exit(0 if _copy_holds(path, original, lang, packs or ()) else 1)


def _copy_holds(path: Path, original: Path | None, lang: Language, packs: list[Path] | tuple[Path, ...]) -> bool:
    from rich.markup import escape

    from hengxiao.cli.opening import opened_or_exit
    from hengxiao.core.printing import printed_mark, verify_print

    if printed_mark(path) is None:
        console.complain("no_mark", lang, path=path)
        return False
    forms = opened_or_exit(path, lang, packs).forms
    data = opened_or_exit(original, lang, packs).forms[0] if original else None
    result = verify_print(path, forms[0], data, packs=packs)
    if result.same and not result.differences:
        console.tell("copy_same", lang, path=path.name)
        return True
    console.complain("copy_differs", lang, path=path.name)
    if result.differences:
        listing = console.table(*(say(f"cli.column_{name}", lang) for name in ("where", "expected", "found")))
        for difference in result.differences:
            listing.add_row(escape(difference.where(lang)), escape(difference.expected), escape(difference.found))
        console.screen().print(listing)
    return False
