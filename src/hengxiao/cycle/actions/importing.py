"""What people decide about imported forms (导入的表): whose an unmatched one is."""

from __future__ import annotations

from django.urls import reverse

from hengxiao.base.acting import acting, require
from hengxiao.base.enums import ItemState
from hengxiao.base.errors import ActionError
from hengxiao.base.files import stored_bytes
from hengxiao.base.jobs.actions import settle_item
from hengxiao.base.models import JobItem
from hengxiao.base.viewer import Viewer
from hengxiao.core.reading import open_bytes
from hengxiao.cycle.actions.declaring import open_year_of, start_filing
from hengxiao.cycle.gathering import drafts_of
from hengxiao.cycle.models import Filing, Project


def assign_form(*, viewer: Viewer, item: JobItem, project: Project) -> Filing:
    """Say whose an unmatched form is (指定项目): its draft is made as the import would have made it.

    Raises:
        ForbiddenError: the import is somebody else's, or the viewer does not fill in for the project.
        LateError: it was assigned already.
        ActionError: the form is gone, or the project has a filing of the year; see `start_filing`.
    """
    with acting(viewer, "cycle.assign_form", f"project:{project.code}") as entry:
        require(item.job.person == viewer.person and item.state == ItemState.WAITING and item.file is not None)
        params, source = item.job.params, item.file
        assert source is not None
        pack = open_year_of(params["year"]).pack
        document = open_bytes(source.name, stored_bytes(source))
        drafts = drafts_of(document, pack, params["year"], of_last_year=params["of_last_year"])
        number = int(item.key.rpartition(".")[2].partition("-")[0])
        if number > len(drafts):
            raise ActionError("cycle.no_form_in_file", name=source.name)
        filing = start_filing(
            viewer=viewer, project=project, year=params["year"], document=drafts[number - 1].document, source=source
        )
        settle_item(item, item.name, reverse("cycle:edit", args=[filing.pk]))
        entry.facts = {"job": item.job_id, "name": item.name}
        return filing
