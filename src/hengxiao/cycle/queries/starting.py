"""What to do next in the cycle (下一步): a year to open, projects to enter, targets to declare."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hengxiao.base.enums import Role
from hengxiao.base.starting import NextStep
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.queries.declaring import DECLARING_ROLES, fillable_projects, may_run_years, project_list, years

ASKED = (*DECLARING_ROLES, Role.FINANCE_PERFORMANCE)


def next_steps(viewer: Viewer) -> Iterator[NextStep]:
    """What years and projects ask of the viewer (申报下一步)."""
    if not viewer.has(*ASKED):
        return
    newest = years().filter(open=True).first()
    if newest is not None:
        yield from _to_declare(viewer, newest.year)
    elif may_run_years(viewer):
        yield NextStep(_("还没有开放申报的年度，请开放"), reverse("cycle:years"))
    else:
        yield NextStep(_("还没有开放申报的年度：由财政绩效处室（数据范围为“全部”）开放后才能申报"))


def _to_declare(viewer: Viewer, year: int) -> Iterator[NextStep]:
    if not viewer.has(Role.FILLER):
        return
    if project_list(viewer, year=year, state="none").filter(pk__in=fillable_projects(viewer).values("pk")).exists():
        said = _("有项目还没有建立 %(year)d 年的绩效目标申报") % {"year": year}
        yield NextStep(said, f"{reverse('cycle:projects')}?year={year}&state=none")
    elif not fillable_projects(viewer).exists():
        yield NextStep(_("项目库里还没有您填报的项目，请新建或批量导入"), reverse("cycle:project_add"))
