"""Pages of the indicator library (指标库页面): search, one indicator, proposing, confirming, fixing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengxiao.base.access import page
from hengxiao.base.models import Organisation
from hengxiao.base.paging import asked_page
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.actions.indicator_library import decide_indicator, fix_indicator, kinds, propose_indicator
from hengxiao.cycle.enums import LibraryState
from hengxiao.cycle.models import LibraryIndicator
from hengxiao.cycle.queries.indicator_library import (
    PROPOSERS,
    decidable,
    library,
    library_homes,
    library_kinds,
    library_list,
)

business = page(*EVERY_BUSINESS_ROLE)


class ProposeForm(forms.Form):
    """An indicator to propose (提出指标)."""

    organisation = forms.ModelChoiceField(label=_("单位"), queryset=Organisation.objects.none())
    name = forms.CharField(label=_("指标名称"), max_length=100)
    level = forms.ChoiceField(label=_("指标类别"))
    aliases = forms.CharField(label=_("别名"), max_length=300, required=False, help_text=_("用顿号分开"))
    unit = forms.CharField(label=_("计量单位"), max_length=40, required=False)
    sign = forms.ChoiceField(label=_("计算符号"), required=False, choices=[("", "—"), *((s, s) for s in "≥＞=＜≤")])
    definition = forms.CharField(label=_("指标解释"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    method = forms.CharField(label=_("计算方法"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(label=_("数据来源"), max_length=200, required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["organisation"]
        level: Any = self.fields["level"]
        units.queryset = library_homes(viewer)
        units.initial = units.queryset.first()
        level.choices = [(each.key, f"{each.level1} / {each.level2}") for each in kinds()]

    def given(self) -> dict[str, Any]:
        """What was sent, as the action takes it (提交内容)."""
        data = dict(self.cleaned_data)
        level1, _bar, level2 = data.pop("level").partition("|")
        names = [name.strip() for name in data.pop("aliases").replace("，", "、").split("、")]
        return data | {"level1": level1, "level2": level2, "aliases": [name for name in names if name]}


class DecisionForm(forms.Form):
    """Why an indicator is declined (确认、不采用)."""

    reason = forms.CharField(
        label=_("理由（不采用时必填）"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@business
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The library searched (指标库)."""
    viewer, known = request.viewer, library_kinds(request.viewer)
    search, level2 = request.GET.get("q", "").strip(), request.GET.get("level", "")
    whose, state = request.GET.get("whose", ""), request.GET.get("state", "")
    rows = library_list(viewer, search=search, level2=level2, whose=whose, state=state)
    context = {
        "page": asked_page(request, rows), "kinds": known, "search": search,
        "level": level2, "whose": whose, "state": state, "states": LibraryState.choices,
        "may_propose": viewer.has(*PROPOSERS),
    }  # fmt: skip
    return render(request, "cycle/library.html", context)


@page(*PROPOSERS)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose an indicator (提出指标)."""
    form = ProposeForm(request.viewer, request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            row = propose_indicator(viewer=request.viewer, **form.given())
            messages.success(request, _("已提出，本单位现在就可以采用；主管部门确认后所属单位都能用。"))
            return redirect("cycle:library_indicator", row.pk)
    return render(request, "cycle/library_propose.html", {"form": form}, status=status_of(form))


@business
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator of the library (指标卡片)."""
    return _card(request, get_object_or_404(library(request.viewer), pk=pk), DecisionForm())


def _card(request: HttpRequest, row: LibraryIndicator, form: DecisionForm) -> HttpResponse:
    pack, _colon, code = row.basis.partition(":")
    context = {
        "row": row, "pack_id": pack, "code": code, "form": form,
        "may_decide": decidable(request.viewer).filter(pk=row.pk).exists(),
    }  # fmt: skip
    return render(request, "cycle/library_indicator.html", context, status=status_of(form))


@business
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or decline (确认、不采用)."""
    row = get_object_or_404(library(request.viewer), pk=pk)
    accept, form = request.POST.get("accept") == "yes", DecisionForm(request.POST)
    if form.is_valid():
        with refused_in(form):
            decide_indicator(viewer=request.viewer, indicator=row, accept=accept, **form.cleaned_data)
            messages.success(request, _("已确认采用。") if accept else _("已记为不采用。"))
            return redirect("cycle:library_indicator", pk)
    return _card(request, get_object_or_404(library(request.viewer), pk=pk), form)


@business
@require_POST
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix or free (固化、取消固化)."""
    row = get_object_or_404(library(request.viewer), pk=pk)
    fix_indicator(viewer=request.viewer, indicator=row, fixed=request.POST.get("fixed") == "yes")
    return redirect("cycle:library_indicator", pk)
