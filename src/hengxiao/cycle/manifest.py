"""What the cycle offers the site (清单): menu items, by role; data only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hengxiao.base.enums import Role
from hengxiao.base.manifest import Item
from hengxiao.base.rules import JOB_OWNERS
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer

REVIEWING = (
    Role.UNIT_REVIEWER,
    Role.DEPARTMENT_FINANCE,
    Role.FINANCE_BUSINESS,
    Role.FINANCE_PERFORMANCE,
)
COMPARING = (Role.DEPARTMENT_FINANCE, Role.FINANCE_BUSINESS, Role.FINANCE_PERFORMANCE, Role.AUDITOR)
MENU = [
    Item("项目库", "cycle:projects", EVERY_BUSINESS_ROLE, 100),
    Item("指标库", "cycle:library", EVERY_BUSINESS_ROLE, 150),
    Item("待我审核", "cycle:review_list", REVIEWING, 200),
    Item("受托审核", "cycle:entrusted", (Role.EVALUATOR, Role.EXPERT), 205),
    Item("公开审查", "cycle:releases", EVERY_BUSINESS_ROLE, 280),
    Item("规则包", "cycle:packs", EVERY_BUSINESS_ROLE, 285),
    Item("比较规则包", "cycle:packs_compared", COMPARING, 286),
    Item("校验回收件", "cycle:verify", EVERY_BUSINESS_ROLE, 290),
    Item("批量办理", "cycle:bulk", JOB_OWNERS, 300),
    Item("预算年度", "cycle:years", (Role.FINANCE_PERFORMANCE,), 890),
]


def years() -> list[int]:
    """Budget years one can work in (可选年度)."""
    from hengxiao.cycle.models import FiscalYear

    return list(FiscalYear.objects.values_list("year", flat=True))


def next_steps(viewer: Viewer) -> Iterable[Any]:
    """What years and projects ask of a person next (下一步)."""
    from hengxiao.cycle.queries.starting import next_steps as steps

    return steps(viewer)
