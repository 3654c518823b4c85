"""Adjustments, their comparison, and the timeline of a project (调整、对照、时间线页面)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hengxiao.base.access import page
from hengxiao.base.enums import Role
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.cycle.actions.adjusting import start_addition, start_adjustment
from hengxiao.cycle.enums import FilingKind
from hengxiao.cycle.forms_reviewing import ChangeForm
from hengxiao.cycle.procedures import state_name
from hengxiao.cycle.queries import reviewing as rows
from hengxiao.cycle.queries.declaring import projects
from hengxiao.cycle.queries.timeline import timeline


@page(Role.FILLER)
@require_http_methods(["GET", "POST"])
def change_start(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Begin an adjustment or addition (发起调整或追加)."""
    project = get_object_or_404(projects(request.viewer), pk=pk)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        start = start_addition if form.cleaned_data["kind"] == FilingKind.ADDITION else start_adjustment
        with refused_in(form):
            filing = start(viewer=request.viewer, project=project, year=year, reason=form.cleaned_data["reason"])
            messages.success(request, _("已建立，请修改后报送。"))
            return redirect("cycle:edit", filing.pk)
    in_force = rows.version_in_force(project.pk, year)
    context = {"project": project, "year": year, "form": form, "in_force": in_force}
    return render(request, "cycle/review_change.html", context, status=status_of(form))


@page(*EVERY_BUSINESS_ROLE)
@require_GET
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Before and after of an adjustment (调整前后对照)."""
    asked = rows.changes_of(request.viewer, pk)
    if asked is None:
        raise Http404
    filing, found = asked
    context = {"filing": filing, "changes": found, "state_label": state_name(filing)}
    return render(request, "cycle/review_comparison.html", context)


@page(*EVERY_BUSINESS_ROLE)
@require_GET
def project_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to a project (项目时间线)."""
    project = get_object_or_404(projects(request.viewer), pk=pk)
    return render(
        request, "cycle/review_timeline.html", {"project": project, "entries": timeline(request.viewer, project)}
    )
