"""Filings of a year to put under two packs (比较查询), in the viewer's scope."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hengxiao.base.viewer import Viewer
from hengxiao.core.targets import Form
from hengxiao.cycle.documents import form_of
from hengxiao.cycle.enums import FilingKind
from hengxiao.cycle.models import Filing, FilingVersion
from hengxiao.cycle.queries.reviewing import APPROVED, filings


def filings_of_year(viewer: Viewer, year: int, search: str = "") -> QuerySet[Filing]:
    """Targets filed for a year (本年申报), narrowed by words of project or unit."""
    rows = filings(viewer).filter(year=year, kind=FilingKind.TARGET)
    for word in search.split():
        rows = rows.filter(Q(project__name__icontains=word) | Q(organisation__name__icontains=word))
    return rows.order_by("organisation__path", "project__sort_key", "pk")


def forms_of_last_year(rows: Iterable[Filing], year: int) -> dict[int, Form]:
    """Last year's approved forms of these filings' projects (上年批复的表), by project; one query."""
    projects = [row.project_id for row in rows]
    versions = (
        FilingVersion.objects.filter(filing__project_id__in=projects, filing__year=year - 1, reason__in=APPROVED)
        .select_related("filing")
        .defer("filing__document")
    )
    newest = {version.filing.project_id: version for version in versions.order_by("at", "pk")}
    return {project: form_of(version.document, pack=version.filing.pack).form for project, version in newest.items()}
