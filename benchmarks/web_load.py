"""Load on the site's production server (网站负载): pages by eight users at once, their time and processor time."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USERS = 8
WARM = 3
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Server:
    """The production server under load: where it listens, and the processes that work for it."""

    port: int
    process: int
    database: int | None

    def processor_seconds(self) -> tuple[float, float]:
        """Processor time used so far, by the server and by the database's own processes."""
        return _seconds(self.process), _seconds(self.database) if self.database else 0.0


@contextmanager
def serving(postmaster: int | None) -> Iterator[Server]:
    """`hengxiao serve` with its defaults on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("hengxiao")), "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(port, process.pid, postmaster)
    finally:
        process.terminate()
        process.wait(40)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


def _seconds(root: int) -> float:
    """Processor time of a process and those below it, from /proc; 0 where there is none."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(folder.name)], used[int(folder.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(used.get(pid, 0) for pid in family) / os.sysconf("SC_CLK_TCK")


def session_of(username: str) -> str:
    """Cookie of a signed-in person, "" for the public."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hengxiao.base.models import Person

    if not username:
        return ""
    person, session = Person.objects.get(username=username), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = BACKEND
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def addresses() -> dict[str, tuple[str, list[str]]]:
    """Pages to ask for: name → user, paths."""
    from django.urls import reverse

    from hengxiao.base.models import Grant
    from hengxiao.cycle.models import Filing, Project, Release

    some = list(Project.objects.filter(code__startswith="B").values_list("pk", flat=True)[:200])
    public = list(Release.objects.filter(state="released").values_list("version__filing__project_id", flat=True)[:200])
    department = Grant.objects.filter(role="department_finance", person__username__startswith="bench").first()
    library, portal = reverse("cycle:projects"), reverse("cycle:portal")
    return {
        "projects, whole province": ("jixiao", [library]),
        "projects, one department": (department.person.username, [library]),
        "projects, one unit": ("bench0", [library]),
        "projects, last page": ("jixiao", [f"{library}?page=100000"]),
        "projects, search": ("jixiao", [f"{library}?q=%E7%9B%91%E6%B5%8B"]),
        "projects, rare word": ("jixiao", [f"{library}?q=zhidingb&year=2019"]),
        "projects, by state": ("jixiao", [f"{library}?state=finance_review"]),
        "project page": ("jixiao", [reverse("cycle:project", args=[pk]) for pk in some]),
        "timeline": ("jixiao", [reverse("cycle:project_timeline", args=[pk]) for pk in some]),
        "review list": ("jixiao", [reverse("cycle:review_list")]),
        "releases": ("jixiao", [reverse("cycle:releases") + "?tab=all"]),
        "home": ("jixiao", [reverse("home")]),
        "organisations": ("system", [reverse("base:organisations")]),
        "people": ("system", [reverse("base:people")]),
        "grants": ("security", [reverse("base:grants")]),
        "audit log": ("audit", [reverse("base:audit")]),
        "portal": ("", [portal]),
        "portal, search": ("", [f"{portal}?q=%E7%9B%91%E6%B5%8B"]),
        "portal, one project": ("", [reverse("cycle:portal_project", args=[pk]) for pk in public]),
        "editor": ("tianbao", [reverse("cycle:edit", args=[Filing.objects.get(project__code="2020-205-000-011").pk])]),
    }


def pages(server: Server, requests: int) -> dict[str, dict[str, Any]]:
    """Time of whole pages over the network, eight users at once."""
    return {name: asked(server, session_of(user), paths, requests) for name, (user, paths) in addresses().items()}


def asked(server: Server, cookie: str, paths: list[str], requests: int) -> dict[str, Any]:
    """Latency, throughput and processor time of one page."""
    times: list[float] = []
    statuses: Counter[int] = Counter()
    ready = threading.Barrier(USERS + 1)

    def user(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for turn in range(-WARM, requests // USERS):
            if turn == 0:
                ready.wait()
                ready.wait()
            begin = time.perf_counter()
            connection.request("GET", paths[(turn * USERS + number) % len(paths)], headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if turn >= 0:
                times.append(time.perf_counter() - begin)
                statuses[answer.status] += 1

    threads = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    ready.wait()
    before, begin = server.processor_seconds(), time.perf_counter()
    ready.wait()
    for thread in threads:
        thread.join()
    seconds, after = time.perf_counter() - begin, server.processor_seconds()
    ordered = sorted(times)
    return {
        "p50 ms": round(statistics.median(ordered) * 1000, 1),
        "p95 ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "requests/s": round(len(ordered) / seconds, 1),
        "server cpu ms": round((after[0] - before[0]) / len(ordered) * 1000, 1),
        "database cpu ms": round((after[1] - before[1]) / len(ordered) * 1000, 1),
        "statuses": dict(statuses),
    }  # fmt: skip


def together(act: Callable[[int], None], count: int) -> None:
    """The same thing by many threads at once."""
    from django.db import connection

    begin = threading.Barrier(count)

    def run(number: int) -> None:
        begin.wait()
        try:
            act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def queries() -> dict[str, dict[str, Any]]:
    """Queries of a page and the slowest of them in the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hengxiao.base.models import Person

    found = {}
    for name, (username, paths) in addresses().items():
        client = Client()
        if username:
            client.force_login(Person.objects.get(username=username), backend=BACKEND)
        client.get(paths[0], headers={"host": "localhost"})
        with CaptureQueriesContext(connection) as seen:
            client.get(paths[-1], headers={"host": "localhost"})
        times = [float(query["time"]) * 1000 for query in seen.captured_queries]
        found[name] = {"queries": len(times), "slowest ms": round(max(times, default=0.0), 1),
                       "together ms": round(sum(times), 1)}  # fmt: skip
    return found
