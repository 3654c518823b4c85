"""Pages of the three-level release review (公开审查页面)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.paging import asked_page
from hengxiao.base.refusing import refused_in, resting_on, status_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.actions.mailing import mail_release, may_mail
from hengxiao.cycle.actions.noticing import whose_turn
from hengxiao.cycle.actions.releasing import (
    decide_release,
    may_decide,
    may_propose,
    may_withdraw,
    may_withhold,
    propose_release,
    stamp_of,
    unwithhold_cell,
    withdraw_release,
    withhold_cell,
)
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.forms_releasing import DecideForm, MailForm, WithholdForm
from hengxiao.cycle.models import Release
from hengxiao.cycle.publishing import followed
from hengxiao.cycle.queries import releasing as rows
from hengxiao.cycle.queries.reviewing import approved_versions
from hengxiao.cycle.sheets import Marked, sheets
from hengxiao.cycle.wording import place_title

business = page(*EVERY_BUSINESS_ROLE)
TABS = {"waiting": rows.awaiting_release, "all": rows.releases, "new": rows.releasable}


def release_or_404(viewer: Viewer, pk: int) -> Release:
    """A release in reach (可见的公开事项), else not found."""
    found: Release = get_object_or_404(rows.releases(viewer), pk=pk)
    return found


@business
@require_GET
def release_list(request: HttpRequest) -> HttpResponse:
    """Releases waiting for the viewer, all in reach, and versions that may be proposed (公开审查)."""
    wanted = request.GET.get("tab", "waiting")
    tab = wanted if wanted in TABS else "waiting"
    listed = asked_page(request, TABS[tab](request.viewer))
    return render(request, "cycle/release_list.html", {"page": listed, "tab": tab})


@business
@require_GET
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: the form, what is withheld, what was decided (公开事项)."""
    return _release_page(request, release_or_404(request.viewer, pk))


@business
@require_POST
def release_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose an approved version (提请公开)."""
    version = get_object_or_404(approved_versions(request.viewer), pk=pk)
    made = propose_release(viewer=request.viewer, version=version)
    messages.success(request, _("已提请公开，等待单位审查。"))
    return redirect("cycle:release", made.pk)


@business
@require_POST
def release_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree or refuse at one's level (审查)."""
    found = release_or_404(request.viewer, pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        with refused_in(form):
            decide_release(viewer=request.viewer, release=found, **form.cleaned_data)
            messages.success(request, _("审查结论已记录。"))
            return redirect("cycle:release", pk)
    found = release_or_404(request.viewer, pk)
    return _release_page(request, found, decide_form=resting_on(form, seen=stamp_of(found)))


@business
@require_POST
def release_withhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a cell back (列入不予公开)."""
    found = release_or_404(request.viewer, pk)
    form = WithholdForm(found.version.document, request.POST)
    if form.is_valid():
        with refused_in(form):
            withhold_cell(viewer=request.viewer, release=found, **form.cleaned_data)
            messages.success(request, _("已列入不予公开清单。"))
            return redirect("cycle:release", pk)
    return _release_page(request, found, withhold_form=form)


@business
@require_POST
def release_unwithhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a cell be public after all (移出不予公开清单)."""
    cell = get_object_or_404(rows.withheld_in_reach(request.viewer), pk=pk)
    unwithhold_cell(viewer=request.viewer, cell=cell)
    messages.success(request, _("已移出不予公开清单。"))
    return redirect("cycle:release", cell.release_id)


@business
@require_POST
def release_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a release back (撤回公开)."""
    found = release_or_404(request.viewer, pk)
    withdraw_release(viewer=request.viewer, release=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("已撤回公开。"))
    return redirect("cycle:release", pk)


@business
@require_POST
def release_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a released form by e-mail (邮件发送公开内容)."""
    found, form = release_or_404(request.viewer, pk), MailForm(request.POST)
    if form.is_valid():
        with refused_in(form):
            mail_release(viewer=request.viewer, release=found, **form.cleaned_data)
            messages.success(request, _("已发送到 %(to)s，已记入审计日志。") % {"to": form.cleaned_data["to"]})
            return redirect("cycle:release", pk)
    return _release_page(request, release_or_404(request.viewer, pk), mail_form=form)


def _release_page(request: HttpRequest, found: Release, **forms: Any) -> HttpResponse:
    viewer, document = request.viewer, found.version.document
    kept = list(rows.withheld_cells(found))
    for cell in kept:
        cell.place = place_title(document, cell.path)
        cell.repeated = len(followed(document, {cell.path: cell.ground})) - 1
    paths = list(followed(document, {cell.path: cell.ground for cell in kept}))
    edits = may_withhold(viewer, found)
    steps = list(rows.release_steps(viewer, found))
    for step in steps:
        step.source_label, step.target_label = (ReleaseState(each).label for each in (step.source, step.target))
    examiner = rows.examiner_of(found)
    turn = whose_turn(found.version.filing, [examiner], viewer.today) if examiner else None
    context = {
        "release": found, "turn": turn, "sheets": sheets(document, Marked()), "withheld": kept, "steps": steps,
        "withheld_paths": paths, "may_decide": may_decide(viewer, found), "may_edit": edits,
        "may_lift": edits and found.state == ReleaseState.UNIT, "may_withdraw": may_withdraw(viewer, found),
        "may_propose": found.state in rows.PROPOSABLE and may_propose(viewer, found.version),
        "may_mail": may_mail(viewer, found), "mail_form": MailForm(),
        "decide_form": DecideForm(initial={"seen": stamp_of(found)}), "withhold_form": WithholdForm(document),
        "levels": [(str(level), level.label) for level in (*rows.NEXT, ReleaseState.RELEASED)],
    }  # fmt: skip
    return render(request, "cycle/release.html", context | forms, status=status_of(*forms.values()))
