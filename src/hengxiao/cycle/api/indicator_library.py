"""The indicator library by the interface (指标库接口): searched, suggested, taken over, proposed, decided."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number, PageOf, Searching, Words, maybe, paged, said
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.cycle.actions.editing import take_from_library
from hengxiao.cycle.actions.indicator_library import decide_indicator, fix_indicator, propose_indicator
from hengxiao.cycle.api.editing import SavedOut, filing_in_reach, indicator_of, saved_out
from hengxiao.cycle.enums import LibraryState
from hengxiao.cycle.models import LibraryIndicator
from hengxiao.cycle.queries.indicator_library import library, library_for, library_homes, library_list
from hengxiao.cycle.suggesting import suggest

router = Router(tags=["filling"])
BUSINESS = EVERY_BUSINESS_ROLE


class IndicatorOut(Schema):
    """An indicator of the library (指标库指标)."""

    number: int
    code: str
    name: str
    aliases: list[str]
    level1: str
    level2: str
    unit: str
    sign: str
    definition: str
    method: str
    source: str
    state: str
    fixed: bool
    organisation: str | None


class SuggestionOut(Schema):
    """An indicator that may be meant (推荐指标)."""

    indicator: IndicatorOut
    likeness: int
    matched: str


class LibraryAsked(Searching):
    """Which indicators (筛选指标)."""

    level2: Annotated[str, maybe(60)] = ""
    state: LibraryState | None = None


class Asked(Schema):
    """What is being typed (已输入的文字)."""

    text: Words = ""


class TakeIn(Schema):
    """An indicator of the library (指标库指标)."""

    code: Annotated[str, said(40)]


class ProposeIn(Schema):
    """An indicator of one's own unit (提出指标)."""

    organisation: Annotated[str, maybe(24)]
    name: Annotated[str, said(100)]
    level1: Annotated[str, said(60)]
    level2: Annotated[str, said(60)]
    aliases: Annotated[list[Annotated[str, said(100)]], Field(max_length=20, default_factory=list)]
    unit: Annotated[str, maybe(40)] = ""
    sign: Literal["", "≥", "＞", "=", "＜", "≤"] = ""
    definition: Annotated[str, maybe(2000)] = ""
    method: Annotated[str, maybe(2000)] = ""
    source: Annotated[str, maybe(200)] = ""


class DecideIndicatorIn(Schema):
    """Whether it is taken into use (确认、不采用)."""

    accept: bool
    reason: Annotated[str, maybe(500)] = ""


class FixIn(Schema):
    """Whether it is fixed (固化)."""

    fixed: bool


def _indicator(row: LibraryIndicator) -> IndicatorOut:
    return IndicatorOut(
        number=row.pk, code=row.code, name=row.name, aliases=row.aliases, level1=row.level1, level2=row.level2,
        unit=row.unit, sign=row.sign, definition=row.definition, method=row.method, source=row.source,
        state=row.state, fixed=row.fixed, organisation=row.organisation.code if row.organisation else None,
    )  # fmt: skip


@operation(
    router, "GET", "/library", PageOf[IndicatorOut], family=Family.READ, roles=BUSINESS, pages=("cycle:library",)
)
def list_library(request: HttpRequest, given: Query[LibraryAsked]) -> PageOf[IndicatorOut]:
    """The indicator library (指标库), by words, kind and state."""
    rows = library_list(request.viewer, search=given.q, level2=given.level2, state=given.state or "")
    return paged(rows, given, _indicator)


@operation(
    router, "POST", "/library", IndicatorOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:library_propose",)
)
def propose_library_indicator(request: HttpRequest, given: ProposeIn) -> IndicatorOut:
    """Propose an indicator of one's own unit (提出本单位指标)."""
    organisation = library_homes(request.viewer).filter(code=given.organisation).first()
    if organisation is None:
        raise ActionError("base.no_such_organisation", code=given.organisation)
    facts = given.dict(exclude={"organisation"})
    return _indicator(propose_indicator(viewer=request.viewer, organisation=organisation, **facts))


@operation(
    router, "GET", "/library/{number}", IndicatorOut, family=Family.READ, roles=BUSINESS,
    pages=("cycle:library_indicator",),
)  # fmt: skip
def get_library_indicator(request: HttpRequest, number: Number) -> IndicatorOut:
    """One indicator of the library (指标)."""
    return _indicator(get_object_or_404(library(request.viewer), pk=number))


@operation(
    router, "POST", "/library/{number}/decide", IndicatorOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:library_decide",),
)  # fmt: skip
def decide_library_indicator(request: HttpRequest, number: Number, given: DecideIndicatorIn) -> IndicatorOut:
    """Take a proposed indicator into use, or decline it with a reason (确认、不采用)."""
    row = get_object_or_404(library(request.viewer), pk=number)
    decide_indicator(viewer=request.viewer, indicator=row, accept=given.accept, reason=given.reason)
    return _indicator(row)


@operation(
    router, "POST", "/library/{number}/fix", IndicatorOut, family=Family.REVIEW, roles=BUSINESS,
    pages=("cycle:library_fix",),
)  # fmt: skip
def fix_library_indicator(request: HttpRequest, number: Number, given: FixIn) -> IndicatorOut:
    """Fix an indicator in use, or free it again (固化、取消固化)."""
    row = get_object_or_404(library(request.viewer), pk=number)
    fix_indicator(viewer=request.viewer, indicator=row, fixed=given.fixed)
    return _indicator(row)


@operation(
    router, "GET", "/filings/{number}/indicators/{indicator}/suggestions", list[SuggestionOut], family=Family.READ,
    roles=BUSINESS, pages=("cycle:suggest",),
)  # fmt: skip
def list_suggestions(
    request: HttpRequest, number: Number, indicator: Annotated[str, said(20)], given: Query[Asked]
) -> list[SuggestionOut]:
    """Indicators of the library that may be meant (指标库推荐)."""
    filing = filing_in_reach(request.viewer, number)
    row = indicator_of(filing, indicator)
    rows = library_for(request.viewer, filing).select_related("organisation")
    return [
        SuggestionOut(indicator=_indicator(each.indicator), likeness=each.likeness, matched=each.matched)
        for each in suggest(given.text or row["name"], row["level2"], rows)
    ]


@operation(
    router, "POST", "/filings/{number}/indicators/{indicator}/take", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:take",),
)  # fmt: skip
def take_indicator(
    request: HttpRequest, number: Number, indicator: Annotated[str, said(20)], given: TakeIn
) -> SavedOut:
    """Take an indicator of the library over into a row (采用指标库指标)."""
    filing = filing_in_reach(request.viewer, number)
    chosen = get_object_or_404(library_for(request.viewer, filing), code=given.code)
    return saved_out(take_from_library(viewer=request.viewer, filing=filing, indicator=indicator, chosen=chosen))
