"""Years, projects and beginning a filing by the interface (年度、项目、建立申报接口)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number, PageOf, Paging, Searching, Year, maybe, paged, said
from hengxiao.base.enums import Family, Role
from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.actions.adjusting import start_addition, start_adjustment
from hengxiao.cycle.actions.declaring import add_project, copy_last_year, start_blank, start_from_file
from hengxiao.cycle.actions.years import change_year_pack, open_year, set_year_open
from hengxiao.cycle.api.shapes import FilingOut, ProjectOut, YearOut, filing_out, project_out, year_out
from hengxiao.cycle.models import Project
from hengxiao.cycle.queries.declaring import declaring_organisations, filings, project_list, projects, years
from hengxiao.cycle.queries.timeline import Happening, timeline

router = Router(tags=["projects"])
BUSINESS = EVERY_BUSINESS_ROLE
PERFORMANCE = (Role.FINANCE_PERFORMANCE,)


class YearIn(Schema):
    """A year to open (开放年度)."""

    year: Year
    pack: Annotated[str, said(40)]
    declare_from: date | None = None
    declare_until: date | None = None


class YearPackIn(Schema):
    """Another pack for a year (改用规则包)."""

    pack: Annotated[str, said(40)]
    reason: Annotated[str, said(500)]
    seen: Annotated[str, said(40)]


class OpenIn(Schema):
    """Whether a year is open (是否开放)."""

    open: bool


class ProjectIn(Schema):
    """A new project (新建项目)."""

    code: Annotated[str, said(40)]
    name: Annotated[str, said(200)]
    organisation: Annotated[str, maybe(24)]
    kind: Annotated[str, maybe(40)] = ""
    first_year: Year
    last_year: Year | None = None


class ProjectsAsked(Searching):
    """Which projects (筛选项目)."""

    year: Year | None = None
    state: Annotated[str, maybe(24)] = ""


class FilingsAsked(Paging):
    """Which filings (筛选申报)."""

    project: Number | None = None
    year: Year | None = None
    state: Annotated[str, maybe(24)] = ""
    kind: Annotated[str, maybe(12)] = ""


class BeginIn(Schema):
    """How a filing begins (建立方式)."""

    year: Year
    how: Literal["blank", "copy"] = "blank"


class ChangeIn(Schema):
    """An adjustment or addition to begin (发起调整或追加)."""

    year: Year
    kind: Literal["adjustment", "addition"]
    reason: Annotated[str, said(500)]


class HappeningOut(Schema):
    """One thing that happened to a project (事项)."""

    at: str
    who: str
    what: str
    words: str
    filing: int
    year: int
    kind: str


def project_in_reach(viewer: Viewer, number: int) -> Project:
    """A project in reach (可见项目), else not found."""
    found: Project = get_object_or_404(projects(viewer), pk=number)
    return found


@operation(router, "GET", "/years", PageOf[YearOut], family=Family.READ, pages=("cycle:years",))
def list_years(request: HttpRequest, given: Query[Paging]) -> PageOf[YearOut]:
    """Budget years (预算年度), newest first."""
    return paged(years(), given, year_out)


@operation(router, "POST", "/years", YearOut, family=Family.MANAGE, roles=PERFORMANCE, pages=("cycle:years",))
def create_year(request: HttpRequest, given: YearIn) -> YearOut:
    """Open a year for declaration under a pack (开放年度申报)."""
    return year_out(open_year(viewer=request.viewer, **given.dict()))


@operation(
    router, "POST", "/years/{year}/open", YearOut, family=Family.MANAGE, roles=PERFORMANCE,
    pages=("cycle:year_switch",),
)  # fmt: skip
def set_open_year(request: HttpRequest, year: Year, given: OpenIn) -> YearOut:
    """Close a year for new declarations, or open it again (关闭、重开年度)."""
    row = get_object_or_404(years(), year=year)
    return year_out(set_year_open(viewer=request.viewer, fiscal_year=row, is_open=given.open))


@operation(
    router, "POST", "/years/{year}/pack", YearOut, family=Family.MANAGE, roles=PERFORMANCE, pages=("cycle:year_pack",)
)
def set_year_pack(request: HttpRequest, year: Year, given: YearPackIn) -> YearOut:
    """Let a year go on under another pack (年度改用规则包); `seen` is the pack it was read with."""
    row = get_object_or_404(years(), year=year)
    return year_out(change_year_pack(viewer=request.viewer, fiscal_year=row, **given.dict()))


@operation(
    router, "GET", "/projects", PageOf[ProjectOut], family=Family.READ, roles=BUSINESS, pages=("cycle:projects",)
)
def list_projects(request: HttpRequest, given: Query[ProjectsAsked]) -> PageOf[ProjectOut]:
    """Projects in reach (项目库), by words, year and state of that year's filing."""
    rows = project_list(request.viewer, search=given.q, year=given.year, state=given.state)
    return paged(rows.prefetch_related(None), given, project_out)


@operation(router, "POST", "/projects", ProjectOut, family=Family.FILL, roles=BUSINESS, pages=("cycle:project_add",))
def create_project(request: HttpRequest, given: ProjectIn) -> ProjectOut:
    """Add a project to the library (项目入库)."""
    viewer = request.viewer
    organisation = declaring_organisations(viewer).filter(code=given.organisation).first()
    if organisation is None:
        raise ActionError("base.no_such_organisation", code=given.organisation)
    return project_out(add_project(viewer=viewer, **given.dict(exclude={"organisation"}), organisation=organisation))


@operation(
    router, "GET", "/projects/{number}", ProjectOut, family=Family.READ, roles=BUSINESS, pages=("cycle:project",)
)
def get_project(request: HttpRequest, number: Number) -> ProjectOut:
    """One project (项目)."""
    return project_out(project_in_reach(request.viewer, number))


@operation(
    router, "GET", "/projects/{number}/timeline", list[HappeningOut], family=Family.READ, roles=BUSINESS,
    pages=("cycle:project_timeline",),
)  # fmt: skip
def get_timeline(request: HttpRequest, number: Number) -> list[HappeningOut]:
    """What happened to a project (项目时间线), newest first."""

    def shape(each: Happening) -> HappeningOut:
        return HappeningOut(
            at=each.at.isoformat(), who=each.who, what=each.what, words=each.words, filing=each.filing,
            year=each.year, kind=each.kind,
        )  # fmt: skip

    return [shape(each) for each in timeline(request.viewer, project_in_reach(request.viewer, number))]


@operation(router, "GET", "/filings", PageOf[FilingOut], family=Family.READ, roles=BUSINESS, pages=("cycle:project",))
def list_filings(request: HttpRequest, given: Query[FilingsAsked]) -> PageOf[FilingOut]:
    """Filings in reach (申报), by project, year, state and kind."""
    wanted = {"project_id": given.project, "year": given.year, "state": given.state, "kind": given.kind}
    rows = filings(request.viewer).filter(**{name: value for name, value in wanted.items() if value})
    return paged(rows.defer("document"), given, filing_out)


@operation(
    router, "POST", "/projects/{number}/filings", FilingOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:begin",),
)  # fmt: skip
def begin_filing(request: HttpRequest, number: Number, given: BeginIn) -> FilingOut:
    """Begin a filing (建立申报): empty, or from last year's."""
    begin = copy_last_year if given.how == "copy" else start_blank
    project = project_in_reach(request.viewer, number)
    return filing_out(begin(viewer=request.viewer, project=project, year=given.year))


@operation(
    router, "POST", "/projects/{number}/filings/upload", FilingOut, family=Family.FILL, roles=BUSINESS,
    pages=("cycle:upload",), upload=True,
)  # fmt: skip
def begin_from_file(
    request: HttpRequest, number: Number, file: File[UploadedFile], year: Form[Year], of_last_year: Form[bool] = True
) -> FilingOut:
    """Begin a filing from a file (上传已有的表建立申报)."""
    project = project_in_reach(request.viewer, number)
    made = start_from_file(viewer=request.viewer, project=project, year=year, uploaded=file, of_last_year=of_last_year)
    return filing_out(made)


@operation(
    router, "POST", "/projects/{number}/changes", FilingOut, family=Family.FILL, roles=(Role.FILLER,),
    pages=("cycle:change_start",),
)  # fmt: skip
def begin_change(request: HttpRequest, number: Number, given: ChangeIn) -> FilingOut:
    """Begin an adjustment or a mid-year addition (发起调整或追加)."""
    start = start_addition if given.kind == "addition" else start_adjustment
    project = project_in_reach(request.viewer, number)
    return filing_out(start(viewer=request.viewer, project=project, year=given.year, reason=given.reason))
