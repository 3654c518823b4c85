"""Many prints, the index of indicators, a year checked anew (批量打印、指标索引、重新检查)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import PACK, TODAY, YEAR, World, make_filing, make_project, make_year
from hengxiao.base.errors import ForbiddenError
from hengxiao.base.jobs.actions import queue_job, retry_job
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Event, Job
from hengxiao.base.viewer import Viewer
from hengxiao.core.printing import PrintError, printed_mark
from hengxiao.cycle.actions.approving import return_for_changes, submit
from hengxiao.cycle.actions.indexing import rebuild_rows
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.gathering import Handed, gather
from hengxiao.cycle.indexing import rows_of
from hengxiao.cycle.jobs import indexing, printing, rechecking
from hengxiao.cycle.models import Filing, FilingVersion, IndicatorRow
from hengxiao.cycle.queries.indexing import indicator_rows
from under_way import approved, sound_document, submitted

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50
ClientOf = Callable[[str], Client]
CONSOLE = Viewer(None, TODAY, address="console")


def version_of(
    world: World, code: str, name: str, unit: str = "unit", number: int = 1, indicators: int = 3
) -> FilingVersion:
    document = sound_document()
    document["indicators"] = document["indicators"][:indicators]
    filing = make_filing(world, make_project(world, code, name, unit), state="approved", document=document)
    return FilingVersion.objects.create(
        filing=filing, number=number, reason="approved", document=document, digest="d", mark=f"MARK{code[-4:]}",
        by=world.people["finance_performance"],
    )  # fmt: skip


def run(world: World, kind: str, who: str = "department_finance", **params: Any) -> Job:
    job = queue_job(viewer=world.viewer(who), kind=kind, params=params)
    perform(job.pk)
    job.refresh_from_db()
    return job


def test_chosen_versions_are_printed_into_one_archive(world: World):
    one, two = version_of(world, "2020-0001", "甲/乙"), version_of(world, "2020-0002", "丙")
    version_of(world, "2020-0003", "外", "other_unit")
    job = run(world, printing.KIND, year=YEAR, search="", versions=None)
    assert (job.state, job.done, job.failed, job.total) == ("done", 2, 0, 2)
    with zipfile.ZipFile(output_of(job)) as archive:
        assert sorted(archive.namelist()) == [
            "湖北省科学技术厅机关/2020-0001-甲-乙-2020-MARK0001.pdf", "湖北省科学技术厅机关/2020-0002-丙-2020-MARK0002.pdf",
        ]  # fmt: skip
        assert all(archive.read(name)[:5] == b"%PDF-" for name in archive.namelist())
    printed = Event.objects.filter(action="cycle.print").values_list("subject", flat=True)
    assert sorted(printed) == sorted([f"filing:{one.filing_id}", f"filing:{two.filing_id}"])
    kept = default_storage.listdir(f"jobs/prints/{job.pk}")[1]  # other tests may have had a job of this number
    assert job.output.rpartition("/")[2] in kept
    assert not any(name.endswith(".pdf") for name in kept)


def test_only_the_chosen_and_the_found_are_printed(world: World):
    one = version_of(world, "2020-0001", "甲")
    version_of(world, "2020-0002", "乙")
    assert run(world, printing.KIND, year=YEAR, search="", versions=[one.pk]).done == 1
    assert run(world, printing.KIND, year=None, search="乙 科学", versions=None).done == 1
    empty = run(world, printing.KIND, year=2019, search="", versions=None)
    assert (empty.state, empty.output, empty.total) == ("done", "", 0)


def test_prints_that_fail_are_told_and_the_others_kept(world: World, monkeypatch: pytest.MonkeyPatch):
    for number, name in enumerate(("甲", "乙", "丙"), 1):
        version_of(world, f"2020-000{number}", name)
    errors = iter([PrintError("printing.unknown_form", form="x", known="y"), ZeroDivisionError(), None])
    from hengxiao.cycle import imprints

    real = imprints.imprint

    def sometimes(wanted: Any) -> bytes:
        error = next(errors)
        if error:
            raise error
        return real(wanted)

    monkeypatch.setattr(imprints, "imprint", sometimes)
    job = run(world, printing.KIND, year=YEAR, search="", versions=None)
    assert (job.done, job.failed, [item.code for item in job.items.all()]) == (
        3, 2, ["cycle.not_printable", "base.job_item_broke", ""],
    )  # fmt: skip
    monkeypatch.setattr(imprints, "imprint", real)
    first, before = zipfile.ZipFile(output_of(job)).namelist(), job.output
    retry_job(viewer=world.viewer("department_finance"), job=job)
    perform(job.pk)
    job.refresh_from_db()
    assert (len(first), job.done, job.failed, len(zipfile.ZipFile(output_of(job)).namelist())) == (1, 3, 0, 3)
    assert (default_storage.exists(before), default_storage.exists(job.output)) == (False, True)


def test_the_page_offers_what_is_in_force_and_queues_it(world: World, client_of: ClientOf):
    make_year()
    one = version_of(world, "2020-0001", "甲")
    again = FilingVersion.objects.create(
        filing=one.filing, number=2, reason="adjusted", document=one.document, digest="d", mark="M2", by=one.by
    )
    client, url = client_of("department_finance"), reverse("cycle:prints")
    page = client.get(url, {"year": YEAR})
    assert [version.pk for version in page.context["page"]] == [again.pk]
    assert "请先勾选" in client.post(url, {"year": YEAR}).content.decode()
    assert client.post(url, {"year": YEAR, "version": [again.pk, "x"]}).url == reverse(
        "base:job", args=[Job.objects.get().pk]
    )
    assert Job.objects.get().params == {"year": YEAR, "search": "", "versions": [again.pk]}
    client.post(url, {"year": "all", "q": "甲", "all": "yes"})
    newest = Job.objects.first()
    assert newest is not None and newest.params == {"year": None, "search": "甲", "versions": None}
    assert client_of("other_finance").get(url, {"year": YEAR}).context["page"].paginator.count == 0


def test_the_page_takes_the_same_queries_for_1_and_3(world: World, client_of: ClientOf):
    make_year()
    version_of(world, "2020-0001", "甲")
    client, url = client_of("department_finance"), reverse("cycle:prints")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url, {"year": YEAR})
        return len(captured)

    queries()
    one = queries()
    version_of(world, "2020-0002", "乙"), version_of(world, "2020-0003", "丙")
    assert queries() == one <= 10


def test_an_official_print_carries_its_mark(world: World, tmp_path: Any):
    filing = approved(world)
    job = run(world, printing.KIND, year=YEAR, search="", versions=None)
    with zipfile.ZipFile(output_of(job)) as archive:
        (tmp_path / "a.pdf").write_bytes(archive.read(archive.namelist()[0]))
    mark = printed_mark(tmp_path / "a.pdf")
    version = filing.versions.get(reason="approved")
    assert mark is not None and mark.digest[:16].upper() == version.mark


def output_of(job: Job) -> io.BytesIO:
    with default_storage.open(job.output) as stream:
        return io.BytesIO(stream.read())


def indexed(filing: Filing) -> list[str]:
    return list(IndicatorRow.objects.filter(filing=filing).order_by("number").values_list("target", flat=True))


def test_rows_hold_what_the_grammar_understands():
    document = sound_document()
    rows = {row["name"]: row for row in rows_of(document)}
    row = rows["组织参展的企业家数"]
    assert (row["level1"], row["level2"], row["target"], row["kind"], row["value"], row["unit"]) == (
        "产出", "数量指标", "10家以上", "count", Decimal(10), "家",
    )  # fmt: skip
    document["indicators"][0]["target"] = "9" * 30
    assert rows_of(document)[0]["value"] is None


def test_submission_and_approval_keep_the_index_in_the_same_transaction(world: World):
    filing = submitted(world)
    assert (len(indexed(filing)), IndicatorRow.objects.filter(year=YEAR, organisation=world.unit).count()) == (38, 38)
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason="改")
    set_cell(filing.document, "indicators.i1.target", "≥77次")
    filing.save()
    assert "≥77次" not in indexed(filing)
    submit(viewer=world.viewer("filler"), filing=filing)
    assert (indexed(filing)[0], len(indexed(filing))) == ("≥77次", 38)


def test_the_index_is_rebuilt_from_the_last_fixed_versions(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    versions = [version_of(world, f"2020-000{n}", f"专项{n}") for n in range(1, 4)]
    make_filing(world, make_project(world, "2020-0009", "草稿"))
    newer = dict(versions[0].document)
    newer["indicators"] = newer["indicators"][:1]
    FilingVersion.objects.create(
        filing=versions[0].filing, number=2, reason="adjusted", document=newer, digest="d", by=versions[0].by
    )
    IndicatorRow.objects.create(filing=versions[1].filing, organisation=world.unit, year=YEAR, number=99, name="旧行")
    job = run(world, indexing.KIND, "finance_performance", year=None)
    assert (job.state, job.done, job.total, job.items.count()) == ("done", 3, 3, 2)
    assert [len(indexed(version.filing)) for version in versions] == [1, 3, 3]
    assert indicator_rows(world.viewer("filler")).count() == 7
    assert indicator_rows(world.viewer("other_filler")).count() == 0


def test_the_console_rebuilds_a_year_and_others_may_not(world: World, monkeypatch: pytest.MonkeyPatch):
    version = version_of(world, "2020-0001", "甲")
    assert indexing.rebuild_at_once(CONSOLE, YEAR) == (1, 3)
    assert indexing.rebuild_at_once(CONSOLE, 2019) == (0, 0)
    with pytest.raises(ForbiddenError):
        rebuild_rows(viewer=world.viewer("filler"), filings={version.filing_id: version.filing}, rows={})

    def break_down(documents: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(indexing, "rows_of_all", break_down)
    with pytest.raises(ZeroDivisionError):
        indexing.rebuild_at_once(CONSOLE)
    job = run(world, indexing.KIND, "finance_performance", year=YEAR)
    assert (job.done, job.failed) == (1, 1)


def test_a_year_is_checked_anew_and_what_is_open_listed(world: World):
    make_filing(world, make_project(world, "2020-0001", "甲"))
    make_filing(world, make_project(world, "2020-0002", "乙", "other_unit"))
    job = run(world, rechecking.KIND, "filler", year=YEAR)
    item = job.items.get()
    assert (job.state, job.done, item.code, item.facts["count"] > 0) == ("done", 1, "cycle.rechecked", True)
    sheet = openpyxl.load_workbook(output_of(job)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("单位", "项目编码", "项目名称")
    assert (len(rows) - 1, rows[1][:3]) == (item.facts["count"], ("湖北省科学技术厅机关", "2020-0001", "甲"))
    again = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=again.pk).update(state="queued")
    perform(again.pk)
    assert again.items.count() == 1


def test_one_that_leaves_the_persons_reach_is_told_of_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    one, gone, three = (
        make_filing(world, make_project(world, f"2020-000{n}", name)) for n, name in enumerate("甲乙丙")
    )
    judged, judge = [], rechecking.judge

    def judge_and_move(filing: Filing) -> Any:
        judged.append(filing.pk)
        Filing.objects.filter(pk=gone.pk).update(organisation=world.other_unit)
        return judge(filing)

    monkeypatch.setattr(rechecking, "judge", judge_and_move)
    job = run(world, rechecking.KIND, "filler", year=YEAR)
    assert (job.state, job.done, job.failed, sorted(judged)) == ("done", 3, 1, [one.pk, three.pk])
    item = job.items.get(state="failed")
    assert (item.key, item.name, item.code, item.link) == (str(gone.pk), "乙", "cycle.out_of_reach", "")


def test_a_version_that_leaves_the_persons_reach_is_not_printed(world: World, monkeypatch: pytest.MonkeyPatch):
    kept, gone = version_of(world, "2020-0001", "甲"), version_of(world, "2020-0002", "乙")
    asked = printing._asked

    def asked_and_moved(numbers: list[int]) -> Any:
        yield from asked(numbers)
        Filing.objects.filter(pk=gone.filing_id).update(organisation=world.other_unit)

    Filing.objects.filter(pk=gone.filing_id).update(organisation=world.unit)
    monkeypatch.setattr(printing, "_asked", lambda numbers: iter(list(asked_and_moved(numbers))))
    job = run(world, printing.KIND, year=YEAR, search="", versions=None)
    assert (job.state, job.done, job.failed) == ("done", 2, 1)
    assert job.items.get(code="cycle.out_of_reach").key == str(gone.pk)
    with zipfile.ZipFile(output_of(job)) as archive:
        assert [kept.mark in name for name in archive.namelist()] == [True]


def test_recomputation_is_asked_for_in_the_page(world: World, client_of: ClientOf):
    make_year()
    page = client_of("finance_performance").get(reverse("cycle:bulk")).content.decode()
    assert ("重建指标索引" in page, "上传项目清单" in page) == (True, False)
    assert "上传项目清单" in client_of("filler").get(reverse("cycle:bulk")).content.decode()
    client = client_of("finance_performance")
    for what, data, kind in (("recheck", {"year": YEAR}, rechecking.KIND), ("index", {}, indexing.KIND)):
        client.post(reverse("cycle:recompute", args=[what]), data)
        assert Job.objects.latest("pk").kind == kind
    assert client.post(reverse("cycle:recompute", args=["nothing"])).status_code == 404
    assert client.post(reverse("cycle:recompute", args=["recheck"]), {"year": "1999"}).status_code == 400
    assert client_of("filler").post(reverse("cycle:recompute", args=["index"])).status_code == 403


def test_processes_apart_print_and_understand_as_one_does(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch):
    from hengxiao.base.jobs import apart

    monkeypatch.setattr(apart, "FEW", 1)
    settings.JOB_PROCESSES = 2
    version_of(world, "2020-0001", "甲"), version_of(world, "2020-0002", "乙")
    job = run(world, printing.KIND, year=YEAR, search="", versions=None)
    assert (job.state, job.done, job.failed) == ("done", 2, 0)
    job = run(world, indexing.KIND, "finance_performance", year=None)
    assert (job.state, job.done, IndicatorRow.objects.count()) == ("done", 2, 6)


def test_what_goes_wrong_in_a_process_apart_comes_back(settings: Any):
    from hengxiao.base.jobs.apart import ApartError, each

    (_, refused), (_, broken) = each(gather, [(1, Handed("a.png", PNG, PACK, YEAR, False)), (2, None)], 2)
    assert (type(refused).__name__, type(broken)) == ("ActionError", ApartError)
