"""Official prints of many approved filings (批量打印): one PDF each, put together as an archive."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengxiao.base.audit import record
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.jobs.apart import each, processes_for
from hengxiao.base.jobs.kinds import job
from hengxiao.base.jobs.running import Run
from hengxiao.base.proving import plain_name
from hengxiao.base.rules import JOB_OWNERS
from hengxiao.cycle.imprints import Imprint, print_one
from hengxiao.cycle.models import FilingVersion
from hengxiao.cycle.printouts import imprint_of
from hengxiao.cycle.queries.printing import printable_versions
from hengxiao.cycle.queries.reviewing import approved_versions

KIND = "cycle.print_many"
AT_ONCE = 50


@job(KIND, gettext_lazy("批量打印正式件"), JOB_OWNERS, again=True, family=Family.READ)
def print_many(run: Run) -> None:
    """Print every chosen version still in reach (批量打印) and put the files together."""
    params = run.job.params
    rows = printable_versions(run.viewer, params.get("year"), params.get("search", ""))
    if params.get("versions"):
        rows = rows.filter(pk__in=params["versions"])
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    done = run.finished()
    run.plan(len(numbers))
    waiting = [number for number in numbers if str(number) not in done]
    for version, data in each(print_one, _asked(waiting), processes_for(len(waiting))):
        with run.item(str(version.pk), name_of(version)):
            _keep(run, version, data)
    _put_together(run)


def _asked(numbers: list[int]) -> Iterator[tuple[FilingVersion, Imprint]]:
    """What is to be printed, some at a time."""
    rest = iter(numbers)
    while some := list(islice(rest, AT_ONCE)):
        for version in FilingVersion.objects.filter(pk__in=some).select_related(
            "filing__project", "filing__organisation"
        ):
            yield version, imprint_of(version, "pdf")


def _keep(run: Run, version: FilingVersion, data: bytes | Exception) -> None:
    """Put one print aside; who had it made is in the audit log."""
    if not approved_versions(run.viewer).filter(pk=version.pk).exists():
        raise ActionError("cycle.out_of_reach")
    if isinstance(data, Exception):
        raise data
    path = part_of(run, version.pk)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(data))
    facts = {"version": version.number, "mark": version.mark, "format": "pdf", "job": run.job.pk}
    record(run.viewer, "cycle.print", subject=f"filing:{version.filing_id}", facts=facts)


def part_of(run: Run, number: int) -> str:
    """Where a print waits to be put together (单件存放处)."""
    return f"jobs/prints/{run.job.pk}/{number}.pdf"


def name_of(version: FilingVersion) -> str:
    """The name of a print in the archive (文件名): unit / code, name, year, mark."""
    filing = version.filing
    last = f"{filing.project.code}-{filing.project.name[:60]}-{filing.year}-{version.mark}.pdf"
    return "/".join(plain_name(re.sub(r"[\\/]", "-", part)) for part in (filing.organisation.name, last))


def _put_together(run: Run) -> None:
    """All prints in one archive; those of an earlier time come out of the archive there was."""
    items = [(int(item.key), item.name) for item in run.job.items.filter(state="done").order_by("name", "pk")]
    if not items:
        return
    before = run.job.output
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        path = Path(folder) / "prints.zip"
        earlier = zipfile.ZipFile(opened.enter_context(default_storage.open(before))) if before else None
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for number, name in items:
                archive.writestr(name, _print_of(run, number, name, earlier))
        with path.open("rb") as stream:
            kept = default_storage.save(f"jobs/prints/{run.job.pk}/prints.zip", File(stream))
    run.save_output(kept, f"{_('绩效目标正式件')}-{timezone.localdate().isoformat()}.zip")
    for gone in [*(part_of(run, number) for number, _name in items), *([before] if before else [])]:
        default_storage.delete(gone)


def _print_of(run: Run, number: int, name: str, earlier: zipfile.ZipFile | None) -> bytes:
    if earlier is not None and name in earlier.namelist():
        return earlier.read(name)
    with default_storage.open(part_of(run, number)) as stream:
        data: bytes = stream.read()
    return data
