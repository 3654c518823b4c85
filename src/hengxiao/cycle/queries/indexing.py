"""What is indexed (索引的来源): the last fixed version of every filing; drafts that were never handed in are not."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.documents import Document
from hengxiao.cycle.models import Filing, FilingVersion, IndicatorRow


def indexable(viewer: Viewer, year: int | None = None) -> QuerySet[Filing]:
    """Filings in reach that were handed in (可索引的申报), by number; documents are left unread."""
    rows = Filing.objects.filter(Exists(FilingVersion.objects.filter(filing=OuterRef("pk"))))
    if viewer.address != "console":
        rows = rows.filter(viewer.rows(EVERY_BUSINESS_ROLE, owner="created_by"))
    if year is not None:
        rows = rows.filter(year=year)
    return rows.defer("document", "procedure").order_by("pk")


def fixed_documents(filings: Iterable[Filing]) -> dict[int, Document]:
    """The last fixed document of each filing (最近定版文档), by its number; reached through filings one may see."""
    newest = FilingVersion.objects.filter(filing=OuterRef("filing")).order_by("-number").values("pk")[:1]
    rows = FilingVersion.objects.filter(filing__in=[each.pk for each in filings], pk=Subquery(newest))
    return dict(rows.values_list("filing_id", "document"))


def indicator_rows(viewer: Viewer) -> QuerySet[IndicatorRow]:
    """Indexed indicators in reach (可见的指标)."""
    reach = viewer.rows(EVERY_BUSINESS_ROLE, owner="filing__created_by")
    return IndicatorRow.objects.filter(reach).select_related("filing", "organisation")
