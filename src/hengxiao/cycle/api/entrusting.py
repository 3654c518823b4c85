"""Third parties' opinions by the interface (第三方审核接口): asking, one's own list, files with opinions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number, PageOf, Paging, Searching, maybe, paged
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.cycle.actions.asking import LONGEST, agencies, ask_third_party, attach_opinion, take_opinion_file
from hengxiao.cycle.api.editing import filing_in_reach
from hengxiao.cycle.downloads import handed_out
from hengxiao.cycle.enums import CommissionState
from hengxiao.cycle.models import Commission
from hengxiao.cycle.procedures import THIRD_PARTIES
from hengxiao.cycle.queries.entrusting import commission_of, commissions, entrusted

router = Router(tags=["review"])
BUSINESS = EVERY_BUSINESS_ROLE
OCTETS = {"file": "application/octet-stream"}


class AskIn(Schema):
    """Whom to ask, by code, and within how many working days (受托机构、期限); without days as the pack says."""

    agency: Annotated[str, maybe(24)]
    days: Annotated[int, Field(ge=1, le=LONGEST)] | None = None


class CommissionOut(Schema):
    """A third party asked for its opinion (委托审核)."""

    number: int
    filing: int
    project: str
    year: int
    round: int
    agency: str
    due: date
    state: str
    asked_at: datetime
    given_at: datetime | None
    file: str | None


class EntrustedAsked(Searching):
    """Which commissions (委托状态)."""

    state: CommissionState | None = None


def _out(request: HttpRequest, row: Commission) -> CommissionOut:
    return CommissionOut(
        number=row.pk, filing=row.filing_id, project=row.filing.project.name, year=row.filing.year,
        round=row.round + 1, agency=row.agency.code, due=row.due, state=row.standing(request.viewer.today),
        asked_at=row.asked_at, given_at=row.given_at, file=row.file.name if row.file else None,
    )  # fmt: skip


def _commission(request: HttpRequest, number: int) -> Commission:
    found = commission_of(request.viewer, number)
    if found is None:
        raise Http404
    return found


@operation(
    router, "GET", "/commissions", PageOf[CommissionOut], family=Family.READ, roles=tuple(sorted(THIRD_PARTIES)),
    pages=("cycle:entrusted",),
)  # fmt: skip
def list_entrusted(request: HttpRequest, given: Query[EntrustedAsked]) -> PageOf[CommissionOut]:
    """What one's own third party is entrusted with (受托审核), open ones first."""
    rows = entrusted(request.viewer, given.state or "", given.q)
    return paged(rows, given, lambda row: _out(request, row))


@operation(
    router, "GET", "/filings/{number}/commissions", PageOf[CommissionOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:review",),
)  # fmt: skip
def list_commissions(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[CommissionOut]:
    """Third parties asked about a filing (委托情况)."""
    rows = commissions(request.viewer, filing_in_reach(request.viewer, number))
    return paged(rows, given, lambda row: _out(request, row))


@operation(
    router, "POST", "/filings/{number}/third-party", CommissionOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:third_party_ask",),
)  # fmt: skip
def ask_filing_third_party(request: HttpRequest, number: Number, given: AskIn) -> CommissionOut:
    """Ask a third party for its opinion (委托第三方审核)."""
    filing = filing_in_reach(request.viewer, number)
    agency = agencies(filing, request.viewer).filter(code=given.agency).first()
    if agency is None:
        raise ActionError("base.no_such_organisation", code=given.agency)
    return _out(request, ask_third_party(viewer=request.viewer, filing=filing, agency=agency, days=given.days))


@operation(
    router, "POST", "/commissions/{number}/file", CommissionOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:opinion_attach",), upload=True,
)  # fmt: skip
def attach_opinion_file(request: HttpRequest, number: Number, file: File[UploadedFile]) -> CommissionOut:
    """Hand in a file with the opinion (提交意见附件); again replaces it."""
    row = _commission(request, number)
    attach_opinion(viewer=request.viewer, commission=row, uploaded=file)
    return _out(request, row)


@operation(
    router, "GET", "/commissions/{number}/file", None, family=Family.READ, roles=BUSINESS,
    pages=("cycle:opinion_file",), media=OCTETS,
)  # fmt: skip
def get_opinion_file(request: HttpRequest, number: Number) -> HttpResponse:
    """The file with an opinion (下载意见附件)."""
    name, data = take_opinion_file(viewer=request.viewer, commission=_commission(request, number))
    return handed_out(data, name)
