"""Background work that is interrupted (后台任务恢复): tried later, given back, lost, revived, cleaned away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from counting import KIND, Work, counted, outcome, queued
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories import World
from hengxiao.base.acting import acting
from hengxiao.base.enums import JobState
from hengxiao.base.jobs import kinds, running
from hengxiao.base.jobs.actions import cancel_job
from hengxiao.base.jobs.queue import MOST_ATTEMPTS, give_back, waiting_time
from hengxiao.base.jobs.running import PausedError, Run, claim, perform
from hengxiao.base.jobs.ticking import clean, revive, tick
from hengxiao.base.models import Job

pytestmark = pytest.mark.django_db


def test_a_job_that_breaks_is_tried_later_and_later_then_given_up(
    world: World, counting: Callable[[Work], None], caplog: pytest.LogCaptureFixture
):
    def break_down(run: Run) -> None:
        raise ZeroDivisionError

    counting(break_down)
    job = queued(world)
    for _ in range(MOST_ATTEMPTS):
        Job.objects.filter(pk=job.pk).update(ready_at=timezone.now(), state="queued")
        perform(job.pk)
    assert (outcome(job), job.code, job.facts) == (("failed", 0, 0, 0), "base.job_broke", {"attempts": MOST_ATTEMPTS})
    assert [waiting_time(n).seconds for n in (1, 2, 3)] == [15, 30, 60]
    assert "job failed" in caplog.text


def test_a_stopping_worker_gives_its_job_back(world: World, counting: object):
    job = queued(world)
    asked = iter([False, False, True])
    perform(job.pk, stop=lambda: next(asked))
    assert (outcome(job), job.attempts, counted()) == (("queued", 2, 0, 3), 0, ["number:1", "number:2"])
    perform(job.pk)
    assert (outcome(job), len(counted())) == (("done", 3, 0, 3), 3)


def test_whoever_lost_a_job_writes_nothing_more(world: World, counting: object):
    job = queued(world)
    slow = claim(job.pk)
    assert slow is not None
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - timedelta(hours=1))
    assert revive(timezone.now()) == 1
    fast = claim(job.pk)
    assert fast is not None
    kind = kinds.kind_of(KIND)
    with pytest.raises(running.LostError), Run(slow, kind).item("1", "一"):
        raise AssertionError
    with pytest.raises(running.LostError):
        Run(slow, kind).plan(9)
    running.finish(slow, JobState.DONE)
    assert (give_back(slow), outcome(job)) == (False, ("running", 0, 0, 0))
    with Run(fast, kind).item("1", "一"):
        pass
    assert job.items.count() == 1


def test_a_job_whose_worker_dies_every_time_is_given_up(world: World, counting: object):
    job = queued(world)
    for _ in range(MOST_ATTEMPTS):
        Job.objects.filter(pk=job.pk).update(ready_at=timezone.now())
        assert claim(job.pk) is not None
        Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - timedelta(hours=1))
        revive(timezone.now())
    assert (outcome(job)[0], job.code) == ("failed", "base.job_broke")


def test_an_entry_taken_away_by_a_dying_worker_is_made_again(world: World, counting: object):
    queued(world)
    DBTaskResult.objects.update(status="RUNNING")
    now = timezone.now() + timedelta(hours=1)
    assert revive(now) == 1
    assert revive(now) == 0
    assert DBTaskResult.objects.ready().count() == 1


def test_old_jobs_go_with_their_files(world: World, counting: object):
    job, fresh = queued(world, files=[ContentFile(b"x", "a.txt")]), queued(world)
    path = job.files.get().path
    cancel_job(viewer=world.viewer("filler"), job=job)
    cancel_job(viewer=world.viewer("filler"), job=fresh)
    output = default_storage.save("jobs/out.zip", ContentFile(b"zip"))
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=31), output=output)
    prepared = queued(world, prepared=True)
    Job.objects.filter(pk=prepared.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert clean(timezone.now()) == 2
    assert (list(Job.objects.all()), default_storage.exists(path), default_storage.exists(output)) == (
        [fresh],
        False,
        False,
    )


def test_the_tick_does_everything_once_and_survives_a_part_that_fails(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from hengxiao.base.jobs import ticking

    tomorrow = timezone.now() + timedelta(days=1)
    with acting(world.viewer("filler"), "base.count"):
        pass

    def fail(now: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setitem(ticking.PERIODIC, "failing", fail)
    assert tick(tomorrow) == {"jobs": 0, "anchors": 1, "mail": 0, "webhooks": 0, "cleaning": 0, "third_parties": 0}
    assert tick(tomorrow)["anchors"] == 0
    assert "periodic work failed" in caplog.text


def test_a_paused_item_is_not_begun(world: World, counting: object):
    job = queued(world)
    held = claim(job.pk)
    assert held is not None
    with pytest.raises(PausedError), Run(held, kinds.kind_of(KIND), lambda: True).item("1", "一"):
        raise AssertionError
