"""Release by the interface (公开审查接口): proposed, decided, withheld, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import DoneOut, Number, PageOf, Paging, maybe, paged, said
from hengxiao.base.enums import Family
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.actions.mailing import mail_release
from hengxiao.cycle.actions.releasing import (
    decide_release,
    may_decide,
    may_withdraw,
    propose_release,
    stamp_of,
    unwithhold_cell,
    withdraw_release,
    withhold_cell,
)
from hengxiao.cycle.api.shapes import VersionOut, version_out
from hengxiao.cycle.models import Release, ReleaseStep, WithheldCell
from hengxiao.cycle.queries import releasing as rows
from hengxiao.cycle.queries.reviewing import approved_versions

router = Router(tags=["release"])
BUSINESS = EVERY_BUSINESS_ROLE


class ReleaseOut(Schema):
    """A release (公开事项)."""

    number: int
    version: int
    filing: int
    project: int
    project_name: str
    organisation: str
    year: int
    state: str
    released_at: datetime | None


class WithheldOut(Schema):
    """A cell kept from the public (不予公开内容)."""

    number: int
    path: str
    ground: str


class ReleaseFullOut(ReleaseOut):
    """A release with what it keeps back; `seen` goes back with a decision (公开事项)."""

    seen: str
    may_decide: bool
    may_withdraw: bool
    withheld: list[WithheldOut]


class ReleaseStepOut(Schema):
    """A decision (审查记录)."""

    source: str
    target: str
    opinion: str
    by: str
    at: datetime


class ReleasesAsked(Paging):
    """Which releases (筛选): waiting for the viewer, or all in reach."""

    which: Literal["waiting", "all"] = "all"


class OpinionIn(Schema):
    """Words beside a proposal (提请意见)."""

    opinion: Annotated[str, maybe(500)] = ""


class DecideIn(Schema):
    """A decision (审查结论)."""

    agree: bool
    opinion: Annotated[str, maybe(500)] = ""
    seen: Annotated[str, maybe(60)] = ""


class WithholdIn(Schema):
    """A cell to keep back and on what ground (不予公开)."""

    path: Annotated[str, said(120)]
    ground: Annotated[str, said(200)]


class ReasonIn(Schema):
    """Why (理由)."""

    reason: Annotated[str, said(500)]


class MailIn(Schema):
    """Where a released form goes, and as what (收件邮箱、格式)."""

    to: Annotated[str, said(254)]
    form: Literal["json", "package", "iati"] = "package"


class MailedOut(Schema):
    """SHA-256 of what was sent (已发送内容的摘要)."""

    digest: str


def _facts(row: Release) -> dict[str, object]:
    filing = row.version.filing
    return {
        "number": row.pk, "version": row.version_id, "filing": filing.pk, "project": filing.project_id,
        "project_name": filing.project.name, "organisation": row.organisation.code, "year": filing.year,
        "state": row.state, "released_at": row.released_at,
    }  # fmt: skip


def _release(row: Release) -> ReleaseOut:
    return ReleaseOut.model_validate(_facts(row))


def _withheld(row: WithheldCell) -> WithheldOut:
    return WithheldOut(number=row.pk, path=row.path, ground=row.ground)


def _step(row: ReleaseStep) -> ReleaseStepOut:
    return ReleaseStepOut(source=row.source, target=row.target, opinion=row.opinion, by=row.by.name, at=row.at)


def _found(viewer: Viewer, number: int) -> Release:
    found: Release = get_object_or_404(rows.releases(viewer), pk=number)
    return found


@operation(
    router, "GET", "/releases", PageOf[ReleaseOut], family=Family.READ, roles=BUSINESS, pages=("cycle:releases",)
)
def list_releases(request: HttpRequest, given: Query[ReleasesAsked]) -> PageOf[ReleaseOut]:
    """Releases in reach, or those that wait for the viewer (公开审查)."""
    found = rows.awaiting_release(request.viewer) if given.which == "waiting" else rows.releases(request.viewer)
    return paged(found, given, _release)


@operation(
    router, "GET", "/releasable", PageOf[VersionOut], family=Family.READ, roles=BUSINESS, pages=("cycle:releases",)
)
def list_releasable(request: HttpRequest, given: Query[Paging]) -> PageOf[VersionOut]:
    """Approved versions one may propose (可提请公开的版本)."""
    return paged(rows.releasable(request.viewer), given, version_out)


@operation(
    router, "GET", "/releases/{number}", ReleaseFullOut, family=Family.READ, roles=BUSINESS, pages=("cycle:release",)
)
def get_release(request: HttpRequest, number: Number) -> ReleaseFullOut:
    """One release with what it keeps back (公开事项)."""
    viewer, row = request.viewer, _found(request.viewer, number)
    more = {
        "seen": stamp_of(row), "may_decide": may_decide(viewer, row), "may_withdraw": may_withdraw(viewer, row),
        "withheld": [_withheld(cell) for cell in rows.withheld_cells(row)],
    }  # fmt: skip
    return ReleaseFullOut.model_validate(_facts(row) | more)


@operation(
    router, "GET", "/releases/{number}/steps", PageOf[ReleaseStepOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:release",),
)  # fmt: skip
def list_release_steps(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[ReleaseStepOut]:
    """Decisions on a release (审查记录), oldest first."""
    return paged(rows.release_steps(request.viewer, _found(request.viewer, number)), given, _step)


@operation(
    router, "POST", "/versions/{number}/release", ReleaseOut, family=Family.RELEASE, roles=BUSINESS,
    pages=("cycle:release_propose",),
)  # fmt: skip
def propose_version_release(request: HttpRequest, number: Number, given: OpinionIn) -> ReleaseOut:
    """Propose an approved version for release (提请公开)."""
    version = get_object_or_404(approved_versions(request.viewer), pk=number)
    return _release(propose_release(viewer=request.viewer, version=version, opinion=given.opinion))


@operation(
    router, "POST", "/releases/{number}/decide", ReleaseOut, family=Family.RELEASE, roles=BUSINESS,
    pages=("cycle:release_decide",),
)  # fmt: skip
def decide_proposed_release(request: HttpRequest, number: Number, given: DecideIn) -> ReleaseOut:
    """Agree to a release or refuse it at one's level (公开审查)."""
    row = _found(request.viewer, number)
    decided = decide_release(
        viewer=request.viewer, release=row, agree=given.agree, opinion=given.opinion, seen=given.seen
    )
    return _release(decided)


@operation(
    router, "POST", "/releases/{number}/withhold", WithheldOut, family=Family.RELEASE, roles=BUSINESS,
    pages=("cycle:release_withhold",),
)  # fmt: skip
def withhold_release_cell(request: HttpRequest, number: Number, given: WithholdIn) -> WithheldOut:
    """Keep a cell from the public, with the legal ground (不予公开)."""
    row = _found(request.viewer, number)
    return _withheld(withhold_cell(viewer=request.viewer, release=row, path=given.path, ground=given.ground))


@operation(
    router, "POST", "/withheld/{number}/lift", DoneOut, family=Family.RELEASE, roles=BUSINESS,
    pages=("cycle:release_unwithhold",),
)  # fmt: skip
def lift_withheld_cell(request: HttpRequest, number: Number) -> DoneOut:
    """Let a cell be public after all, while no level has agreed (恢复公开)."""
    unwithhold_cell(viewer=request.viewer, cell=get_object_or_404(rows.withheld_in_reach(request.viewer), pk=number))
    return DoneOut()


@operation(
    router, "POST", "/releases/{number}/mail", MailedOut, family=Family.RELEASE, roles=BUSINESS,
    pages=("cycle:release_mail",),
)  # fmt: skip
def mail_public_release(request: HttpRequest, number: Number, given: MailIn) -> MailedOut:
    """Send a released form by e-mail (邮件发送公开内容), as the portal hands it out."""
    row = _found(request.viewer, number)
    return MailedOut(digest=mail_release(viewer=request.viewer, release=row, to=given.to, form=given.form))


@operation(
    router, "POST", "/releases/{number}/withdraw", ReleaseOut, family=Family.RELEASE, roles=BUSINESS,
    pages=("cycle:release_withdraw",),
)  # fmt: skip
def withdraw_proposed_release(request: HttpRequest, number: Number, given: ReasonIn) -> ReleaseOut:
    """Take a release back (撤回公开): at once out of the portal."""
    row = _found(request.viewer, number)
    return _release(withdraw_release(viewer=request.viewer, release=row, reason=given.reason))
