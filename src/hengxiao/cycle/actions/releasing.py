"""Release to the public (信息公开): proposed, agreed to by three levels, each another person; nothing leaves before."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hengxiao.base.acting import Entry, acting, advance, require
from hengxiao.base.audit import content_digest
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Notice
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.moving import actor
from hengxiao.cycle.actions.noticing import announce_release, people_with
from hengxiao.cycle.documents import texts
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.models import FilingVersion, Project, Release, ReleaseStep, WithheldCell
from hengxiao.cycle.procedures import at_stage
from hengxiao.cycle.queries.releasing import LEVELS, NEXT, PROPOSABLE, examiner_of, filled_in, withheld_cells
from hengxiao.cycle.queries.reviewing import APPROVED

WITHDRAWERS = (Role.DEPARTMENT_FINANCE, Role.FINANCE_PERFORMANCE)
IDENTITY = ("project.name", "project.department", "project.unit")
LATE = "cycle.release_moved_on"


def may_propose(viewer: Viewer, version: FilingVersion) -> bool:
    """Whether the viewer may propose a version (可提请公开)."""
    return FilingVersion.objects.filter(filled_in(viewer), pk=version.pk).exists()


def may_decide(viewer: Viewer, release: Release) -> bool:
    """Whether the release waits for a role the viewer holds over it (可审查)."""
    role = examiner_of(release)
    if not role:
        return False
    return Release.objects.filter(at_stage(viewer, release.state).rows([role]), pk=release.pk).exists()


def may_withhold(viewer: Viewer, release: Release) -> bool:
    """Whether the viewer may change what is kept back (可改不予公开清单): whoever's turn it is, the unit at first."""
    first = release.state == ReleaseState.UNIT and may_propose(viewer, release.version)
    return first or may_decide(viewer, release)


def may_withdraw(viewer: Viewer, release: Release) -> bool:
    """Whether the viewer may take a release back (可撤回): public: the authorities; before: the unit too."""
    roles = WITHDRAWERS if release.state == ReleaseState.RELEASED else (Role.FILLER, *WITHDRAWERS)
    running = release.state in (ReleaseState.RELEASED, *LEVELS)
    return running and Release.objects.filter(_rows(viewer, roles), pk=release.pk).exists()


def stamp_of(release: Release) -> str:
    """What a decision rests on (审查依据): where the release stands and what it keeps back."""
    kept = [[each.path, each.ground] for each in withheld_cells(release)]
    return content_digest([release.state, kept])[:16]


def propose_release(*, viewer: Viewer, version: FilingVersion, opinion: str = "") -> Release:
    """Propose an approved version for release (提请公开).

    Raises:
        ActionError: not approved, not the viewer's, or under way already (409).
    """
    with acting(viewer, "cycle.release_propose", f"version:{version.pk}") as entry:
        require(may_propose(viewer, version))
        if version.reason not in APPROVED:
            raise ActionError("cycle.release_not_approved")
        head = version.document["project"]
        defaults = {
            "organisation": version.filing.organisation, "state": ReleaseState.DRAFT, "year": version.filing.year,
            "public_name": head["name"][:200], "public_code": head["code"][:40],
        }  # fmt: skip
        release = Release.objects.get_or_create(version=version, defaults=defaults)[0]
        if release.state not in PROPOSABLE:
            raise LateError(LATE)
        _step(viewer, release, ReleaseState.UNIT, opinion, entry)
        _tell_next(release)
        return release


def decide_release(*, viewer: Viewer, release: Release, agree: bool, opinion: str = "", seen: str = "") -> Release:
    """Agree to a release or refuse it at the level it stands at (公开审查); `seen` is the stamp the page showed.

    Raises:
        ActionError: refused without an opinion, not the viewer's turn (403), decided by the same person at another
            level (403), or changed since it was seen (409).
    """
    with acting(viewer, "cycle.release_decide", f"release:{release.pk}") as entry:
        if release.state not in LEVELS or (seen and seen != stamp_of(release)):
            raise LateError(LATE)
        require(may_decide(viewer, release))
        if not agree and not opinion.strip():
            raise ActionError("cycle.reason_missing").beside("opinion")
        _hold(release)
        _another_person(viewer, release)
        if seen and seen != stamp_of(release):
            raise LateError(LATE)
        target = NEXT[ReleaseState(release.state)] if agree else ReleaseState.REFUSED
        _step(viewer, release, target, opinion, entry)
        if target == ReleaseState.RELEASED:
            Release.objects.filter(pk=release.pk).update(released_at=timezone.now())
            _say_which_is_in_force(release)
            release.refresh_from_db()
            announce_release(release)
        _tell_next(release)
        return release


def withhold_cell(*, viewer: Viewer, release: Release, path: str, ground: str) -> WithheldCell:
    """Keep a cell from the public, with the legal ground (不予公开); by the level that examines, or the unit first.

    Raises:
        ActionError: no ground, no such cell, a cell that names the project, or withheld already.
    """
    with acting(viewer, "cycle.release_withhold", f"release:{release.pk}") as entry:
        require(may_withhold(viewer, release))
        if not ground.strip():
            raise ActionError("cycle.release_ground_missing").beside("ground")
        if path in IDENTITY:
            raise ActionError("cycle.release_identity").beside("path")
        if path not in dict(texts(release.version.document)):
            raise ActionError("cycle.no_such_cell", path=path)
        _hold(release)
        if release.withheld.filter(path=path).exists():
            raise ActionError("cycle.release_withheld_already").beside("path")
        entry.facts |= {"path": path, "ground": ground.strip()}
        return WithheldCell.objects.create(release=release, path=path, ground=ground.strip(), by=actor(viewer))


def unwithhold_cell(*, viewer: Viewer, cell: WithheldCell) -> None:
    """Let a cell be public after all (恢复公开): only while no level has agreed, for they agreed to the list they saw.

    Raises:
        ActionError: not allowed (403) or a level has agreed already (409).
    """
    release = cell.release
    with acting(viewer, "cycle.release_unwithhold", f"release:{release.pk}") as entry:
        require(may_withhold(viewer, release))
        if release.state != ReleaseState.UNIT:
            raise LateError("cycle.release_list_settled")
        _hold(release)
        entry.facts |= {"path": cell.path, "ground": cell.ground}
        cell.delete()


def withdraw_release(*, viewer: Viewer, release: Release, reason: str) -> Release:
    """Take a release back (撤回公开): at once out of the portal and its downloads.

    Raises:
        ActionError: no reason, not allowed (403), or nothing to withdraw (409).
    """
    with acting(viewer, "cycle.release_withdraw", f"release:{release.pk}") as entry:
        if release.state not in (ReleaseState.RELEASED, *LEVELS):
            raise LateError(LATE)
        require(may_withdraw(viewer, release))
        if not reason.strip():
            raise ActionError("cycle.reason_missing").beside("reason")
        was_public = release.state == ReleaseState.RELEASED
        _step(viewer, release, ReleaseState.WITHDRAWN, reason, entry)
        if was_public:
            _say_which_is_in_force(release)
            announce_release(release)
        _tell_next(release)
        return release


def _rows(viewer: Viewer, roles: Iterable[str]) -> Q:
    return viewer.rows(roles, owner="version__filing__created_by")


def _another_person(viewer: Viewer, release: Release) -> None:
    """Since it was last proposed nobody has had a hand in it twice (各级不同人)."""
    steps = list(release.steps.order_by("pk"))
    last = max(at for at, step in enumerate(steps) if step.source in PROPOSABLE)
    if viewer.person is not None and viewer.person.pk in {step.by_id for step in steps[last:]}:
        raise ForbiddenError("cycle.release_same_person")


def _hold(release: Release) -> None:
    """Keep others from moving the release until this transaction ends (锁定)."""
    advance(release, release.state, release.state, LATE)


def _step(viewer: Viewer, release: Release, target: str, opinion: str, entry: Entry) -> None:
    source = release.state
    advance(release, source, target, LATE)
    ReleaseStep.objects.create(
        release=release, source=source, target=target, opinion=opinion.strip()[:500], by=actor(viewer)
    )
    entry.facts |= {"from": source, "to": str(target), "stamp": stamp_of(release)}
    entry.before, entry.after = source, str(target)


def _say_which_is_in_force(release: Release) -> None:
    """Of the public versions of a project and year only the newest is in force (现行版)."""
    filing = release.version.filing
    Project.objects.select_for_update().get(pk=filing.project_id)
    public = Release.objects.filter(
        state=ReleaseState.RELEASED, version__filing__project=filing.project_id, year=filing.year
    )
    newest = public.order_by("-version__at", "-pk").first()
    if newest is not None:
        public.exclude(pk=newest.pk).update(in_force=False)
        public.filter(pk=newest.pk).update(in_force=True)


def _tell_next(release: Release) -> None:
    """Settle the tasks about a release and give the next level its own (待办)."""
    link = reverse("cycle:release", args=[release.pk])
    Notice.objects.filter(link=link, is_task=True, done_at=None).update(done_at=timezone.now())
    filing = release.version.filing
    facts = {"project": filing.project.name, "year": filing.year}
    role = examiner_of(release)
    people: Iterable[int] = people_with([role], filing, timezone.localdate()) if role else [filing.created_by_id]
    code = "cycle.notice_release" if role else f"cycle.notice_release_{release.state}"
    Notice.objects.bulk_create(
        Notice(person_id=person, code=code, facts=facts, link=link, is_task=bool(role)) for person in people
    )
