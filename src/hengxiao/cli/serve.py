"""`hengxiao serve` (网站服务): the production server, its database and static files made ready first."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="数据文件夹，默认 var / data folder, default var", envvar="HENGXIAO_DATA", show_default=False
    ),
]


def require_web(lang: Lang) -> None:
    """Say how to get the web parts when they are missing (检查网站组件)."""
    if find_spec("django") is None or find_spec("gunicorn") is None:
        console.complain("no_web", lang)
        raise typer.Exit(2)


def open_site(lang: Lang, data: Path | None, log: str = "text") -> None:
    """Load the site on a data folder (打开网站数据)."""
    require_web(lang)
    if data is not None:
        os.environ["HENGXIAO_DATA"] = str(data)
    from hengxiao.site.serving import set_up

    set_up(log)


def serve(
    lang: Lang,
    data: Data = None,
    address: Annotated[str, typer.Option("--bind", help="监听地址 / address to listen on")] = "127.0.0.1:8000",
    workers: Annotated[int, typer.Option("--workers", min=1, help="进程数 / processes")] = 2,
    threads: Annotated[int, typer.Option("--threads", min=1, help="每进程线程数 / threads each")] = 4,
    migrate: Annotated[bool, typer.Option(help="自动升级数据库 / bring the database to this version")] = True,
    worker: Annotated[bool, typer.Option(help="同时运行后台工作进程 / run a background worker beside")] = True,
    check: Annotated[bool, typer.Option("--check", help="只检查准备，不启动 / make ready and stop")] = False,
) -> None:
    """启动网站（先升级数据库、收集静态文件）/ serve the site."""
    require_web(lang)
    from hengxiao.site.serving import Plan, measure_in, prepare, require_free, run

    if not check:
        require_free(address)
    measure_in(Path(data or "var").resolve() / "metrics")
    open_site(lang, data, "json")
    plan = Plan(address, workers, threads, migrate, worker)
    for code, facts in prepare(plan):
        console.tell(code, lang, **facts)
    if check:
        return
    run(plan, lambda: console.tell("serve_at", lang, address=address))
