"""Prints and verification by the interface (打印、校验接口)."""

from __future__ import annotations

from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.cycle.actions.printing import take_draft, take_print, verify_upload
from hengxiao.cycle.api.editing import filing_in_reach
from hengxiao.cycle.api.shapes import Round, VersionOut, version_out
from hengxiao.cycle.comparing import comparison_file
from hengxiao.cycle.downloads import TYPES, download
from hengxiao.cycle.queries import reviewing as rows
from hengxiao.cycle.sighting import review_form_file

router = Router(tags=["prints"])
BUSINESS = EVERY_BUSINESS_ROLE
Suffix = Literal["docx", "xlsx", "pdf"]


class FormAsked(Schema):
    """Whose review form, of which round (审核人、轮次); this round unless said, the first is 1."""

    reviewer: Number | None = None
    round: Round | None = None


class DifferenceOut(Schema):
    """A difference between a copy and what was approved (差异)."""

    where: str
    expected: str
    found: str


class VerifiedOut(Schema):
    """What verifying a copy came to (校验结果); `readable` is whether a form could be read from it."""

    name: str
    mark: str | None
    readable: bool
    version: VersionOut | None
    same: bool
    differences: list[DifferenceOut]


@operation(
    router, "GET", "/filings/{number}/print/{suffix}", None, family=Family.READ, roles=BUSINESS,
    pages=("cycle:draft_print",), media=TYPES,
)  # fmt: skip
def print_filing(request: HttpRequest, number: Number, suffix: Suffix) -> HttpResponse:
    """The working document, marked as a draft (打印草稿)."""
    filing = filing_in_reach(request.viewer, number)
    return download(take_draft(filing=filing, suffix=suffix), suffix, f"{filing.project.name}-{_('草稿')}")


@operation(
    router, "GET", "/versions/{number}/print/{suffix}", None, family=Family.READ, roles=BUSINESS,
    pages=("cycle:version_print",), media=TYPES,
)  # fmt: skip
def print_approved(request: HttpRequest, number: Number, suffix: Suffix) -> HttpResponse:
    """An approved version with mark and QR code (打印正式件)."""
    version = get_object_or_404(rows.approved_versions(request.viewer), pk=number)
    data = take_print(viewer=request.viewer, version=version, suffix=suffix)
    return download(data, suffix, f"{version.filing.project.name}-{version.filing.year}-{version.mark}")


@operation(
    router, "GET", "/filings/{number}/changes/print/{suffix}", None, family=Family.READ, roles=BUSINESS,
    pages=("cycle:comparison_print",), media=TYPES,
)  # fmt: skip
def print_changes(request: HttpRequest, number: Number, suffix: Suffix) -> HttpResponse:
    """Before and after of an adjustment as a file (打印对照表)."""
    asked = rows.changes_of(request.viewer, number)
    if asked is None:
        raise ActionError("cycle.no_comparison")
    filing, _changes = asked
    return download(comparison_file(filing, suffix), suffix, f"{filing.project.name}-{_('对照表')}")


@operation(
    router, "GET", "/filings/{number}/review-form/print/{suffix}", None, family=Family.READ, roles=BUSINESS,
    pages=("cycle:review_form_print",), media=TYPES,
)  # fmt: skip
def print_review_form(request: HttpRequest, number: Number, suffix: Suffix, given: Query[FormAsked]) -> HttpResponse:
    """A reviewer's review form (打印审核表); without a reviewer one's own, blank if unmarked."""
    filing = filing_in_reach(request.viewer, number)
    marks = rows.marks_of(request.viewer, filing, given.reviewer, given.round - 1 if given.round else None)
    if (given.reviewer or given.round) and not marks:
        raise Http404
    return download(review_form_file(filing, marks, suffix), suffix, f"{filing.project.name}-{_('审核表')}")


@operation(
    router, "POST", "/verify", VerifiedOut, family=Family.READ, roles=BUSINESS,
    pages=("cycle:verify", "cycle:verify_version"), upload=True,
)  # fmt: skip
def verify_file(request: HttpRequest, file: File[UploadedFile], version: Form[Number | None] = None) -> VerifiedOut:
    """Whether a copy equals what was approved (校验回收件); with a version compared with it, mark or not."""
    against = get_object_or_404(rows.approved_versions(request.viewer), pk=version) if version else None
    found = verify_upload(viewer=request.viewer, uploaded=file, version=against)
    return VerifiedOut(
        name=found.name, mark=found.copy.mark.digest[:16] if found.copy.mark else None,
        readable=found.copy.form is not None, version=version_out(found.version) if found.version else None,
        same=found.same,
        differences=[DifferenceOut(where=where, expected=due, found=text) for where, due, text in found.told],
    )  # fmt: skip
