"""Work in the background by the interface: handed in as hostile, watched, decided, taken, cancelled, gone on with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from scene import set_scene

from factories import SAMPLE, YEAR, World, make_filing, make_project, make_year
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Event, Job
from hengxiao.cycle.models import Filing, Project
from programs import Program
from under_way import approved

Made = Callable[..., Program]
LIST = "项目编码,项目名称,单位统一社会信用代码,起始年度\n{}"


def upload(program: Program, path: str, name: str, data: bytes, field: str = "file", **more: Any) -> Any:
    """What an upload is answered with."""
    return program.client.post(f"/api{path}", more | {field: SimpleUploadedFile(name, data)})


def run(answer: Any) -> Job:
    """The job an operation answered with, done."""
    assert answer.status_code == 200, answer.content.decode()
    job = Job.objects.get(pk=answer.json()["number"])
    perform(job.pk)
    job.refresh_from_db()
    return job


def rows_of(world: World) -> bytes:
    mine, other = world.unit.code, world.other_unit.code
    return LIST.format(f"P-1,甲,{mine},2020\nP-2,乙,{other},2020\nP-3,丙,{mine},2020\n").encode()


def test_a_list_is_looked_at_then_done(world: World, program: Made) -> None:
    make_year()
    make_project(world, "P-3", "丙以前的名称")
    asking = program("filler")
    answer = upload(asking, "/bulk/projects", "清单.csv", rows_of(world))
    number = answer.json()["number"]
    assert (answer.json()["state"], answer.json()["percent"], Project.objects.count()) == ("prepared", None, 1)
    rows = asking.get(f"/bulk/projects/{number}/rows", how="update").json()["items"]
    assert [(row["row"], row["code"], row["act"], bool(row["reason"])) for row in rows] == [
        (3, "P-2", "refuse", True), (2, "P-1", "add", False), (4, "P-3", "update", False),
    ]  # fmt: skip
    confirmed = asking.post(f"/bulk/projects/{number}/confirm", {"how": "update"})
    assert confirmed.json()["state"] == "queued"
    again = asking.post(f"/bulk/projects/{number}/confirm", {"how": "update"})
    assert (again.status_code, again.json()["code"]) == (409, "base.too_late")
    assert asking.get(f"/bulk/projects/{number}/rows").status_code == 404
    run(confirmed)
    told = asking.get(f"/jobs/{number}").json()
    assert [told[name] for name in ("title", "state", "done", "failed", "total", "percent")] == [
        "批量导入项目", "done", 3, 1, 3, 100,
    ]  # fmt: skip
    items = asking.get(f"/jobs/{number}/items", state="failed").json()["items"]
    assert [(item["key"], item["code"]) for item in items] == [("3", "cycle.list_unit_unknown")]
    assert "您可申报的单位里没有" in items[0]["message"]
    assert list(Project.objects.order_by("code").values_list("code", "name")) == [("P-1", "甲"), ("P-3", "丙")]


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("清单.csv", "甲,乙\n".encode(), 422, "cycle.list_no_heading"),
        ("清单.xlsx", b"MZ\x90\x00" * 50, 415, "reading.unknown_type"),
        ("清单.xlsx", SAMPLE.read_bytes(), 422, "cycle.list_no_heading"),
        ("清单.csv", b"x" * (8 * 1024 * 1024 + 1), 413, "base.file_too_large"),
    ],
    ids=["no heading", "a program", "another kind", "too large"],
)
def test_a_list_that_is_none_is_refused_at_the_door(
    program: Made, name: str, data: bytes, status: int, code: str
) -> None:
    answer = upload(program("filler"), "/bulk/projects", name, data)
    assert (answer.status_code, answer.json()["code"], Job.objects.count()) == (status, code, 0)


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def macros() -> bytes:
    """The sample with a macro in it."""
    made = io.BytesIO(SAMPLE.read_bytes())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return made.getvalue()


def test_forms_handed_in_are_hostile_until_proved(world: World, program: Made) -> None:
    make_year()
    asking = program("filler")
    files = [
        ("带宏.docx", macros()), ("程序.docx", b"MZ\x90\x00" * 50), ("绝密.txt", "绝密★五年 绩效目标".encode()),
        ("外链.zip", packed({"../../x.docx": SAMPLE.read_bytes()})), ("好的.docx", SAMPLE.read_bytes()),
    ]  # fmt: skip
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    given = {"year": YEAR, "of_last_year": "false", "uploads": uploads}
    job = run(asking.client.post("/api/bulk/forms", given))
    items = asking.get(f"/jobs/{job.pk}/items").json()["items"]
    assert (job.state, Filing.objects.count()) == ("done", 0)
    assert [(item["name"], item["state"]) for item in items if item["state"] != "failed"] == [
        ("外链.zip/x.docx", "waiting"), ("好的.docx", "waiting"),
    ]  # fmt: skip
    assert sorted(item["name"] for item in items if item["state"] == "failed") == ["带宏.docx", "程序.docx", "绝密.txt"]
    assert all(item["message"] for item in items)
    kept = Event.objects.filter(action="cycle.import_form", result="refused").count()
    assert kept == 3


def test_an_unmatched_form_is_given_to_a_project(world: World, program: Made) -> None:
    make_year()
    asking = program("filler")
    given = {"year": YEAR, "of_last_year": "false"}
    job = run(upload(asking, "/bulk/forms", "表.docx", SAMPLE.read_bytes(), "uploads", **given))
    (item,) = asking.get(f"/jobs/{job.pk}/items", state="waiting").json()["items"]
    mine, foreign = make_project(world, "X-1", "某项目"), make_project(world, "X-2", "别处", "other_unit")
    path = f"/bulk/forms/{job.pk}/items/{item['key']}/assign"
    assert asking.post(path, {"project": foreign.pk}).status_code == 404
    assert program("second_filler").post(path, {"project": mine.pk}).status_code == 404
    assert asking.post(f"/bulk/forms/{job.pk}/items/none/assign", {"project": mine.pk}).status_code == 404
    made = asking.post(path, {"project": mine.pk})
    assert (made.status_code, made.json()["project"], made.json()["state"]) == (200, mine.pk, "draft")
    assert asking.post(path, {"project": mine.pk}).status_code == 403


@pytest.mark.parametrize(
    ("year", "count", "code"),
    [(YEAR, 3, "cycle.too_many_files"), (1 + YEAR, 1, "cycle.year_not_open")],
    ids=["more files than at once", "a year that is closed"],
)
def test_forms_that_are_not_taken(
    program: Made, monkeypatch: pytest.MonkeyPatch, year: int, count: int, code: str
) -> None:
    make_year()
    monkeypatch.setattr("hengxiao.cycle.actions.bulk.MOST_FILES", 2)
    uploads = [SimpleUploadedFile(f"{number}.docx", b"x") for number in range(count)]
    answer = program("filler").client.post("/api/bulk/forms", {"year": year, "uploads": uploads})
    assert (answer.status_code, answer.json()["code"], Job.objects.count()) == (422, code, 0)


def test_prints_are_made_and_taken(world: World, program: Made) -> None:
    filing = approved(world)
    asking = program("filler", "read")
    (version,) = asking.get("/bulk/prints", year=YEAR, q="机关能力").json()["items"]
    assert version["filing"] == filing.pk
    job = run(asking.post("/bulk/prints", {"versions": [version["number"]]}))
    told = asking.get(f"/jobs/{job.pk}").json()
    answer = asking.get(f"/jobs/{job.pk}/output")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert [name.rpartition(".")[2] for name in archive.namelist()] == ["pdf"]
    assert told["output"].endswith(".zip")
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert Event.objects.filter(action="base.take_output", subject=f"job:{job.pk}").count() == 1
    job.output = "jobs/gone"
    job.save()
    assert asking.get(f"/jobs/{job.pk}/output").status_code == 404


@pytest.mark.parametrize("asked", [{"versions": [999]}, {"year": 2031}, {"q": "没有这样的"}])
def test_nothing_to_print_is_said_before_a_job_is_made(world: World, program: Made, asked: dict[str, Any]) -> None:
    approved(world)
    answer = program("filler").post("/bulk/prints", asked)
    assert (answer.status_code, answer.json()["code"], Job.objects.count()) == (422, "cycle.nothing_to_print", 0)


def test_what_is_out_of_reach_is_not_printed(world: World, program: Made) -> None:
    version = approved(world).versions.latest("pk")
    assert program("other_finance").post("/bulk/prints", {"versions": [version.pk]}).status_code == 422


def test_a_year_is_checked_anew_and_the_index_rebuilt(world: World, program: Made) -> None:
    make_filing(world)
    job = run(program("unit_reviewer").post("/bulk/recheck", {"year": YEAR}))
    assert (job.state, job.output_name) == ("done", f"问题清单-{YEAR}.xlsx")
    assert program("unit_reviewer").post("/bulk/recheck", {"year": 2031}).json()["code"] == "cycle.no_such_year"
    assert run(program("finance_performance").post("/bulk/index", {"year": YEAR})).state == "done"
    assert program("unit_reviewer").post("/bulk/index", {}).status_code == 403


def test_jobs_are_cancelled_by_their_owner_or_who_runs_the_system(world: World, program: Made) -> None:
    scene = set_scene(world)
    queued = scene["job queued"]
    assert program("unit_reviewer").press(f"/jobs/{queued}/cancel").status_code == 404
    assert program("auditor").press(f"/jobs/{queued}/cancel").status_code == 403
    cancelled = program("filler").press(f"/jobs/{queued}/cancel").json()
    assert (cancelled["state"], cancelled["may_retry"]) == ("cancelled", True)
    late = program("system_admin").press(f"/jobs/{queued}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "base.job_ended")
    assert program("filler").press(f"/jobs/{queued}/retry").json()["state"] == "queued"
    stopped = program("system_admin").press(f"/jobs/{queued}/cancel")
    assert stopped.json()["state"] == "cancelled"
    done = program("filler").press(f"/jobs/{scene['job done']}/retry")
    assert (done.status_code, done.json()["code"]) == (422, "base.job_no_retry")


def test_a_token_stops_and_resumes_only_what_it_may_begin(world: World, program: Made) -> None:
    scene = set_scene(world)
    queued, cancelled = scene["job queued"], scene["job cancelled"]  # both import forms: fill
    for families in (("read",), ("read", "manage")):
        for path in (f"/jobs/{queued}/cancel", f"/jobs/{cancelled}/retry"):
            answer = program("filler", *families).press(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "base.token_family")
    assert program("system_admin", "fill").press(f"/jobs/{queued}/cancel").status_code == 403
    assert program("filler", "fill").press(f"/jobs/{queued}/cancel").status_code == 200
    Job.objects.filter(pk=cancelled).update(kind="cycle.recheck")
    assert program("filler", "read").press(f"/jobs/{cancelled}/retry").status_code == 200


def test_states_of_all_jobs_say_nothing_of_what_they_are_about(world: World, program: Made) -> None:
    set_scene(world)
    rows = program("system_admin").get("/jobs/all").json()["items"]
    assert {row["person"] for row in rows} == {"filler"}
    assert set(rows[0]) == {
        "number", "kind", "title", "state", "done", "failed", "total", "attempts", "person", "organisation",
        "created_at", "heartbeat",
    }  # fmt: skip
    Job.objects.update(organisation=None)
    assert program("system_admin").get("/jobs/all").json()["items"][0]["organisation"] is None
    for path in ("/jobs", f"/jobs/{rows[0]['number']}"):
        assert program("system_admin").get(path).status_code == 403
    assert program("unit_reviewer").get(f"/jobs/{rows[0]['number']}").status_code == 404


def test_a_running_job_says_how_far_it_is(world: World, program: Made) -> None:
    scene = set_scene(world)
    mine: QuerySet[Job] = Job.objects.filter(pk=scene["job queued"])
    mine.update(state="running", total=8, done=3, failed=1)
    told = program("filler").get(f"/jobs/{scene['job queued']}").json()
    assert [told[name] for name in ("state", "percent", "failed", "output")] == ["running", 37, 1, None]


def test_rows_with_levels_are_filed_as_the_pack_says(world: World, program: Made) -> None:
    filing = make_filing(world)
    goal = filing.document["goals"][0]["id"]
    rows = [
        {"level1": "产出指标", "level2": "数量指标", "cells": ["办件数", "≥10件"]},
        {"level1": "", "level2": "", "cells": ["办结率"]},
        {"level1": "自定", "level2": "没有这一类", "cells": ["其他"]},
    ]
    answer = program("filler").post(f"/filings/{filing.pk}/indicators/levelled", {"goal": goal, "rows": rows})
    assert (answer.status_code, len(answer.json()["changes"])) == (200, 3)
    filing.refresh_from_db()
    found = {row["name"]: (row["level1"], row["level2"]) for row in filing.document["indicators"]}
    assert [found[name] for name in ("办件数", "办结率", "其他")] == [
        ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("自定", "没有这一类"),
    ]  # fmt: skip
    alone = {"goal": goal, "rows": [{"level1": "自定", "level2": "另一类", "cells": ["再一个"]}]}
    assert program("filler").post(f"/filings/{filing.pk}/indicators/levelled", alone).status_code == 200
