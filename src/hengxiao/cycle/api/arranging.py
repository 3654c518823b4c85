"""Larger changes to a filing by the interface (归类、并入上年接口)."""

from __future__ import annotations

from copy import deepcopy
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number, maybe, said
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE
from hengxiao.core.packs import load
from hengxiao.cycle.actions.arranging import classify_indicator, merge_earlier, paste_levelled
from hengxiao.cycle.actions.editing import MOST_ROWS, save_cells
from hengxiao.cycle.api.editing import CellOut, SavedOut, Text, filing_in_reach, indicator_of, saved_out
from hengxiao.cycle.arranging import Pasted, from_earlier, levelled
from hengxiao.cycle.editing import ORDER, spread_statements
from hengxiao.cycle.queries.declaring import earlier_filing

router = Router(tags=["filling"])
BUSINESS = EVERY_BUSINESS_ROLE


class ClassifyIn(Schema):
    """Where an indicator belongs (归类); what is empty stays as it is."""

    goal: Annotated[str, maybe(120)] = ""
    level1: Annotated[str, maybe(60)] = ""
    level2: Annotated[str, maybe(60)] = ""


class LevelledRowIn(Schema):
    """An indicator with its levels (带类别的一行); a blank level stands for that of the row above it."""

    level1: Annotated[str, maybe(60)] = ""
    level2: Annotated[str, maybe(60)] = ""
    cells: Annotated[list[Text], Field(max_length=len(ORDER))]


class LevelledIn(Schema):
    """Indicators of several kinds to add under a goal (带类别粘贴); cells in the order of the editor's columns."""

    goal: Annotated[str, said(20)]
    rows: Annotated[list[LevelledRowIn], Field(min_length=1, max_length=MOST_ROWS)]


class MergeIn(Schema):
    """Whether filled cells are replaced too (是否覆盖)."""

    replace: bool = False


@operation(
    router, "POST", "/filings/{number}/indicators/{indicator}/classify", SavedOut, family=Family.FILL,
    roles=BUSINESS, pages=("cycle:classify",),
)  # fmt: skip
def classify_filing_indicator(
    request: HttpRequest, number: Number, indicator: Annotated[str, said(20)], given: ClassifyIn
) -> SavedOut:
    """File an indicator under another kind or goal (改归类)."""
    filing = filing_in_reach(request.viewer, number)
    return saved_out(classify_indicator(viewer=request.viewer, filing=filing, indicator=indicator, **given.dict()))


@operation(
    router, "POST", "/filings/{number}/indicators/levelled", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:add_row",),
)  # fmt: skip
def add_levelled_indicators(request: HttpRequest, number: Number, given: LevelledIn) -> SavedOut:
    """Add indicators of several kinds at once (带类别新增指标); a level the pack does not list is kept as written."""
    filing = filing_in_reach(request.viewer, number)
    texts = [[row.level1, row.level2, *row.cells] for row in given.rows]
    rows = levelled(texts, load(filing.pack)) or [Pasted(text[0], text[1], tuple(text[2:])) for text in texts]
    return saved_out(paste_levelled(viewer=request.viewer, filing=filing, goal=given.goal, rows=rows))


@operation(
    router, "GET", "/filings/{number}/earlier", list[CellOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:earlier",),
)  # fmt: skip
def list_earlier(request: HttpRequest, number: Number, given: Query[MergeIn]) -> list[CellOut]:
    """What last year's form would change (并入上年的预览)."""
    filing = filing_in_reach(request.viewer, number)
    found = earlier_filing(request.viewer, filing)
    if found is None:
        raise ActionError("cycle.nothing_earlier", project=filing.project.name, year=filing.year)
    changes = from_earlier(deepcopy(filing.document), found.document, load(filing.pack), replace=given.replace)
    return [CellOut(path=each.path, old=each.old, new=each.new) for each in changes]


@operation(
    router, "POST", "/filings/{number}/merge", SavedOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:merge",)
)
def merge_filing(request: HttpRequest, number: Number, given: MergeIn) -> SavedOut:
    """Bring last year's form in (并入上年申报)."""
    filing = filing_in_reach(request.viewer, number)
    return saved_out(merge_earlier(viewer=request.viewer, filing=filing, replace=given.replace))


@operation(
    router, "POST", "/filings/{number}/indicators/{indicator}/spread", SavedOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:spread",),
)  # fmt: skip
def spread_indicator_statements(request: HttpRequest, number: Number, indicator: Annotated[str, said(20)]) -> SavedOut:
    """Give what an indicator states to the others where they state nothing (空着的照填)."""
    filing = filing_in_reach(request.viewer, number)
    changes = spread_statements(filing.document, indicator_of(filing, indicator))
    return saved_out(save_cells(viewer=request.viewer, filing=filing, changes=changes))
