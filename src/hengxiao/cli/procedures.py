"""`hengxiao procedure check|draw|compare` (办理流程)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang, PackFolders
from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language

if TYPE_CHECKING:
    from hengxiao.core.packs import Rule
    from hengxiao.core.procedure import Procedure

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="办理流程：查、画、比 / procedures: check, draw, compare"
)
Where = Annotated[str, typer.Argument(help="规则包，或 规则包@日期 / pack, or pack@date", show_default=False)]
CODE = Annotated[str, typer.Option("--code", help="流程的规则编码 / rule code of the procedure")]
USUAL = "procedure.targets"


@app.command()
def check(
    lang: Lang,
    pack_ids: Annotated[list[str] | None, typer.Argument(help="规则包代码；不给则全部", show_default=False)] = None,
    packs: PackFolders = None,
) -> None:
    """检查流程表：状态都走得到、都走得出 / every state can be reached and left."""
    from hengxiao.core.packs import available, load
    from hengxiao.core.procedure import ProcedureError, load_procedure

    wrong = 0
    for pack_id in pack_ids or available(packs or ()):
        for rule in load(pack_id, packs or ()).rules("procedure").values():
            for version in rule.versions():
                facts = {"pack": pack_id, "code": rule.code, "on": version.in_force.isoformat()}
                try:
                    made = load_procedure(rule.code, version.value)
                except (ProcedureError, KeyError, TypeError) as error:
                    wrong += 1
                    console.complain("procedure_wrong", lang, fault=error, **facts)
                else:
                    console.tell("procedure_right", lang, states=len(made.states), moves=len(made.moves), **facts)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def draw(where: Where, lang: Lang, code: CODE = USUAL, packs: PackFolders = None) -> None:
    """画成 Mermaid 状态图 / as a Mermaid state diagram."""
    typer.echo(_procedure(where, code, lang, packs or ())[0].draw(), nl=False)


@app.command()
def compare(first: Where, second: Where, lang: Lang, code: CODE = USUAL, packs: PackFolders = None) -> None:
    """比较两个流程：环节、办理、角色、条件 / states, moves, roles and conditions that differ."""
    from rich.markup import escape

    from hengxiao.core.procedure.comparing import compare_procedures

    one, other = _procedure(first, code, lang, packs or ()), _procedure(second, code, lang, packs or ())
    found = compare_procedures(one[0], other[0])
    if not found:
        console.tell("procedure_same", lang)
        return
    listing = console.table(
        say("cli.column_code", lang),
        *(f"{name} {rule.in_force}" for name, (_, rule) in ((first, one), (second, other))),
    )
    for each in found:
        name = f"{say(f'cli.procedure_{each.part}', lang)} {each.name}".strip()
        listing.add_row(escape(name), escape(each.first or "—"), escape(each.second or "—"))
    console.screen().print(listing)


def _procedure(where: str, code: str, lang: Language, folders: Sequence[Path]) -> tuple[Procedure, Rule]:
    from hengxiao.core.packs import load
    from hengxiao.core.procedure import load_procedure

    pack, _at, day = where.partition("@")
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        console.complain("bad_date", lang, text=day)
        raise typer.Exit(2) from None
    rule = load(pack, folders).rule(code, on=on)
    return load_procedure(code, rule.value), rule
