"""Pages of third parties' opinions (第三方审核页面): asking, what one is entrusted with, files with opinions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.limits import limited
from hengxiao.base.paging import asked_page
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.actions.asking import (
    agencies,
    ask_third_party,
    attach_opinion,
    may_hand_in,
    take_opinion_file,
    usual_days,
)
from hengxiao.cycle.actions.moving import third_party_gave
from hengxiao.cycle.actions.reviewing import may_review
from hengxiao.cycle.downloads import handed_out
from hengxiao.cycle.enums import CommissionState
from hengxiao.cycle.forms_reviewing import AskForm, OpinionFileForm
from hengxiao.cycle.models import Commission, Filing
from hengxiao.cycle.outside import asks_third_party
from hengxiao.cycle.procedures import THIRD_PARTIES, state_name
from hengxiao.cycle.queries.entrusting import commission_of, commissions, entrusted
from hengxiao.cycle.queries.reviewing import filings

business = page(*EVERY_BUSINESS_ROLE)


def third_party_facts(viewer: Viewer, filing: Filing) -> dict[str, Any]:
    """What a filing's page says of third parties (第三方审核栏)."""
    offered = agencies(filing, viewer) if may_review(viewer, filing, third_parties=False) else None
    told = [_told(row, viewer) for row in commissions(viewer, filing)]
    return {
        "third_party": asks_third_party(filing), "third_party_gave": third_party_gave(filing), "commissions": told,
        "ask_form": AskForm(offered, initial={"days": usual_days(filing)}) if offered else None,
        "file_form": OpinionFileForm(),
    }  # fmt: skip


def _told(row: Commission, viewer: Viewer) -> tuple[Commission, str, str, bool]:
    standing = row.standing(viewer.today)
    return row, str(standing), str(standing.label), may_hand_in(viewer, row)


@page(*sorted(THIRD_PARTIES))
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What one's own third party is entrusted with (受托审核): open, done, due."""
    viewer, words = request.viewer, request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    state = state if state in CommissionState else ""
    found = asked_page(request, entrusted(viewer, state, words))
    told = [(row, row.standing(viewer.today), state_name(row.filing)) for row in found]
    facts = {"page": found, "rows": told, "state": state, "states": CommissionState.choices, "q": words}
    return render(request, "cycle/entrusted.html", facts)


@business
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a third party for its opinion (委托第三方审核)."""
    filing: Filing = get_object_or_404(filings(request.viewer), pk=pk)
    form = AskForm(agencies(filing, request.viewer), request.POST)
    if form.is_valid():
        with refused_in(form):
            made = ask_third_party(viewer=request.viewer, filing=filing, **form.cleaned_data)
            said = _("已委托，对方会在待办中看到，请于 %(day)s 前完成。") % {"day": made.due.isoformat()}
            messages.success(request, said)
            return redirect("cycle:review", filing.pk)
    context = {"filing": filing, "ask_form": form}
    return render(request, "cycle/third_party_ask.html", context, status=status_of(form))


def _commission(request: HttpRequest, pk: int) -> Commission:
    found = commission_of(request.viewer, pk)
    if found is None:
        raise Http404
    return found


@business
@require_POST
@limited("upload", "POST")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a file with the opinion (提交意见附件)."""
    row, form = _commission(request, pk), OpinionFileForm(request.POST, request.FILES)
    if form.is_valid():
        with refused_in(form, "file"):
            attach_opinion(viewer=request.viewer, commission=row, uploaded=form.cleaned_data["file"])
            messages.success(request, _("附件已保存。"))
            return redirect("cycle:review", row.filing_id)
    return render(request, "cycle/opinion_attach.html", {"row": row, "file_form": form}, status=status_of(form))


@business
@require_GET
def opinion_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file with an opinion (下载意见附件); never shown in the browser."""
    name, data = take_opinion_file(viewer=request.viewer, commission=_commission(request, pk))
    return handed_out(data, name)
