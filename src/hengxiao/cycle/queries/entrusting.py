"""What third parties are entrusted with (受托审核查询): their own list, and the commissions of a filing."""

from __future__ import annotations

from django.db.models import Case, F, Q, QuerySet, When

from hengxiao.base.viewer import Viewer
from hengxiao.cycle.models import Commission, Filing
from hengxiao.cycle.procedures import THIRD_PARTIES
from hengxiao.cycle.queries.reviewing import filings, handed_over, reads_open_marks

OPEN = Q(given_at=None, ended_at=None)
RELATED = ("filing__project", "filing__organisation", "agency", "asked_by", "given_by", "file")


def _rows() -> QuerySet[Commission]:
    rows = Commission.objects.select_related(*RELATED)
    return rows.defer("filing__document", "filing__project__words")


def _own(viewer: Viewer) -> Q:
    home = viewer.person.organisation_id if viewer.person else None
    return Q(agency=home) & viewer.rows(THIRD_PARTIES, "filing__organisation", "filing__created_by")


def entrusted(viewer: Viewer, state: str = "", words: str = "") -> QuerySet[Commission]:
    """What the viewer's own third party is entrusted with (受托审核): open ones first by day, then the newest.

    `state` is `open`, `overdue`, `given`, `ended` or "" for all; `words` are of project or unit.
    """
    rows = _rows().filter(_own(viewer))
    late = Q(due__lt=viewer.today)
    cuts = {
        "open": OPEN & ~late, "overdue": OPEN & late, "given": ~Q(given_at=None), "ended": ~Q(ended_at=None),
    }  # fmt: skip
    if state:
        rows = rows.filter(cuts[state])
    for word in words.split():
        rows = rows.filter(Q(filing__project__name__icontains=word) | Q(filing__organisation__name__icontains=word))
    first = Case(When(OPEN, then=0), default=1)
    day = Case(When(OPEN, then=F("due")))
    return rows.order_by(first, day, "-asked_at", "-pk")


def commissions(viewer: Viewer, filing: Filing) -> QuerySet[Commission]:
    """Commissions of a filing (委托情况): as marks are shown, and to who asked; of earlier rounds to all in reach."""
    rows = _rows().filter(filing__in=filings(viewer), filing=filing)
    if not handed_over(filing, filing.returned_round) and not reads_open_marks(viewer, filing):
        rows = rows.filter(Q(round__lt=filing.returned_round) | Q(asked_by=viewer.person) | _own(viewer))
    return rows.order_by("round", "pk")


def commission_of(viewer: Viewer, pk: int) -> Commission | None:
    """A commission the viewer may see (可见委托), None when there is none."""
    found = Commission.objects.select_related("filing").filter(pk=pk, filing__in=filings(viewer)).first()
    return commissions(viewer, found.filing).filter(pk=pk).first() if found else None
