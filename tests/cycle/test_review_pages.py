"""Pages of review: what each person sees and does in the browser, with and without htmx."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import REACHES, World, make_filing, make_project
from hengxiao.base.audit import content_digest
from hengxiao.base.models import Event
from hengxiao.cycle.actions.approving import return_for_changes, submit
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.models import CellNote, Filing, FilingVersion, PublicWaiver, ReviewMark
from under_way import approved, before_approval, sound_document, submitted

SignIn = Callable[[str], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(response: Any) -> str:
    return response.content.decode()


def test_pages_ask_the_same_number_of_queries_for_one_and_for_three(world: World, client_of: SignIn) -> None:
    client, asked = client_of("unit_reviewer"), []
    for number in range(3):
        filing = make_filing(world, make_project(world, f"P-{number}"), state="unit_review")
        client.get("/cycle/review/")
        filing.notes.create(path="project.name", text="核", by=world.people["unit_reviewer"])
        counts = []
        for url in ("/cycle/review/", f"/cycle/review/{filing.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        filing.notes.create(path="*", text="核", by=world.people["unit_reviewer"])
        asked.append(counts)
    assert (asked[0], asked[1]) == (asked[2], asked[2])


def test_only_the_version_compared_with_is_read(world: World, client_of: SignIn) -> None:
    filing = make_filing(world, state="unit_review", document=sound_document())
    for number, target in enumerate(("1次", "2次", "3次"), 1):
        document = sound_document()
        set_cell(document, "indicators.i27.target", target)
        filing.versions.create(
            number=number, reason="submitted", document=document, digest=content_digest(document), by=filing.created_by
        )
    filing.versions.create(
        number=4, reason="submitted", document=filing.document, digest=content_digest(filing.document),
        by=filing.created_by,
    )  # fmt: skip
    client = client_of("unit_reviewer")
    for url in (f"/cycle/review/{filing.pk}/", f"/cycle/review/{filing.pk}/cell/?path=indicators.i27.target"):
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get(url))
        read = [each["sql"] for each in queries if '"cycle_filingversion"."document"' in each["sql"].split("FROM")[0]]
        assert ("3次" in page, "2次" in page) == (True, False)
        assert [sql.endswith("LIMIT 1") for sql in read if '"cycle_filing"."id"' not in sql.split("FROM")[0]] == [True]


def test_list_is_cut_by_scope_and_stage(world: World, client_of: SignIn) -> None:
    make_filing(world, make_project(world, "P-own", "本单位项目"), state="unit_review")
    make_filing(world, make_project(world, "P-late", "已到部门项目"), state="department_review")
    make_filing(world, make_project(world, "P-other", "外单位项目", "other_unit"), state="unit_review")
    shown = {
        name: [
            word for word in ("本单位项目", "已到部门项目", "外单位项目")
            if word in text(client_of(name).get("/cycle/review/"))
        ]
        for name in ("unit_reviewer", "department_finance", "finance_business", "other_reviewer", "filler", "auditor")
    }  # fmt: skip
    assert shown == {
        "unit_reviewer": ["本单位项目"], "department_finance": ["已到部门项目"], "finance_business": [],
        "other_reviewer": ["外单位项目"], "filler": [], "auditor": [],
    }  # fmt: skip


OPEN_TO = {*REACHES} - {"system_admin", "security_admin", "audit_admin"}


@pytest.mark.parametrize("name", [*REACHES, "other_filler", "other_reviewer", "own_filler", "nobody"])
def test_review_page_opens_only_in_reach(world: World, client_of: SignIn, name: str) -> None:
    filing = submitted(world)
    status = client_of(name).get(f"/cycle/review/{filing.pk}/").status_code
    outside = {"other_filler": 404, "other_reviewer": 404, "own_filler": 404}
    assert status == (200 if name in OPEN_TO else outside.get(name, 403))


def test_review_page_offers_only_ones_own_moves(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    url = f"/cycle/review/{filing.pk}/"
    offered = {
        name: [move for move in ("submit", "withdraw", "pass", "return", "approve") if f"/move/{move}/" in text(page)]
        for name in ("filler", "unit_reviewer", "department_finance", "auditor")
        for page in [client_of(name).get(url)]
    }
    assert offered == {
        "filler": ["withdraw"],
        "unit_reviewer": ["pass", "return"],
        "department_finance": [],
        "auditor": [],
    }


def test_moves_by_page_and_refuses_a_stale_one(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    client, url = client_of("unit_reviewer"), f"/cycle/review/{filing.pk}/move/pass/"
    seen = stamp(filing)
    assert client.post(url, {"seen": "unit_review.7"}).status_code == 409
    answer = client.post(url, {"seen": seen, "opinion": "同意"}, follow=True)
    assert (answer.status_code, "现在是“部门审核”" in text(answer)) == (200, True)
    assert client.post(url, {"seen": seen}).status_code == 403
    assert client.get(url).status_code == 405
    assert client.post(f"/cycle/review/{filing.pk}/move/burn/").status_code == 404


def test_returning_without_reason_is_said_in_plain_words(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    answer = client_of("unit_reviewer").post(f"/cycle/review/{filing.pk}/move/return/", {"opinion": " "})
    assert (answer.status_code, "请写明理由" in text(answer)) == (422, True)


def test_note_is_written_settled_and_answered(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    reviewer, filler, path = client_of("unit_reviewer"), client_of("filler"), "indicators.i1.target"
    answer = reviewer.post(f"/cycle/review/{filing.pk}/notes/", {"path": path, "text": "依据？"}, **HTMX)
    assert (answer.status_code, "依据？" in text(answer), "<html" in text(answer)) == (200, True, False)
    note = CellNote.objects.get()
    assert "依据？" not in text(filler.get(f"/cycle/review/{filing.pk}/"))
    assert filler.post(f"/cycle/notes/{note.pk}/settle/").status_code == 404
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason="请改")
    assert "依据？" in text(filler.get(f"/cycle/review/{filing.pk}/"))
    assert filler.post(f"/cycle/notes/{note.pk}/answer/", {"answer": "见计划"}).status_code == 302
    submit(viewer=world.viewer("filler"), filing=Filing.objects.get())
    page = reviewer.get(f"/cycle/review/{filing.pk}/cell/", {"path": path})
    assert ("见计划" in text(page), "<html" in text(page)) == (True, True)
    reviewer.post(f"/cycle/notes/{note.pk}/settle/")
    note.refresh_from_db()
    assert (note.answer, note.resolved_by) == ("见计划", world.people["unit_reviewer"])
    assert reviewer.post(f"/cycle/notes/{note.pk}/settle/").status_code == 400


def test_note_needs_a_cell_and_words(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    client, url = client_of("unit_reviewer"), f"/cycle/review/{filing.pk}/notes/"
    assert client.post(url, {"path": "indicators.i99.target", "text": "?"}).status_code == 404
    assert client.post(url, {"path": "project.name", "text": ""}).status_code == 422
    assert client.get(f"/cycle/review/{filing.pk}/cell/", {"path": "indicators.i99.target"}).status_code == 404
    assert CellNote.objects.count() == 0


def test_second_look_shows_only_what_changed(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason="请改")
    document = sound_document()
    set_cell(document, "indicators.i1.target", "≥99%")
    removed = document["indicators"].pop()
    Filing.objects.filter(pk=filing.pk).update(document=document)
    submit(viewer=world.viewer("filler"), filing=Filing.objects.get())
    client, url = client_of("unit_reviewer"), f"/cycle/review/{filing.pk}/"
    cut, whole = text(client.get(url)), text(client.get(url, {"show": "all"}))
    assert ("<del>100%</del> <ins>≥99%</ins>" in cut, "科技宣传片" in cut, "科技宣传片" in whole) == (True, False, True)
    assert ("已删除的内容" in cut, removed["name"] in cut) == (True, True)


def test_waiver_makes_way_and_its_reason_is_shown(world: World, client_of: SignIn) -> None:
    document = sound_document()
    document["indicators"][26]["target"] = "次"
    filing = make_filing(world, document=document)
    filler, url = client_of("filler"), f"/cycle/review/{filing.pk}/waivers/"
    path = "indicators.i27.target"
    for code in ("checks.C07", "checks.C09"):
        assert filler.post(url, {"code": code, "path": path, "reason": "年中才能确定"}, **HTMX).status_code == 200
    assert filler.post(url, {"code": "checks.C09", "path": path, "reason": "又一次"}).status_code == 422
    assert filler.post(url, {"code": "checks.C07", "path": "project.name", "reason": "无此问题"}).status_code == 422
    assert client_of("auditor").post(url, {"code": "checks.C07", "path": path, "reason": "x"}).status_code == 403
    submit(viewer=world.viewer("filler"), filing=filing)
    assert "年中才能确定" in text(client_of("unit_reviewer").get(f"/cycle/review/{filing.pk}/"))
    waiver = PublicWaiver.objects.order_by("pk").first()
    assert waiver is not None
    assert filler.post(f"/cycle/waivers/{waiver.pk}/lift/").status_code == 403
    assert client_of("unit_reviewer").post(f"/cycle/waivers/{waiver.pk}/lift/").status_code == 302
    assert PublicWaiver.objects.count() == 1


POINTS = {
    "points:completeness.format": "9", "points:completeness.clarity": "9", "points:relevance.goal": "14",
    "points:relevance.indicator": "14", "points:suitability.performance": "14", "points:suitability.money": "14",
    "points:feasibility.attainable": "8", "points:feasibility.conditions": "8",
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (POINTS, "优"),
        (POINTS | {"points:feasibility.attainable": "7.5"}, "良"),
        (POINTS | {"points:completeness.format": ""}, "尚未评完"),
        ({"grade": "中", "opinion": "需补充依据"}, "中"),
        ({"grade": "差"}, "差"),
    ],
    ids=["90 points", "89.5 points", "one item open", "grade", "worst grade"],
)
def test_review_form_comes_to_an_outcome(world: World, client_of: SignIn, given: dict[str, str], shown: str) -> None:
    filing = submitted(world)
    client = client_of("unit_reviewer")
    page = client.post(f"/cycle/review/{filing.pk}/marks/", given, follow=True)
    told = text(page).split('aria-label="审核"')[-1].split("绩效目标审核表</h2>")[1].split("<form")[0]
    assert shown in told
    status = client.post(f"/cycle/review/{filing.pk}/move/pass/").status_code
    assert status == (422 if shown in ("中", "差") else 302)


def test_review_form_is_saved_per_reviewer_and_checked(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    url = f"/cycle/review/{filing.pk}/marks/"
    for name in ("unit_reviewer", "expert", "evaluator", "unit_reviewer"):
        client_of(name).post(url, POINTS)
    assert ReviewMark.objects.count() == 24
    assert client_of("unit_reviewer").post(url, POINTS | {"points:relevance.goal": "16"}).status_code == 422
    assert client_of("filler").post(url, POINTS).status_code == 403
    assert ReviewMark.objects.count() == 24


def test_several_are_approved_at_once_where_nothing_is_open(world: World, client_of: SignIn) -> None:
    filings = [before_approval(world, project=make_project(world, f"P-{n}", f"项目{n}")) for n in range(2)]
    filings[1].notes.create(path="*", text="金额待核", by=world.people["finance_business"])
    client = client_of("finance_performance")
    assert "批复所选" in text(client.get("/cycle/review/"))
    page = text(client.post("/cycle/review/approve/", {"ids": [f.pk for f in filings]}, follow=True))
    assert ("已批复 1 份" in page, "项目1：还有 1 条审核意见没有办结" in page) == (True, True)
    assert "请先勾选" in text(client.post("/cycle/review/approve/", follow=True))


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf"])
def test_official_print_comes_back_the_same(world: World, client_of: SignIn, suffix: str) -> None:
    version = FilingVersion.objects.get(filing=approved(world), reason="approved")
    client = client_of("filler")
    printed = client.get(f"/cycle/versions/{version.pk}/print/{suffix}/")
    file = BytesIO(printed.content)
    file.name = f"回收.{suffix}"
    assert "一致：与“机关能力建设专项”批复件" in text(client.post("/cycle/verify/", {"file": file}))
    assert list(Event.objects.filter(action__in=["cycle.print", "cycle.verify"]).values_list("action", flat=True)) == [
        "cycle.print", "cycle.verify",
    ]  # fmt: skip
    assert client.get(f"/cycle/versions/{version.pk}/print/exe/").status_code == 404
    assert client_of("other_filler").get(f"/cycle/versions/{version.pk}/print/{suffix}/").status_code == 404


def test_altered_copy_is_told_cell_by_cell(world: World, client_of: SignIn) -> None:
    from docx import Document

    version = FilingVersion.objects.get(filing=approved(world), reason="approved")
    printed = client_of("filler").get(f"/cycle/versions/{version.pk}/print/docx/")
    document = Document(BytesIO(printed.content))
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    for run in paragraph.runs:
                        run.text = "80项" if run.text == "10项" else run.text
    changed = BytesIO()
    document.save(changed)
    changed.seek(0)
    changed.name = "改过.docx"
    page = text(client_of("filler").post("/cycle/verify/", {"file": changed}))
    assert ("不一致：有 1 处" in page, "<td>10项</td><td>80项</td>" in page) == (True, True)


def test_draft_says_so_and_carries_no_mark(world: World, client_of: SignIn) -> None:
    from docx import Document

    filing = make_filing(world)
    client = client_of("filler")
    printed = client.get(f"/cycle/review/{filing.pk}/print/docx/")
    words = "".join(paragraph.text for paragraph in Document(BytesIO(printed.content)).paragraphs)
    assert ("（草稿，未经批复）" in words, "衡效校验" in words) == (True, False)
    file = BytesIO(printed.content)
    file.name = "草稿.docx"
    assert "没有找到校验码" in text(client.post("/cycle/verify/", {"file": file}))


def test_hostile_copy_is_refused(world: World, client_of: SignIn) -> None:
    file = BytesIO(b"MZ\x90\x00 not a form")
    file.name = "form.pdf"
    assert client_of("filler").post("/cycle/verify/", {"file": file}).status_code == 422


def test_sign_no_font_has_is_said_and_not_printed(world: World, client_of: SignIn) -> None:
    document = sound_document()
    document["indicators"][0]["name"] = "\U0001f600 指标"
    filing = make_filing(world, document=document)
    answer = client_of("filler").get(f"/cycle/review/{filing.pk}/print/pdf/")
    assert (answer.status_code, "不能打印" in text(answer)) == (400, True)
    version = filing.versions.create(number=1, reason="approved", document=document, digest="0", by=filing.created_by)
    answer = client_of("filler").get(f"/cycle/versions/{version.pk}/print/pdf/")
    assert (answer.status_code, "不能打印" in text(answer)) == (400, True)


def test_copy_is_compared_with_the_version_asked_for_even_without_a_mark(world: World, client_of: SignIn) -> None:
    filing = approved(world)
    version = FilingVersion.objects.get(filing=filing, reason="approved")
    client = client_of("filler")
    draft = BytesIO(client.get(f"/cycle/review/{filing.pk}/print/docx/").content)
    draft.name = "草稿.docx"
    page = text(client.post(f"/cycle/versions/{version.pk}/verify/", {"file": draft}))
    assert ("不一致：有 1 处" in page, "（草稿，未经批复）" in page) == (True, True)


def test_copy_with_a_mark_of_another_unit_tells_nothing(world: World, client_of: SignIn) -> None:
    version = FilingVersion.objects.get(filing=approved(world), reason="approved")
    printed = BytesIO(client_of("filler").get(f"/cycle/versions/{version.pk}/print/docx/").content)
    printed.name = "a.docx"
    page = text(client_of("other_filler").post("/cycle/verify/", {"file": printed}))
    assert ("不属于您能看到的任何批复件" in page, "机关能力建设专项" in page) == (True, False)


def test_file_without_a_form_is_not_judged(world: World, client_of: SignIn) -> None:
    version = FilingVersion.objects.get(filing=approved(world), reason="approved")
    file = BytesIO("只有一句话，没有表。".encode())
    file.name = "a.txt"
    page = text(client_of("filler").post(f"/cycle/versions/{version.pk}/verify/", {"file": file}))
    assert "不能判断是否一致" in page


def test_too_long_an_opinion_is_refused(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    answer = client_of("unit_reviewer").post(f"/cycle/review/{filing.pk}/move/pass/", {"opinion": "好" * 2001})
    assert (answer.status_code, Filing.objects.get().state) == (422, "unit_review")


def test_incomplete_waiver_shows_the_cell_again(world: World, client_of: SignIn) -> None:
    filing = make_filing(world)
    answer = client_of("filler").post(f"/cycle/review/{filing.pk}/waivers/", {"path": "indicators.i27.target"})
    assert (answer.status_code, filing.waivers.count()) == (422, 0)


def test_whole_form_has_a_page_of_its_own(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    assert "整张表" in text(client_of("unit_reviewer").get(f"/cycle/review/{filing.pk}/cell/"))
