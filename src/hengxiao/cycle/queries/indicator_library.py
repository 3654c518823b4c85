"""Rows of the indicator library (指标库查询): common ones, those of organisations in reach and above."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hengxiao.base.enums import Role
from hengxiao.base.models import Organisation
from hengxiao.base.rules import line_of
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.enums import LibraryState
from hengxiao.cycle.models import Filing, LibraryIndicator

PROPOSERS = (Role.FILLER, Role.UNIT_REVIEWER, Role.DEPARTMENT_FINANCE)


def library(viewer: Viewer) -> QuerySet[LibraryIndicator]:
    """The indicator library (指标库): common, of organisations in reach, and of those above them once in use."""
    if not viewer.has(*EVERY_BUSINESS_ROLE):
        return LibraryIndicator.objects.none()
    above = {one for reach in viewer.reaches if reach.role in EVERY_BUSINESS_ROLE for one in line_of(reach.path)}
    shared = Q(organisation_id__in=above, state=LibraryState.IN_USE)
    own = viewer.rows(EVERY_BUSINESS_ROLE, "organisation")
    found = LibraryIndicator.objects.filter(Q(organisation=None) | own | shared)
    return found.select_related("organisation", "proposed_by").order_by("sort_key", "id")


def library_list(
    viewer: Viewer, *, search: str = "", level2: str = "", whose: str = "", state: str = ""
) -> QuerySet[LibraryIndicator]:
    """The library searched (查询指标库): by words of name, alias, code or pinyin, by kind, owner and state."""
    rows = library(viewer)
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(spellings__icontains=word))
    if level2:
        rows = rows.filter(level2=level2)
    if whose:
        rows = rows.filter(organisation=None) if whose == "common" else rows.exclude(organisation=None)
    return rows.filter(state=state) if state else rows


def library_of(organisation: Organisation) -> QuerySet[LibraryIndicator]:
    """What a unit's forms may use (本单位可用指标): common and its own or its department's, in use or just proposed."""
    mine = Q(organisation_id__in=line_of(organisation.path))
    rows = LibraryIndicator.objects.filter(Q(organisation=None) | mine)
    proposed_here = Q(state=LibraryState.PROPOSED, organisation=organisation)
    return rows.filter(Q(state=LibraryState.IN_USE) | proposed_here).order_by("sort_key", "id")


def library_for(viewer: Viewer, filing: Filing) -> QuerySet[LibraryIndicator]:
    """What may be taken into a filing in reach (可采用指标)."""
    return library_of(filing.organisation).filter(pk__in=library(viewer).order_by().values("pk"))


def library_kinds(viewer: Viewer) -> list[tuple[str, str]]:
    """Kinds the library has (已有类别): level 1 and level 2."""
    return sorted(set(library(viewer).order_by().values_list("level1", "level2")))


def library_homes(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations for which the viewer may propose (可提出指标的单位)."""
    condition = Q(pk__in=[])
    for reach in viewer.reaches:
        if reach.role in PROPOSERS:
            condition |= Q(pk=reach.organisation_id)
    return Organisation.objects.filter(condition, active=True)


def decidable(viewer: Viewer) -> QuerySet[LibraryIndicator]:
    """Indicators the viewer may confirm or fix (可管理指标): of one's department, the bureau the common ones."""
    own = viewer.rows([Role.DEPARTMENT_FINANCE], "organisation") & ~Q(organisation=None)
    common = Q(organisation=None) if viewer.everywhere(Role.FINANCE_PERFORMANCE) else Q(pk__in=[])
    return LibraryIndicator.objects.filter(own | common)
