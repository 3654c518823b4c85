"""`hengxiao reindex` (重建指标索引), at the console."""

from __future__ import annotations

from typing import Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang
from hengxiao.cli.serve import Data, open_site


def reindex(
    lang: Lang,
    data: Data = None,
    year: Annotated[
        int | None, typer.Option("--year", help="只重建这一年 / this year only", show_default=False)
    ] = None,
) -> None:
    """由各份定版重建指标索引 / rebuild the index of indicators from the fixed versions."""
    open_site(lang, data)
    from hengxiao.cycle.jobs.indexing import rebuild_at_once
    from hengxiao.site.today import console_viewer

    filings, rows = rebuild_at_once(console_viewer(), year)
    console.tell("reindexed", lang, filings=filings, rows=rows)
