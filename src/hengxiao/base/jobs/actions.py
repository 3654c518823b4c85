"""What people do with jobs (任务操作): queue, confirm, cancel, try again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from hengxiao.base.acting import acting, advance, require
from hengxiao.base.enums import ItemState, JobState, Role
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.jobs.kinds import find_kind, kind_of
from hengxiao.base.jobs.queue import enqueue
from hengxiao.base.models import Job, JobFile, JobItem, Notice
from hengxiao.base.proving import plain_name
from hengxiao.base.viewer import Viewer

OPEN = (JobState.QUEUED, JobState.RUNNING)
CANCELLABLE = (*OPEN, JobState.PREPARED)
MOST_OPEN = 20


def queue_job(
    *,
    viewer: Viewer,
    kind: str,
    params: dict[str, Any],
    files: Sequence[File[Any]] = (),
    prepared: bool = False,
) -> Job:
    """Have something done in the background (提交后台任务); a prepared one waits until its owner confirms it.

    Raises:
        ForbiddenError: the viewer has no role for this kind.
        ActionError: the viewer has too many jobs open already.
    """
    kept: list[str] = []
    try:
        with acting(viewer, "base.queue_job") as entry:
            person = viewer.person
            if person is None or not viewer.has(*kind_of(kind).roles):
                raise ForbiddenError("base.forbidden")
            if Job.objects.filter(person=person, state__in=OPEN).count() >= MOST_OPEN:
                raise ActionError("base.job_too_many", most=MOST_OPEN)
            job = Job.objects.create(
                kind=kind, params=params, person=person, organisation=person.organisation,
                state=JobState.PREPARED if prepared else JobState.QUEUED,
            )  # fmt: skip
            _keep_files(job, files, kept)
            if not prepared:
                enqueue(job)
            entry.subject, entry.facts, entry.after = f"job:{job.pk}", {"kind": kind, "files": len(files)}, params
        return job
    except BaseException:
        for path in kept:
            default_storage.delete(path)
        raise


def _keep_files(job: Job, files: Sequence[File[Any]], kept: list[str]) -> None:
    """Put what was handed over aside, unopened; paths are noted so that a failed action leaves nothing behind."""
    folder = f"jobs/{uuid.uuid4().hex}"
    for number, file in enumerate(files, 1):
        kept.append(f"{folder}/{number}")
        path = default_storage.save(f"{folder}/{number}", file)
        name = plain_name(file.name or "") or str(number)
        JobFile.objects.create(job=job, number=number, name=name, path=path, size=file.size or 0)


def confirm_job(*, viewer: Viewer, job: Job, params: dict[str, Any]) -> Job:
    """Have a prepared job done (确认执行).

    Raises:
        ForbiddenError: it is somebody else's.
        LateError: it was confirmed or cancelled meanwhile.
    """
    with acting(viewer, "base.confirm_job", f"job:{job.pk}") as entry:
        _own(viewer, job)
        advance(job, JobState.PREPARED, JobState.QUEUED, params=job.params | params, ready_at=timezone.now())
        enqueue(job)
        entry.facts, entry.after = {"kind": job.kind}, job.params
        return job


def cancel_job(*, viewer: Viewer, job: Job) -> Job:
    """Stop a job (取消任务): the item in hand is not kept, finished ones stay.

    Raises:
        ForbiddenError: it is somebody else's, and the viewer does not run the system.
        LateError: it has ended already.
    """
    with acting(viewer, "base.cancel_job", f"job:{job.pk}") as entry:
        require(job.person == viewer.person or viewer.has(Role.SYSTEM_ADMIN))
        open_ones = Job.objects.filter(pk=job.pk, state__in=CANCELLABLE)
        if not open_ones.update(state=JobState.CANCELLED, token="", finished_at=timezone.now()):
            raise LateError("base.job_ended")
        job.refresh_from_db()
        entry.facts = {"kind": job.kind, "done": job.done, "total": job.total}
        return job


def retry_job(*, viewer: Viewer, job: Job) -> Job:
    """Have a stopped or cancelled job go on, or the failed items of a finished one done again (重试).

    Raises:
        ForbiddenError: it is somebody else's.
        ActionError: nothing is left to do, or its uploaded files are gone.
    """
    with acting(viewer, "base.retry_job", f"job:{job.pk}") as entry:
        _own(viewer, job)
        if not may_retry(job):
            raise ActionError("base.job_no_retry")
        failed = JobItem.objects.filter(job=job, state=ItemState.FAILED)
        entry.facts = {"kind": job.kind, "failed": failed.count()}
        weight = job.failed
        failed.delete()
        advance(
            job, job.state, JobState.QUEUED, attempts=0, failed=0, done=max(0, job.done - weight), code="", facts={},
            ready_at=timezone.now(), finished_at=None, token="",
        )  # fmt: skip
        enqueue(job)
        return job


def may_retry(job: Job) -> bool:
    """Whether trying again can do anything (可重试)."""
    kind = find_kind(job.kind)
    if kind is None:
        return False
    if job.state in (JobState.FAILED, JobState.CANCELLED):
        return True
    return job.state == JobState.DONE and job.failed > 0 and kind.again


def settle_item(item: JobItem, name: str, link: str) -> None:
    """An item somebody had to decide is done (办结明细); in that action's transaction.

    Raises:
        LateError: it was decided already.
    """
    changed = JobItem.objects.filter(pk=item.pk, state=ItemState.WAITING).update(
        state=ItemState.DONE, code="", facts={}, link=link, name=name[:200], at=timezone.now()
    )
    if not changed:
        raise LateError("base.too_late")
    if not JobItem.objects.filter(job_id=item.job_id, state=ItemState.WAITING).exists():
        notices = Notice.objects.filter(person_id=item.job.person_id, code="base.notice_job_waits", done_at=None)
        notices.filter(link__endswith=f"/{item.job_id}/").update(done_at=timezone.now())


def note_download(*, viewer: Viewer, job: Job) -> None:
    """Note that the outcome of a job was taken (下载任务成果).

    Raises:
        ForbiddenError: it is somebody else's.
    """
    with acting(viewer, "base.take_output", f"job:{job.pk}") as entry:
        _own(viewer, job)
        entry.facts = {"kind": job.kind, "name": job.output_name}


def _own(viewer: Viewer, job: Job) -> None:
    require(viewer.person is not None and job.person == viewer.person)
