"""The worker as an administrator runs it (工作进程): real processes, killed, stopped, many at once, beside the server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from benchmarks.copies import copies_of_the_sample
from test_serve_command import COMMAND, environment

HERE = Path(__file__).resolve().parent
MANY = 100  # forms: enough that a worker is still at it when it is stopped
# What a test does in the site's own database, in a process of its own, so that nothing is shared but the database.
PREPARE = """
import sys; sys.path[:0] = [{tests!r}, {root!r}]
from hengxiao.site.serving import migrate, set_up
set_up(); list(migrate(wanted=True))
from django.core.files.base import ContentFile
from factories import YEAR, make_project, make_world, make_year
from hengxiao.base.viewer import viewer_of
from hengxiao.base.jobs.actions import queue_job
from django.utils import timezone
from benchmarks.copies import copies_of_the_sample
world = make_world(); make_year()
viewer = viewer_of(world.people["filler"], timezone.localdate())
forms = copies_of_the_sample({count})
for code, name in forms:
    make_project(world, code, name)
for at in range({jobs}):
    some = list(forms.items())[at :: {jobs}]
    queue_job(viewer=viewer, kind="cycle.import_forms", params={{"year": YEAR, "of_last_year": False}},
              files=[ContentFile(data, name + ".docx") for (_, name), data in some])
"""
ASK = """
from hengxiao.site.serving import set_up
set_up()
import json
from hengxiao.base.models import Event, Job, JobItem
from hengxiao.base.audit import broken_at
from hengxiao.cycle.models import Filing
jobs = [[j.state, j.done, j.failed, j.total] for j in Job.objects.order_by("pk")]
print(json.dumps({"jobs": jobs, "filings": Filing.objects.count(), "projects": Filing.objects.values("project").distinct().count(),
    "items": JobItem.objects.count(), "ended": Event.objects.filter(action="base.finish_job").count(),
    "broken": broken_at(Event.objects.order_by("number"))}))
"""


class Site:
    """A site in a folder or on a server, asked by processes of their own (被测网站)."""

    def __init__(self, data: Path, **more: str) -> None:
        self.environment = environment(data, HENGXIAO_JOB_LAPSE="2", HENGXIAO_JOB_PROCESSES="1", **more)

    def python(self, code: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def prepare(self, count: int, jobs: int = 1) -> None:
        self.python(PREPARE.format(tests=str(HERE.parent), root=str(HERE.parent.parent), count=count, jobs=jobs))

    def ask(self) -> dict[str, Any]:
        import json

        answer: dict[str, Any] = json.loads(self.python(ASK).splitlines()[-1])
        return answer

    def worker(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [COMMAND, "work", *options], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait_for(self, what: Callable[[dict[str, Any]], bool], seconds: float = 90) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = self.ask()
            if what(answer):
                return answer
            time.sleep(0.2)
        raise TimeoutError(self.ask())


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site of its own, on the database asked for."""
    if not request.config.getoption("--postgres"):
        yield Site(tmp_path)
        return
    import psycopg

    import postgres

    server = postgres.start()
    name = f"work_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server.get_uri(), autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
    yield Site(tmp_path, DATABASE_URL=server.get_uri(database=name))
    with psycopg.connect(server.get_uri(), autocommit=True) as database:
        database.execute(f"DROP DATABASE {name} WITH (FORCE)")


def whole(count: int) -> dict[str, Any]:
    return {"filings": count, "projects": count, "items": count, "broken": None}


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(site: Site) -> None:
    site.prepare(MANY)
    worker = site.worker()
    answer = site.wait_for(lambda answer: answer["filings"] >= 3)
    worker.kill()
    worker.communicate()
    answer = site.ask()
    assert (answer["jobs"][0][0], 3 <= answer["filings"] < MANY) == ("running", True)
    another = site.worker()
    answer = site.wait_for(lambda answer: answer["jobs"][0][0] == "done")
    another.terminate()
    assert (another.wait(30), answer) == (0, {"jobs": [["done", MANY, 0, MANY]], "ended": 1} | whole(MANY))


@pytest.mark.slow
def test_a_stopped_worker_finishes_its_item_and_gives_the_job_back(site: Site) -> None:
    site.prepare(MANY)
    worker = site.worker()
    site.wait_for(lambda answer: answer["filings"] >= 3)
    worker.terminate()
    _, errors = worker.communicate(timeout=30)
    answer = site.ask()
    assert (worker.returncode, "Traceback" in errors, answer["jobs"][0][0]) == (0, False, "queued")
    once = site.worker("--once")
    said, _ = once.communicate(timeout=120)
    assert (once.returncode, said) == (0, "没有排队的任务了，办了 1 个。\n")
    assert site.ask() == {"jobs": [["done", MANY, 0, MANY]], "ended": 1} | whole(MANY)


@pytest.mark.slow
def test_several_workers_share_the_jobs_and_no_job_is_done_twice(site: Site) -> None:
    site.prepare(24, jobs=6)
    workers = [site.worker("--once") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(lambda worker: worker.communicate(timeout=240), workers))
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0], said
    assert site.ask() == {"jobs": [["done", 4, 0, 4]] * 6, "ended": 6} | whole(24)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def children(pid: int, word: str) -> list[int]:
    """Processes started by one whose command holds a word."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if parent == pid and word in command.split("\0"):
            found.append(int(folder.name))
    return found


def until(what: Callable[[], Any], seconds: float = 120) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_the_server_runs_a_worker_beside_it_that_is_started_again_and_stops_with_it(site: Site) -> None:
    site.prepare(2)
    server = subprocess.Popen(
        [COMMAND, "serve", "--bind", f"127.0.0.1:{free_port()}"], env=site.environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        (first,) = until(lambda: children(server.pid, "work"))
        site.wait_for(lambda answer: answer["jobs"][0][0] == "done")
        os.kill(first, signal.SIGKILL)
        (second,) = until(lambda: [pid for pid in children(server.pid, "work") if pid != first])
        server.send_signal(signal.SIGHUP)
        (third,) = until(lambda: [pid for pid in children(server.pid, "work") if pid not in (first, second)])
    finally:
        server.terminate()
        server.wait(40)
    until(lambda: not Path(f"/proc/{third}").exists())


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_worker_beside_a_server_that_was_killed_stops_by_itself(site: Site) -> None:
    site.prepare(1)
    server = subprocess.Popen(
        [COMMAND, "serve", "--bind", f"127.0.0.1:{free_port()}"], env=site.environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    (worker,) = until(lambda: children(server.pid, "work"))
    site.wait_for(lambda answer: answer["jobs"][0][0] == "done")
    server.kill()
    server.wait(10)
    until(lambda: not Path(f"/proc/{worker}").exists())


def test_without_a_worker_where_it_is_asked_for(site: Site) -> None:
    site.prepare(1)
    server = subprocess.Popen(
        [COMMAND, "serve", "--no-worker", "--bind", f"127.0.0.1:{(port := free_port())}"], env=site.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def answers() -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", port)) == 0

    try:
        until(answers)
        assert children(server.pid, "work") == []
    finally:
        server.terminate()
        server.wait(40)


def test_the_copies_are_forms_of_their_own() -> None:
    assert len({data for data in copies_of_the_sample(3).values()}) == 3
