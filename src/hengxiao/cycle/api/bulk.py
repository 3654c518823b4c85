"""Bulk work by the interface (批量办理接口): each operation answers with the job that does it."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.jobs import JobOut, job_out, own_job
from hengxiao.base.api.shapes import Number, PageOf, Paging, Year, maybe, paged, paged_list, said
from hengxiao.base.enums import Family, JobState, Role
from hengxiao.base.queries import job_items
from hengxiao.base.rules import JOB_OWNERS
from hengxiao.cycle.actions.bulk import (
    confirm_list,
    hand_in_forms,
    hand_in_list,
    queue_comparison,
    queue_prints,
    queue_rebuild,
    queue_recheck,
)
from hengxiao.cycle.actions.importing import assign_form
from hengxiao.cycle.actions.indexing import INDEXERS
from hengxiao.cycle.api.declaring import project_in_reach
from hengxiao.cycle.api.shapes import FilingOut, VersionOut, filing_out, version_out
from hengxiao.cycle.jobs import forms, projects
from hengxiao.cycle.jobs.weighing import ROLES as COMPARERS
from hengxiao.cycle.listing import Planned, planned
from hengxiao.cycle.queries.declaring import DECLARING_ROLES
from hengxiao.cycle.queries.listing import known_of
from hengxiao.cycle.queries.printing import printable_versions

router = Router(tags=["bulk"])
How = Literal["skip", "update"]
MOST_CHOSEN = 5000


class RowOut(Schema):
    """A row of a list and what is to be done with it (清单行): `add`, `update`, `skip` or `refuse` with the reason."""

    row: int
    code: str
    name: str
    act: str
    reason: str


class ListAsked(Paging):
    """What becomes of projects that exist (已有项目的处理)."""

    how: How = "skip"


class ConfirmIn(Schema):
    """What becomes of projects that exist (已有项目的处理)."""

    how: How = "skip"


class AssignIn(Schema):
    """Whose a form is (指定项目)."""

    project: Number


class PrintableAsked(Paging):
    """Which approved filings (筛选正式件): of a year, by words of project or unit."""

    year: Year | None = None
    q: Annotated[str, maybe(120)] = ""


class PrintsIn(Schema):
    """What to print (批量打印): the chosen versions, or without any all of a year and words."""

    year: Year | None = None
    q: Annotated[str, maybe(120)] = ""
    versions: Annotated[list[Number], Field(min_length=1, max_length=MOST_CHOSEN)] | None = None


class RecheckIn(Schema):
    """The year to check anew (重新检查的年度)."""

    year: Year


class ComparisonIn(RecheckIn):
    """The year and the two packs (年度、两套规则包), by words of project or unit."""

    first: Annotated[str, said(40)]
    second: Annotated[str, said(40)]
    search: Annotated[str, maybe(200)] = ""


class RebuildIn(Schema):
    """The year whose index is rebuilt (重建索引的年度), all of them without one."""

    year: Year | None = None


def _row(plan: Planned) -> RowOut:
    line = plan.line
    return RowOut(row=line.number, code=line.code, name=line.name, act=plan.act, reason=plan.told)


@operation(
    router, "POST", "/bulk/projects", JobOut, family=Family.FILL, roles=DECLARING_ROLES,
    pages=("cycle:projects_import",), upload=True,
)  # fmt: skip
def hand_in_project_list(request: HttpRequest, file: File[UploadedFile]) -> JobOut:
    """Hand in a list of projects, Excel or CSV (导入项目清单); nothing is done before it is confirmed."""
    return job_out(hand_in_list(viewer=request.viewer, uploaded=file))


@operation(
    router, "GET", "/bulk/projects/{number}/rows", PageOf[RowOut], family=Family.READ, roles=DECLARING_ROLES,
    pages=("cycle:projects_check",),
)  # fmt: skip
def list_project_rows(request: HttpRequest, number: Number, given: Query[ListAsked]) -> PageOf[RowOut]:
    """What is to be done with every row of a list that waits (核对项目清单), refused rows first."""
    lines = projects.lines_of(own_job(request, number, kind=projects.KIND, state=JobState.PREPARED))
    plans = planned(lines, known_of(request.viewer, lines), given.how)
    return paged_list(sorted(plans, key=lambda plan: (plan.error is None, plan.line.number)), given, _row)


@operation(
    router, "POST", "/bulk/projects/{number}/confirm", JobOut, family=Family.FILL, roles=DECLARING_ROLES,
    pages=("cycle:projects_check",),
)  # fmt: skip
def confirm_project_list(request: HttpRequest, number: Number, given: ConfirmIn) -> JobOut:
    """Have a list done as it was looked at (确认导入项目清单)."""
    job = own_job(request, number, kind=projects.KIND)
    return job_out(confirm_list(viewer=request.viewer, job=job, how=given.how))


@operation(
    router, "POST", "/bulk/forms", JobOut, family=Family.FILL, roles=(Role.FILLER,), pages=("cycle:forms_import",),
    upload=True,
)  # fmt: skip
def hand_in_many_forms(
    request: HttpRequest, uploads: File[list[UploadedFile]], year: Form[Year], of_last_year: Form[bool] = True
) -> JobOut:
    """Hand in many forms, or archives of them (批量导入表格): drafts of the projects they belong to."""
    job = hand_in_forms(viewer=request.viewer, year=year, of_last_year=of_last_year, files=uploads)
    return job_out(job)


@operation(
    router, "POST", "/bulk/forms/{number}/items/{key}/assign", FilingOut, family=Family.FILL, roles=(Role.FILLER,),
    pages=("cycle:import_assign",),
)  # fmt: skip
def assign_imported_form(
    request: HttpRequest, number: Number, key: Annotated[str, maybe(64)], given: AssignIn
) -> FilingOut:
    """Say whose an unmatched form is (指定项目); `key` is that of the item that waits."""
    job = own_job(request, number, kind=forms.KIND)
    item = get_object_or_404(job_items(request.viewer, job).select_related("job", "file"), key=key)
    project = project_in_reach(request.viewer, given.project)
    return filing_out(assign_form(viewer=request.viewer, item=item, project=project))


@operation(
    router, "GET", "/bulk/prints", PageOf[VersionOut], family=Family.READ, roles=JOB_OWNERS, pages=("cycle:prints",)
)
def list_printable(request: HttpRequest, given: Query[PrintableAsked]) -> PageOf[VersionOut]:
    """Approved versions in force that may be printed officially (可打印的正式件)."""
    return paged(printable_versions(request.viewer, given.year, given.q.strip()), given, version_out)


@operation(
    router, "POST", "/bulk/prints", JobOut, family=Family.READ, roles=JOB_OWNERS, pages=("cycle:prints",)
)  # fmt: skip
def print_chosen(request: HttpRequest, given: PrintsIn) -> JobOut:
    """Print many approved filings officially, as one archive of PDFs (批量打印正式件)."""
    job = queue_prints(viewer=request.viewer, year=given.year, search=given.q.strip(), versions=given.versions)
    return job_out(job)


@operation(
    router, "POST", "/bulk/recheck", JobOut, family=Family.READ, roles=JOB_OWNERS, pages=("cycle:recompute",)
)  # fmt: skip
def recheck_year(request: HttpRequest, given: RecheckIn) -> JobOut:
    """Check every filing of a year in reach anew (重新检查全年申报); the list of findings is the job's output."""
    return job_out(queue_recheck(viewer=request.viewer, year=given.year))


@operation(
    router, "POST", "/bulk/comparison", JobOut, family=Family.READ, roles=COMPARERS, pages=("cycle:packs_compared_all",)
)  # fmt: skip
def compare_packs_on_year(request: HttpRequest, given: ComparisonIn) -> JobOut:
    """Two packs compared on every filing of a year in reach (比较规则包); each filing is an item of the job."""
    return job_out(queue_comparison(viewer=request.viewer, **given.dict()))


@operation(
    router, "POST", "/bulk/index", JobOut, family=Family.MANAGE, roles=INDEXERS, pages=("cycle:recompute",)
)  # fmt: skip
def rebuild_indicator_index(request: HttpRequest, given: RebuildIn) -> JobOut:
    """Rebuild the index of indicators (重建指标索引), of one year or of all."""
    return job_out(queue_rebuild(viewer=request.viewer, year=given.year))
