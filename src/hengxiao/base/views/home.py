"""What waits for a person (待办), and the budget year they work in (年度)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.actions import see_notices, set_email
from hengxiao.base.forms import EmailForm
from hengxiao.base.numbers import number_in
from hengxiao.base.paging import Pages, asked_page
from hengxiao.base.queries import notices, past_notices
from hengxiao.base.refusing import status_of
from hengxiao.base.starting import all_next_steps
from hengxiao.base.years import SESSION_YEAR, known_years

SHOWN = 20


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What is waiting (首页：待办)."""
    rows = notices(request.viewer)
    tasks, told = (Pages(rows.filter(is_task=is_task), SHOWN).page(1) for is_task in (True, False))
    facts = {"tasks": tasks, "told": told, "today": request.viewer.today, "steps": all_next_steps(request.viewer)}
    return render(request, "base/home.html", facts)


@page()
@require_GET
def all_notices(request: HttpRequest) -> HttpResponse:
    """Every task and notice of one's own (全部待办与通知): open, unread, past."""
    viewer, tab = request.viewer, request.GET.get("tab", "")
    rows = notices(viewer)
    tabs = {"tasks": rows.filter(is_task=True), "told": rows.filter(is_task=False), "past": past_notices(viewer)}
    tab = tab if tab in tabs else "tasks"
    listed = asked_page(request, tabs[tab])
    return render(request, "base/notices.html", {"page": listed, "tab": tab, "today": viewer.today})


def forgotten(request: HttpRequest) -> HttpResponse:
    """Who gives a new password (忘记密码): the administrator, in person; nothing is sent by mail."""
    return render(request, "base/forgotten.html")


def closed(request: HttpRequest) -> HttpResponse:
    """A page of the sign-in library this site does not offer (不开放)."""
    raise Http404


@require_POST
@page()
def see(request: HttpRequest) -> HttpResponse:
    """Put notices away (通知已读)."""
    asked = request.POST.getlist("notice")  # what is no number names no notice; none at all means every one
    see_notices(viewer=request.viewer, numbers=[number_in(number) or 0 for number in asked])
    return redirect(f"{reverse('base:notices')}?tab=told" if request.POST.get("listed") else "home")


@page()
def year(request: HttpRequest) -> HttpResponse:
    """Choose the budget year (切换年度)."""
    years = known_years(request.viewer.today)
    chosen = number_in(request.POST.get("year", ""))
    if request.method == "POST" and chosen in years:
        request.session[SESSION_YEAR] = chosen
        onward = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
        return redirect(onward if safe else "home")
    return render(request, "base/years.html", {"years": years, "next": request.GET.get("next", "")})


@page()
def email(request: HttpRequest) -> HttpResponse:
    """Where notices go by mail (通知邮箱)."""
    form = EmailForm(request.POST or None, initial={"email": request.viewer.person.email})
    if request.method == "POST" and form.is_valid():
        set_email(viewer=request.viewer, email=form.cleaned_data["email"])
        messages.success(request, _("已保存通知邮箱"))
        return redirect("home")
    return render(request, "base/email.html", {"form": form, "mails": settings.MAIL_NOTICES}, status=status_of(form))
