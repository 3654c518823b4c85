"""`hengxiao print` (打印)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang, OnePath, PackFolders

FormId = Annotated[
    str,
    typer.Option("--form", help="表式 / official form, such as hubei_2020.target", show_default=False),
]
To = Annotated[Path, typer.Option("--to", help=".docx .xlsx .pdf", show_default=False)]


def print_(
    path: OnePath,
    form: FormId,
    to: To,
    lang: Lang,
    fonts: Annotated[
        Path | None, typer.Option("--fonts", help="补充字体文件夹 / folder of further fonts", show_default=False)
    ] = None,
    packs: PackFolders = None,
) -> None:
    """按官方表式打印成 Word、Excel、PDF / print the official form."""
    from hengxiao.cli.opening import opened_or_exit
    from hengxiao.core.printing import PrintError, field_label, form_ids, geometry, left_out, print_form

    try:
        geometry(form, packs or ())
    except PrintError:
        console.complain("no_such_form", lang, form=form, known="、".join(form_ids(packs or ())))
        raise typer.Exit(2) from None
    forms = opened_or_exit(path, lang, packs or ()).forms
    for number, each in enumerate(forms):
        target = to if len(forms) == 1 else to.with_stem(f"{to.stem}-{number + 1:02d}")
        try:
            mark = print_form(each, form, target, fonts=fonts, packs=packs or ())
        except PrintError as error:
            console.complain("print_refused", lang, reason=error.message(lang))
            raise typer.Exit(3) from None
        console.tell("printed", lang, target=target, mark=mark.digest[:16].upper())
        places = [place.partition(".") for place in left_out(each, form, packs or ())]
        omitted = [field_label(kind, name, lang) for kind, _, name in places]
        if omitted:
            console.tell("not_printed", lang, fields="、".join(dict.fromkeys(omitted)))
