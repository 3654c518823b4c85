"""Projects in bulk (批量导入项目): every row of a confirmed list is added, updated or told why not."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengxiao.base.errors import ActionError
from hengxiao.base.jobs.kinds import job
from hengxiao.base.jobs.running import Run
from hengxiao.base.models import Job, JobItem, Organisation
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.declaring import add_project, update_project
from hengxiao.cycle.listing import Line, Planned, planned, read_list
from hengxiao.cycle.models import Project
from hengxiao.cycle.queries.declaring import DECLARING_ROLES
from hengxiao.cycle.queries.listing import known_of

KIND = "cycle.import_projects"
HOW = ("skip", "update")


@job(KIND, _("批量导入项目"), DECLARING_ROLES, items="cycle:projects_check")
def import_projects(run: Run) -> None:
    """Do what the list says, row by row (批量导入项目), as it was confirmed."""
    lines, done = lines_of(run.job), run.finished()
    run.plan(len(lines))
    plans = planned(lines, known_of(run.viewer, lines), run.job.params["how"])
    for plan in plans:
        if str(plan.line.number) not in done:
            with run.item(str(plan.line.number), f"{plan.line.code} {plan.line.name}".strip()) as item:
                _do(run.viewer, plan, item)


def lines_of(job: Job) -> list[Line]:
    """The rows of the list handed in (清单各行).

    Raises:
        ActionError: the list is gone or cannot be read.
    """
    file = job.files.first()
    if file is None or not default_storage.exists(file.path):
        raise ActionError("base.job_no_retry")
    with default_storage.open(file.path) as stream:
        return read_list(file.name, stream.read())


def _do(viewer: Viewer, plan: Planned, item: JobItem) -> None:
    if plan.error is not None:
        raise plan.error
    values, number = dict(plan.values), plan.project
    unit = Organisation.objects.get(pk=values.pop("organisation"))
    if number is None:
        number = add_project(viewer=viewer, organisation=unit, **values).pk
    elif plan.act == "update":
        values.pop("code")
        update_project(viewer=viewer, project=Project.objects.get(pk=number), **values)
        item.code = "cycle.list_updated"
    else:
        item.code = "cycle.list_skipped"
    item.link = reverse("cycle:project", args=[number])
