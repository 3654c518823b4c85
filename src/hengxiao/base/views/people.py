"""People (人员): accounts, posts, first passwords shown once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.actions import add_person, add_post, may_reset, reset_password, set_active
from hengxiao.base.credentials import first_password
from hengxiao.base.enums import Role
from hengxiao.base.factors import (
    confirm_factor_reset,
    drop_factor_reset,
    factor_resets,
    has_factor,
    propose_factor_reset,
)
from hengxiao.base.forms import FactorResetForm, PersonChangeForm, PersonForm, PostChangeForm, PostForm
from hengxiao.base.models import Person
from hengxiao.base.organising import change_person, change_post, remove_post
from hengxiao.base.paging import asked_page
from hengxiao.base.queries import colleagues, found_people, means_of_move, people, posts, with_grants, without_role
from hengxiao.base.refusing import refused_in, resting_on, status_of

SUGGESTIONS = 12
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@page(*ADMINS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Accounts with their roles (人员)."""
    words = request.GET.get("q", "").strip()
    rows = people(request.viewer).order_by("organisation__sort_key", "username")
    rows = found_people(rows, words) if words else rows
    unassigned = request.GET.get("role") == "none"
    rows = with_grants(without_role(rows) if unassigned else rows)
    facts = {
        "page": asked_page(request, rows),
        "q": words,
        "unassigned": unassigned,
        "may_add": request.viewer.has(Role.SYSTEM_ADMIN),
    }
    return render(request, "base/people.html", facts)


@never_cache
@page(Role.SYSTEM_ADMIN)
def add(request: HttpRequest) -> HttpResponse:
    """A new account (新增人员); its password is on the answer and nowhere else."""
    form = PersonForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        password = first_password()
        with refused_in(form):
            person = add_person(viewer=request.viewer, password=password, **form.cleaned_data)
            return render(request, "base/person_password.html", {"person": person, "password": password})
    return render(request, "base/person_add.html", {"form": form}, status=status_of(form))


def _person(request: HttpRequest, number: int) -> Person:
    return get_object_or_404(people(request.viewer), pk=number)


@page(*ADMINS)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One person: posts, roles, account (人员)."""
    form = PostForm(request.POST or None, viewer=request.viewer, initial={"since": request.viewer.today})
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            add_post(viewer=request.viewer, person=_person(request, number), **form.cleaned_data)
            messages.success(request, _("已登记任职"))
            return redirect("base:person", number)
    return _person_page(request, number, form, FactorResetForm())


def _person_page(request: HttpRequest, number: int, form: PostForm, reset_form: FactorResetForm) -> HttpResponse:
    person = get_object_or_404(with_grants(people(request.viewer)), pk=number)
    facts = {
        "person": person,
        "posts": posts(request.viewer).filter(person=person),
        "form": form,
        "runs": request.viewer.has(Role.SYSTEM_ADMIN),
        "may_reset": may_reset(request.viewer, person),
        "oneself": person == request.viewer.person,
        "guards": request.viewer.has(Role.SECURITY_ADMIN),
        "has_factor": has_factor(person),
        "reset": factor_resets(request.viewer).filter(person=person).first(),
        "reset_form": reset_form,
        "self": request.viewer.person,
    }
    return render(request, "base/person.html", facts, status=status_of(form, reset_form))


@page(Role.SYSTEM_ADMIN)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a name or the home organisation (修改人员): what another home means is shown before it is done."""
    person, means = _person(request, number), None
    known = {"name": person.name, "organisation": person.organisation.code if person.organisation else ""}
    form = PersonChangeForm(request.POST or None, viewer=request.viewer, initial=known)
    if request.method == "POST" and form.is_valid():
        given, wanted = form.cleaned_data, form.cleaned_data["organisation"]
        if wanted.pk == person.organisation_id or given["shown"] == wanted.code:
            with refused_in(form):
                change_person(viewer=request.viewer, person=person, name=given["name"], organisation=wanted)
                messages.success(request, _("已修改人员"))
                return redirect("base:person", number)
        means = means_of_move(request.viewer, person)
        resting_on(form, organisation=wanted.code, shown=wanted.code)
    facts = {"form": form, "person": person, "means": means}
    return render(request, "base/person_change.html", facts, status=status_of(form))


@require_POST
@page(Role.SYSTEM_ADMIN)
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Close or reopen an account (停用、启用)."""
    person = _person(request, number)
    set_active(viewer=request.viewer, person=person, active=request.POST.get("active") == "yes")
    messages.success(request, _("账号状态已更新"))
    return redirect("base:person", number)


@never_cache
@require_POST
@page(*ADMINS)
def password(request: HttpRequest, number: int) -> HttpResponse:
    """A new first password, on the answer and nowhere else (重置密码)."""
    person, new = _person(request, number), first_password()
    reset_password(viewer=request.viewer, person=person, password=new)
    return render(request, "base/person_password.html", {"person": person, "password": new})


@page(Role.SYSTEM_ADMIN)
def post(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a post (修改任职)."""
    row = get_object_or_404(posts(request.viewer), pk=number)
    known = {"title": row.title, "since": row.since, "until": row.until}
    form = PostChangeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            change_post(viewer=request.viewer, post=row, **form.cleaned_data)
            messages.success(request, _("已修改任职"))
            return redirect("base:person", row.person_id)
    return render(request, "base/post_change.html", {"form": form, "post": row}, status=status_of(form))


@page(Role.SYSTEM_ADMIN)
@require_POST
def post_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Strike out a post (删除任职)."""
    row = get_object_or_404(posts(request.viewer), pk=number)
    remove_post(viewer=request.viewer, post=row)
    messages.success(request, _("已删除任职"))
    return redirect("base:person", row.person_id)


@page(Role.SECURITY_ADMIN)
@require_POST
def factor(request: HttpRequest, number: int) -> HttpResponse:
    """Propose to reset a second factor (提请重置两步验证)."""
    person, form = _person(request, number), FactorResetForm(request.POST)
    if form.is_valid():
        with refused_in(form):
            propose_factor_reset(viewer=request.viewer, person=person, reason=form.cleaned_data["reason"])
            messages.success(request, _("已提请，等另一位安全保密管理员复核后生效"))
            return redirect("base:person", number)
    return _person_page(request, number, PostForm(viewer=request.viewer), form)


@page(Role.SECURITY_ADMIN)
@require_POST
def factor_confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm it as the second person (复核重置)."""
    reset = get_object_or_404(factor_resets(request.viewer), pk=number)
    confirm_factor_reset(viewer=request.viewer, reset=reset)
    messages.success(request, _("已重置两步验证，此人的会话已全部退出"))
    return redirect("base:person", reset.person_id)


@page(Role.SECURITY_ADMIN)
@require_POST
def factor_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Give it up (撤回重置)."""
    reset = get_object_or_404(factor_resets(request.viewer), pk=number)
    drop_factor_reset(viewer=request.viewer, reset=reset)
    messages.success(request, _("已撤回"))
    return redirect("base:person", reset.person_id)


@page()
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """People that fit what is being typed (人员提示)."""
    words = (request.GET.get("person") or request.GET.get("to") or "").strip()
    rows = people(request.viewer) if request.viewer.has(Role.SECURITY_ADMIN) else colleagues(request.viewer)
    found = found_people(rows.filter(is_active=True), words).order_by("username")[:SUGGESTIONS] if words else []
    return render(request, "base/_person_options.html", {"rows": found})
