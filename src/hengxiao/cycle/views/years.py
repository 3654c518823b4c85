"""Pages of budget years (年度开放页面)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from hengxiao.base.access import page
from hengxiao.base.enums import Role
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.core.packs import available, load
from hengxiao.cycle.actions.years import open_year, set_year_open
from hengxiao.cycle.queries.declaring import may_run_years, years


class YearForm(forms.Form):
    """A year to open (开放年度)."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    pack = forms.ChoiceField(label=_("规则包"))
    declare_from = forms.DateField(label=_("申报开始"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    declare_until = forms.DateField(label=_("申报截止"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack: Any = self.fields["pack"]
        pack.choices = [(identity, load(identity).title) for identity in available()]


@page(Role.FINANCE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
def year_list(request: HttpRequest) -> HttpResponse:
    """Years and a form to open one (预算年度)."""
    form = YearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            open_year(viewer=request.viewer, **form.cleaned_data)
            messages.success(request, _("年度已开放申报"))
            return redirect("cycle:years")
    titles = {identity: load(identity).title for identity in available()}
    rows = [(row, titles.get(row.pack, row.pack)) for row in years()]
    context = {"form": form, "rows": rows, "may_run": may_run_years(request.viewer)}
    return render(request, "cycle/years.html", context, status=status_of(form))


@page(Role.FINANCE_PERFORMANCE)
@require_POST
def year_switch(request: HttpRequest, year: int) -> HttpResponse:
    """Close a year, or open it again (关闭、重开)."""
    row = get_object_or_404(years(), year=year)
    set_year_open(viewer=request.viewer, fiscal_year=row, is_open=request.POST.get("open") == "yes")
    return redirect("cycle:years")
