"""The public portal by the interface (公开数据接口), without an account: only what all three levels agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number, PageOf, Searching, Year, paged
from hengxiao.base.templatetags.words import language
from hengxiao.core.terms.catalogue import say
from hengxiao.cycle.editions import DOWNLOADS, about, edition_of
from hengxiao.cycle.iati import activities
from hengxiao.cycle.models import Release
from hengxiao.cycle.publishing import record
from hengxiao.cycle.queries.releasing import public_releases, superseded

router = Router(tags=["portal"])


class PublicOut(Schema):
    """What is said of a release outside (公开事项); `in_force` is false once a later one is public too."""

    number: int
    project: int
    name: str
    organisation: str
    organisation_code: str
    year: int
    released_at: datetime | None
    in_force: bool


class PublicAsked(Searching):
    """Which releases (筛选)."""

    year: Year | None = None
    project: Number | None = None


class EditionOut(Schema):
    """The public edition (公开版): the form without withheld texts, and the list of those."""

    release: dict[str, Any]
    form: dict[str, Any]
    withheld: list[dict[str, str]]


class LossOut(Schema):
    """What the IATI file does not say (信息损失)."""

    path: str
    code: str
    text: str
    message: str


def _public(row: Any) -> PublicOut:
    return PublicOut(
        number=row.pk, project=row.version.filing.project_id, name=row.public_name or "",
        organisation=row.organisation.name, organisation_code=row.organisation.code, year=row.version.filing.year,
        released_at=row.released_at, in_force=row.in_force,
    )  # fmt: skip


def _released(number: int) -> Release:
    found: Release = get_object_or_404(superseded(public_releases()), pk=number)
    return found


@operation(router, "GET", "/portal/releases", PageOf[PublicOut], family=None, pages=("cycle:portal",))
def list_public(request: HttpRequest, given: Query[PublicAsked]) -> PageOf[PublicOut]:
    """What is public (已公开), newest first."""
    found = public_releases(given.q.strip(), given.year)
    found = found.filter(version__filing__project_id=given.project) if given.project else found
    return paged(found.defer("version__document", "version__filing__document"), given, _public)


@operation(router, "GET", "/portal/releases/{number}", EditionOut, family=None, pages=("cycle:portal_project",))
def get_public(request: HttpRequest, number: Number) -> EditionOut:
    """One public edition (公开版)."""
    row = _released(number)
    return EditionOut(**record(edition_of(row), about(row)))


@operation(
    router, "GET", "/portal/releases/{number}/losses", list[LossOut], family=None, pages=("cycle:portal_losses",)
)
def list_losses(request: HttpRequest, number: Number) -> list[LossOut]:
    """What the IATI file cannot say of this form (IATI 信息损失清单)."""
    row, said_in = _released(number), language()
    return [
        LossOut(path=each.path, code=each.code, text=each.text, message=say(each.code, said_in, {"text": each.text}))
        for each in activities(edition_of(row), about(row))[1]
    ]


@operation(
    router, "GET", "/portal/releases/{number}/files/{form}", None, family=None, pages=("cycle:portal_download",),
    media={suffix: media for media, suffix, _made in DOWNLOADS.values()},
)  # fmt: skip
def download_public(request: HttpRequest, number: Number, form: Literal["json", "package", "iati"]) -> HttpResponse:
    """A released form as JSON, data package or IATI (下载)."""
    row = _released(number)
    media, suffix, made = DOWNLOADS[form]
    name = f'attachment; filename="release-{row.pk}.{suffix}"'
    return HttpResponse(made(edition_of(row), about(row)), media, headers={"Content-Disposition": name})
