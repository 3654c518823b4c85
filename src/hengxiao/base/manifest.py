"""What the base offers the site (清单): menu items, by role; data only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hengxiao.base.enums import Role
from hengxiao.base.rules import ADMINISTRATORS, BUSINESS, JOB_OWNERS
from hengxiao.base.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """One menu item (菜单项)."""

    title: str
    url: str
    roles: tuple[str, ...]
    order: int = 100


MENU = [
    Item("后台任务", "base:jobs", JOB_OWNERS, 880),
    Item("后台任务状态", "base:all_jobs", (Role.SYSTEM_ADMIN,), 917),
    Item("我的角色与委托", "base:delegations", tuple(sorted(BUSINESS)), 890),
    Item("单位", "base:organisations", (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN), 900),
    Item("人员", "base:people", (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN), 905),
    Item("授权", "base:grants", (Role.SECURITY_ADMIN,), 910),
    Item("接口令牌", "base:tokens", tuple(sorted(BUSINESS | ADMINISTRATORS)), 895),
    Item("回调", "base:webhooks", (Role.SYSTEM_ADMIN, Role.DEPARTMENT_FINANCE), 917),
    Item("工作日历", "base:holidays", (Role.SYSTEM_ADMIN,), 915),
    Item("审计日志", "base:audit", (Role.AUDIT_ADMIN,), 920),
]


def next_steps(viewer: Viewer) -> Iterable[Any]:
    """What organisations, people and grants ask of a person next (下一步)."""
    from hengxiao.base.starting import next_steps as steps

    return steps(viewer)
