"""Background work by the interface (后台任务接口): how far it is, what came of it, cancelled, gone on with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from hengxiao.base.api.door import operation, require_family
from hengxiao.base.api.shapes import Number, PageOf, Paging, paged
from hengxiao.base.downloads import OCTETS, job_output
from hengxiao.base.enums import Family, ItemState, JobState, Role
from hengxiao.base.jobs.actions import cancel_job, may_retry, retry_job
from hengxiao.base.jobs.kinds import kind_of
from hengxiao.base.models import Job, JobItem
from hengxiao.base.queries import all_jobs, job_items, jobs
from hengxiao.base.rules import JOB_OWNERS
from hengxiao.base.templatetags.words import job_title, job_told

router = Router(tags=["jobs"])
SYSTEM = (Role.SYSTEM_ADMIN,)
FILE = {"file": OCTETS}


class Seen(Schema):
    """What everybody who sees a job sees of it (任务概况)."""

    number: int
    kind: str
    title: str
    state: JobState
    done: int
    failed: int
    total: int
    created_at: datetime


class JobOut(Seen):
    """A job (后台任务): `message` says why it ended so; without `percent` nobody knows yet how many items there are."""

    percent: int | None
    code: str
    message: str
    output: str | None
    may_retry: bool
    started_at: datetime | None
    finished_at: datetime | None


class JobStateOut(Seen):
    """The state of anybody's job (任务状态), without what it is about."""

    attempts: int
    person: str
    organisation: str | None
    heartbeat: datetime | None


class JobItemOut(Schema):
    """An item of a job and what came of it (任务明细); `link` leads to the page of what was made."""

    key: str
    name: str
    state: ItemState
    code: str
    message: str
    facts: dict[str, Any]
    link: str
    at: datetime


class ItemsAsked(Paging):
    """Which items (筛选明细)."""

    state: ItemState | None = None


def _seen(row: Job) -> dict[str, Any]:
    return {
        "number": row.pk, "kind": row.kind, "title": job_title(row), "state": JobState(row.state), "done": row.done,
        "failed": row.failed, "total": row.total, "created_at": row.created_at,
    }  # fmt: skip


def job_out(row: Job) -> JobOut:
    """A job (后台任务)."""
    return JobOut(
        **_seen(row), percent=row.percent, code=row.code, message=job_told(row), may_retry=may_retry(row),
        output=row.output_name if row.output and row.state == JobState.DONE else None,
        started_at=row.started_at, finished_at=row.finished_at,
    )  # fmt: skip


def _state(row: Job) -> JobStateOut:
    return JobStateOut(
        **_seen(row), attempts=row.attempts, person=row.person.username, heartbeat=row.heartbeat,
        organisation=row.organisation.code if row.organisation else None,
    )  # fmt: skip


def _item(row: JobItem) -> JobItemOut:
    return JobItemOut(
        key=row.key, name=row.name, state=ItemState(row.state), code=row.code, message=job_told(row), facts=row.facts,
        link=row.link, at=row.at,
    )  # fmt: skip


def own_job(request: HttpRequest, number: int, **more: Any) -> Job:
    """One of the viewer's own jobs (本人的任务), else not found."""
    found: Job = get_object_or_404(jobs(request.viewer), pk=number, **more)
    return found


@operation(router, "GET", "/jobs", PageOf[JobOut], family=Family.READ, roles=JOB_OWNERS, pages=("base:jobs",))
def list_jobs(request: HttpRequest, given: Query[Paging]) -> PageOf[JobOut]:
    """One's own background jobs (我的后台任务), newest first."""
    return paged(jobs(request.viewer), given, job_out)


@operation(router, "GET", "/jobs/all", PageOf[JobStateOut], family=Family.READ, roles=SYSTEM, pages=("base:all_jobs",))
def list_all_jobs(request: HttpRequest, given: Query[Paging]) -> PageOf[JobStateOut]:
    """States of everybody's jobs (全部后台任务的状态), without what they are about."""
    return paged(all_jobs(request.viewer), given, _state)


@operation(
    router, "GET", "/jobs/{number}", JobOut, family=Family.READ, roles=JOB_OWNERS,
    pages=("base:job", "base:job_progress"),
)  # fmt: skip
def get_job(request: HttpRequest, number: Number) -> JobOut:
    """How far a job is (后台任务进度)."""
    return job_out(own_job(request, number))


@operation(
    router, "GET", "/jobs/{number}/items", PageOf[JobItemOut], family=Family.READ, roles=JOB_OWNERS,
    pages=("base:job",),
)  # fmt: skip
def list_job_items(request: HttpRequest, number: Number, given: Query[ItemsAsked]) -> PageOf[JobItemOut]:
    """What came of every item (任务明细): first those that wait for a decision, then those that failed."""
    return paged(job_items(request.viewer, own_job(request, number), given.state or ""), given, _item)


@operation(
    router, "GET", "/jobs/{number}/output", None, family=Family.READ, roles=JOB_OWNERS, pages=("base:job_output",),
    media=FILE,
)  # fmt: skip
def take_job_output(request: HttpRequest, number: Number) -> FileResponse:
    """The file a job has made (任务成果); who took it is in the audit log."""
    job = own_job(request, number, state=JobState.DONE)
    return job_output(request.viewer, job)


@operation(
    router, "POST", "/jobs/{number}/cancel", JobOut, family=Family.FILL, also=(Family.READ, Family.MANAGE),
    roles=(*JOB_OWNERS, *SYSTEM), pages=("base:cancel_job",),
)  # fmt: skip
def cancel_queued_job(request: HttpRequest, number: Number) -> JobOut:
    """Stop a job (取消后台任务); what is done stays. The system administrator may stop anybody's."""
    if request.viewer.has(*SYSTEM):
        require_family(request, Family.MANAGE)
        job = get_object_or_404(all_jobs(request.viewer), pk=number)
    else:
        job = own_job(request, number)
        require_family(request, kind_of(job.kind).family)
    return job_out(cancel_job(viewer=request.viewer, job=job))


@operation(
    router, "POST", "/jobs/{number}/retry", JobOut, family=Family.FILL, also=(Family.READ, Family.MANAGE),
    roles=JOB_OWNERS, pages=("base:retry_job",),
)  # fmt: skip
def retry_stopped_job(request: HttpRequest, number: Number) -> JobOut:
    """Let a stopped job go on, or do the failed items again (继续办、重试); with the family the job began under."""
    job = own_job(request, number)
    require_family(request, kind_of(job.kind).family)
    return job_out(retry_job(viewer=request.viewer, job=job))
