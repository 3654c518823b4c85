"""What goes beside the jobs: the heartbeat goes on while something periodic is slow, and a fault ends neither."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from factories import World
from hengxiao.base.jobs import working
from hengxiao.base.jobs.running import HELD, STOP
from hengxiao.base.models import Job

WAIT = 30.0


@pytest.fixture
def worker() -> Iterator[None]:
    """A worker in this process, which leaves the process as it was."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    STOP.clear()
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("worker")
def test_a_slow_periodic_thing_does_not_hold_the_heartbeat(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    slow, beaten, free = threading.Event(), threading.Event(), threading.Event()
    ticks, beats = [0], [0]

    def tick(_now: Any) -> None:
        ticks[0] += 1
        if ticks[0] > 1:  # the first is before any job is held
            slow.set()
            free.wait(WAIT)

    def beat(_parent: int) -> None:
        beats[0] += slow.is_set()
        if beats[0] == 3:
            beaten.set()
            STOP.set()
            free.set()

    monkeypatch.setattr(working, "tick", tick)
    monkeypatch.setattr(working, "beat", beat)
    monkeypatch.setattr(working, "due", lambda: False)
    monkeypatch.setattr(working, "TICK_EVERY", 0.01)
    settings.JOB_LAPSE_SECONDS = 0.06
    assert working.work() == 0
    assert (ticks[0], beaten.is_set()) == (2, True)


def test_a_database_that_is_away_for_a_moment_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    over, tries = threading.Event(), [0]

    def act() -> None:
        tries[0] += 1
        if tries[0] == 1:
            raise DatabaseError("away")
        over.set()

    thread = working.Beside("pulse", 0.01, act, over)
    thread.start()
    thread.join(WAIT)
    assert (tries[0], [record.message for record in caplog.records]) == (2, ["no database"])


@pytest.mark.usefixtures("worker")
def test_a_beat_says_the_jobs_are_alive_and_looks_after_the_parent(world: World) -> None:
    before = timezone.now() - timedelta(hours=1)
    rows = [
        Job.objects.create(
            kind="x", person=world.people["filler"], organisation=world.unit, state="running", token=token, heartbeat=before
        )
        for token in ("mine", "theirs")
    ]  # fmt: skip
    HELD.update({rows[0].pk: "mine", rows[1].pk: "lost"})
    try:
        working.beat()
    finally:
        HELD.clear()
    assert [Job.objects.get(pk=row.pk).heartbeat == before for row in rows] == [False, True]
    assert not STOP.is_set()
    working.beat(parent=1)
    assert STOP.is_set()
