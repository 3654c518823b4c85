"""Adjustments and mid-year additions (目标调整、年中追加): a new filing from the approved version, with a reason."""

from __future__ import annotations

from copy import deepcopy

from django.utils.translation import gettext as _

from hengxiao.base.acting import acting, require
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.moving import actor
from hengxiao.cycle.enums import FilingKind
from hengxiao.cycle.models import Filing, FilingVersion, Project
from hengxiao.cycle.procedures import procedure_of, state_name, table_of
from hengxiao.cycle.queries.declaring import fillable_projects
from hengxiao.cycle.queries.reviewing import version_in_force

CHANGING = (FilingKind.ADJUSTMENT, FilingKind.ADDITION)


def start_adjustment(*, viewer: Viewer, project: Project, year: int, reason: str) -> Filing:
    """Begin an adjustment of the target in force (发起调整)."""
    return _start(viewer, project, year, reason, FilingKind.ADJUSTMENT)


def start_addition(*, viewer: Viewer, project: Project, year: int, reason: str) -> Filing:
    """Begin a mid-year addition to the target in force (发起年中追加)."""
    return _start(viewer, project, year, reason, FilingKind.ADDITION)


def _start(viewer: Viewer, project: Project, year: int, reason: str, kind: str) -> Filing:
    with acting(viewer, f"cycle.start_{kind}", f"project:{project.pk}") as entry:
        # The lock makes those who begin at once wait for each other: one change of a project is under way at a time.
        locked = fillable_projects(viewer).select_for_update(of=("self",)).filter(pk=project.pk).first()
        require(locked is not None)
        if not reason.strip():
            raise ActionError("cycle.reason_missing").beside("reason")
        base = version_in_force(project.pk, year)
        if base is None:
            raise ActionError("cycle.nothing_in_force", year=year)
        others = list(Filing.objects.filter(project=project, year=year, kind__in=CHANGING).defer("document"))
        under_way = next((each for each in others if not procedure_of(each).states[each.state].final), None)
        if under_way is not None:
            raise ActionError("cycle.adjustment_open", state=_(state_name(under_way)))
        filing = _made(viewer, base, kind, sum(each.kind == kind for each in others) + 1, reason)
        entry.facts |= {"filing": filing.pk, "rests_on": base.pk, "reason": reason.strip()}
        entry.before, entry.after = base.document, filing.document
        return filing


def _made(viewer: Viewer, base: FilingVersion, kind: str, number: int, reason: str) -> Filing:
    before, table = base.filing, table_of(base.filing.pack)
    return Filing.objects.create(
        project_id=before.project_id, organisation_id=before.organisation_id, year=before.year, kind=kind,
        number=number, state=table["start"], pack=before.pack, layout=before.layout, procedure=table,
        document=deepcopy(base.document), adjusts=base, reason=reason.strip(), created_by=actor(viewer),
    )  # fmt: skip
