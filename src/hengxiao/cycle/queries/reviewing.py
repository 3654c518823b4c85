"""What reviewers see (审核查询): filings in reach, those waiting for the viewer, versions, notes, history."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.db.models import F, Q, QuerySet

from hengxiao.base.audit import content_digest
from hengxiao.base.enums import Role
from hengxiao.base.models import Person
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.core.packs import load
from hengxiao.cycle.marking import Outcome, outcome
from hengxiao.cycle.models import CellNote, Filing, FilingVersion, FiscalYear, PublicWaiver, ReviewMark, Step
from hengxiao.cycle.procedures import at_stage, procedure_of, stages_ahead, waiting_states
from hengxiao.cycle.queries import declaring
from hengxiao.cycle.sheets import Change, changes

APPROVED = ("approved", "adjusted")


def filings(viewer: Viewer) -> QuerySet[Filing]:
    """Filings in reach (可见申报), each with the version it adjusts."""
    return declaring.filings(viewer).select_related("adjusts")


def awaiting(viewer: Viewer) -> QuerySet[Filing]:
    """Filings whose turn is the viewer's (待我审核), longest waiting first; documents are left unread.

    The stages come from the packs of the open years, so that the database can answer; each move asks the filing itself.
    """
    condition = Q(pk__in=[])
    for pack in FiscalYear.objects.order_by().values_list("pack", flat=True).distinct():
        for state, roles in waiting_states(pack, viewer.roles).items():
            condition |= Q(pack=pack, state=state) & at_stage(viewer, state).rows(roles, owner="created_by")
    rows = Filing.objects.filter(condition).select_related("project", "organisation")
    return rows.defer("document").order_by("changed_at", "pk")


def notes_in_reach(viewer: Viewer) -> QuerySet[CellNote]:
    """Notes in reach (可见审核意见): who only fills the filing in sees those handed over, reviewers all."""
    rows = CellNote.objects.filter(filing__in=filings(viewer)).select_related("by", "resolved_by", "filing__project")
    readers = [role for role in EVERY_BUSINESS_ROLE if role != Role.FILLER]
    reading = viewer.rows(readers, "filing__organisation", "filing__created_by")
    return rows.filter(Q(handed_over=True) | reading)


def notes(viewer: Viewer, filing: Filing) -> QuerySet[CellNote]:
    """Notes on a filing (审核意见), oldest first."""
    return notes_in_reach(viewer).filter(filing=filing).order_by("at", "pk")


def waivers_in_reach(viewer: Viewer) -> QuerySet[PublicWaiver]:
    """Waivers in reach (可见的问题说明)."""
    return PublicWaiver.objects.filter(filing__in=filings(viewer)).select_related("by", "filing__project")


def versions(viewer: Viewer, filing: Filing) -> QuerySet[FilingVersion]:
    """Versions of a filing in reach (版本), oldest first; documents are left unread."""
    return versions_in_reach(viewer).filter(filing=filing).defer("document").order_by("number")


def compared_version(viewer: Viewer, filing: Filing) -> FilingVersion | None:
    """The version a second look is compared with (比对的版本): the newest that differs, else the one adjusted."""
    own = versions_in_reach(viewer).filter(filing=filing).exclude(digest=content_digest(filing.document))
    return own.order_by("-number").first() or filing.adjusts


def versions_in_reach(viewer: Viewer) -> QuerySet[FilingVersion]:
    """Versions of filings in reach (可见版本)."""
    return FilingVersion.objects.filter(filing__in=filings(viewer)).select_related("by")


def approved_versions(viewer: Viewer) -> QuerySet[FilingVersion]:
    """Approved versions in reach (已批复版本), newest first."""
    rows = FilingVersion.objects.filter(filing__in=filings(viewer), reason__in=APPROVED)
    return rows.select_related("filing__project", "filing__organisation", "by").order_by("-at", "-pk")


def version_in_force(project: int, year: int, but: int | None = None) -> FilingVersion | None:
    """The approved target of a project and year (现行绩效目标): the newest approved version, adjustments included.

    `but` leaves out one filing.
    """
    rows = FilingVersion.objects.filter(filing__project_id=project, filing__year=year, reason__in=APPROVED)
    others = rows if but is None else rows.exclude(filing_id=but)
    return others.select_related("filing").defer("filing__document").order_by("-at", "-pk").first()


def changes_of(viewer: Viewer, pk: int) -> tuple[Filing, list[Change]] | None:
    """An adjustment or addition in reach with what it changes (调整内容), None when there is none."""
    filing = filings(viewer).filter(pk=pk).first()
    if filing is None or filing.adjusts is None:
        return None
    return filing, changes(filing.adjusts.document, filing.document)


def steps(viewer: Viewer, filing: Filing) -> QuerySet[Step]:
    """Moves of a filing (办理记录), oldest first."""
    return Step.objects.filter(filing__in=filings(viewer), filing=filing).select_related("by", "acting_for")


def reads_open_marks(viewer: Viewer, filing: Filing) -> bool:
    """Whether others' marks are shown before they are handed over (可看审核中的评分).

    To those whose turn it is, whose turn comes later, and auditors; not to the filler, to levels that have passed the
    filing on, or to third parties, whose opinions are each their own.
    """
    turn = viewer.rows([Role.AUDITOR], owner="created_by")
    for state, roles in stages_ahead(filing).items():
        turn |= at_stage(viewer, state).rows(roles, owner="created_by")
    return Filing.objects.filter(turn, pk=filing.pk).exists()


def handed_over(filing: Filing, round_: int) -> bool:
    """Whether a round's marks have been handed over (已交办): the filing was returned with them, or is approved."""
    return round_ < filing.returned_round or procedure_of(filing).states[filing.state].final


def marks(viewer: Viewer, filing: Filing, round_: int | None = None) -> QuerySet[ReviewMark]:
    """Marks of a round (审核评分), this one unless said: all once handed over, before as `reads_open_marks` says."""
    asked = filing.returned_round if round_ is None else round_
    rows = ReviewMark.objects.filter(filing__in=filings(viewer), filing=filing, round=asked)
    if not handed_over(filing, asked) and not reads_open_marks(viewer, filing):
        rows = rows.filter(by=viewer.person)
    return rows.select_related("by").order_by("by_id", "item")


def scores(viewer: Viewer, rows: Iterable[Filing]) -> list[tuple[Filing, Person, Outcome]]:
    """What reviewers' forms came to in the last round (审核评分), of those of these filings that have been decided."""
    decided = {filing.pk: filing for filing in rows if handed_over(filing, filing.returned_round)}
    found = ReviewMark.objects.filter(filing__in=filings(viewer).filter(pk__in=decided))
    found = found.filter(round=F("filing__returned_round")).select_related("by").order_by("filing_id", "by_id")
    each = [(decided[pk], list(marked)) for (pk, _by), marked in groupby(found, attrgetter("filing_id", "by_id"))]
    came = [(filing, marked[0].by, outcome(load(filing.pack), marked)) for filing, marked in each]
    return [(filing, person, result) for filing, person, result in came if result is not None]


def marks_of(viewer: Viewer, filing: Filing, reviewer: int | None, round_: int | None = None) -> list[ReviewMark]:
    """One reviewer's marks of a round (某审核人的评分); without a reviewer one's own."""
    own = viewer.person.pk if viewer.person else None
    return list(marks(viewer, filing, round_).filter(by_id=own if reviewer is None else reviewer))
