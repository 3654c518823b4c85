"""`hengxiao setup | backup | restore` (建站、备份、恢复)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hengxiao.cli import console
from hengxiao.cli.options import Lang
from hengxiao.cli.serve import Data, open_site

FOUNDERS = (
    ("system", "系统管理员", "system_admin"),
    ("security", "安全保密管理员甲", "security_admin"),
    ("security2", "安全保密管理员乙", "security_admin"),
    ("audit", "安全审计员", "audit_admin"),
)


def setup(
    lang: Lang,
    code: Annotated[str, typer.Option("--code", help="财政部门统一社会信用代码 / code of the finance bureau")],
    name: Annotated[str, typer.Option("--name", help="财政部门名称 / name of the finance bureau")],
    data: Data = None,
) -> None:
    """建站：建财政部门和三员账号，打印一次性口令 / found a site and print its administrators' first passwords."""
    open_site(lang, data)
    import secrets

    from hengxiao.base.enums import Role
    from hengxiao.base.founding import Founder, found_site
    from hengxiao.site.serving import migrate
    from hengxiao.site.today import console_viewer

    for said, facts in migrate(wanted=True):
        console.tell(said, lang, **facts)
    founders = [Founder(user, title, Role(role), secrets.token_urlsafe(12)) for user, title, role in FOUNDERS]
    found_site(viewer=console_viewer(), code=code, name=name, founders=founders)
    console.tell("setup_done", lang, name=name)
    for founder in founders:
        console.tell("setup_account", lang, username=founder.username, title=founder.name, password=founder.password)
    command = "hengxiao serve" if data is None else f"hengxiao serve --data {data}"
    console.tell("setup_next", lang, command=command, system="system", security="security", security2="security2")


def backup(
    lang: Lang,
    target: Annotated[Path, typer.Argument(help="备份文件（.tar.gz）/ file to write", show_default=False)],
    data: Data = None,
) -> None:
    """备份数据库和文件（不必停服务）/ back up database and files while the site runs."""
    open_site(lang, data)
    from hengxiao.site.backups import back_up

    kept = back_up(target)
    console.tell("backup_done", lang, path=target, members=len(kept.members), events=kept.audit_number)


def restore(
    lang: Lang,
    source: Annotated[Path, typer.Argument(help="备份文件 / backup to restore", show_default=False)],
    data: Data = None,
    replace: Annotated[bool, typer.Option("--replace", help="覆盖已有数据 / over what is there")] = False,
) -> None:
    """从备份恢复，核验每个文件和审计链 / restore, proving every file and the audit chain."""
    open_site(lang, data)
    from hengxiao.site.backups import proved
    from hengxiao.site.backups import restore as bring_back
    from hengxiao.site.serving import migrate

    kept = bring_back(source, replace=replace)
    for code, facts in migrate(wanted=True):
        console.tell(code, lang, **facts)
    events, files = proved(kept)
    console.tell("restore_done", lang, events=events, files=files)
