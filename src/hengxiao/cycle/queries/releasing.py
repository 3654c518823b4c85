"""What may be seen of releases (公开查询): inside by scope, outside only what all three levels agreed to."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hengxiao.base.enums import Role
from hengxiao.base.models import Organisation
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.core.packs import load
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.models import FilingVersion, FiscalYear, Release, ReleaseStep, WithheldCell
from hengxiao.cycle.procedures import at_stage
from hengxiao.cycle.queries.reviewing import approved_versions

LEVELS = (ReleaseState.UNIT, ReleaseState.DEPARTMENT, ReleaseState.SECRECY)
NEXT = {
    ReleaseState.UNIT: ReleaseState.DEPARTMENT,
    ReleaseState.DEPARTMENT: ReleaseState.SECRECY,
    ReleaseState.SECRECY: ReleaseState.RELEASED,
}
PROPOSABLE = (ReleaseState.DRAFT, ReleaseState.REFUSED, ReleaseState.WITHDRAWN)


def examiners(pack: str) -> dict[str, str]:
    """Level → the role that examines there (各级审查角色), as the pack has it (`release.levels`)."""
    roles: dict[str, str] = load(pack).rule("release.levels").plain()
    return roles


def examiner_of(release: Release) -> str:
    """The role a release waits for (当前审查角色), "" when it waits for none."""
    return examiners(release.version.filing.pack)[release.state] if release.state in LEVELS else ""


def releases(viewer: Viewer) -> QuerySet[Release]:
    """Releases in reach (可见的公开事项), newest first; documents and state tables are left unread."""
    rows = Release.objects.filter(viewer.rows(EVERY_BUSINESS_ROLE, owner="version__filing__created_by"))
    rows = rows.select_related("version__filing__project", "organisation")
    return rows.defer("version__document", "version__filing__document", "version__filing__procedure").order_by("-pk")


def awaiting_release(viewer: Viewer) -> QuerySet[Release]:
    """Releases whose turn is the viewer's (待我审查), oldest first."""
    turn = Q(pk__in=[])
    for pack in FiscalYear.objects.order_by().values_list("pack", flat=True).distinct():
        for state, role in examiners(pack).items():
            turn |= Q(version__filing__pack=pack, state=state) & at_stage(viewer, state).rows([role])
    return releases(viewer).filter(turn).order_by("pk")


def filled_in(viewer: Viewer) -> Q:
    """Condition on versions: the viewer fills in what they are of (本人填报范围的版本)."""
    return viewer.rows([Role.FILLER], "filing__organisation", "filing__created_by")


def releasable(viewer: Viewer) -> QuerySet[FilingVersion]:
    """Approved versions one may propose (可提请公开的版本): never proposed, refused or withdrawn."""
    free = (
        approved_versions(viewer).filter(filled_in(viewer)).filter(Q(release=None) | Q(release__state__in=PROPOSABLE))
    )
    return free.defer("document", "filing__document")


def withheld_cells(release: Release) -> QuerySet[WithheldCell]:
    """Cells kept back (不予公开内容); reached through a release one may see."""
    return WithheldCell.objects.filter(release=release).order_by("path", "pk")


def withheld_in_reach(viewer: Viewer) -> QuerySet[WithheldCell]:
    """Withheld cells in reach (可见的不予公开内容)."""
    return WithheldCell.objects.filter(release__in=releases(viewer)).select_related("release")


def release_steps(viewer: Viewer, release: Release) -> QuerySet[ReleaseStep]:
    """Decisions on a release in reach (审查记录), oldest first."""
    return ReleaseStep.objects.filter(release__in=releases(viewer), release=release).select_related("by").order_by("pk")


def public_releases(words: str = "", year: int | None = None) -> QuerySet[Release]:
    """What is public (已公开), newest first; searched only in what is shown, never in a withheld cell."""
    rows = Release.objects.filter(state=ReleaseState.RELEASED).select_related(
        "version__filing__project", "organisation"
    )
    if words:
        coded = WithheldCell.objects.filter(path="project.code").values("release_id")
        by_code = Q(public_code__icontains=words) & ~Q(pk__in=coded)
        named = Organisation.objects.filter(name__icontains=words).values("pk")
        rows = rows.filter(Q(public_name__icontains=words) | Q(organisation__in=named) | by_code)
    if year is not None:
        rows = rows.filter(year=year)
    return rows.order_by("-released_at", "-pk")


def _newer() -> QuerySet[Release]:
    """Releases of the same project and year that came later (后来公开的版本), newest first."""
    newer = Release.objects.filter(
        state=ReleaseState.RELEASED, version__filing__project=OuterRef("version__filing__project"),
        version__filing__year=OuterRef("version__filing__year"), version__at__gt=OuterRef("version__at"),
    )  # fmt: skip
    return newer.order_by("-version__at", "-pk")


def superseded(rows: QuerySet[Release]) -> QuerySet[Release]:
    """With `superseded_by`: the newest release of the same project and year, where there is one (已被替代)."""
    return rows.annotate(superseded_by=Subquery(_newer().values("pk")[:1]))


def current_releases(words: str = "", year: int | None = None) -> QuerySet[Release]:
    """What is public and in force (现行的公开版), one for each project and year, newest first."""
    return public_releases(words, year).filter(in_force=True)


def public_years() -> list[int]:
    """Years something is public of (已公开的年度), newest first."""
    rows = Release.objects.filter(state=ReleaseState.RELEASED).values_list("year", flat=True)
    return list(rows.distinct().order_by("-year"))
