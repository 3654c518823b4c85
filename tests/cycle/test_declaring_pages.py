"""Project library, project page, beginning a filing (项目库、项目档案、建立申报)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import SAMPLE, YEAR, World, make_filing, make_project, make_year
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.cycle.actions.declaring import (
    add_project,
    copy_last_year,
    start_blank,
    start_from_file,
    update_project,
)
from hengxiao.cycle.models import Filing, Project

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
CODE, NAME = "2020-205-000-004", "综合事务工作经费"
SELF_EVALUATION = SAMPLE.with_name("自评表-2020.docx")


def names(page: Any) -> list[str]:
    return [project.name for project in page.context["page"]]


def test_the_library_shows_the_projects_in_reach_in_order(world: World, client_of: ClientOf):
    make_year()
    make_project(world, "2020-205-000-001", "信息化专项")
    make_project(world, "2020-205-000-002", "安全专项")
    make_project(world, "2020-300-000-001", "水文专项", unit="other_unit")
    assert names(client_of("filler").get(reverse("cycle:projects"))) == ["安全专项", "信息化专项"]
    assert names(client_of("auditor").get(reverse("cycle:projects"))) == ["安全专项", "水文专项", "信息化专项"]
    assert client_of("system_admin").get(reverse("cycle:projects")).status_code == 403


@pytest.mark.parametrize("word", ["信息", "000-001", "xin xi", "科学技术厅机关 信息"])
def test_the_library_is_searched_by_name_code_pinyin_and_unit(world: World, client_of: ClientOf, word: str):
    make_year()
    make_project(world, "2020-205-000-001", "信息化专项")
    make_project(world, "2020-205-000-002", "安全专项")
    assert names(client_of("filler").get(reverse("cycle:projects"), {"q": word})) == ["信息化专项"]


def test_the_library_is_cut_by_state_and_year(world: World, client_of: ClientOf):
    make_filing(world, make_project(world, "2020-205-000-001", "甲"))
    make_filing(world, make_project(world, "2020-205-000-002", "乙"), state="approved")
    make_project(world, "2020-205-000-003", "丙")
    make_year(2019)
    client, url = client_of("filler"), reverse("cycle:projects")
    assert names(client.get(url, {"state": "approved"})) == ["乙"]
    assert names(client.get(url, {"state": "none"})) == ["丙"]
    assert names(client.get(url, {"year": 2019})) == []


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_library_takes_the_same_queries_for_1_and_3_projects(world: World, client_of: ClientOf):
    client, url = client_of("filler"), reverse("cycle:projects")
    make_filing(world, make_project(world, "2020-205-000-001", "专项1"))
    queries(client, url)
    with_one = queries(client, url)
    make_filing(world, make_project(world, "2020-205-000-002", "专项2"))
    make_filing(world, make_project(world, "2020-205-000-003", "专项3"))
    assert queries(client, url) == with_one <= 10


def test_the_library_is_paged(world: World, client_of: ClientOf):
    make_year()
    for n in range(21):
        make_project(world, f"2020-205-000-{n:03d}", f"专项{n:02d}")
    page = client_of("filler").get(reverse("cycle:projects"), {"page": 2})
    assert names(page) == ["专项20"]


def test_a_project_is_added_with_plain_hyphens(world: World, client_of: ClientOf):
    make_year()
    data = {"name": NAME, "code": "2020—205—000—004", "organisation": world.unit.pk, "first_year": YEAR}
    answer = client_of("filler").post(reverse("cycle:project_add"), data)
    project = Project.objects.get()
    assert answer.url == reverse("cycle:project", args=[project.pk])
    assert (project.code, project.printed_code, project.department) == (CODE, "2020—205—000—004", world.department)


def test_a_project_code_is_taken_once_and_years_run_forwards(world: World):
    viewer = world.viewer("filler")
    add_project(viewer=viewer, code=CODE, name=NAME, organisation=world.unit, first_year=YEAR)
    with pytest.raises(ActionError, match="project_code_taken"):
        add_project(viewer=viewer, code=CODE, name="又一个", organisation=world.unit, first_year=YEAR)
    with pytest.raises(ActionError, match="years_backwards"):
        add_project(viewer=viewer, code="2", name="又一个", organisation=world.unit, first_year=YEAR, last_year=2019)


def test_a_project_is_of_a_kind_of_the_newest_years_pack(world: World, client_of: ClientOf):
    viewer, values = world.viewer("filler"), {"name": NAME, "first_year": YEAR, "last_year": None}
    with pytest.raises(ActionError, match="no_such_kind"):
        add_project(viewer=viewer, code=CODE, organisation=world.unit, kind="department", **values)
    make_year()
    project = add_project(viewer=viewer, code=CODE, organisation=world.unit, kind="department", **values)
    for kind in ("没有这类", "DEPARTMENT"):
        with pytest.raises(ActionError, match="no_such_kind"):
            update_project(viewer=viewer, project=project, kind=kind, **values)
    Project.objects.filter(pk=project.pk).update(kind="of_an_older_pack")
    project.refresh_from_db()
    assert update_project(viewer=viewer, project=project, kind="of_an_older_pack", **values).name == NAME


def test_a_project_is_not_added_for_somebody_elses_unit(world: World, client_of: ClientOf):
    make_year()
    with pytest.raises(ForbiddenError):
        add_project(viewer=world.viewer("filler"), code="1", name="甲", organisation=world.other_unit, first_year=YEAR)
    data = {"name": "甲", "code": "1", "organisation": world.other_unit.pk, "first_year": YEAR}
    assert client_of("filler").post(reverse("cycle:project_add"), data).status_code == 422
    assert Project.objects.count() == 0


def test_the_project_page_shows_all_years_and_hides_other_units(world: World, client_of: ClientOf):
    project = make_project(world, CODE, NAME)
    make_year(2019)
    make_filing(world, project)
    make_filing(world, project, year=2019, state="approved")
    page = client_of("filler").get(reverse("cycle:project", args=[project.pk]))
    assert [(filing.year, filing.state_label) for filing in page.context["filings"]] == [
        (2020, "草稿"),
        (2019, "已批复"),
    ]
    assert client_of("other_filler").get(reverse("cycle:project", args=[project.pk])).status_code == 404


def test_the_project_page_takes_the_same_queries_for_1_and_3_years(world: World, client_of: ClientOf):
    project, client = make_project(world, CODE, NAME), client_of("filler")
    url = reverse("cycle:project", args=[project.pk])
    make_filing(world, project)
    queries(client, url)
    with_one = queries(client, url)
    for year in (2019, 2018):
        make_year(year)
        make_filing(world, project, year=year)
    assert queries(client, url) == with_one <= 14


def test_an_uploaded_form_becomes_a_draft(world: World, client_of: ClientOf):
    make_year()
    project = make_project(world, CODE, NAME)
    data = {"year": YEAR, "of_last_year": "no", "file": SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes())}
    answer = client_of("filler").post(reverse("cycle:upload", args=[project.pk]), data)
    filing = Filing.objects.get()
    assert answer.url == reverse("cycle:edit", args=[filing.pk])
    assert (len(filing.document["indicators"]), filing.document["year"], filing.source.name) == (38, YEAR, SAMPLE.name)
    assert filing.document["places"]["project.code"]["address"] == "表1!H1"


def test_last_years_results_become_history(world: World):
    make_year(2021)
    project = make_project(world, CODE, NAME)
    uploaded = SimpleUploadedFile("自评.docx", SELF_EVALUATION.read_bytes())
    filing = start_from_file(
        viewer=world.viewer("filler"), project=project, year=2021, uploaded=uploaded, of_last_year=True
    )
    row = filing.document["indicators"][14]
    assert (row["name"], row["target"], row["previous_year"], row["actual"]) == (
        "组织参展的企业家数",
        "10家以上",
        "12家",
        "",
    )
    assert (filing.document["kind"], filing.layout) == ("target", "hubei_2020.target")
    assert filing.document["funds"][0]["planned"] == ""


def test_a_file_without_the_projects_form_is_refused_in_the_page(world: World, client_of: ClientOf):
    make_year()
    project = make_project(world, "1999-1", "别的项目")
    data = {"year": YEAR, "of_last_year": "no", "file": SimpleUploadedFile("说明.txt", "没有表".encode())}
    answer = client_of("filler").post(reverse("cycle:upload", args=[project.pk]), data)
    assert answer.status_code == 422
    assert "没有一张是“别的项目”的" in answer.content.decode()
    assert Filing.objects.count() == 0


def test_a_filing_is_begun_once_a_year_and_only_in_an_open_year(world: World):
    project, viewer = make_project(world, CODE, NAME), world.viewer("filler")
    with pytest.raises(ActionError, match="year_not_open"):
        start_blank(viewer=viewer, project=project, year=YEAR)
    make_year()
    filing = start_blank(viewer=viewer, project=project, year=YEAR)
    assert [goal["label"] for goal in filing.document["goals"]] == ["长期目标", "年度目标01"]
    with pytest.raises(ActionError, match="filed_already"):
        start_blank(viewer=viewer, project=project, year=YEAR)
    with pytest.raises(ForbiddenError):
        start_blank(viewer=world.viewer("unit_reviewer"), project=project, year=YEAR)


def test_last_years_filing_is_copied_with_its_source(world: World):
    project, viewer = make_project(world, CODE, NAME), world.viewer("filler")
    make_year(2021)
    with pytest.raises(ActionError, match="nothing_earlier"):
        copy_last_year(viewer=viewer, project=project, year=2021)
    make_filing(world, project)
    filing = copy_last_year(viewer=viewer, project=project, year=2021)
    assert (filing.year, len(filing.document["indicators"]), filing.state) == (2021, 38, "draft")


def test_the_page_begins_a_filing_empty_or_from_last_year(world: World, client_of: ClientOf):
    make_year()
    make_year(2021)
    project, client = make_project(world, CODE, NAME), client_of("filler")
    url = reverse("cycle:begin", args=[project.pk])
    client.post(url, {"year": YEAR, "how": "blank"})
    client.post(url, {"year": 2021, "how": "copy"})
    assert list(Filing.objects.values_list("year", flat=True)) == [2021, 2020]
    assert client.post(url, {"year": "", "how": "blank"}).status_code == 422


def test_a_reader_uploads_nothing(world: World, client_of: ClientOf):
    make_year()
    project = make_project(world, CODE, NAME)
    data = {"year": YEAR, "of_last_year": "no", "file": SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes())}
    assert client_of("unit_reviewer").post(reverse("cycle:upload", args=[project.pk]), data).status_code == 403


def test_a_secret_file_begins_nothing(world: World, client_of: ClientOf):
    make_year()
    project = make_project(world, CODE, NAME)
    data = {"year": YEAR, "of_last_year": "no", "file": SimpleUploadedFile("表.txt", "秘密★5年\n目标".encode())}
    answer = client_of("filler").post(reverse("cycle:upload", args=[project.pk]), data)
    assert (answer.status_code, "标有“秘密”" in answer.content.decode()) == (422, True)


def test_a_taken_code_is_told_in_the_form(world: World, client_of: ClientOf):
    make_year()
    make_project(world, CODE, NAME)
    data = {"name": "又一个", "code": CODE, "organisation": world.unit.pk, "first_year": YEAR}
    answer = client_of("filler").post(reverse("cycle:project_add"), data)
    assert (answer.status_code, "已在项目库中" in answer.content.decode()) == (422, True)
