"""A kind of job for the tests (数数): its items are 1 … n, each an audited action."""

from __future__ import annotations

from collections.abc import Callable

from factories import World
from hengxiao.base.acting import acting
from hengxiao.base.jobs.actions import queue_job
from hengxiao.base.jobs.running import Run
from hengxiao.base.models import Event, Job

KIND = "base.counting"
Work = Callable[[Run], None]


def count_to(most: int, on: Callable[[Run, int], None] = lambda run, number: None) -> Work:
    """Items 1 … most, each an audited action; `on` may interfere within an item."""

    def work(run: Run) -> None:
        run.plan(most)
        for number in range(1, most + 1):
            if str(number) not in run.finished():
                with run.item(str(number), f"第{number}个"), acting(run.viewer, "base.count", f"number:{number}"):
                    on(run, number)

    return work


def queued(world: World, **more: object) -> Job:
    return queue_job(viewer=world.viewer("filler"), kind=KIND, params={"to": 3}, **more)


def outcome(job: Job) -> tuple[str, int, int, int]:
    job.refresh_from_db()
    return job.state, job.done, job.failed, job.total


def counted() -> list[str]:
    return list(Event.objects.filter(action="base.count", result="done").values_list("subject", flat=True))
