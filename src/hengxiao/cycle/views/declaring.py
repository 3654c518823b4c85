"""Pages of declaration (申报页面): project library, project page, beginning a filing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengxiao.base.access import page
from hengxiao.base.jobs.actions import queue_job
from hengxiao.base.models import Job
from hengxiao.base.paging import asked_page
from hengxiao.base.proving import LARGEST
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.base.years import chosen_year
from hengxiao.cycle.actions.declaring import add_project, copy_last_year, start_blank, start_from_file
from hengxiao.cycle.forms_declaring import BeginForm, ProjectForm, UploadForm
from hengxiao.cycle.jobs import forms as importing
from hengxiao.cycle.models import FiscalYear, Project
from hengxiao.cycle.procedures import state_names, table_of
from hengxiao.cycle.queries.declaring import (
    DECLARING_ROLES,
    declaring_organisations,
    may_fill,
    money_by_year,
    project_filings,
    project_list,
    projects,
    years,
)
from hengxiao.cycle.queries.reviewing import scores

PER_PAGE = 20  # a project shows its filings below it
LARGE = 4 * 1024 * 1024  # bytes; a larger form would keep its owner waiting


@page(*EVERY_BUSINESS_ROLE)
@require_GET
def project_library(request: HttpRequest) -> HttpResponse:
    """The project library (项目库): search, year, state."""
    known = list(years())
    year = _chosen_year(request, known)
    states = {code: _(name) for code, name in state_names(table_of(year.pack)).items()} if year else {}
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows = project_list(request.viewer, search=search, year=year.year if year else None, state=state)
    listed = asked_page(request, rows, PER_PAGE)
    for project in listed:
        for filing in project.year_filings:
            filing.state_label = states.get(filing.state, filing.state)
    context = {
        "page": listed, "years": known, "chosen": year, "states": states, "search": search, "state": state,
        "may_add": declaring_organisations(request.viewer).exists(),
    }  # fmt: skip
    return render(request, "cycle/projects.html", context)


def _chosen_year(request: HttpRequest, known: list[FiscalYear]) -> FiscalYear | None:
    wanted = request.GET.get("year", "") or str(chosen_year(request))
    return next((row for row in known if str(row.year) == wanted), known[0] if known else None)


@page(*DECLARING_ROLES)
@require_http_methods(["GET", "POST"])
def project_add(request: HttpRequest) -> HttpResponse:
    """Add a project (新建项目)."""
    newest = years().first()
    form = ProjectForm(request.viewer, request.POST or None, initial={"first_year": newest.year if newest else None})
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            project = add_project(viewer=request.viewer, **form.cleaned_data)
            messages.success(request, _("项目已入库"))
            return redirect("cycle:project", project.pk)
    context = {"form": form, "pack_id": newest.pack if newest else ""}
    return render(request, "cycle/project_add.html", context, status=status_of(form))


@login_required
@require_GET
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One project, one file across years (项目档案): filings, versions, steps, money."""
    return _project_page(request, get_object_or_404(projects(request.viewer), pk=pk))


def _project_page(
    request: HttpRequest, project: Project, upload: UploadForm | None = None, begin: BeginForm | None = None
) -> HttpResponse:
    filings = list(project_filings(request.viewer, project))
    for filing in filings:
        names = state_names(filing.procedure)
        filing.state_label = names[filing.state]
        filing.timeline = [
            (step, names.get(step.source, ""), names.get(step.target, "")) for step in filing.steps.all()
        ]
    taken = {filing.year for filing in filings if filing.kind == "target"}
    open_years = [year for year in _open_years() if year not in taken]
    forms = [upload or UploadForm(open_years, auto_id="upload-%s"), begin or BeginForm(open_years, auto_id="begin-%s")]
    context = {
        "project": project, "filings": filings, "money": money_by_year(filings),
        "scores": scores(request.viewer, filings), "open_years": open_years,
        "may_fill": may_fill(request.viewer, project), "upload": forms[0], "begin": forms[1],
        "has_earlier": bool(filings),
    }  # fmt: skip
    return render(request, "cycle/project.html", context, status=status_of(*forms))


def _open_years() -> list[int]:
    return [row.year for row in years() if row.open]


@login_required
@require_POST
def filing_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a filing (建立申报): empty, or from last year's."""
    project = get_object_or_404(projects(request.viewer), pk=pk)
    form = BeginForm(_open_years(), request.POST, auto_id="begin-%s")
    begin = copy_last_year if request.POST.get("how") == "copy" else start_blank
    if form.is_valid():
        with refused_in(form):
            filing = begin(viewer=request.viewer, project=project, year=form.cleaned_data["year"])
            return redirect("cycle:edit", filing.pk)
    return _project_page(request, project, begin=form)


@login_required
@require_POST
def filing_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a filing from a file (上传已有的表建立申报)."""
    project = get_object_or_404(projects(request.viewer), pk=pk)
    form = UploadForm(_open_years(), request.POST, request.FILES, auto_id="upload-%s")
    if form.is_valid():
        with refused_in(form, "file"):
            if LARGE < form.cleaned_data["file"].size <= LARGEST:
                return redirect("base:job", _begin_later(request, project, form.cleaned_data).pk)
            filing = _begin_from(request, project, form.cleaned_data)
            unread = len(filing.document["unread"])
            if unread:
                messages.warning(request, _("有 %(number)d 格没有读到，已标出，请对照原表补填") % {"number": unread})
            messages.success(request, _("已由“%(name)s”生成草稿，请逐格核对") % {"name": filing.source.name})
            return redirect("cycle:edit", filing.pk)
    return _project_page(request, project, form)


def _begin_later(request: HttpRequest, project: Project, data: dict[str, Any]) -> Job:
    """A large file is read in the background."""
    params = {"year": data["year"], "of_last_year": data["of_last_year"], "project": project.pk}
    return queue_job(viewer=request.viewer, kind=importing.KIND, params=params, files=[data["file"]])


def _begin_from(request: HttpRequest, project: Any, data: dict[str, Any]) -> Any:
    return start_from_file(
        viewer=request.viewer, project=project, year=data["year"], uploaded=data["file"],
        of_last_year=data["of_last_year"],
    )  # fmt: skip
