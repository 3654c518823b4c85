"""What reviewers write (审核): notes on cells, marks of the review form, public waivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from hengxiao.base.acting import acting, require
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import load
from hengxiao.cycle.actions.editing import may_edit
from hengxiao.cycle.actions.moving import actor, reach_for
from hengxiao.cycle.actions.noticing import close_commission
from hengxiao.cycle.documents import cell
from hengxiao.cycle.judging import judge
from hengxiao.cycle.marking import OVERALL, grades, items
from hengxiao.cycle.models import CellNote, Filing, PublicWaiver, ReviewMark
from hengxiao.cycle.procedures import THIRD_PARTIES, procedure_of, state_name
from hengxiao.cycle.wording import WHOLE_FORM


@dataclass(frozen=True, slots=True)
class Given:
    """What a reviewer gave one item (评分): points or a grade, and an opinion."""

    points: Decimal | None = None
    grade: str = ""
    opinion: str = ""


def may_review(viewer: Viewer, filing: Filing, *, third_parties: bool = True) -> bool:
    """Whether it is the viewer's turn to look at a filing (轮到审核); third parties give opinions in every review."""
    procedure = procedure_of(filing)
    state = procedure.states[filing.state]
    if state.editable or state.final:
        return False
    turn = {role for m in procedure.moves if filing.state in m.sources and m.action != "withdraw" for role in m.roles}
    return reach_for(viewer, filing, frozenset(turn | (THIRD_PARTIES if third_parties else set()))) is not None


def may_waive(viewer: Viewer, filing: Filing) -> bool:
    """Whether the viewer may accept a finding on purpose (可豁免): the filler while editing, or the reviewer."""
    return may_edit(viewer, filing) or may_review(viewer, filing, third_parties=False)


def add_note(*, viewer: Viewer, filing: Filing, path: str, text: str) -> CellNote:
    """Note something on a cell, or on the whole form by `*` (写审核意见); the filler sees it when it is handed over.

    Raises:
        ActionError: no such cell, or no text.
    """
    with acting(viewer, "cycle.add_note", f"filing:{filing.pk}") as entry:
        require(may_review(viewer, filing))
        if path != WHOLE_FORM:
            _require_cell(filing, path)
        if not text.strip():
            raise ActionError("cycle.reason_missing").beside("text")
        entry.facts["path"] = path
        note: CellNote = filing.notes.create(path=path, text=text.strip(), by=actor(viewer))
        return note


def settle_note(*, viewer: Viewer, note: CellNote) -> CellNote:
    """A note is dealt with (办结意见); by whoever's turn it is, once."""
    with acting(viewer, "cycle.settle_note", f"filing:{note.filing_id}") as entry:
        require(may_review(viewer, note.filing))
        changed = CellNote.objects.filter(pk=note.pk, resolved_at=None).update(
            resolved_at=timezone.now(), resolved_by=actor(viewer)
        )
        if not changed:
            raise ActionError("cycle.note_settled")
        entry.facts["note"] = note.pk
        note.refresh_from_db()
        return note


def answer_note(*, viewer: Viewer, note: CellNote, answer: str) -> CellNote:
    """The filler says what was done about a note (答复意见)."""
    with acting(viewer, "cycle.answer_note", f"filing:{note.filing_id}") as entry:
        require(note.handed_over and may_edit(viewer, note.filing))
        if not answer.strip():
            raise ActionError("cycle.reason_missing").beside("answer")
        CellNote.objects.filter(pk=note.pk).update(answer=answer.strip())
        entry.facts["note"] = note.pk
        note.refresh_from_db()
        return note


def save_marks(*, viewer: Viewer, filing: Filing, given: Mapping[str, Given]) -> list[ReviewMark]:
    """Save one reviewer's review form of this round (保存审核表); again replaces it.

    Raises:
        ActionError: points outside the item's, or an unknown grade.
    """
    with acting(viewer, "cycle.save_marks", f"filing:{filing.pk}") as entry:
        require(may_review(viewer, filing))
        pack = load(filing.pack)
        known = {item.code: item for item in items(pack)}
        names = {name for name, _ in grades(pack)}
        for code, one in given.items():
            if code not in known and code != OVERALL:
                raise ActionError("cycle.no_such_item", item=code)
            if code != OVERALL and one.points is not None and not 0 <= one.points <= known[code].points:
                raise ActionError("cycle.marks_invalid", item=known[code].name, most=known[code].points)
            if one.grade and one.grade not in names:
                raise ActionError("cycle.grade_unknown", grade=one.grade)
        filing.marks.filter(round=filing.returned_round, by=actor(viewer)).delete()
        rows = [
            ReviewMark(
                filing=filing, round=filing.returned_round, item=code, points=one.points, grade=one.grade,
                opinion=one.opinion.strip(), by=actor(viewer),
            )
            for code, one in given.items()
        ]  # fmt: skip
        entry.facts["items"] = len(rows)
        if rows and reach_for(viewer, filing, THIRD_PARTIES) is not None:
            close_commission(filing, actor(viewer))
        return ReviewMark.objects.bulk_create(rows)


def waive(*, viewer: Viewer, filing: Filing, code: str, path: str, reason: str) -> PublicWaiver:
    """Accept a finding on purpose (豁免), with a reason anybody may read; see `may_waive`.

    Raises:
        ActionError: there is no such finding, it is waived already, or no reason is given.
    """
    with acting(viewer, "cycle.waive", f"filing:{filing.pk}") as entry:
        require(may_waive(viewer, filing))
        if not reason.strip():
            raise ActionError("cycle.reason_missing").beside("reason")
        if filing.waivers.filter(code=code, where=path).exists():
            raise ActionError("cycle.waived_already").beside("reason")
        if not any(finding.code == code for finding in judge(filing).by_path.get(path, ())):
            raise ActionError("cycle.nothing_to_waive").beside("reason")
        entry.facts |= {"code": code, "path": path, "reason": reason.strip(), "state": state_name(filing)}
        waiver: PublicWaiver = filing.waivers.create(code=code, where=path, reason=reason.strip(), by=actor(viewer))
        return waiver


def lift_waiver(*, viewer: Viewer, waiver: PublicWaiver) -> None:
    """Take a waiver back (取消豁免); the audit log keeps its text."""
    filing = waiver.filing
    with acting(viewer, "cycle.lift_waiver", f"filing:{filing.pk}") as entry:
        require(may_waive(viewer, filing))
        entry.facts |= {"code": waiver.code, "path": waiver.where, "reason": waiver.reason}
        waiver.delete()


def _require_cell(filing: Filing, path: str) -> None:
    try:
        cell(filing.document, path)
    except KeyError as error:
        raise ActionError("cycle.no_such_cell", path=path) from error
