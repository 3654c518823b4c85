"""The queue (任务队列): django-tasks in our own database, in the transaction of whoever asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from hengxiao.base.enums import JobState
from hengxiao.base.models import Job

MOST_ATTEMPTS = 5
SHORTEST_WAIT = timedelta(seconds=15)


@task()
def perform_job(number: int) -> None:
    """The entry of a job in the queue (任务入口)."""
    from hengxiao.base.jobs.running import perform

    perform(number)


def enqueue(job: Job, at: datetime | None = None) -> None:
    """Put a queued job into the queue (入队), to be taken at once or at a time; in the caller's transaction."""
    call = perform_job.using(run_after=at) if at is not None else perform_job
    entry = str(call.enqueue(job.pk).id)
    Job.objects.filter(pk=job.pk).update(task=entry)
    job.task = entry


def waiting_time(attempts: int) -> timedelta:
    """How long to wait after so many failed starts (退避时间): 15 s, 30 s, 1 min, 2 min …"""
    return SHORTEST_WAIT * int(2 ** max(0, attempts - 1))


def lapsed(now: datetime) -> list[Job]:
    """Running jobs whose worker has not been heard of (失联任务)."""
    silent = now - timedelta(seconds=settings.JOB_LAPSE_SECONDS)
    return list(Job.objects.filter(state=JobState.RUNNING).filter(Q(heartbeat=None) | Q(heartbeat__lt=silent)))


def lost(now: datetime) -> list[Job]:
    """Queued jobs whose entry a dying worker took away (丢失的排队)."""
    silent = now - timedelta(seconds=settings.JOB_LAPSE_SECONDS)
    rows = list(Job.objects.filter(state=JobState.QUEUED, ready_at__lt=silent))
    there = {str(pk) for pk in DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("pk", flat=True)}
    return [row for row in rows if row.task not in there]


def give_back(job: Job, at: datetime | None = None, *, counts: bool = True) -> bool:
    """Put a job that ran back into the queue (退回队列); only while nobody else has it. `counts`: as a failed start."""
    attempts = F("attempts") if counts else 0
    with transaction.atomic():
        moved = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, token=job.token).update(
            state=JobState.QUEUED, token="", ready_at=at or timezone.now(), attempts=attempts
        )
        if moved:
            enqueue(job, at)
    return bool(moved)
