"""Shapes of the cycle (业务数据结构): projects, filings and what hangs on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from hengxiao.core.targets import Finding
from hengxiao.cycle.judging import Judgement
from hengxiao.cycle.models import CellNote, Filing, FilingVersion, FiscalYear, Project, PublicWaiver, ReviewMark, Step
from hengxiao.cycle.procedures import state_name

Round = Annotated[int, Field(ge=1, le=1000)]


class YearOut(Schema):
    """A budget year (预算年度)."""

    year: int
    pack: str
    open: bool
    declare_from: date | None
    declare_until: date | None


class ProjectOut(Schema):
    """A project (项目)."""

    number: int
    code: str
    name: str
    kind: str
    organisation: str
    department: str
    first_year: int
    last_year: int | None


class FilingOut(Schema):
    """A filing without its form (申报)."""

    number: int
    project: int
    project_code: str
    project_name: str
    organisation: str
    year: int
    kind: str
    sequence: int
    state: str
    state_name: str
    pack: str
    revision: int
    changed_at: datetime
    reason: str


class MoveOut(Schema):
    """A move that may be made now (可办理动作)."""

    action: str
    name: str


class FilingFullOut(FilingOut):
    """A filing with its form (申报全文); `seen` goes back with a move, so that a stale decision is refused."""

    seen: str
    may_edit: bool
    moves: list[MoveOut]
    document: dict[str, Any]


class FindingOut(Schema):
    """What a check found (问题)."""

    code: str
    severity: str
    path: str
    message: str
    fix: str | None


class FindingsOut(Schema):
    """What the checks find now (检查结果): open findings, waived ones, statements still missing."""

    findings: list[FindingOut]
    waived: list[FindingOut]
    missing: list[str]


class NoteOut(Schema):
    """A note on a cell (审核意见)."""

    number: int
    path: str
    text: str
    by: str
    at: datetime
    handed_over: bool
    answer: str
    resolved_at: datetime | None


class WaiverOut(Schema):
    """A waiver (问题说明)."""

    number: int
    code: str
    path: str
    reason: str
    by: str
    at: datetime


class MarkOut(Schema):
    """A mark of the review form (审核评分); points are a decimal text."""

    item: str
    points: str | None
    grade: str
    opinion: str
    by: str


class VersionOut(Schema):
    """A version (版本), never changed."""

    number: int
    filing: int
    sequence: int
    reason: str
    digest: str
    mark: str
    by: str
    at: datetime


class VersionFullOut(VersionOut):
    """A version with its form (版本全文)."""

    document: dict[str, Any]


class StepOut(Schema):
    """A move that was made (办理记录)."""

    action: str
    source: str
    target: str
    opinion: str
    by: str
    acting_for: str | None
    at: datetime


class ChangeOut(Schema):
    """A changed cell (改动)."""

    path: str
    row: str
    column: str
    before: str
    after: str


def year_out(row: FiscalYear) -> YearOut:
    """A budget year (预算年度)."""
    return YearOut(
        year=row.year, pack=row.pack, open=row.open, declare_from=row.declare_from, declare_until=row.declare_until
    )


def project_out(row: Project) -> ProjectOut:
    """A project (项目)."""
    return ProjectOut(
        number=row.pk, code=row.code, name=row.name, kind=row.kind, organisation=row.organisation.code,
        department=row.department.code, first_year=row.first_year, last_year=row.last_year,
    )  # fmt: skip


def filing_facts(row: Filing) -> dict[str, Any]:
    """What is said of a filing beside its form (申报概况)."""
    return {
        "number": row.pk, "project": row.project_id, "project_code": row.project.code,
        "project_name": row.project.name, "organisation": row.organisation.code, "year": row.year, "kind": row.kind,
        "sequence": row.number, "state": row.state, "state_name": _(state_name(row)), "pack": row.pack,
        "revision": row.revision, "changed_at": row.changed_at, "reason": row.reason,
    }  # fmt: skip


def filing_out(row: Filing) -> FilingOut:
    """A filing (申报)."""
    return FilingOut(**filing_facts(row))


def finding_out(judged: Judgement, finding: Finding, language: str) -> FindingOut:
    """A finding (问题)."""
    return FindingOut(
        code=finding.code, severity=str(finding.severity), path=judged.path_of(finding),
        message=finding.message(language), fix=finding.fix,
    )  # fmt: skip


def note_out(row: CellNote) -> NoteOut:
    """A note (审核意见)."""
    return NoteOut(
        number=row.pk, path=row.path, text=row.text, by=row.by.name, at=row.at, handed_over=row.handed_over,
        answer=row.answer, resolved_at=row.resolved_at,
    )  # fmt: skip


def waiver_out(row: PublicWaiver) -> WaiverOut:
    """A waiver (问题说明)."""
    return WaiverOut(number=row.pk, code=row.code, path=row.where, reason=row.reason, by=row.by.name, at=row.at)


def mark_out(row: ReviewMark) -> MarkOut:
    """A mark (评分)."""
    points = None if row.points is None else format(row.points, "f")
    return MarkOut(item=row.item, points=points, grade=row.grade, opinion=row.opinion, by=row.by.name)


def version_facts(row: FilingVersion) -> dict[str, Any]:
    """What is said of a version beside its form (版本概况)."""
    return {
        "number": row.pk, "filing": row.filing_id, "sequence": row.number, "reason": row.reason, "digest": row.digest,
        "mark": row.mark, "by": row.by.name, "at": row.at,
    }  # fmt: skip


def version_out(row: FilingVersion) -> VersionOut:
    """A version (版本)."""
    return VersionOut(**version_facts(row))


def step_out(row: Step) -> StepOut:
    """A move (办理记录)."""
    lender = row.acting_for.name if row.acting_for else None
    return StepOut(
        action=row.action, source=row.source, target=row.target, opinion=row.opinion, by=row.by.name,
        acting_for=lender, at=row.at,
    )  # fmt: skip
