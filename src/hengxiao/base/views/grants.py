"""Grants (授权) given by security administrators, and roles people lend (委托)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.actions import (
    confirm_delegation,
    confirm_grant,
    delegate,
    end_delegation,
    propose_grant,
    revoke_grant,
)
from hengxiao.base.enums import GrantState, Role
from hengxiao.base.forms import DelegationForm, GrantForm
from hengxiao.base.paging import asked_page
from hengxiao.base.queries import delegations, grants, lendable, people
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.rules import needs_second_person


@page(Role.SECURITY_ADMIN)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Grants by state (授权)."""
    state = request.GET.get("state", "")
    rows = grants(request.viewer)
    rows = rows.filter(state=state) if state in GrantState.values else rows
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(person__name__icontains=words) | rows.filter(person__username__icontains=words)
    facts = {
        "page": asked_page(request, rows),
        "states": GrantState.choices,
        "state": state,
        "q": words,
        "self": request.viewer.person,
    }
    return render(request, "base/grants.html", facts)


@page(Role.SECURITY_ADMIN)
def add(request: HttpRequest) -> HttpResponse:
    """Propose a grant (授权), with what each role may do in plain words."""
    person = people(request.viewer).filter(username=request.GET.get("person", "")).first()
    known = {"person": person.username, "organisation": getattr(person.organisation, "code", "")} if person else {}
    form = GrantForm(request.POST or None, viewer=request.viewer, initial=known)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            grant = propose_grant(viewer=request.viewer, **form.cleaned_data)
            waits = grant.state == GrantState.PROPOSED
            done = _("已提请授权，等另一位安全保密管理员复核后生效") if waits else _("授权已生效")
            messages.success(request, done)
            return redirect("base:grants")
    roles = [(role, f"base.may_{role.value}", needs_second_person(role)) for role in Role]
    return render(request, "base/grant_add.html", {"form": form, "roles": roles}, status=status_of(form))


@require_POST
@page(Role.SECURITY_ADMIN)
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm as the second person (复核授权)."""
    confirm_grant(viewer=request.viewer, grant=get_object_or_404(grants(request.viewer), pk=number))
    messages.success(request, _("已复核，授权生效"))
    return redirect("base:grants")


@require_POST
@page(Role.SECURITY_ADMIN)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take a role back (收回授权)."""
    revoke_grant(viewer=request.viewer, grant=get_object_or_404(grants(request.viewer), pk=number))
    messages.success(request, _("已收回授权"))
    return redirect("base:grants")


@page()
def lent(request: HttpRequest) -> HttpResponse:
    """One's own roles, and lending one (我的角色与委托)."""
    viewer = request.viewer
    form = DelegationForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            row = delegate(viewer=viewer, **form.cleaned_data)
            waits = row.state == GrantState.PROPOSED
            done = _("已提请委托，等安全保密管理员复核后生效") if waits else _("已委托，受托人即日起可代办")
            messages.success(request, done)
            return redirect("base:delegations")
    own = [(grant, f"base.may_{grant.role}") for grant in lendable(viewer)]
    facts = {"form": form, "own": own, "rows": delegations(viewer), "self": viewer.person}
    facts["guards"] = viewer.has(Role.SECURITY_ADMIN)
    return render(request, "base/delegations.html", facts, status=status_of(form))


@require_POST
@page()
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Take a lent role back (收回委托)."""
    end_delegation(viewer=request.viewer, delegation=get_object_or_404(delegations(request.viewer), pk=number))
    messages.success(request, _("已收回委托"))
    return redirect("base:delegations")


@require_POST
@page(Role.SECURITY_ADMIN)
def confirm_lent(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm that a dangerous role is lent (复核委托)."""
    confirm_delegation(viewer=request.viewer, delegation=get_object_or_404(delegations(request.viewer), pk=number))
    messages.success(request, _("已复核，委托生效"))
    return redirect("base:delegations")
