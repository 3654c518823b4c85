"""Organisations (单位): the tree, and adding to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.actions import add_organisation
from hengxiao.base.enums import Role
from hengxiao.base.forms import OrganisationChangeForm, OrganisationForm
from hengxiao.base.models import Organisation
from hengxiao.base.organising import change_organisation, set_organisation_active
from hengxiao.base.paging import asked_page
from hengxiao.base.queries import found_organisations, organisations, with_numbers
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.rules import line_of

SUGGESTIONS = 12


def _above(row: Organisation | None, rows: dict[int, Organisation]) -> list[Organisation]:
    """The organisations from the root down to this one."""
    return [] if row is None else [rows[number] for number in line_of(row.path) if number in rows]


@page(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One level of the tree, or what a search finds (单位)."""
    reach, words = organisations(request.viewer), request.GET.get("q", "").strip()
    at = get_object_or_404(reach, code=request.GET["parent"]) if request.GET.get("parent") and not words else None
    rows = found_organisations(reach, words) if words else reach.filter(parent=at)
    above = _above(at, reach.in_bulk(line_of(at.path))) if at else []
    numbers = asked_page(request, with_numbers(rows))
    facts = {"page": numbers, "at": at, "above": above, "q": words, "may_add": request.viewer.has(Role.SYSTEM_ADMIN)}
    return render(request, "base/organisations.html", facts)


@page(Role.SYSTEM_ADMIN)
def add(request: HttpRequest) -> HttpResponse:
    """A new organisation (新增单位)."""
    form = OrganisationForm(request.POST or None, viewer=request.viewer, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            row = add_organisation(viewer=request.viewer, **form.cleaned_data)
            messages.success(request, _("已新增单位：%(name)s") % {"name": row.name})
            return redirect(_level(row))
    return render(request, "base/organisation_add.html", {"form": form}, status=status_of(form))


@page(Role.SYSTEM_ADMIN)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Rename or move an organisation (修改单位)."""
    row = get_object_or_404(organisations(request.viewer), pk=number)
    known = {"name": row.name, "kind": row.kind, "parent": row.parent.code if row.parent else ""}
    form = OrganisationChangeForm(request.POST or None, viewer=request.viewer, initial=known)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            row = change_organisation(viewer=request.viewer, organisation=row, **form.cleaned_data)
            messages.success(request, _("已修改单位：%(name)s") % {"name": row.name})
            return redirect(_level(row))
    facts = {"form": form, "row": row, "back": _level(row)}
    return render(request, "base/organisation_change.html", facts, status=status_of(form))


@page(Role.SYSTEM_ADMIN)
@require_POST
def switch(request: HttpRequest, number: int) -> HttpResponse:
    """Close an organisation or put it in use again (停用、启用单位)."""
    row = get_object_or_404(organisations(request.viewer), pk=number)
    set_organisation_active(viewer=request.viewer, organisation=row, active=request.POST.get("active") == "yes")
    messages.success(request, _("单位状态已更新"))
    return redirect(_level(row))


def _level(row: Organisation) -> str:
    """The page of the level an organisation stands on."""
    return reverse("base:organisations") + (f"?parent={row.parent.code}" if row.parent else "")


@page()
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Organisations that fit what is being typed (单位提示)."""
    words = (request.GET.get("organisation") or request.GET.get("parent") or "").strip()
    rows = found_organisations(organisations(request.viewer), words)[:SUGGESTIONS] if words else []
    return render(request, "base/_organisation_options.html", {"rows": rows})
