"""The worker (工作进程): takes jobs from the queue one after another, with a pulse beside it for heartbeat and tick."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import FrameType
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from hengxiao.base.jobs.kinds import load_kinds
from hengxiao.base.jobs.running import HELD, STOP
from hengxiao.base.jobs.ticking import tick
from hengxiao.base.models import Job

LOG = logging.getLogger("hengxiao.jobs")
LOOK_EVERY = 1.0  # seconds
TICK_EVERY = 30.0


class Pulse(threading.Thread):
    """Beats while jobs run and ticks from time to time (心跳与定时), also during a long job."""

    def __init__(self, parent: int = 0) -> None:
        super().__init__(name="pulse", daemon=True)
        self.parent, self.over, self.ticked = parent, threading.Event(), time.monotonic()

    def run(self) -> None:
        """Beat until the worker is done."""
        while not self.over.wait(settings.JOB_LAPSE_SECONDS / 6):
            try:
                self.beat()
            except DatabaseError:  # the next beat may find it again; a job lapses only after several
                LOG.exception("no heartbeat")
                close_old_connections()
        connections.close_all()

    def beat(self) -> None:
        """One beat (心跳)."""
        if self.parent and os.getppid() != self.parent:
            STOP.set()
        for number, token in list(HELD.items()):
            Job.objects.filter(pk=number, token=token).update(heartbeat=timezone.now())
        if time.monotonic() - self.ticked > TICK_EVERY:
            self.ticked = time.monotonic()
            tick(timezone.now())


def work(*, once: bool = False, parent: int = 0) -> int:
    """Work until stopped, or `once` until nothing is due (运行工作进程); gives how many jobs were taken.

    A signal to stop lets the item in hand be finished; its job goes back into the queue. With `parent` the worker stops
    when that process is gone.
    """
    load_kinds()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    tick(timezone.now())
    pulse, taken = Pulse(parent), 0
    pulse.start()
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
        pulse.over.set()
        pulse.join(30)
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
