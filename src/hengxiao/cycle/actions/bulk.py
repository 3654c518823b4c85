"""Work handed in for the background (批量办理): lists of projects, many forms, many prints, years checked anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import File

from hengxiao.base.errors import ActionError
from hengxiao.base.jobs.actions import confirm_job, queue_job
from hengxiao.base.models import Job
from hengxiao.base.proving import plain_name
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import available
from hengxiao.cycle.actions.declaring import open_year_of
from hengxiao.cycle.jobs import forms, indexing, printing, projects, rechecking, weighing
from hengxiao.cycle.listing import LARGEST_LIST, read_list
from hengxiao.cycle.queries.declaring import years
from hengxiao.cycle.queries.printing import printable_versions
from hengxiao.cycle.queries.weighing import filings_of_year

MOST_FILES = 600
LARGEST_UPLOAD = 512 * 1024 * 1024


def hand_in_list(*, viewer: Viewer, uploaded: File[Any]) -> Job:
    """Hand in a list of projects (导入项目清单); nothing is done before `confirm_list`.

    Raises:
        ForbiddenError: the viewer declares no projects.
        ActionError: the list cannot be read; see `queue_job`.
    """
    read_list(plain_name(uploaded.name or ""), uploaded.read(LARGEST_LIST + 1))
    uploaded.seek(0)
    return queue_job(viewer=viewer, kind=projects.KIND, params={"how": "skip"}, files=[uploaded], prepared=True)


def confirm_list(*, viewer: Viewer, job: Job, how: str) -> Job:
    """Have a list done as it was looked at (确认导入清单); `how`: projects that exist are skipped or updated.

    Raises:
        ForbiddenError: it is somebody else's.
        LateError: it was confirmed or cancelled meanwhile.
    """
    return confirm_job(viewer=viewer, job=job, params={"how": how if how in projects.HOW else "skip"})


def hand_in_forms(*, viewer: Viewer, year: int, of_last_year: bool, files: Sequence[File[Any]]) -> Job:
    """Hand in many forms at once (批量导入表格), unopened.

    Raises:
        ForbiddenError: the viewer does not fill in.
        ActionError: no file, more than are taken at once, or the year is not open; see `queue_job`.
    """
    if not files:
        raise ActionError("cycle.no_files")
    if len(files) > MOST_FILES or sum(file.size for file in files) > LARGEST_UPLOAD:
        raise ActionError("cycle.too_many_files", most=MOST_FILES, size=LARGEST_UPLOAD // 1024 // 1024)
    open_year_of(year)
    params = {"year": year, "of_last_year": of_last_year}
    return queue_job(viewer=viewer, kind=forms.KIND, params=params, files=files)


def queue_prints(*, viewer: Viewer, year: int | None, search: str, versions: Sequence[int] | None) -> Job:
    """Have approved filings printed (批量打印): the chosen ones, or with None all of a year and words.

    Raises:
        ForbiddenError: the viewer has no prints made.
        ActionError: none of them may be printed; see `queue_job`.
    """
    rows = printable_versions(viewer, year, search)
    if not (rows if versions is None else rows.filter(pk__in=versions)).exists():
        raise ActionError("cycle.nothing_to_print")
    params = {"year": year, "search": search, "versions": None if versions is None else list(versions)}
    return queue_job(viewer=viewer, kind=printing.KIND, params=params)


def _known(year: int | None) -> int:
    if year is None or not years().filter(year=year).exists():
        raise ActionError("cycle.no_such_year", year=year or "—")
    return year


def queue_recheck(*, viewer: Viewer, year: int | None) -> Job:
    """Have every filing of a year in reach checked anew (重新检查全年申报).

    Raises:
        ForbiddenError: the viewer has no business role that does anything.
        ActionError: there is no such year; see `queue_job`.
    """
    return queue_job(viewer=viewer, kind=rechecking.KIND, params={"year": _known(year)})


def queue_rebuild(*, viewer: Viewer, year: int | None) -> Job:
    """Have the index of indicators rebuilt (重建指标索引), of one year or of all.

    Raises:
        ForbiddenError: the viewer is not of the performance desk.
        ActionError: see `queue_job`.
    """
    return queue_job(viewer=viewer, kind=indexing.KIND, params={"year": year})


def queue_comparison(*, viewer: Viewer, year: int | None, first: str, second: str, search: str = "") -> Job:
    """Have two packs compared on every filing of a year in reach (比较规则包), by words of project or unit.

    Raises:
        ForbiddenError: the viewer compares no packs.
        ActionError: no such year or pack, or nothing filed; see `queue_job`.
    """
    known = _known(year)
    for pack in (first, second):
        if pack not in available():
            raise ActionError("cycle.no_such_pack", pack=pack)
    if not filings_of_year(viewer, known, search).exists():
        raise ActionError("cycle.nothing_to_compare", year=year)
    params = {"year": known, "first": first, "second": second, "search": search}
    return queue_job(viewer=viewer, kind=weighing.KIND, params=params)
