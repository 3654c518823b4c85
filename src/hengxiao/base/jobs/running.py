"""The run of a job (任务运行): item by item, each its own transaction, as the person it is done for.

Whoever runs a job holds its token. An item is kept only if the token still holds at that moment, so that a job that was
cancelled, or taken over from a worker believed dead, gets nothing more from the one who lost it; and because what came
of an item is written with the item, a job that starts again goes on behind the last one.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from hengxiao.base.audit import record
from hengxiao.base.enums import ItemState, JobState
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.jobs.kinds import Kind, kind_of, title_of
from hengxiao.base.jobs.queue import MOST_ATTEMPTS, give_back, waiting_time
from hengxiao.base.models import Job, JobFile, JobItem, Notice, Person
from hengxiao.base.viewer import Viewer, viewer_of

LOG = logging.getLogger("hengxiao.jobs")
ADDRESS = "job"
STOP = threading.Event()
HELD: dict[int, str] = {}  # jobs this process runs, with their tokens, for the heartbeat


class LostError(Exception):
    """The job is no longer this run's (任务已易手): cancelled, or taken over."""


class PausedError(Exception):
    """The worker stops (工作进程停止); the job goes back into the queue."""


class RoleLostError(ForbiddenError):
    """The person may not do this any more (办理权限已失效); the whole job ends."""


class Run:
    """One run of a job (一次运行), as its function sees it."""

    def __init__(self, job: Job, kind: Kind, stop: Callable[[], bool] = STOP.is_set) -> None:
        self.job, self.kind, self.stop = job, kind, stop
        self.viewer = self.look()

    def look(self) -> Viewer:
        """Who acts (办理人): the person as they are now, with the roles they hold now; asked again before every item.

        Raises:
            RoleLostError: the account is closed, or no role for this kind of job is left.
        """
        person = Person.objects.filter(pk=self.job.person_id, is_active=True).first()
        viewer = viewer_of(person, timezone.localdate(), ADDRESS)
        if person is None or not viewer.has(*self.kind.roles):
            raise RoleLostError("base.job_role_lost")
        return viewer

    def plan(self, total: int) -> None:
        """Say how many items there are (任务总数), as far as it is known."""
        self._update(total=total)

    def grow(self, more: int) -> None:
        """There are more items than was thought (增加任务总数)."""
        if more > 0:
            self._update(total=F("total") + more)

    def finished(self) -> set[str]:
        """Keys of the items an earlier start has dealt with (已办明细)."""
        return set(self.job.items.values_list("key", flat=True))

    @contextmanager
    def item(self, key: str, name: str, weight: int = 1) -> Iterator[JobItem]:
        """Do one item (办理一项): all of it and its outcome are kept together, or nothing is.

        A refusal is the item's outcome and the job goes on; what nobody foresaw is logged and told as such.

        Raises:
            LostError, PausedError: the job ends here; the item was not done.
        """
        if self.stop():
            raise PausedError
        row = JobItem(job=self.job, key=key, name=name[:200], state=ItemState.DONE)
        try:
            with transaction.atomic():
                self._update(heartbeat=timezone.now())
                self.viewer = self.look()
                try:
                    yield row
                except RoleLostError:
                    raise
                except ActionError as error:
                    _refused(row, error)
                self._keep(row, weight)
        except (LostError, PausedError, RoleLostError, DatabaseError, OSError):
            raise
        except Exception as error:
            LOG.exception("item failed", extra={"job": self.job.pk, "key": key})
            with transaction.atomic():
                _refused(row, ActionError("base.job_item_broke", error=type(error).__name__))
                self._keep(row, weight)

    def refuse(self, key: str, name: str, error: ActionError) -> None:
        """Note an item that was refused before anything was done (记录未成功的明细)."""
        with self.item(key, name):
            raise error

    def save_output(self, path: str, name: str, **result: Any) -> None:
        """Name the file the job has made (任务成果)."""
        self._update(output=path, output_name=name, result=result)

    def _keep(self, row: JobItem, weight: int) -> None:
        row.save(force_insert=True)
        failed = weight if row.state == ItemState.FAILED else 0
        self._update(done=F("done") + weight, failed=F("failed") + failed, attempts=0, heartbeat=timezone.now())

    def _update(self, **changes: Any) -> None:
        held = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, token=self.job.token)
        if held.update(**changes) != 1:
            raise LostError


def _refused(row: JobItem, error: ActionError) -> None:
    row.state, row.code, row.facts, row.link = ItemState.FAILED, error.code, plain(error.facts), ""


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON can keep them (事实)."""
    return {name: value if isinstance(value, int | str) else str(value) for name, value in facts.items()}


def claim(number: int) -> Job | None:
    """Take a queued job (领取任务): exactly one of all who try gets it."""
    now = timezone.now()
    token = uuid.uuid4().hex
    taken = Job.objects.filter(pk=number, state=JobState.QUEUED, ready_at__lte=now).update(
        state=JobState.RUNNING, token=token, heartbeat=now, attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", now), code="", facts={},
    )  # fmt: skip
    return Job.objects.get(pk=number) if taken else None


def perform(number: int, stop: Callable[[], bool] = STOP.is_set) -> None:
    """Run a job to its end, or give it back (运行任务)."""
    job = claim(number)
    if job is None:
        return
    HELD[job.pk] = job.token
    try:
        _run(job, stop)
    except LostError:
        LOG.info("job lost", extra={"job": job.pk})
    except PausedError:
        give_back(job, counts=False)
    except ActionError as error:
        finish(job, JobState.FAILED, error)
    except Exception:
        LOG.exception("job failed", extra={"job": job.pk})
        try_later(job)
    finally:
        HELD.pop(job.pk, None)


def _run(job: Job, stop: Callable[[], bool]) -> None:
    kind = kind_of(job.kind)
    kind.work(Run(job, kind, stop))
    finish(job, JobState.DONE)


def try_later(job: Job) -> None:
    """Put a job whose start failed back for later (稍后重试), at most `MOST_ATTEMPTS` times without a finished item."""
    job.refresh_from_db(fields=["attempts"])
    if job.attempts >= MOST_ATTEMPTS:
        finish(job, JobState.FAILED, ActionError("base.job_broke", attempts=job.attempts))
    else:
        give_back(job, timezone.now() + waiting_time(job.attempts))


def give_back_or_end(job: Job) -> bool:
    """A job whose worker died goes back into the queue, or ends when it has died too often (失联任务处置)."""
    if job.attempts >= MOST_ATTEMPTS:
        finish(job, JobState.FAILED, ActionError("base.job_broke", attempts=job.attempts))
        return False
    return give_back(job)


def finish(job: Job, state: str, error: ActionError | None = None) -> None:
    """End a job and tell its owner (任务结束); only while it is still this run's."""
    now = timezone.now()
    code, facts = (error.code, plain(error.facts)) if error else ("", {})
    with transaction.atomic():
        held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, token=job.token)
        if not held.update(state=state, code=code, facts=facts, finished_at=now, token=""):
            return
        job.refresh_from_db()
        record(
            Viewer(job.person, timezone.localdate(), address=ADDRESS), "base.finish_job", subject=f"job:{job.pk}",
            facts={"kind": job.kind, "state": state, "done": job.done, "failed": job.failed, "reason": code},
        )  # fmt: skip
        tell(job)
    if state == JobState.DONE:
        drop_files(job)


def tell(job: Job) -> None:
    """Tell the owner that a job ended (任务结束通知); as a task while something waits for a decision."""
    waiting = job.items.filter(state=ItemState.WAITING).count()
    facts = {"title": title_of(job.kind), "done": job.done - job.failed - waiting, "failed": job.failed}
    code = "base.notice_job_failed" if job.state == JobState.FAILED else "base.notice_job_done"
    if waiting and job.state == JobState.DONE:
        code, facts = "base.notice_job_waits", facts | {"waiting": waiting}
    link = reverse("base:job", args=[job.pk])
    Notice.objects.create(person_id=job.person_id, code=code, facts=facts, link=link, is_task=bool(waiting))


def drop_files(job: Job) -> None:
    """Delete what was handed to a job (删除任务的上传件)."""
    for file in JobFile.objects.filter(job=job):
        default_storage.delete(file.path)
    JobFile.objects.filter(job=job).delete()
