"""What may be printed officially (可打印的正式件): the approved target in force of every project and year."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hengxiao.base.viewer import Viewer
from hengxiao.cycle.models import FilingVersion
from hengxiao.cycle.queries.reviewing import APPROVED, approved_versions


def printable_versions(viewer: Viewer, year: int | None = None, words: str = "") -> QuerySet[FilingVersion]:
    """Approved versions in force in reach (现行正式件), of a year, by words of project or unit."""
    newest = FilingVersion.objects.filter(
        filing__project=OuterRef("filing__project"), filing__year=OuterRef("filing__year"), reason__in=APPROVED
    ).order_by("-at", "-pk")
    rows = approved_versions(viewer).filter(pk=Subquery(newest.values("pk")[:1]))
    if year is not None:
        rows = rows.filter(filing__year=year)
    for word in words.split():
        named = Q(filing__project__name__icontains=word) | Q(filing__project__code__icontains=word)
        rows = rows.filter(named | Q(filing__organisation__name__icontains=word))
    return rows.defer("document", "filing__document", "filing__procedure").order_by("filing__project__sort_key", "pk")
