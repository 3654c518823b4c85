"""`hengxiao work` (后台工作进程): does the jobs of the site, and what has to be done from time to time."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang
from hengxiao.cli.serve import Data, open_site


def work(
    lang: Lang,
    data: Data = None,
    once: Annotated[bool, typer.Option("--once", help="办完排队的就退出 / stop when nothing is due")] = False,
    beside: Annotated[
        int, typer.Option("--beside", help="该进程不在了就停（由 serve 用）/ stop when this process is gone")
    ] = 0,
) -> None:
    """运行后台工作进程（导入、打印、定时事项）/ do the jobs and the periodic work of the site."""
    open_site(lang, data, "json")
    from hengxiao.base.jobs.working import work as run
    from hengxiao.site.serving import require_packs

    if beside and os.getppid() != beside:
        raise typer.Exit(0)
    require_packs()
    if not once and not beside:
        console.tell("work_begins", lang)
    taken = run(once=once, parent=beside)
    if once:
        console.tell("work_done", lang, count=taken)
