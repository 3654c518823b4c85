"""What of a release leaves the house (公开版): one gate for pages, files, interface and e-mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hengxiao.base.errors import ForbiddenError
from hengxiao.cycle import iati
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.models import Release
from hengxiao.cycle.publishing import About, Edition, data_package, json_bytes, public_document, record
from hengxiao.cycle.queries.releasing import withheld_cells

DOWNLOADS: dict[str, tuple[str, str, Callable[[Edition, About], bytes]]] = {
    "json": ("application/json", "json", lambda edition, about: json_bytes(record(edition, about))),
    "package": ("application/zip", "zip", data_package),
    "iati": ("application/xml", "xml", lambda edition, about: iati.activities(edition, about)[0]),
}


def edition_of(release: Release) -> Edition:
    """The release gate (公开闸口): the public edition of a release; whatever leaves is made of what this gives.

    Raises:
        ForbiddenError: not all levels have agreed, or it was taken back.
    """
    if release.state != ReleaseState.RELEASED:
        raise ForbiddenError("cycle.not_released")
    kept = {cell.path: cell.ground for cell in withheld_cells(release)}
    return public_document(release.version.document, kept)


def about(release: Any) -> About:
    """What is said of a release (发布信息); `release` is one of `queries.releasing.superseded`."""
    released = release.released_at.isoformat() if release.released_at else ""
    organisation, filing = release.organisation, release.version.filing
    return About(
        release.pk, organisation.name, organisation.code, filing.year, filing.pack, released,
        release.version.number, release.version.digest, release.superseded_by,
    )  # fmt: skip
