"""What happened to a project (时间线): moves, versions, notes and waivers of all its years, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hengxiao.base.viewer import Viewer
from hengxiao.cycle.models import Project, Step
from hengxiao.cycle.procedures import state_names
from hengxiao.cycle.queries.reviewing import approved_versions, filings, notes_in_reach, waivers_in_reach


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened (事项): when, who, what, with which words, in which filing."""

    at: datetime
    who: str
    what: str
    words: str
    filing: int
    year: int
    kind: str


def timeline(viewer: Viewer, project: Project) -> list[Happening]:
    """The timeline of a project (项目时间线), newest first; five queries whatever its length."""
    own = {filing.pk: filing for filing in filings(viewer).filter(project=project).defer("document")}
    found: list[Happening] = []

    def add(filing: int, at: datetime, who: Any, what: str, words: str) -> None:
        row = own[filing]
        found.append(Happening(at, str(who), what, words, filing, row.year, str(row.get_kind_display())))

    for step in Step.objects.filter(filing__in=own).select_related("by", "acting_for"):
        table = own[step.filing_id].procedure
        names = state_names(table)
        action = next((move["name"] for move in table["moves"] if move["action"] == step.action), step.action)
        who = _("%(by)s（代%(lender)s）") % {"by": step.by, "lender": step.acting_for} if step.acting_for else step.by
        add(step.filing_id, step.at, who, f"{_(action)} → {_(names.get(step.target, step.target))}", step.opinion)
    approved = approved_versions(viewer).select_related(None).select_related("by")
    for version in approved.filter(filing__in=own).defer("document"):
        words = _("第 %(number)d 版，校验码 %(mark)s") % {"number": version.number, "mark": version.mark}
        add(version.filing_id, version.at, version.by, str(version.get_reason_display()), words)
    for note in notes_in_reach(viewer).filter(filing__in=own):
        add(note.filing_id, note.at, note.by, str(_("审核意见")), note.text)
    for waiver in waivers_in_reach(viewer).filter(filing__in=own):
        add(waiver.filing_id, waiver.at, waiver.by, str(_("问题说明")), waiver.reason)
    return sorted(found, key=lambda each: each.at, reverse=True)
