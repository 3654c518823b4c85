"""The public portal (公开门户): pages and downloads without an account, only of what was released."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengxiao.base.limits import limited
from hengxiao.base.paging import asked_page
from hengxiao.core.printing.charts import Bar, bars
from hengxiao.cycle import iati
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.editions import DOWNLOADS, about, edition_of
from hengxiao.cycle.forms_releasing import SearchForm
from hengxiao.cycle.publishing import WITHHELD, Edition
from hengxiao.cycle.queries.releasing import (
    current_releases,
    public_releases,
    public_years,
    superseded,
)
from hengxiao.cycle.sheets import Marked, sheets
from hengxiao.cycle.wording import place_title

UNREAD = ("version__filing__document", "version__filing__procedure")


@require_GET
@limited("portal")
def portal(request: HttpRequest) -> HttpResponse:
    """What is public, searched (公开项目)."""
    form = SearchForm(public_years(), request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "year": None}
    found = current_releases(given["q"].strip(), given["year"])
    listed = asked_page(request, found.defer("version__document", *UNREAD))
    return render(request, "cycle/portal.html", {"form": form, "page": listed})


@require_GET
@limited("portal")
def portal_project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: the released form, what is withheld, charts, other years (公开项目页)."""
    known = superseded(public_releases()).filter(version__filing__project_id=pk)
    releases = list(known.defer("version__document", *UNREAD))
    releases.sort(key=lambda each: each.superseded_by is not None)
    wanted = request.GET.get("release", "")
    chosen = next((each for each in releases if not wanted or str(each.pk) == wanted), None)
    if chosen is None:
        raise Http404
    edition = edition_of(chosen)
    shown = [(path, place_title(edition.document, path), ground) for path, ground in edition.withheld.items()]
    # withheld cells keep their place in the tables, so that a column of nothing else does not vanish
    printed = deepcopy(edition.document) | {"unread": []}
    for path in edition.withheld:
        set_cell(printed, path, WITHHELD)
    context = {
        "release": chosen, "releases": releases, "sheets": sheets(printed, Marked()),
        "withheld": shown, "withheld_paths": list(edition.withheld), "charts": charts(edition),
    }  # fmt: skip
    return render(request, "cycle/portal_project.html", context)


@require_GET
@limited("portal")
def portal_download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A released form as JSON, data package or IATI (下载)."""
    if form not in DOWNLOADS:
        raise Http404
    release = get_object_or_404(superseded(public_releases()), pk=pk)
    media, suffix, made = DOWNLOADS[form]
    name = f"release-{release.pk}.{suffix}"
    content = made(edition_of(release), about(release))
    return HttpResponse(content, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
@limited("portal")
def portal_losses(request: HttpRequest, pk: int) -> HttpResponse:
    """What the IATI file cannot say of this form (IATI 信息损失清单)."""
    release = get_object_or_404(superseded(public_releases()), pk=pk)
    edition = edition_of(release)
    lost = [(place_title(edition.document, each.path), each) for each in iati.activities(edition, about(release))[1]]
    lost.sort(key=lambda row: row[1].code)
    return render(request, "cycle/portal_losses.html", {"release": release, "losses": lost})


def charts(edition: Edition) -> list[tuple[str, SafeString]]:
    """Money by source and indicators by group as titled bars (图表), of what is public only."""
    money = [(fund, _number(fund["planned"])) for fund in edition.document["funds"]]
    sums = [(f["label"], number, f"{f['planned']}{f.get('unit', '')}") for f, number in money if number is not None]
    groups = Counter(row["level1"] for row in edition.document["indicators"] if row["level1"])
    counts = [(label, Decimal(number), str(number)) for label, number in groups.items()]
    drawn = []
    for title, found in ((_("资金安排"), sums), (_("指标数量"), counts)):
        most = max((number for _label, number, _note in found), default=Decimal(0))
        # bars() escapes every label, note and title it is given
        picture = bars([Bar(label, number, most, note) for label, number, note in found], title=title)
        drawn.append((title, mark_safe(picture)))
    return [(title, picture) for title, picture in drawn if picture]


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
