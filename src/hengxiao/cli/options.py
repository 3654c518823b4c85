"""Options several commands share (通用选项)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from hengxiao.core.terms.kinds import Language


def default_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Language of messages (界面语言): HENGXIAO_LANG, else an English LANG/LC_ALL/LC_MESSAGES, else Chinese."""
    chosen = environment.get("HENGXIAO_LANG", "")
    if chosen in tuple(Language):
        return Language(chosen)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return Language.ENGLISH if environment[name].startswith("en") else Language.CHINESE
    return Language.CHINESE


Paths = Annotated[list[Path], typer.Argument(help="文件或文件夹 / files or folders", show_default=False)]
OnePath = Annotated[Path, typer.Argument(help="文件 / file", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON（一行一张表）/ JSON Lines for machines")]
Lang = Annotated[
    Language,
    typer.Option("--lang", help="界面语言 / language", default_factory=default_language, show_default=False),
]
PackId = Annotated[
    str,
    typer.Option("--pack", help="规则包；不给则按表选 / rule pack; left out: chosen from the form", show_default=False),
]
PackFolders = Annotated[
    list[Path] | None,
    typer.Option("--packs", help="另加规则包文件夹 / further folders of rule packs", show_default=False),
]
