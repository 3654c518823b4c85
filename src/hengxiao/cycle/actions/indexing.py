"""Keeping the index of indicators right (指标索引): at every submission and approval, and anew for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hengxiao.base.acting import acting, require
from hengxiao.base.enums import Role
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.indexing import rows_of
from hengxiao.cycle.models import Filing, IndicatorRow

INDEXERS = (Role.FINANCE_PERFORMANCE,)


def index_filing(filing: Filing) -> None:
    """Index what a filing says now (更新索引); inside the action that fixed it."""
    write_rows({filing.pk: filing}, {filing.pk: rows_of(filing.document)})


def write_rows(filings: Mapping[int, Filing], rows: Mapping[int, Sequence[Mapping[str, Any]]]) -> int:
    """Replace the rows of filings (写索引行), two statements for however many; gives how many rows there are now."""
    IndicatorRow.objects.filter(filing__in=list(rows)).delete()
    made = [
        IndicatorRow(
            filing_id=number, organisation_id=filings[number].organisation_id, year=filings[number].year, **row
        )
        for number, each in rows.items()
        for row in each
    ]
    return len(IndicatorRow.objects.bulk_create(made, batch_size=2000))


def rebuild_rows(
    *, viewer: Viewer, filings: Mapping[int, Filing], rows: Mapping[int, Sequence[Mapping[str, Any]]]
) -> int:
    """Rebuild the index of some filings (重建索引); gives how many rows.

    Raises:
        ForbiddenError: the viewer is not of the performance desk.
    """
    with acting(viewer, "cycle.rebuild_index") as entry:
        require(viewer.has(*INDEXERS) or viewer.address == "console")
        entry.facts = {"filings": len(filings), "rows": write_rows(filings, rows)}
        return int(entry.facts["rows"])
