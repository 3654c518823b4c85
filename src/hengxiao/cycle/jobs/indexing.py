"""The index of indicators anew (重建指标索引): documents are understood in processes apart, rows written here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy as _

from hengxiao.base.enums import Family
from hengxiao.base.jobs.apart import each, processes_for
from hengxiao.base.jobs.kinds import job
from hengxiao.base.jobs.running import Run
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.indexing import INDEXERS, rebuild_rows
from hengxiao.cycle.documents import Document
from hengxiao.cycle.indexing import Rows, rows_of_all
from hengxiao.cycle.models import Filing
from hengxiao.cycle.queries.indexing import fixed_documents, indexable

KIND = "cycle.rebuild_index"
BATCH = 200


@job(KIND, _("重建指标索引"), INDEXERS, again=True, family=Family.MANAGE)
def rebuild_index(run: Run) -> None:
    """Rebuild the rows of every filing in reach (重建指标索引), of one year or of all, some hundred at a time."""
    done, batches = run.finished(), list(batches_of(run.viewer, run.job.params.get("year")))
    run.plan(sum(len(batch) for batch in batches))
    waiting = [batch for batch in batches if _key(batch) not in done]
    for batch, rows in understood(waiting):
        with run.item(_key(batch), f"{batch[0].pk}–{batch[-1].pk}", weight=len(batch)):
            if isinstance(rows, Exception):
                raise rows
            rebuild_rows(viewer=run.viewer, filings={row.pk: row for row in batch}, rows=rows)


def rebuild_at_once(viewer: Viewer, year: int | None = None) -> tuple[int, int]:
    """Rebuild the index from the console (命令行重建索引); gives how many filings and rows."""
    filings = count = 0
    for batch, rows in understood(list(batches_of(viewer, year))):
        if isinstance(rows, Exception):
            raise rows
        filings += len(batch)
        count += rebuild_rows(viewer=viewer, filings={row.pk: row for row in batch}, rows=rows)
    return filings, count


def batches_of(viewer: Viewer, year: int | None) -> Iterator[list[Filing]]:
    """Filings some hundred at a time, always cut alike."""
    rows = iter(indexable(viewer, year))
    while batch := list(islice(rows, BATCH)):
        yield batch


def understood(batches: Sequence[list[Filing]]) -> Iterator[tuple[list[Filing], Rows | Exception]]:
    """Rows of the filings of each batch, worked out apart."""

    def given() -> Iterator[tuple[list[Filing], dict[int, Document]]]:
        for batch in batches:
            yield batch, fixed_documents(batch)

    return each(rows_of_all, given(), processes_for(sum(len(batch) for batch in batches)))


def _key(batch: list[Filing]) -> str:
    return f"{batch[0].pk}-{batch[-1].pk}-{len(batch)}"
