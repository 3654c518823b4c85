"""The audit log (审计日志), for the audit administrator alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.actions import export_anchors, export_audit
from hengxiao.base.audit_export import anchor_export, lines
from hengxiao.base.enums import Role
from hengxiao.base.forms import AuditFilter
from hengxiao.base.paging import asked_page
from hengxiao.base.queries import LONGEST_CHECK, chain_state, events, found_events


@page(Role.AUDIT_ADMIN)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Entries, newest first, and the state of the chain (审计日志)."""
    form = AuditFilter(request.GET or None)
    rows = found_events(events(request.viewer), form.cleaned_data) if form.is_valid() else events(request.viewer)
    facts = {
        "form": form,
        "page": asked_page(request, rows),
        "chain": chain_state(request.viewer, check="check" in request.GET),
        "longest": LONGEST_CHECK,
    }
    return render(request, "base/audit.html", facts)


@require_POST
@page(Role.AUDIT_ADMIN)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as JSON Lines, for `verify_audit.py` (导出审计日志)."""
    export_audit(viewer=request.viewer)
    answer = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="audit-{request.viewer.today}.jsonl"'
    return answer


@require_POST
@page(Role.AUDIT_ADMIN)
def anchors(request: HttpRequest) -> StreamingHttpResponse:
    """The day anchors and the head (导出日锚), to be kept elsewhere; finished days are anchored first."""
    export_anchors(viewer=request.viewer)
    answer = StreamingHttpResponse(anchor_export(), content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="anchors-{request.viewer.today}.jsonl"'
    return answer
