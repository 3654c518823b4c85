"""`python -m benchmarks.jobs [--forms 100] [--prints 1000] [--projects 10000] [--postgres] [--json]` (后台任务基准).

To reach: 100 Word forms by one upload < 30 s; 1,000 official PDFs < 3 min; the index of 10,000 projects < 5 min.
Each is done by the job's own function, run as the worker runs it.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
import time
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from benchmarks.copies import copies_of_the_sample
from benchmarks.province import Size, build
from benchmarks.web import ROOT, close, open_site

INDICATORS = 20


def main(words: Sequence[str] | None = None) -> int:
    """Measure on a site of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.jobs", description=__doc__)
    parser.add_argument("--forms", type=int, default=100)
    parser.add_argument("--prints", type=int, default=100)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL started here")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="hengxiao-bench-") as folder:
        site = open_site(Path(folder), asked.postgres)
        build(Size(departments=2, projects=10), ROOT / "samples")
        from django.db import connection

        result: dict[str, Any] = {"database": connection.vendor, "import": imported(asked.forms)}
        result |= {"prints": printed(asked.prints), "index": indexed(asked.projects)}
        close(site)
    print(json.dumps(result, ensure_ascii=False) if asked.json else table(result))
    return 0


def viewer_of_user(username: str) -> Any:
    """A person of the played year as they look today."""
    from hengxiao.base.models import Person
    from hengxiao.base.viewer import viewer_of
    from hengxiao.site.today import console_viewer

    return viewer_of(Person.objects.get(username=username), console_viewer().today)


def timed(username: str, kind: str, params: dict[str, Any], files: Sequence[Any] = ()) -> dict[str, Any]:
    """Queue a job and run it, as a worker does; seconds, items, failures."""
    from hengxiao.base.jobs.actions import queue_job
    from hengxiao.base.jobs.running import perform
    from hengxiao.base.models import Job

    begin = time.perf_counter()
    job = queue_job(viewer=viewer_of_user(username), kind=kind, params=params, files=files)
    queued = time.perf_counter() - begin
    perform(job.pk)
    seconds = time.perf_counter() - begin
    job = Job.objects.get(pk=job.pk)
    return {
        "seconds": round(seconds, 1), "queued after s": round(queued, 2), "items": job.done, "failed": job.failed,
        "state": job.state,
    }  # fmt: skip


def imported(count: int) -> dict[str, Any]:
    """Word forms in one archive."""
    from django.core.files.base import ContentFile

    from hengxiao.base.models import Person
    from hengxiao.cycle.actions.declaring import add_project
    from hengxiao.cycle.models import FiscalYear

    viewer, forms = viewer_of_user("tianbao"), copies_of_the_sample(count)
    year = FiscalYear.objects.filter(open=True).order_by("-year").values_list("year", flat=True)[0]
    unit = Person.objects.get(username="tianbao").organisation
    assert unit is not None
    for code, name in forms:
        add_project(viewer=viewer, code=code, name=name, organisation=unit, first_year=year)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for (_, name), data in forms.items():
            archive.writestr(f"上年/{name}.docx", data)
    upload = ContentFile(packed.getvalue(), "上年.zip")
    return timed("tianbao", "cycle.import_forms", {"year": year, "of_last_year": False}, [upload])


def printed(count: int) -> dict[str, Any]:
    """Official PDFs of approved versions, in one archive."""
    from hengxiao.cycle.models import FilingVersion

    filled_up(count)
    numbers = list(FilingVersion.objects.filter(mark__startswith="BENCH").values_list("pk", flat=True)[:count])
    return timed("jixiao", "cycle.print_many", {"year": None, "search": "", "versions": numbers})


def indexed(count: int) -> dict[str, Any]:
    """The index of so many projects' filings."""
    from hengxiao.cycle.models import IndicatorRow

    filled_up(count)
    return timed("jixiao", "cycle.rebuild_index", {"year": None}) | {"rows": IndicatorRow.objects.count()}


def filled_up(count: int) -> None:
    """So many projects with an approved version of the played year's sound form, by the thousand."""
    from hengxiao.cycle.models import Filing, FilingVersion, Project

    pattern = FilingVersion.objects.filter(reason="approved", filing__project__code__startswith="2020").latest("pk")
    source, document = pattern.filing, deepcopy(pattern.document)
    document["indicators"] = document["indicators"][:INDICATORS]
    there = Project.objects.filter(code__startswith="BENCH").count()
    for begin in range(there, count, 1000):
        numbers = range(begin, min(count, begin + 1000))
        projects = Project.objects.bulk_create(
            Project(code=f"BENCH-{n:06d}", name=f"基准项目{n}", organisation=source.organisation,
                    department=source.organisation, first_year=source.year, sort_key=f"ji zhun {n:06d}")
            for n in numbers
        )  # fmt: skip
        filings = Filing.objects.bulk_create(
            Filing(project=project, organisation=source.organisation, year=source.year, state="approved",
                   pack=source.pack, layout=source.layout, procedure=source.procedure, document=document,
                   created_by=source.created_by)
            for project in projects
        )  # fmt: skip
        FilingVersion.objects.bulk_create(
            FilingVersion(filing=filing, number=1, reason="approved", document=document, digest="d",
                          mark=f"BENCH{filing.pk}", by=source.created_by)
            for filing in filings
        )  # fmt: skip


def table(result: dict[str, Any]) -> str:
    """What was measured, in words."""
    lines = [f"database: {result['database']}"]
    lines += [f"{name}: {result[name]}" for name in ("import", "prints", "index")]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
