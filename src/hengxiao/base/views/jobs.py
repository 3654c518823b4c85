"""Pages of background work (后台任务): one's own jobs, a job with its progress, what it made; states for the system."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hengxiao.base.access import page
from hengxiao.base.downloads import job_output
from hengxiao.base.enums import ItemState, JobState, Role
from hengxiao.base.jobs.actions import CANCELLABLE, OPEN, cancel_job, may_retry, retry_job
from hengxiao.base.jobs.kinds import find_kind
from hengxiao.base.models import Job
from hengxiao.base.paging import asked_page
from hengxiao.base.queries import all_jobs, job_items, jobs
from hengxiao.base.rules import JOB_OWNERS

business = page(*JOB_OWNERS)


@business
def listing(request: HttpRequest) -> HttpResponse:
    """One's own jobs (我的后台任务)."""
    rows = asked_page(request, jobs(request.viewer))
    return render(request, "base/jobs.html", {"page": rows})


@page(Role.SYSTEM_ADMIN)
def everybody(request: HttpRequest) -> HttpResponse:
    """States of everybody's jobs (后台任务状态), without what they are about."""
    rows = asked_page(request, all_jobs(request.viewer))
    return render(request, "base/jobs_all.html", {"page": rows, "going": CANCELLABLE})


@never_cache
@business
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One job (后台任务): how far it is, what came of every item."""
    job = get_object_or_404(jobs(request.viewer), pk=number)
    return render(request, "base/job.html", _facts(request, job))


@never_cache
@business
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of a job's page that changes (任务进度); `said` is what a screen reader was told last."""
    job = get_object_or_404(jobs(request.viewer), pk=number)
    return render(request, "base/_job.html", _facts(request, job) | {"said": request.GET.get("said", "")})


def _facts(request: HttpRequest, job: Job) -> dict[str, Any]:
    kind, going = find_kind(job.kind), job.state in OPEN
    state = request.GET.get("state", "") if request.GET.get("state", "") in ItemState else ""
    return {
        "job": job, "going": going, "step": f"{job.state}-{(job.percent or 0) // 10}",
        "page": None if going else asked_page(request, job_items(request.viewer, job, state)),
        "may_retry": may_retry(job), "may_cancel": job.state in CANCELLABLE,
        "items_page": reverse(kind.items, args=[job.pk]) if kind and kind.items else "",
    }  # fmt: skip


@require_POST
@page(*JOB_OWNERS, Role.SYSTEM_ADMIN)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a job (取消任务)."""
    own = not request.viewer.has(Role.SYSTEM_ADMIN)
    job = get_object_or_404(jobs(request.viewer) if own else all_jobs(request.viewer), pk=number)
    cancel_job(viewer=request.viewer, job=job)
    messages.success(request, _("任务已取消，已办成的保留"))
    return redirect("base:job", number) if own else redirect("base:all_jobs")


@require_POST
@business
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Go on, or do the failed items again (重试)."""
    retry_job(viewer=request.viewer, job=get_object_or_404(jobs(request.viewer), pk=number))
    messages.success(request, _("任务已重新排队，从没有办成的地方继续"))
    return redirect("base:job", number)


@business
def output(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file a job has made (下载任务成果); who took it is in the audit log."""
    job = get_object_or_404(jobs(request.viewer), pk=number, state=JobState.DONE)
    return job_output(request.viewer, job)
