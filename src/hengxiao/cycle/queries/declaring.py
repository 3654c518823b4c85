"""Rows of declaration (申报的查询): projects and filings; cut to the viewer's data scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Lower

from hengxiao.base.enums import Role
from hengxiao.base.models import Organisation
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.core.packs import load
from hengxiao.cycle.enums import FilingKind
from hengxiao.cycle.models import Filing, FilingVersion, FiscalYear, Project, Step

DECLARING_ROLES = (Role.FILLER, Role.DEPARTMENT_FINANCE)


def years() -> QuerySet[FiscalYear]:
    """Budget years (预算年度), newest first."""
    return FiscalYear.objects.all()


def may_run_years(viewer: Viewer) -> bool:
    """Whether the viewer decides on budget years (可管理年度): performance desk of the whole province (全部范围)."""
    return viewer.everywhere(Role.FINANCE_PERFORMANCE)


def project_kinds() -> dict[str, str]:
    """Kinds of projects by code (项目类别), of the newest year's pack; none before the first year."""
    newest = years().first()
    kinds = load(newest.pack).get("project.kinds", default=()) if newest else ()
    return {each["code"]: each["name"] for each in kinds}


def projects(viewer: Viewer) -> QuerySet[Project]:
    """Projects in reach (可见项目)."""
    reach = viewer.rows(EVERY_BUSINESS_ROLE, "organisation")
    return Project.objects.filter(reach).select_related("organisation", "department")


def filings(viewer: Viewer) -> QuerySet[Filing]:
    """Filings in reach (可见申报)."""
    reach = viewer.rows(EVERY_BUSINESS_ROLE, "organisation", owner="created_by")
    return Filing.objects.filter(reach).select_related("project", "organisation", "created_by")


def earlier_filing(viewer: Viewer, filing: Filing) -> Filing | None:
    """The newest filing of the project before this one's year (上年申报), in reach; None when there is none."""
    rows = filings(viewer).filter(project_id=filing.project_id, year__lt=filing.year)
    return rows.order_by("-year", "-number").first()


def project_list(viewer: Viewer, *, search: str = "", year: int | None = None, state: str = "") -> QuerySet[Project]:
    """The project library (项目库): by words of name or code, by year and by state of that year's filings.

    Each project carries `year_filings`, its filings in reach of the year (of any year without one), without documents.
    """
    rows = projects(viewer)
    for word in search.split():
        rows = rows.filter(_named(word))
    shown = filings(viewer).select_related(None).only("project", "year", "kind", "number", "state")
    if year is not None:
        rows = rows.filter(Q(first_year__lte=year) & (Q(last_year=None) | Q(last_year__gte=year)))
        shown = shown.filter(year=year)
    if state == "none":
        rows = rows.exclude(pk__in=shown.values("project"))
    elif state:
        rows = rows.filter(pk__in=shown.filter(state=state).values("project"))
    return rows.prefetch_related(Prefetch("filings", shown.order_by("-year", "number"), to_attr="year_filings"))


def _named(word: str) -> Q:
    """Projects a word is found in; units are looked up first, they are few."""
    unit = Organisation.objects.filter(name__icontains=word).order_by().values("pk")
    return Q(words__contains=Lower(Value(word))) | Q(organisation__in=unit)


def project_filings(viewer: Viewer, project: Project) -> QuerySet[Filing]:
    """All filings of a project across years (历年申报), with versions and steps; of the form only `funds` is read."""
    versions = FilingVersion.objects.select_related("by").defer("document")
    steps = Step.objects.select_related("by", "acting_for")
    return (
        filings(viewer)
        .filter(project=project)
        .defer("document")
        .annotate(funds=F("document__funds"))
        .order_by("-year", "kind", "number")
        .prefetch_related(Prefetch("versions", versions), Prefetch("steps", steps))
        .select_related("source", "created_by")
    )


def declaring_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Units for which the viewer may add projects (可申报单位)."""
    condition = Q(pk__in=[])
    for reach in viewer.reaches:
        if reach.role in DECLARING_ROLES:
            condition |= (
                Q(path__startswith=reach.path) if reach.scope in ("subtree", "all") else Q(pk=reach.organisation_id)
            )
    return Organisation.objects.filter(condition, active=True)


def fillable_projects(viewer: Viewer) -> QuerySet[Project]:
    """Projects the viewer fills in for (可填报项目)."""
    return Project.objects.filter(viewer.rows((Role.FILLER,), "organisation"))


def may_fill(viewer: Viewer, project: Project) -> bool:
    """Whether the viewer fills in for the unit of a project (可填报)."""
    return fillable_projects(viewer).filter(pk=project.pk).exists()


def unfiled_projects(viewer: Viewer, year: int, words: str = "") -> QuerySet[Project]:
    """Projects the viewer fills in for that have no targets of a year yet (未申报项目), by words of name or code."""
    filed = Filing.objects.filter(year=year, kind=FilingKind.TARGET).values("project")
    rows = fillable_projects(viewer).exclude(pk__in=filed).select_related("organisation")
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(sort_key__icontains=word))
    return rows


def money_by_year(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines of money of a project's filings (历年资金), as they stand in the forms."""
    return [
        {"year": filing.year, "filing": filing, **fund}
        for filing in rows
        for fund in filing.funds or ()
        if any(fund.get(name) for name in ("planned", "adjusted", "executed"))
    ]
