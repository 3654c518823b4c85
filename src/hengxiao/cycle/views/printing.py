"""Prints and verification (打印与校验页面)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hengxiao.base.access import page
from hengxiao.base.limits import limited
from hengxiao.base.numbers import number_in
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.cycle.actions.printing import take_draft, take_print, verify_upload
from hengxiao.cycle.comparing import comparison_file
from hengxiao.cycle.downloads import download
from hengxiao.cycle.forms_reviewing import CopyForm
from hengxiao.cycle.models import Filing
from hengxiao.cycle.printouts import SUFFIXES
from hengxiao.cycle.queries import reviewing as rows
from hengxiao.cycle.sighting import review_form_file

business = page(*EVERY_BUSINESS_ROLE)


def _known(suffix: str) -> None:
    if suffix not in SUFFIXES:
        raise Http404


@business
@require_GET
def draft_print(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """The working document, marked as a draft (打印草稿)."""
    _known(suffix)
    filing: Filing = get_object_or_404(rows.filings(request.viewer), pk=pk)
    data = take_draft(filing=filing, suffix=suffix)
    return download(data, suffix, f"{filing.project.name}-{filing.year}-{_('草稿')}")


@business
@require_GET
def version_print(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """An approved version with mark and QR code (打印正式件); who took it is in the audit log."""
    _known(suffix)
    version = get_object_or_404(rows.approved_versions(request.viewer), pk=pk)
    data = take_print(viewer=request.viewer, version=version, suffix=suffix)
    return download(data, suffix, f"{version.filing.project.name}-{version.filing.year}-{version.mark}")


@business
@require_GET
def comparison_print(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Before and after of an adjustment as a file (打印对照表)."""
    _known(suffix)
    asked = rows.changes_of(request.viewer, pk)
    if asked is None:
        raise Http404
    filing, _changes = asked
    return download(comparison_file(filing, suffix), suffix, f"{filing.project.name}-{filing.year}-{_('对照表')}")


@business
@require_GET
def review_form_print(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """A reviewer's review form (打印审核表): of the one named by `by`, else one's own or blank; of `round` or this."""
    _known(suffix)
    filing: Filing = get_object_or_404(rows.filings(request.viewer), pk=pk)
    by, round_ = request.GET.get("by", ""), request.GET.get("round", "")
    reviewer, number = number_in(by), number_in(round_)
    if (by and reviewer is None) or (round_ and number is None):
        raise Http404
    marks = rows.marks_of(request.viewer, filing, reviewer, None if number is None else number - 1)
    if (by or round_) and not marks:
        raise Http404
    return download(
        review_form_file(filing, marks, suffix), suffix, f"{filing.project.name}-{filing.year}-{_('审核表')}"
    )


@business
@require_http_methods(["GET", "POST"])
@limited("upload", "POST")
def verify(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Whether an uploaded copy equals what was approved (校验回收件); `pk` compares with that version, mark or not."""
    version = get_object_or_404(rows.approved_versions(request.viewer), pk=pk) if pk else None
    form = CopyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "version": version, "asked": False}
    if request.method == "POST" and form.is_valid():
        with refused_in(form, "file"):
            found = verify_upload(viewer=request.viewer, uploaded=form.cleaned_data["file"], version=version)
            context |= {
                "asked": True, "name": found.name, "copy": found.copy, "version": found.version, "same": found.same,
                "told": found.told,
            }  # fmt: skip
    return render(request, "cycle/review_verify.html", context, status=status_of(form))
