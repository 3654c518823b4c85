"""How a filing moves (办理): the right, the conditions, compare-and-set, the step and the notices; for every action."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from hengxiao.base.acting import Entry, advance, require
from hengxiao.base.audit import content_digest
from hengxiao.base.enums import GrantState
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Grant, Person
from hengxiao.base.viewer import Reach, Viewer
from hengxiao.core.packs import load
from hengxiao.core.procedure import Move
from hengxiao.cycle.actions.noticing import announce_move, people_with, settle, statement_link, tell
from hengxiao.cycle.judging import judge, missing_statements
from hengxiao.cycle.marking import outcome
from hengxiao.cycle.models import Filing, FilingVersion, Step
from hengxiao.cycle.procedures import THIRD_PARTIES, action_roles, at_stage, procedure_of, state_name, turn_roles
from hengxiao.cycle.wording import place_title

NAMED = 5  # cells a refusal names in words; it leads to all of them


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was made (已办理): the step and the reach it rests on."""

    move: Move
    step: Step


def stamp(filing: Filing) -> str:
    """What a page saw (页面所见状态): state and number of versions, so that a stale page cannot move a newer filing."""
    return f"{filing.state}.{filing.versions.count()}"


def actor(viewer: Viewer) -> Person:
    """The person who acts (办理人); the public does not."""
    if viewer.person is None:
        raise ForbiddenError("base.forbidden")
    return viewer.person


def reach_for(viewer: Viewer, filing: Filing, roles: frozenset[str]) -> Reach | None:
    """The grant that lets the viewer act on a filing in its state with one of the roles (办理依据), own ones first."""
    person = viewer.person.pk if viewer.person else None
    for reach in sorted(at_stage(viewer, filing.state).reaches, key=lambda each: each.person_id != person):
        only = replace(viewer, reaches=(reach,))
        if reach.role in roles and Filing.objects.filter(only.rows(roles, owner="created_by"), pk=filing.pk).exists():
            return reach
    return None


def make_move(viewer: Viewer, filing: Filing, action: str, entry: Entry, *, opinion: str, seen: str) -> Moved:
    """Move a filing by the procedure kept in it (办理一步); inside the action's transaction.

    Raises:
        ForbiddenError: the viewer has no role for this move over this filing.
        LateError: somebody was faster, or the filing has gone on since the page was shown.
        ActionError: a condition of the move does not hold.
    """
    procedure = procedure_of(filing)
    move = procedure.move(action, filing.state)
    roles = frozenset(move.roles) if move else action_roles(procedure, action)
    reach = reach_for(viewer, filing, roles)
    require(reach is not None)
    if move is None or (seen and stamp(filing) != seen):
        raise LateError("cycle.moved_on", state=_(state_name(filing)))
    source = filing.state
    advance(filing, source, move.target, "cycle.moved_on_meanwhile", changed_at=timezone.now())
    for need in move.needs:
        NEEDS[need](viewer, filing, opinion)
    person = actor(viewer)
    lender = reach.person_id if reach and reach.person_id != person.pk else None
    step = Step.objects.create(
        filing=filing, action=action, source=source, target=move.target, opinion=opinion.strip(), by=person,
        acting_for_id=lender,
    )  # fmt: skip
    entry.facts |= {"from": source, "to": move.target, "kind": filing.kind}
    entry.acting_for, entry.after = lender, filing.document
    settle(filing)
    _tell_next(viewer, filing, move)
    announce_move(filing, action)
    return Moved(move, step)


def keep_version(filing: Filing, viewer: Viewer, reason: str, mark: str = "") -> FilingVersion:
    """Keep the document as the next version, never changed again (存版)."""
    version: FilingVersion = filing.versions.create(
        number=filing.versions.count() + 1, reason=reason, document=filing.document,
        digest=content_digest(filing.document), mark=mark, by=actor(viewer),
    )  # fmt: skip
    return version


def _tell_next(viewer: Viewer, filing: Filing, move: Move) -> None:
    procedure = procedure_of(filing)
    state = procedure.states[move.target]
    if state.final:
        tell(filing, "cycle.notice_approved", people_with(["filler"], filing, viewer.today), is_task=False)
    elif state.editable:
        code = "cycle.notice_returned" if move.action == "return" else "cycle.notice_withdrawn"
        tell(filing, code, people_with(["filler"], filing, viewer.today), is_task=True)
    else:
        turn = people_with(turn_roles(procedure, move.target), filing, viewer.today)
        tell(filing, "cycle.notice_review", turn, is_task=True)


def _need_findings(viewer: Viewer, filing: Filing, opinion: str) -> None:
    errors = judge(filing).errors
    if errors:
        raise ActionError("cycle.findings_open", count=len(errors), first=errors[0].message())


def _need_statements(viewer: Viewer, filing: Filing, opinion: str) -> None:
    missing = tuple(missing_statements(filing.document, filing.pack))
    if missing:
        rows = len({path.split(".")[1] for path in missing})
        first = "；".join(place_title(filing.document, path) for path in missing[:NAMED])
        error = ActionError("cycle.statements_missing", count=len(missing), rows=rows, first=first)
        raise error.leading((place_title(filing.document, path), statement_link(filing, path)) for path in missing)


def _need_notes_resolved(viewer: Viewer, filing: Filing, opinion: str) -> None:
    count = filing.notes.filter(resolved_at=None).count()
    if count:
        raise ActionError("cycle.notes_open", count=count)


def _need_outcome(viewer: Viewer, filing: Filing, opinion: str) -> None:
    marks = filing.marks.filter(round=filing.returned_round, by=actor(viewer))
    found = outcome(load(filing.pack), marks)
    if found is not None and found.blocks:
        raise ActionError("cycle.outcome_blocks", grade=found.grade, means=found.means)


def _need_reason(viewer: Viewer, filing: Filing, opinion: str) -> None:
    if not opinion.strip():
        raise ActionError("cycle.reason_missing").beside("opinion")


def third_party_gave(filing: Filing) -> bool:
    """Whether an expert or third party has marked this round (已有第三方意见)."""
    givers = filing.marks.filter(round=filing.returned_round).values_list("by_id", flat=True)
    return Grant.objects.filter(person_id__in=givers, role__in=THIRD_PARTIES, state=GrantState.ACTIVE).exists()


def require_third_party(filing: Filing) -> None:
    """Go on only with a third party's opinion (须有第三方意见).

    Raises:
        ActionError: there is none in this round.
    """
    if not third_party_gave(filing):
        raise ActionError("cycle.third_party_missing")


def _need_third_party(viewer: Viewer, filing: Filing, opinion: str) -> None:
    require_third_party(filing)


NEEDS = {
    "third_party": _need_third_party,
    "findings": _need_findings,
    "statements": _need_statements,
    "notes_resolved": _need_notes_resolved,
    "outcome": _need_outcome,
    "reason": _need_reason,
}


def open_actions(viewer: Viewer, filing: Filing) -> list[Move]:
    """Moves the viewer may make now (可办理动作)."""
    moves = [move for move in procedure_of(filing).moves if filing.state in move.sources]
    return [move for move in moves if reach_for(viewer, filing, frozenset(move.roles)) is not None]
