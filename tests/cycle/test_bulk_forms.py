"""Forms in bulk (批量导入表格): archives, matching, drafts, questions, resumption."""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from benchmarks.copies import copies_of_the_sample
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import SAMPLE, YEAR, World, make_filing, make_project, make_year
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.jobs.actions import cancel_job, queue_job, retry_job
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Event, Job, JobItem, Notice, StoredFile
from hengxiao.cycle import archives
from hengxiao.cycle.actions.importing import assign_form
from hengxiao.cycle.archives import contents, is_archive, members
from hengxiao.cycle.gathering import Draft, Matcher
from hengxiao.cycle.jobs import forms as importing
from hengxiao.cycle.models import Filing

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
CODE, NAME = "2020-205-000-004", "综合事务工作经费"


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def handed_in(world: World, files: dict[str, bytes], who: str = "filler", **params: Any) -> Job:
    given = {"year": YEAR, "of_last_year": False} | params
    uploads = [ContentFile(data, name) for name, data in files.items()]
    return queue_job(viewer=world.viewer(who), kind=importing.KIND, params=given, files=uploads)


def done(world: World, files: dict[str, bytes], **params: Any) -> Job:
    job = handed_in(world, files, **params)
    perform(job.pk)
    job.refresh_from_db()
    return job


def told(job: Job) -> list[tuple[str, str, str]]:
    return [(item.name, item.state, item.code) for item in job.items.order_by("key")]


def test_an_archive_of_forms_becomes_drafts_of_their_projects(world: World):
    make_year()
    forms = copies_of_the_sample(3)
    for code, name in list(forms)[:2]:
        make_project(world, code, name)
    files = {f"上年/甲/{name}.docx": data for (_, name), data in forms.items()}
    job = done(world, {"上年.zip": packed(files | {"__MACOSX/._x.docx": b"x", "上年/": b"", "上年/~$甲.docx": b"x"})})
    assert (job.state, job.done, job.failed, job.total) == ("done", 3, 0, 3)
    assert [state for _, state, _ in told(job)] == ["done", "done", "waiting"]
    codes = list(Filing.objects.order_by("project__code").values_list("project__code", flat=True))
    assert codes == sorted(code for code, _ in list(forms)[:2])
    filing = Filing.objects.first()
    assert filing is not None and filing.source is not None
    assert (len(filing.document["indicators"]), filing.source.organisation, filing.created_by.username) == (
        38, world.unit, "filler",
    )  # fmt: skip
    notice = Notice.objects.get(person=world.people["filler"])
    assert (notice.code, notice.is_task) == ("base.notice_job_waits", True)


def test_several_files_of_every_fate(world: World):
    make_year()
    make_project(world, CODE, NAME)
    files = {
        "一.docx": SAMPLE.read_bytes(), "二.docx": SAMPLE.read_bytes() + b"", "密.txt": "秘密★10年\n目标".encode(),
        "图.png": b"\x89PNG\r\n\x1a\n" + b"x" * 50, "说明.txt": "没有表".encode(),
    }  # fmt: skip
    job = done(world, files)
    assert told(job) == [
        ("一.docx", "done", ""), ("二.docx", "failed", "cycle.filed_already"), ("密.txt", "failed", "base.file_secret"),
        ("图.png", "failed", "reading.unknown_type"), ("说明.txt", "failed", "cycle.no_form_in_file"),
    ]  # fmt: skip
    assert (job.done, job.failed, StoredFile.objects.values("digest").distinct().count()) == (5, 4, 1)
    refused = Event.objects.filter(action="cycle.import_form", result="refused").values_list("facts__reason", flat=True)
    assert list(refused) == ["base.file_secret", "reading.unknown_type", "cycle.no_form_in_file"]
    assert job.files.count() == 0


def test_a_file_with_several_forms_becomes_several_drafts(world: World, monkeypatch: pytest.MonkeyPatch):
    make_year()
    one, two = make_project(world, "A-1", "甲"), make_project(world, "A-2", "乙")
    read = importing.gather

    def book(handed: Any) -> Any:
        got = read(handed)
        document = got.drafts[0].document
        drafts = tuple(Draft(code, "", document) for code in ("A-1", "A-2", "A-3"))
        return type(got)(got.digest, got.format, drafts)

    monkeypatch.setattr(importing, "gather", book)
    job = done(world, {"预算.docx": SAMPLE.read_bytes()})
    assert (job.done, job.total, job.failed) == (3, 3, 0)
    assert told(job) == [
        ("预算.docx · A-1", "done", ""), ("预算.docx · A-2", "done", ""),
        ("预算.docx · A-3", "waiting", "cycle.form_unmatched"),
    ]  # fmt: skip
    assert {filing.project for filing in Filing.objects.all()} == {one, two}


def test_a_job_cancelled_half_way_goes_on_without_doing_anything_twice(world: World, monkeypatch: pytest.MonkeyPatch):
    make_year()
    forms = copies_of_the_sample(3)
    for code, name in forms:
        make_project(world, code, name)
    job = handed_in(world, {"表.zip": packed({f"{name}.docx": data for (_, name), data in forms.items()})})
    keep = importing.Import.keep

    def keep_and_cancel(self: Any, given: Any, data: bytes, read: Any) -> None:
        keep(self, given, data, read)
        if given.key == "1.2":
            cancel_job(viewer=world.viewer("filler"), job=Job.objects.get(pk=job.pk))

    monkeypatch.setattr(importing.Import, "keep", keep_and_cancel)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, Filing.objects.count()) == ("cancelled", 2, 2)
    monkeypatch.setattr(importing.Import, "keep", keep)
    retry_job(viewer=world.viewer("filler"), job=job)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.failed, Filing.objects.count()) == ("done", 3, 3, 0, 3)


def test_a_large_form_handed_in_for_a_project_is_read_for_it_alone(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
):
    make_year()
    project, other = make_project(world, CODE, NAME), make_project(world, "B-1", "别的")
    monkeypatch.setattr("hengxiao.cycle.views.declaring.LARGE", 10)
    data = {"year": YEAR, "of_last_year": "no", "file": SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes())}
    answer = client_of("filler").post(reverse("cycle:upload", args=[project.pk]), data)
    job = Job.objects.get()
    assert answer.url == reverse("base:job", args=[job.pk])
    perform(job.pk)
    assert [filing.project for filing in Filing.objects.all()] == [project]
    job = done(world, {"甲.docx": SAMPLE.read_bytes(), "乙.txt": "没有表".encode()}, project=other.pk)
    assert [state for _, state, _ in told(job)] == ["done", "failed"]
    job = done(world, {"甲.docx": SAMPLE.read_bytes()}, project=make_project(world, "C-1", "外", "other_unit").pk)
    assert told(job) == [("甲.docx", "failed", "cycle.no_form_in_file")]


def test_a_closed_year_stops_the_import(world: World):
    year = make_year()
    year.open = False
    year.save()
    job = done(world, {"甲.docx": SAMPLE.read_bytes()})
    assert (job.state, job.code) == ("failed", "cycle.year_not_open")


def test_a_person_without_a_unit_is_told_of_unmatched_forms(world: World):
    make_year()
    person = world.people["filler"]
    person.organisation = None
    person.save()
    assert told(done(world, {"甲.docx": SAMPLE.read_bytes()})) == [("甲.docx", "failed", "cycle.form_unmatched")]


def test_what_nobody_foresaw_in_reading_fails_that_file(world: World, monkeypatch: pytest.MonkeyPatch):
    make_year()

    def break_down(handed: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "gather", break_down)
    assert told(done(world, {"甲.docx": b"x"})) == [("甲.docx", "failed", "base.job_item_broke")]


def test_archives_that_are_refused(world: World, monkeypatch: pytest.MonkeyPatch):
    make_year()
    bomb = packed({"零.txt": b"0" * 3_000_000})
    inside = packed({"内.zip": packed({"a.txt": b"a"})})
    damaged = bytearray(packed({"坏.txt": b"abcdefgh" * 50}, zipfile.ZIP_STORED))
    damaged[60] ^= 0xFF
    locked = bytearray(packed({"锁.txt": b"abc"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    files = {"a.zip": bomb, "b.zip": inside, "c.zip": bytes(damaged), "d.zip": bytes(locked)}
    codes = [code for _, _, code in told(done(world, files))]
    assert codes == ["cycle.zip_bomb", "cycle.zip_inside", "cycle.zip_damaged", "cycle.zip_locked"]
    monkeypatch.setattr(archives, "LARGEST", 100)
    monkeypatch.setattr(importing, "LARGEST", 100)
    assert [code for _, _, code in told(done(world, {"e.zip": packed({"大.txt": b"ab1" * 50}), "大.txt": b"x" * 101}))] == [
        "base.file_too_large", "base.file_too_large",
    ]  # fmt: skip
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 10)
    assert told(done(world, {"f.zip": packed({"大.txt": b"ab1" * 5})}))[0][2] == "cycle.zip_too_large"
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)
    assert told(done(world, {"g.zip": packed({"a.txt": b"a", "b.txt": b"b"})}))[0][2] == "cycle.zip_too_many"


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_file_of_an_archive_is_refused_by_itself_however_it_was_packed(world: World, compression: int):
    make_year()
    damaged = bytearray(packed({"坏.txt": bytes(range(256)) * 20, "好.txt": b"abc"}, compression))
    begin = damaged.index("坏.txt".encode()) + len("坏.txt".encode())
    damaged[begin + 10 : begin + 60] = b"\xff" * 50
    job = done(world, {"a.zip": bytes(damaged)})
    assert job.state == "done"
    assert told(job)[0] == ("a.zip/坏.txt", "failed", "cycle.zip_damaged")
    assert told(job)[1][:2] == ("a.zip/好.txt", "failed")
    assert told(job)[1][2] != "cycle.zip_damaged"


def test_a_failing_disk_is_not_taken_for_a_damaged_archive(monkeypatch: pytest.MonkeyPatch):
    stream = io.BytesIO(packed({"a.txt": b"abc"}))
    found = members(stream, "a.zip")

    def fail(*_: Any) -> Any:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    with pytest.raises(OSError, match="input/output"):
        list(contents(stream, found))


def test_what_is_no_archive_of_files(world: World):
    assert is_archive(io.BytesIO(SAMPLE.read_bytes())) is False
    assert is_archive(io.BytesIO(b"PK\x03\x04 broken")) is False
    assert is_archive(io.BytesIO(b"text")) is False
    with pytest.raises(ActionError, match="zip_damaged"):
        members(io.BytesIO(b"PK\x03\x04 broken"), "a.zip")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "cp437"])
def test_names_are_read_whatever_packed_them(encoding: str):
    name = "表格/上年 目标表.docx" if encoding != "cp437" else "forms/a.docx"
    raw = name.encode(encoding)
    stream = io.BytesIO(packed({"q" * len(raw): b"data"}).replace(b"q" * len(raw), raw))
    found = members(stream, "a.zip")
    assert [member.name for member in found] == [name]
    assert [data for _, data in contents(stream, found)] == [b"data"]


def test_names_that_say_they_are_unicode_and_names_that_climb():
    stream = io.BytesIO(packed({"../../上/表.txt": b"a", "／x.txt": b"b"}))
    assert [member.name for member in members(stream, "a.zip")] == ["上/表.txt", "／x.txt"]
    info = zipfile.ZipInfo("x")
    info.filename, info.flag_bits = "€.txt", 0
    assert archives.path_of(info) == "€.txt"


def test_a_form_finds_its_project_by_code_then_name_then_file():
    rows = [(1, "2020-1", "2020—1", "甲"), (2, "2020-2", "", "乙"), (3, "2020-3", "", "乙")]
    find = Matcher.of(rows).find
    assert find(Draft("2020—1", "乙", {}), "x.docx") == 1
    assert find(Draft("9", "甲", {}), "x.docx") == 1
    assert find(Draft("", "乙", {}), "2020-1.docx") is None
    assert find(Draft("", "", {}), "上年/2020-2.docx") == 2
    assert find(Draft("", "", {}), "甲.docx") == 1
    assert find(Draft("", "", {}), "丙.docx") is None


def unmatched(world: World) -> JobItem:
    done(world, {"甲.docx": SAMPLE.read_bytes()})
    return JobItem.objects.get(state="waiting")


def test_an_unmatched_form_is_assigned_in_the_page(world: World, client_of: ClientOf):
    make_year()
    item = unmatched(world)
    project = make_project(world, "X-1", "另一个名字")
    make_filing(world, make_project(world, "X-2", "已申报"))
    client = client_of("filler")
    page = client.get(item.link, {"q": "另一个 X-1"})
    assert [row.name for row in page.context["rows"]] == ["另一个名字"]
    answer = client.post(item.link, {"project": project.pk})
    filing = Filing.objects.get(project=project)
    assert (answer.url, len(filing.document["indicators"])) == (reverse("cycle:edit", args=[filing.pk]), 38)
    assert Notice.objects.get(code="base.notice_job_waits").done_at is not None
    assert client.get(item.link).url == reverse("base:job", args=[item.job_id])
    assert client_of("second_filler").get(item.link).status_code == 404


def test_only_the_owner_assigns_once_and_within_reach(world: World, client_of: ClientOf):
    make_year()
    item = unmatched(world)
    project, foreign = make_project(world, "X-1", "甲"), make_project(world, "X-3", "外", "other_unit")
    with pytest.raises(ForbiddenError):
        assign_form(viewer=world.viewer("second_filler"), item=item, project=project)
    with pytest.raises(ForbiddenError):
        assign_form(viewer=world.viewer("filler"), item=item, project=foreign)
    assert client_of("filler").post(item.link, {"project": foreign.pk}).status_code == 404
    assert client_of("filler").post(item.link, {"project": "x"}).status_code == 404
    item.key = "1.7-7"
    with pytest.raises(ActionError, match="no_form_in_file"):
        assign_form(viewer=world.viewer("filler"), item=item, project=project)
    item.refresh_from_db()
    stale = JobItem.objects.get(pk=item.pk)
    assign_form(viewer=world.viewer("filler"), item=item, project=project)
    with pytest.raises(LateError):
        assign_form(viewer=world.viewer("filler"), item=stale, project=make_project(world, "X-4", "乙"))


def test_of_two_unmatched_forms_the_other_comes_next(world: World, client_of: ClientOf):
    make_year()
    job = done(world, {"甲.docx": SAMPLE.read_bytes(), "乙.docx": SAMPLE.read_bytes()})
    project = make_project(world, "X-1", "某项目")
    first = job.items.first()
    assert first is not None
    assert client_of("filler").post(first.link, {"project": project.pk}).url == reverse("base:job", args=[job.pk])


def test_many_files_are_handed_in_by_the_page(world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch):
    make_year()
    client, url = client_of("filler"), reverse("cycle:forms_import")
    uploads = [SimpleUploadedFile(f"{n}.docx", SAMPLE.read_bytes()) for n in range(3)]
    answer = client.post(url, {"year": YEAR, "of_last_year": "yes", "uploads": uploads})
    job = Job.objects.get()
    assert (answer.url, job.params, job.files.count()) == (
        reverse("base:job", args=[job.pk]), {"year": YEAR, "of_last_year": True}, 3,
    )  # fmt: skip
    assert "请选择要导入的文件" in client.post(url, {"year": YEAR, "of_last_year": "yes"}).content.decode()
    monkeypatch.setattr("hengxiao.cycle.actions.bulk.MOST_FILES", 1)
    uploads = [SimpleUploadedFile(f"{n}.docx", b"x") for n in range(2)]
    answer = client.post(url, {"year": YEAR, "of_last_year": "yes", "uploads": uploads})
    assert (answer.status_code, "一次最多 1 个文件" in answer.content.decode()) == (422, True)


def test_without_an_open_year_nothing_is_handed_in(world: World, client_of: ClientOf):
    assert "没有开放申报的年度" in client_of("filler").get(reverse("cycle:forms_import")).content.decode()


def test_the_import_asks_as_much_for_one_file_as_for_three_but_the_items(world: World):
    make_year()
    forms = copies_of_the_sample(4)
    for code, name in forms:
        make_project(world, code, name)
    files = list(forms.values())

    def queries(some: list[bytes]) -> int:
        job = handed_in(world, {f"{n}.docx": data for n, data in enumerate(some)})
        with CaptureQueriesContext(connection) as captured:
            perform(job.pk)
        return len(captured)

    one, three = queries(files[:1]), queries(files[1:])
    assert three <= 3 * one
