"""Moves of a filing (报送、撤回、审核、退回、批复): each one transaction, one winner, one audit entry."""

from __future__ import annotations

from collections.abc import Iterable

from hengxiao.base.acting import acting
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import load
from hengxiao.core.printing import form_digest
from hengxiao.cycle.actions.indexing import index_filing
from hengxiao.cycle.actions.moving import keep_version, make_move, require_third_party
from hengxiao.cycle.enums import FilingKind, VersionReason
from hengxiao.cycle.imprints import printable
from hengxiao.cycle.models import Filing, FilingVersion, Step
from hengxiao.cycle.outside import asks_third_party
from hengxiao.cycle.printouts import form_id_of
from hengxiao.cycle.queries.reviewing import version_in_force


def submit(*, viewer: Viewer, filing: Filing, opinion: str = "", seen: str = "") -> FilingVersion:
    """Hand a filing in for review (报送); keeps what was handed in as a version.

    Raises:
        ActionError: open errors or missing statements, refused (403) or somebody was faster (409).
    """
    with acting(viewer, "cycle.submit", _subject(filing)) as entry:
        make_move(viewer, filing, "submit", entry, opinion=opinion, seen=seen)
        again = filing.versions.exists()
        index_filing(filing)
        return keep_version(filing, viewer, VersionReason.RESUBMITTED if again else VersionReason.SUBMITTED)


def withdraw(*, viewer: Viewer, filing: Filing, opinion: str = "", seen: str = "") -> Step:
    """Take a filing back before anybody has passed it (撤回)."""
    with acting(viewer, "cycle.withdraw", _subject(filing)) as entry:
        return make_move(viewer, filing, "withdraw", entry, opinion=opinion, seen=seen).step


def pass_on(*, viewer: Viewer, filing: Filing, opinion: str = "", seen: str = "") -> Step:
    """Pass a filing to the next stage (审核通过)."""
    with acting(viewer, "cycle.pass", _subject(filing)) as entry:
        _not_ones_own(viewer, filing)
        return make_move(viewer, filing, "pass", entry, opinion=opinion, seen=seen).step


def return_for_changes(*, viewer: Viewer, filing: Filing, reason: str, seen: str = "") -> Step:
    """Send a filing back with all notes at once (退回修改).

    Raises:
        ActionError: no reason given.
    """
    with acting(viewer, "cycle.return", _subject(filing)) as entry:
        made = make_move(viewer, filing, "return", entry, opinion=reason, seen=seen)
        if not reason.strip():
            raise ActionError("cycle.reason_missing").beside("opinion")
        entry.facts["notes"] = filing.notes.filter(handed_over=False).update(handed_over=True)
        Filing.objects.filter(pk=filing.pk).update(returned_round=filing.returned_round + 1)
        filing.refresh_from_db(fields=["returned_round"])
        return made.step


def approve(*, viewer: Viewer, filing: Filing, opinion: str = "", seen: str = "") -> FilingVersion:
    """Approve a filing (批复): pins the version with its digest, number and official print mark.

    An adjustment replaces the project's target of the year, so it must rest on the one in force.
    """
    with acting(viewer, "cycle.approve", _subject(filing)) as entry:
        _not_ones_own(viewer, filing)
        make_move(viewer, filing, "approve", entry, opinion=opinion, seen=seen)
        if asks_third_party(filing):
            require_third_party(filing)
        _rests_on_the_one_in_force(filing)
        mark = form_digest(printable(filing.document, filing.pack), form_id_of(filing))[:16].upper()
        reason = VersionReason.ADJUSTED if filing.kind == FilingKind.ADJUSTMENT else VersionReason.APPROVED
        version = keep_version(filing, viewer, reason, mark)
        index_filing(filing)
        entry.facts |= {"version": version.number, "mark": mark}
        return version


def approve_many(*, viewer: Viewer, filings: Iterable[Filing]) -> tuple[list[Filing], list[tuple[Filing, ActionError]]]:
    """Approve every filing in which nothing is open (批量批复), the others with what stops them; each on its own."""
    done: list[Filing] = []
    stopped: list[tuple[Filing, ActionError]] = []
    for filing in filings:
        try:
            approve(viewer=viewer, filing=filing)
            done.append(filing)
        except ActionError as error:
            stopped.append((filing, error))
    return done, stopped


def _subject(filing: Filing) -> str:
    return f"filing:{filing.pk}"


def _not_ones_own(viewer: Viewer, filing: Filing) -> None:
    rule = load(filing.pack).get("filing.separation", default={"submitter_may_review": True})
    if rule["submitter_may_review"]:
        return
    last = filing.steps.filter(action="submit").order_by("-at", "-pk").first()
    if last is not None and viewer.person is not None and last.by_id == viewer.person.pk:
        raise ForbiddenError("cycle.own_filing")


def _rests_on_the_one_in_force(filing: Filing) -> None:
    if filing.kind == FilingKind.TARGET:
        return
    current = version_in_force(filing.project_id, filing.year, but=filing.pk)
    if current is not None and current.pk != filing.adjusts_id:
        raise LateError("cycle.base_changed", number=current.number)
