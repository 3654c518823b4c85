"""Adding projects and beginning filings (项目入库、建立申报)."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from hengxiao.base.acting import acting, require
from hengxiao.base.actions import sort_key
from hengxiao.base.enums import OrganisationKind
from hengxiao.base.errors import ActionError
from hengxiao.base.files import store_upload, stored_bytes
from hengxiao.base.models import Organisation, StoredFile
from hengxiao.base.rules import line_of
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import load
from hengxiao.core.reading import open_bytes
from hengxiao.cycle.actions.moving import actor
from hengxiao.cycle.documents import Document
from hengxiao.cycle.drafting import blank_document, carried_over
from hengxiao.cycle.enums import FilingKind
from hengxiao.cycle.gathering import draft_for, drafts_of, plain_code
from hengxiao.cycle.models import Filing, FiscalYear, Project
from hengxiao.cycle.procedures import table_of
from hengxiao.cycle.queries.declaring import declaring_organisations, filings, may_fill, project_kinds


def add_project(
    *,
    viewer: Viewer,
    code: str,
    name: str,
    organisation: Organisation,
    first_year: int,
    kind: str = "",
    last_year: int | None = None,
) -> Project:
    """Add a project to the library (项目入库); its code is kept with plain hyphens and as it was printed.

    Raises:
        ForbiddenError: the viewer declares nothing for this unit.
        ActionError: the code is taken, there is no such kind, or the years run backwards.
    """
    plain = plain_code(code)
    with acting(viewer, "cycle.add_project", f"project:{plain}") as entry:
        require(declaring_organisations(viewer).filter(pk=organisation.pk).exists())
        _require_sound(kind, first_year, last_year)
        entry.after = {"code": plain, "name": name, "organisation": organisation.code, "first_year": first_year}
        try:
            with transaction.atomic():
                return Project.objects.create(
                    code=plain, printed_code=code if code != plain else "", name=name, kind=kind,
                    organisation=organisation, department=department_of(organisation), first_year=first_year,
                    last_year=last_year, sort_key=sort_key(name),
                )  # fmt: skip
        except IntegrityError:
            raise ActionError("cycle.project_code_taken", code=plain).beside("code") from None


def _require_sound(kind: str, first_year: int, last_year: int | None) -> None:
    if kind and kind not in project_kinds():
        raise ActionError("cycle.no_such_kind", kind=kind).beside("kind")
    if last_year is not None and last_year < first_year:
        raise ActionError("cycle.years_backwards", first=first_year, last=last_year).beside("last_year")


def department_of(organisation: Organisation) -> Organisation:
    """The department over a unit (主管部门), else the unit itself."""
    above = Organisation.objects.filter(pk__in=line_of(organisation.path), kind=OrganisationKind.DEPARTMENT)
    return above.order_by("-path").first() or organisation


def follow_organisation(organisation: Organisation) -> None:
    """Give the projects below an organisation that moved their new department (项目随单位调整主管部门).

    Part of `change_organisation`, in its transaction and under its audit entry.
    """
    below = Organisation.objects.filter(path__startswith=organisation.path, projects__isnull=False).distinct()
    for each in below:
        Project.objects.filter(organisation=each).update(department=department_of(each))


def start_blank(*, viewer: Viewer, project: Project, year: int) -> Filing:
    """Begin a filing on an empty form of the year's pack (新建空白申报).

    Raises:
        ForbiddenError, ActionError: see `start_filing`.
    """
    head = {
        "name": project.name, "code": project.code, "department": project.department.name,
        "unit": project.organisation.name,
    }  # fmt: skip
    document = blank_document(load(open_year_of(year).pack), head, year)
    return start_filing(viewer=viewer, project=project, year=year, document=document)


def start_from_file(
    *, viewer: Viewer, project: Project, year: int, uploaded: UploadedFile[Any], of_last_year: bool
) -> Filing:
    """Begin a filing from last year's or this year's form (由已有表生成申报): a Word, Excel or PDF file.

    Raises:
        ForbiddenError, ActionError: the file is refused or holds no form of the project; see `start_filing`.
    """
    require(may_fill(viewer, project))
    pack = open_year_of(year).pack
    source = store_upload(viewer, uploaded, project.organisation)
    drafts = drafts_of(open_bytes(source.name, stored_bytes(source)), pack, year, of_last_year=of_last_year)
    draft = draft_for(drafts, project.code, project.name)
    if draft is None:
        raise ActionError("cycle.no_form_of_project", name=source.name, project=project.name, number=len(drafts))
    return start_filing(viewer=viewer, project=project, year=year, document=draft.document, source=source)


def copy_last_year(*, viewer: Viewer, project: Project, year: int) -> Filing:
    """Begin a filing from the newest earlier one of the project (沿用上年申报).

    Raises:
        ForbiddenError, ActionError: nothing earlier is in reach; see `start_filing`.
    """
    earlier = filings(viewer).filter(project=project, year__lt=year).order_by("-year", "-number").first()
    if earlier is None:
        raise ActionError("cycle.nothing_earlier", project=project.name, year=year).beside("year")
    document = carried_over(earlier.document, load(open_year_of(year).pack), year)
    return start_filing(viewer=viewer, project=project, year=year, document=document, source=earlier.source)


def start_filing(
    *, viewer: Viewer, project: Project, year: int, document: Document, source: StoredFile | None = None
) -> Filing:
    """Begin a filing of targets with a first document (建立申报).

    Raises:
        ForbiddenError: the viewer fills nothing in for this unit.
        ActionError: the year is not open, or the project has a filing of this year already.
    """
    with acting(viewer, "cycle.start_filing", f"project:{project.code}") as entry:
        require(may_fill(viewer, project))
        fiscal_year = open_year_of(year)
        procedure = table_of(fiscal_year.pack)
        entry.facts = {"year": year, "source": source.digest if source else ""}
        entry.after = document
        try:
            with transaction.atomic():
                return Filing.objects.create(
                    project=project, organisation=project.organisation, year=year, kind=FilingKind.TARGET,
                    state=procedure["start"], pack=fiscal_year.pack, layout=document["layout"], procedure=procedure,
                    document=document, source=source, created_by=actor(viewer),
                )  # fmt: skip
        except IntegrityError:
            raise ActionError("cycle.filed_already", project=project.name, year=year).beside("year") from None


def update_project(
    *, viewer: Viewer, project: Project, name: str, kind: str, first_year: int, last_year: int | None
) -> Project:
    """Mend what the library says of a project (修改项目); its code and unit stay.

    Raises:
        ForbiddenError: the viewer declares nothing for its unit.
        ActionError: there is no such kind, or the years run backwards.
    """
    with acting(viewer, "cycle.update_project", f"project:{project.code}") as entry:
        require(declaring_organisations(viewer).filter(pk=project.organisation_id).exists())
        _require_sound("" if kind == project.kind else kind, first_year, last_year)
        changes = {"name": name, "kind": kind, "first_year": first_year, "last_year": last_year}
        entry.before = {field: getattr(project, field) for field in changes}
        entry.after = changes
        Project.objects.filter(pk=project.pk).update(**changes, sort_key=sort_key(name))
        project.refresh_from_db()
        return project


def open_year_of(year: int) -> FiscalYear:
    """The budget year open for declaration (开放申报的年度).

    Raises:
        ActionError: there is none, or it is closed.
    """
    row = FiscalYear.objects.filter(year=year).first()
    if row is None or not row.open:
        raise ActionError("cycle.year_not_open", year=year).beside("year")
    return row
