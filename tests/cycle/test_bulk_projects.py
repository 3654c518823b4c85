"""Projects in bulk (批量导入项目): the list is read, looked at row by row, confirmed and done."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import World, make_project, make_year
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Event, Job
from hengxiao.cycle import listing
from hengxiao.cycle.actions.declaring import update_project
from hengxiao.cycle.jobs.projects import lines_of
from hengxiao.cycle.listing import EXAMPLE, Line, planned, read_list, template
from hengxiao.cycle.models import Project
from hengxiao.cycle.queries.listing import known_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
HEAD = "项目编码,项目名称,单位统一社会信用代码,项目类别,起始年度,终止年度"
UNIT = "12420000000000003C"


def listed(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows)).encode("utf-8-sig")


def looked_at(world: World, *rows: str, how: str = "skip", who: str = "filler") -> list[tuple[str, str]]:
    lines = read_list("清单.csv", listed(*rows))
    plans = planned(lines, known_of(world.viewer(who), lines), how)
    return [(plan.act, plan.error.code if plan.error else "") for plan in plans]


def test_the_template_is_read_as_it_stands():
    (line,) = read_list("清单.xlsx", template())
    assert line == Line(2, *EXAMPLE)


def test_headings_are_found_by_their_words_within_the_first_rows():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "2026年项目清单")
        sheet.write_row(1, 0, ["项目名称*", "起始 年度", "项目代码", "项目单位"])
        sheet.write_row(2, 0, ["甲", 2026, "2026—1", "某单位"])
        sheet.write_row(4, 0, ["乙", 2026])
    assert read_list("清单.xlsx", made.getvalue()) == [
        Line(3, "2026—1", "甲", "某单位", "", "2026"), Line(5, "", "乙", "", "", "2026"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_offices_write(encoding: str):
    text = f"{HEAD}\n2026-1,甲,{UNIT},,2026,\n"
    assert read_list("清单.csv", text.encode(encoding)) == [Line(2, "2026-1", "甲", UNIT, "", "2026", "")]
    assert read_list("清单.tsv", text.replace(",", "\t").encode(encoding))[0].name == "甲"


def test_lists_that_are_refused(monkeypatch: pytest.MonkeyPatch):
    for name, data, code in (
        ("清单.csv", "甲,乙\n".encode(), "cycle.list_no_heading"),
        ("清单.csv", b"\xff\xff\xff\x80", "cycle.list_no_heading"),
        ("清单.xlsx", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "reading.unknown_type"),
    ):
        with pytest.raises(ActionError) as caught:
            read_list(name, data)
        assert caught.value.code == code
    monkeypatch.setattr(listing, "MOST_ROWS", 1)
    with pytest.raises(ActionError, match="list_too_long"):
        read_list("清单.csv", listed(f"1,甲,{UNIT},,2026,", f"2,乙,{UNIT},,2026,"))
    monkeypatch.setattr(listing, "LARGEST_LIST", 10)
    with pytest.raises(ActionError, match="file_too_large"):
        read_list("清单.csv", listed())


def test_every_row_is_told_what_becomes_of_it(world: World):
    make_year()
    make_project(world, "2020-1", "已有的")
    make_project(world, "2020-2", "外单位的", "other_unit")
    rows = (
        f"2026-1,甲,{UNIT},,2026,2028", "2026-2,乙,湖北省科学技术厅机关,,2026年,", f"2020—1,新名,{UNIT},,2026,",
        f"2020-2,丙,{UNIT},,2026,", f",丁,{UNIT},,2026,", f"2026-3,戊,{UNIT},,2026,", f"2026-3,己,{UNIT},,2026,",
        "2026-4,庚,没有这个单位,,2026,", f"2026-5,辛,{UNIT},没有这类,2026,", f"2026-6,壬,{UNIT},,26,",
        f"2026-7,癸,{UNIT},,2026,2025", f"{'9' * 41},子,{UNIT},,2026,",
    )  # fmt: skip
    assert looked_at(world, *rows) == [
        ("add", ""), ("add", ""), ("skip", ""), ("refuse", "cycle.list_code_elsewhere"), ("refuse", "cycle.list_missing"),
        ("refuse", "cycle.list_twice"), ("refuse", "cycle.list_twice"), ("refuse", "cycle.list_unit_unknown"),
        ("refuse", "cycle.list_kind"), ("refuse", "cycle.list_year"), ("refuse", "cycle.years_backwards"),
        ("refuse", "cycle.list_too_wide"),
    ]  # fmt: skip
    assert looked_at(world, rows[2], how="update") == [("update", "")]


def test_a_unit_that_is_not_the_only_one_of_its_name_asks_for_its_code(world: World):
    world.second_unit.name = world.unit.name
    world.second_unit.save()
    row = f"2026-1,甲,{world.unit.name},,2026,"
    assert looked_at(world, row, who="department_finance") == [("refuse", "cycle.list_unit_unclear")]
    assert looked_at(world, row) == [("add", "")]


def handed_in(client: Client, data: bytes, name: str = "清单.csv") -> Any:
    return client.post(reverse("cycle:projects_import"), {"file": SimpleUploadedFile(name, data)})


def test_a_list_is_confirmed_then_done_row_by_row(world: World, client_of: ClientOf):
    make_year()
    old = make_project(world, "2020-1", "旧名")
    client = client_of("filler")
    data = listed(f"2026-1,甲,{UNIT},省直专项,2026,", f"2020-1,新名,{UNIT},,2021,2029", "2026-2,乙,无,,2026,")
    answer = handed_in(client, data)
    job = Job.objects.get()
    assert (answer.url, job.state, Project.objects.count()) == (
        reverse("cycle:projects_check", args=[job.pk]), "prepared", 1,
    )  # fmt: skip
    page = client.get(answer.url)
    assert (dict(page.context["counts"]), page.context["existing"], page.context["doable"]) == (
        {"add": 1, "skip": 1, "refuse": 1}, 1, 1,
    )  # fmt: skip
    assert "您可申报的单位里没有“无”" in page.content.decode()
    assert client.get(answer.url, {"how": "update"}).context["doable"] == 2
    assert client.post(answer.url, {"how": "update"}).url == reverse("base:job", args=[job.pk])
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == ("done", 3, 1)
    assert [(item.state, item.code) for item in job.items.all()] == [
        ("done", ""), ("done", "cycle.list_updated"), ("failed", "cycle.list_unit_unknown"),
    ]  # fmt: skip
    old.refresh_from_db()
    assert (old.name, old.first_year, old.last_year, old.sort_key) == ("新名", 2021, 2029, "xin ming")
    assert Project.objects.get(code="2026-1").organisation == world.unit
    assert Event.objects.filter(action="cycle.update_project").count() == 1
    assert client.get(answer.url).url == reverse("base:job", args=[job.pk])


def test_existing_projects_are_left_as_they_are_when_skipped(world: World, client_of: ClientOf):
    make_year()
    old, client = make_project(world, "2020-1", "旧名"), client_of("filler")
    url = handed_in(client, listed(f"2020-1,新名,{UNIT},,2021,", f"2026-1,甲,{UNIT},,2026,")).url
    client.post(url)
    perform(Job.objects.get().pk)
    old.refresh_from_db()
    assert (old.name, [item.code for item in Job.objects.get().items.all()]) == ("旧名", ["cycle.list_skipped", ""])


def test_a_list_that_cannot_be_read_says_why_in_the_page(world: World, client_of: ClientOf):
    answer = handed_in(client_of("filler"), "甲,乙".encode())
    assert (answer.status_code, "没有找到表头" in answer.content.decode(), Job.objects.count()) == (422, True, 0)
    assert "不会马上入库" in client_of("filler").get(reverse("cycle:projects_import")).content.decode()
    assert client_of("filler").get(reverse("cycle:projects_template")).content[:2] == b"PK"


def test_nobody_else_looks_at_or_confirms_a_list(world: World, client_of: ClientOf):
    url = handed_in(client_of("filler"), listed(f"2026-1,甲,{UNIT},,2026,")).url
    assert client_of("second_filler").get(url).status_code == 404
    job = Job.objects.get()
    job.files.all().delete()
    with pytest.raises(ActionError, match="job_no_retry"):
        lines_of(job)


def test_a_project_is_mended_by_who_declares_it_and_years_run_forwards(world: World):
    project = make_project(world)
    values = {"name": "甲", "kind": "", "first_year": 2020, "last_year": None}
    with pytest.raises(ForbiddenError):
        update_project(viewer=world.viewer("other_filler"), project=project, **values)
    with pytest.raises(ActionError, match="years_backwards"):
        update_project(viewer=world.viewer("filler"), project=project, **values | {"last_year": 2019})
