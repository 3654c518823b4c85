"""The worker (工作进程): takes jobs from the queue one by one; heartbeat and tick go beside it, each for itself."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from hengxiao.base.jobs.running import HELD, STOP
from hengxiao.base.jobs.ticking import tick
from hengxiao.base.models import Job

LOG = logging.getLogger("hengxiao.jobs")
LOOK_EVERY = 1.0  # seconds
TICK_EVERY = 30.0
STOP_WITHIN = 15.0


class Beside(threading.Thread):
    """Something done again and again beside the jobs (并行事项), also during a long one; it holds up only itself."""

    def __init__(self, name: str, seconds: float, act: Callable[[], object], over: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.seconds, self.act, self.over = seconds, act, over

    def run(self) -> None:
        """Go on until the worker is done."""
        while not self.over.wait(self.seconds):
            try:
                self.act()
            except DatabaseError:  # the next time may find it again; a job lapses only after several
                LOG.exception("no database", extra={"work": self.name})
                close_old_connections()
        connections.close_all()


def beat(parent: int = 0) -> None:
    """One beat (心跳): the jobs of this process are alive, and so is the process it works for."""
    if parent and os.getppid() != parent:
        STOP.set()
    for number, token in list(HELD.items()):
        Job.objects.filter(pk=number, token=token).update(heartbeat=timezone.now())


def work(*, once: bool = False, parent: int = 0) -> int:
    """Work until stopped, or `once` until nothing is due (运行工作进程); gives how many jobs were taken.

    A signal to stop lets the item in hand be finished; its job goes back into the queue. With `parent` the worker stops
    when that process is gone.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    tick(timezone.now())
    over, taken = threading.Event(), 0
    beside = (
        Beside("pulse", settings.JOB_LAPSE_SECONDS / 6, lambda: beat(parent), over),
        Beside("ticker", TICK_EVERY, lambda: tick(timezone.now()), over),
    )
    for thread in beside:
        thread.start()
    try:
        while not STOP.is_set():
            if due():
                Worker(
                    queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
                    max_tasks=1, worker_id=uuid4().hex, excluded_queue_names=[],
                ).run()  # fmt: skip
                taken += 1
            elif once:
                break
            else:
                STOP.wait(LOOK_EVERY)
    finally:
        over.set()
        for thread in beside:
            thread.join(STOP_WITHIN)
    return taken


def due() -> bool:
    """Whether something waits in the queue (有待办任务); asked without a lock."""
    close_old_connections()
    try:
        return DBTaskResult.objects.ready().exists()
    except DatabaseError:
        LOG.exception("no database")
        time.sleep(LOOK_EVERY)
        return False


def _stop(number: int, frame: FrameType | None) -> None:
    STOP.set()
