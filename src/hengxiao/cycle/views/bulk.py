"""Pages of bulk work (批量办理): lists of projects, many forms at once, many prints, recomputation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengxiao.base.access import page
from hengxiao.base.enums import ItemState, JobState, Role
from hengxiao.base.models import Job
from hengxiao.base.numbers import number_in, numbers_in
from hengxiao.base.paging import asked_page
from hengxiao.base.queries import job_items, jobs
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.rules import JOB_OWNERS
from hengxiao.base.years import chosen_year
from hengxiao.cycle.actions.bulk import (
    confirm_list,
    hand_in_forms,
    hand_in_list,
    queue_prints,
    queue_rebuild,
    queue_recheck,
)
from hengxiao.cycle.actions.importing import assign_form
from hengxiao.cycle.actions.indexing import INDEXERS
from hengxiao.cycle.downloads import download
from hengxiao.cycle.forms_bulk import ListForm, ManyFormsForm
from hengxiao.cycle.jobs import forms as importing
from hengxiao.cycle.jobs import projects
from hengxiao.cycle.listing import planned, template
from hengxiao.cycle.queries.declaring import DECLARING_ROLES, unfiled_projects, years
from hengxiao.cycle.queries.listing import known_of
from hengxiao.cycle.queries.printing import printable_versions

MOST_OFFERED = 30


@page(*JOB_OWNERS)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What can be done in bulk (批量办理), by role."""
    viewer = request.viewer
    facts = {
        "may_declare": viewer.has(*DECLARING_ROLES), "may_fill": viewer.has(Role.FILLER),
        "may_index": viewer.has(*INDEXERS), "years": list(years()), "chosen": chosen_year(request),
    }  # fmt: skip
    return render(request, "cycle/bulk.html", facts)


@page(*DECLARING_ROLES)
@require_http_methods(["GET", "POST"])
def projects_import(request: HttpRequest) -> HttpResponse:
    """Hand in a list of projects (导入项目清单); it is looked at before anything is done."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refused_in(form, "file"):
            job = hand_in_list(viewer=request.viewer, uploaded=form.cleaned_data["file"])
            return redirect("cycle:projects_check", job.pk)
    return render(request, "cycle/projects_import.html", {"form": form}, status=status_of(form))


@page(*DECLARING_ROLES)
@require_GET
def projects_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in (下载模板)."""
    return download(template(), "xlsx", _("项目清单模板"))


@page(*DECLARING_ROLES)
@require_http_methods(["GET", "POST"])
def projects_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a list row by row, then have it done (核对清单)."""
    job = get_object_or_404(jobs(request.viewer), pk=pk, kind=projects.KIND)
    if job.state != JobState.PREPARED:
        return redirect("base:job", job.pk)
    asked = request.POST if request.method == "POST" else request.GET
    how = asked.get("how") if asked.get("how") in projects.HOW else "skip"
    if request.method == "POST":
        confirm_list(viewer=request.viewer, job=job, how=str(how))
        return redirect("base:job", job.pk)
    lines = projects.lines_of(job)
    plans = planned(lines, known_of(request.viewer, lines), str(how))
    counts = Counter(plan.act for plan in plans)
    plans.sort(key=lambda plan: (plan.error is None, plan.line.number))
    facts = {"job": job, "page": asked_page(request, plans), "counts": counts, "how": how,
             "existing": sum(plan.project is not None for plan in plans), "name": job.files.get().name}  # fmt: skip
    return render(request, "cycle/projects_check.html", facts | {"doable": counts["add"] + counts["update"]})


@page(Role.FILLER)
@require_http_methods(["GET", "POST"])
def forms_import(request: HttpRequest) -> HttpResponse:
    """Hand in many forms at once (批量导入表格)."""
    open_years = [row.year for row in years() if row.open]
    initial = {"year": chosen_year(request)}
    form = ManyFormsForm(open_years, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refused_in(form, "uploads"):
            job = hand_in_forms(
                viewer=request.viewer, year=given["year"], of_last_year=given["of_last_year"], files=given["uploads"]
            )
            return redirect("base:job", job.pk)
    facts = {"form": form, "open_years": open_years}
    return render(request, "cycle/forms_import.html", facts, status=status_of(form))


@page(Role.FILLER)
@require_http_methods(["GET", "POST"])
def import_assign(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Say whose an unmatched form is (指定项目)."""
    job: Job = get_object_or_404(jobs(request.viewer), pk=pk, kind=importing.KIND)
    item = get_object_or_404(job_items(request.viewer, job).select_related("job", "file"), key=key)
    if item.state != ItemState.WAITING:
        return redirect("base:job", job.pk)
    words = request.GET.get("q", "").strip()
    rows = unfiled_projects(request.viewer, job.params["year"], words)
    if request.method == "POST":
        project = get_object_or_404(rows, pk=number_in(request.POST.get("project", "")))
        filing = assign_form(viewer=request.viewer, item=item, project=project)
        messages.success(request, _("已指定给“%(name)s”并生成草稿") % {"name": project.name})
        more = job_items(request.viewer, job, ItemState.WAITING).exists()
        return redirect("base:job", job.pk) if more else redirect("cycle:edit", filing.pk)
    facts = {"job": job, "item": item, "rows": rows[:MOST_OFFERED], "count": rows.count(), "q": words}
    return render(request, "cycle/import_assign.html", facts)


@page(*JOB_OWNERS)
@require_http_methods(["GET", "POST"])
def prints(request: HttpRequest) -> HttpResponse:
    """Choose approved filings to print officially (批量打印)."""
    asked: Any = request.POST if request.method == "POST" else request.GET
    known = [row.year for row in years()]
    wanted = number_in(asked.get("year", "") or str(chosen_year(request)))
    year = wanted if wanted in known else None
    search = asked.get("q", "").strip()
    rows = printable_versions(request.viewer, year, search)
    if request.method == "POST":
        chosen = numbers_in(request.POST.getlist("version"))
        if request.POST.get("all") != "yes" and not chosen:
            messages.error(request, _("请先勾选要打印的，或打印全部"))
        else:
            versions = None if request.POST.get("all") == "yes" else chosen
            made = queue_prints(viewer=request.viewer, year=year, search=search, versions=versions)
            return redirect("base:job", made.pk)
    facts = {"page": asked_page(request, rows), "years": known, "year": year, "q": search}
    return render(request, "cycle/prints.html", facts)


@page(*JOB_OWNERS)
@require_POST
def recompute(request: HttpRequest, what: str) -> HttpResponse:
    """Check a year anew, or rebuild the index (重新检查、重建索引)."""
    queue = {"recheck": queue_recheck, "index": queue_rebuild}.get(what)
    if queue is None:
        raise Http404
    made = queue(viewer=request.viewer, year=number_in(request.POST.get("year", "")))
    return redirect("base:job", made.pk)
