"""The tick (定时事项): what has to be done from time to time; each thing may be done twice without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hengxiao.base.audit_export import anchor_finished
from hengxiao.base.enums import JobState
from hengxiao.base.jobs.kinds import load_kinds
from hengxiao.base.jobs.queue import enqueue, lapsed, lost
from hengxiao.base.jobs.running import drop_files, give_back_or_end
from hengxiao.base.mailing import send_waiting
from hengxiao.base.models import Job
from hengxiao.base.sending import send_waiting as send_webhooks

LOG = logging.getLogger("hengxiao.jobs")
KEPT = timedelta(days=30)
UNCONFIRMED = timedelta(days=1)
ENTRIES = timedelta(days=7)
Periodic = Callable[[datetime], object]


def tick(now: datetime) -> dict[str, object]:
    """Do everything that is due (办理定时事项); one that fails is logged and does not keep the others from it.

    Apps add theirs to `PERIODIC` in their module `jobs`.
    """
    load_kinds()
    told: dict[str, object] = {}
    for name, act in PERIODIC.items():
        try:
            told[name] = act(now)
        except Exception:
            LOG.exception("periodic work failed", extra={"work": name})
    return told


def revive(now: datetime) -> int:
    """Queue jobs again whose worker died (恢复失联任务); gives how many."""
    count = 0
    for job in lapsed(now):
        count += give_back_or_end(job)
    for job in lost(now):
        with transaction.atomic():
            mine = Job.objects.filter(pk=job.pk, state=JobState.QUEUED, task=job.task).update(ready_at=now)
            if mine:
                enqueue(job)
                count += 1
    return count


def clean(now: datetime) -> int:
    """Delete jobs that ended long ago, with their files, and old entries of the queue (清理旧任务); gives how many."""
    ended = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    old = [
        *Job.objects.filter(state__in=ended, finished_at__lt=now - KEPT),
        *Job.objects.filter(state=JobState.PREPARED, created_at__lt=now - UNCONFIRMED),
    ]
    for job in old:
        drop_files(job)
        if job.output:
            default_storage.delete(job.output)
        job.delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - ENTRIES).delete()
    DBTaskResult.objects.running().filter(started_at__lt=now - ENTRIES).delete()
    return len(old)


def anchors(now: datetime) -> int:
    """Anchor the finished days of the audit log (补齐日锚); gives how many."""
    return len(anchor_finished(timezone.localdate(now)))


PERIODIC: dict[str, Periodic] = {
    "jobs": revive,
    "anchors": anchors,
    "mail": send_waiting,
    "webhooks": send_webhooks,
    "cleaning": clean,
}
