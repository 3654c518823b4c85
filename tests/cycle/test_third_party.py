"""A third party's opinion where the pack asks: by kind or amount, asked for, given, and without it no approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document as Word

from factories import TODAY, World, make_organisation, make_person, make_project
from hengxiao.base.calendar import due_after
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.jobs.ticking import tick
from hengxiao.base.models import Event, Grant, Notice, StoredFile
from hengxiao.core.packs.model import Pack
from hengxiao.cycle.actions.approving import approve, pass_on, return_for_changes, submit
from hengxiao.cycle.actions.asking import (
    agencies,
    ask_third_party,
    attach_opinion,
    may_hand_in,
    remind_third_parties,
    take_opinion_file,
)
from hengxiao.cycle.actions.noticing import link_of
from hengxiao.cycle.actions.reviewing import Given, save_marks
from hengxiao.cycle.models import Commission, Filing
from hengxiao.cycle.outside import asks_third_party, planned_yuan
from hengxiao.cycle.queries.entrusting import commission_of, commissions, entrusted
from under_way import before_approval, submitted

pytestmark = pytest.mark.django_db
Asks = Callable[..., None]


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Asks:
    """Let the pack ask for third parties by kinds or amount."""
    usual = Pack.get

    def set_rule(value: Any) -> None:
        def get(self: Pack, code: str, default: Any = None, **more: Any) -> Any:
            return value if code == "review.third_party" else usual(self, code, default, **more)

        monkeypatch.setattr(Pack, "get", get)

    return set_rule


def waiting(filing: Filing) -> list[str]:
    """Who still has the task (未办待办)."""
    rows = Notice.objects.filter(code="cycle.notice_third_party", link=link_of(filing), done_at=None)
    return sorted(rows.values_list("person__username", flat=True))


def asked_of(world: World, days: int | None = 3) -> Commission:
    """A filing under review, the agency asked by its reviewer (已委托)."""
    filing = submitted(world)
    return ask_third_party(viewer=world.viewer("unit_reviewer"), filing=filing, agency=world.agency, days=days)


def upload(name: str = "意见.docx", text: str = "经审核，目标可行。") -> SimpleUploadedFile:
    """A Word file that says something (意见附件)."""
    return SimpleUploadedFile(name, _word(text))


@cache
def _word(text: str) -> bytes:
    made, out = Word(), BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (None, False), ({"kinds": (), "amount": 0}, False), ({"kinds": ("department",), "amount": 0}, True),
        ({"kinds": (), "amount": 5_000_000}, True), ({"kinds": ("transfer",), "amount": 5_000_001}, False),
    ],
)  # fmt: skip
def test_the_pack_asks_by_kind_or_amount(filing: Filing, asks: Asks, value: Any, asked: bool) -> None:
    filing.document["funds"] = [
        {"id": "f1", "planned": "500", "unit": "万元"},
        {"id": "f2", "planned": "x", "unit": "元"},
    ]
    asks(value)
    assert asks_third_party(filing) is asked


def test_planned_money_is_the_largest_line() -> None:
    lines = [{"planned": "1.5", "unit": "亿元"}, {"planned": "9", "unit": "万元"}, {"planned": "7", "unit": "美元"}]
    assert (planned_yuan({"funds": lines}), planned_yuan({"funds": []})) == (Decimal(150_000_000), Decimal(0))


def test_without_its_opinion_nothing_is_approved(world: World, asks: Asks) -> None:
    filing = before_approval(world)
    asks({"kinds": ("department",), "amount": 0})
    with pytest.raises(ActionError) as refused:
        approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert refused.value.code == "cycle.third_party_missing"
    filing.refresh_from_db()
    assert filing.state == "performance_review"
    ask_third_party(viewer=world.viewer("finance_performance"), filing=filing, agency=world.agency)
    assert waiting(filing) == ["evaluator", "expert"]
    save_marks(viewer=world.viewer("evaluator"), filing=filing, given={"overall": Given(grade="优", opinion="可行")})
    assert waiting(filing) == []
    approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert filing.state == "approved"


def test_an_agency_is_asked_once_by_whose_turn_it_is(world: World) -> None:
    filing, reviewer = submitted(world), world.viewer("unit_reviewer")
    assert [each.name for each in agencies(filing, reviewer)] == [world.agency.name]
    for who in ("filler", "department_finance", "evaluator", "auditor", "other_reviewer"):
        with pytest.raises(ForbiddenError):
            ask_third_party(viewer=world.viewer(who), filing=filing, agency=world.agency)
    ask_third_party(viewer=reviewer, filing=filing, agency=world.agency)
    with pytest.raises(ActionError) as refused:
        ask_third_party(viewer=reviewer, filing=filing, agency=world.agency)
    assert refused.value.code == "cycle.agency_asked"
    Grant.objects.filter(role__in=("evaluator", "expert")).delete()
    with pytest.raises(ActionError) as refused:
        ask_third_party(viewer=reviewer, filing=filing, agency=world.agency)
    assert refused.value.code == "cycle.agency_without_reach"


def test_page_asks_and_tells(world: World, client_of: Callable[[str], Client], asks: Asks) -> None:
    filing = submitted(world)
    url, reviewer = f"/cycle/review/{filing.pk}/", client_of("unit_reviewer")
    assert "本项目不要求第三方意见" in reviewer.get(url).content.decode()
    assert reviewer.post(f"{url}third-party/", {"agency": "x", "days": 5}).status_code == 422
    assert reviewer.post(f"{url}third-party/", {"agency": world.agency.pk, "days": 5}).status_code == 302
    assert "请提出审核意见" in client_of("evaluator").get("/").content.decode()
    asks({"kinds": ("department",), "amount": 0})
    assert "须先有专家或第三方机构的意见" in client_of("filler").get(url).content.decode()
    client_of("evaluator").post(f"{url}marks/", {"grade": "优"})
    assert "本轮已有专家或第三方机构的意见" in client_of("filler").get(url).content.decode()


def test_a_third_party_has_its_own_day_in_working_days(world: World) -> None:
    commission = asked_of(world)
    assert commission.due == due_after(TODAY, 3).day
    assert {notice.due for notice in Notice.objects.filter(code="cycle.notice_third_party")} == {commission.due}
    other = submitted(world, project=make_project(world, "P-2"))
    usual = ask_third_party(viewer=world.viewer("unit_reviewer"), filing=other, agency=world.agency)
    assert usual.due == due_after(TODAY, 10).day
    third = submitted(world, project=make_project(world, "P-3"))
    for days in (0, 121):
        with pytest.raises(ActionError) as refused:
            ask_third_party(viewer=world.viewer("unit_reviewer"), filing=third, agency=world.agency, days=days)
        assert refused.value.code == "cycle.third_party_days"


def test_the_task_outlives_a_level_and_ends_with_the_round(world: World) -> None:
    commission = asked_of(world)
    filing = commission.filing
    pass_on(viewer=world.viewer("unit_reviewer"), filing=filing)
    assert waiting(filing) == ["evaluator", "expert"]
    return_for_changes(viewer=world.viewer("department_finance"), filing=filing, reason="补充依据")
    commission.refresh_from_db()
    assert (waiting(filing), commission.ended_at is not None, commission.given_at) == ([], True, None)
    assert str(commission.standing(TODAY)) == "ended"
    assert not may_hand_in(world.viewer("evaluator"), commission)
    submit(viewer=world.viewer("filler"), filing=filing)
    again = ask_third_party(viewer=world.viewer("unit_reviewer"), filing=filing, agency=world.agency)
    assert (again.round, again.pk != commission.pk) == (1, True)


def test_an_opinion_closes_it_for_the_whole_agency_but_an_empty_form_does_not(world: World) -> None:
    commission = asked_of(world)
    filing = commission.filing
    save_marks(viewer=world.viewer("evaluator"), filing=filing, given={})
    save_marks(viewer=world.viewer("unit_reviewer"), filing=filing, given={"overall": Given(grade="优")})
    commission.refresh_from_db()
    assert (commission.given_at, waiting(filing)) == (None, ["evaluator", "expert"])
    save_marks(viewer=world.viewer("expert"), filing=filing, given={"overall": Given(grade="优")})
    commission.refresh_from_db()
    assert (commission.given_by, waiting(filing)) == (world.people["expert"], [])
    assert str(commission.standing(commission.due + timedelta(days=9))) == "given"
    save_marks(viewer=world.viewer("evaluator"), filing=filing, given={"overall": Given(grade="良")})
    commission.refresh_from_db()
    assert commission.given_by == world.people["expert"]


def test_at_most_one_is_open_for_a_filing_and_agency(world: World) -> None:
    commission = asked_of(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commission.objects.create(
            filing=commission.filing, round=0, agency=world.agency, asked_by=commission.asked_by, due=TODAY
        )


def test_a_file_comes_with_the_opinion_and_is_proved_first(world: World) -> None:
    commission = asked_of(world)
    evaluator = world.viewer("evaluator")
    with pytest.raises(ActionError) as refused:
        take_opinion_file(viewer=evaluator, commission=commission)
    assert refused.value.code == "cycle.no_opinion_file"
    first = attach_opinion(viewer=evaluator, commission=commission, uploaded=upload())
    assert (first.organisation, commission.file) == (world.agency, first)
    name, data = take_opinion_file(viewer=world.viewer("unit_reviewer"), commission=commission)
    assert (name, data) == ("意见.docx", upload().read())
    second = attach_opinion(viewer=evaluator, commission=commission, uploaded=upload(text="另一稿"))
    commission.refresh_from_db()
    assert commission.file == second
    before = StoredFile.objects.count()
    for uploaded, code in (
        (upload(text="机密★10年"), "base.file_secret"),
        (SimpleUploadedFile("意见.docx", b"MZ\x90\x00"), None),
        (SimpleUploadedFile("空.docx", b""), None),
    ):
        with pytest.raises(ActionError) as refused:
            attach_opinion(viewer=evaluator, commission=commission, uploaded=uploaded)
        assert code is None or refused.value.code == code
    commission.refresh_from_db()
    assert (commission.file, StoredFile.objects.count()) == (second, before)
    assert Event.objects.filter(action="cycle.attach_opinion", result="done").count() == 2


def test_a_round_that_ends_while_the_file_comes_in_takes_it_no_more(world: World) -> None:
    commission = asked_of(world)
    Commission.objects.update(ended_at=timezone.now())  # somebody else; the page still holds the open one
    with pytest.raises(ForbiddenError):
        attach_opinion(viewer=world.viewer("evaluator"), commission=commission, uploaded=upload())
    commission.refresh_from_db()
    assert commission.file is None


def test_only_the_agencys_own_people_hand_in_and_only_in_its_round(world: World) -> None:
    commission = asked_of(world)
    stranger = make_person("stranger", make_organisation("91420000000000008H", "另一事务所", "agency"))
    Grant.objects.create(
        person=stranger, role="evaluator", organisation=world.unit, scope="unit", state="active", since=TODAY
    )
    world.people["stranger"] = stranger
    for who in ("stranger", "unit_reviewer", "filler", "auditor"):
        with pytest.raises(ForbiddenError):
            attach_opinion(viewer=world.viewer(who), commission=commission, uploaded=upload())
    assert Event.objects.filter(action="cycle.attach_opinion", result="refused").count() == 4
    assert not commissions(world.viewer("stranger"), commission.filing).exists()
    assert commission_of(world.viewer("stranger"), commission.pk) is None
    assert commission_of(world.viewer("stranger"), 0) is None


def test_who_was_asked_is_for_the_reviewing_levels_until_handed_over(world: World) -> None:
    commission = asked_of(world)
    filing = commission.filing
    everybody = ("filler", "unit_reviewer", "department_finance", "evaluator", "expert", "auditor", "other_filler")
    seen = [who for who in everybody if commissions(world.viewer(who), filing).exists()]
    assert seen == ["unit_reviewer", "department_finance", "evaluator", "expert", "auditor"]
    pass_on(viewer=world.viewer("unit_reviewer"), filing=filing)
    assert [who for who in everybody if commissions(world.viewer(who), filing).exists()] == seen
    return_for_changes(viewer=world.viewer("department_finance"), filing=filing, reason="请改")
    assert [who for who in everybody if commissions(world.viewer(who), filing).exists()] == list(everybody[:-1])


def test_what_one_is_entrusted_with_is_listed_by_day_and_state(world: World) -> None:
    reviewer, evaluator, made = world.viewer("unit_reviewer"), world.viewer("evaluator"), []
    for number, days in enumerate((9, 2, 5, 7)):
        filing = submitted(world, project=make_project(world, f"P-{number}", f"项目{number}"))
        made.append(ask_third_party(viewer=reviewer, filing=filing, agency=world.agency, days=days))
    save_marks(viewer=evaluator, filing=made[2].filing, given={"overall": Given(grade="优")})
    Commission.objects.filter(pk=made[1].pk).update(due=TODAY - timedelta(days=1))
    return_for_changes(viewer=reviewer, filing=made[3].filing, reason="请改")
    by_state = {
        state: [each.pk for each in entrusted(evaluator, state)] for state in ("", "open", "overdue", "given", "ended")
    }
    assert by_state == {
        "": [made[1].pk, made[0].pk, made[3].pk, made[2].pk], "open": [made[0].pk], "overdue": [made[1].pk],
        "given": [made[2].pk], "ended": [made[3].pk],
    }  # fmt: skip
    assert [each.pk for each in entrusted(evaluator, words="项目2")] == [made[2].pk]
    for who in ("unit_reviewer", "auditor", "nobody"):
        assert not entrusted(world.viewer(who)).exists()
    Grant.objects.filter(person=world.people["evaluator"]).delete()
    assert not entrusted(world.viewer("evaluator")).exists()


def test_reminders_go_out_once_before_the_day_and_once_after_it(world: World) -> None:
    commission = asked_of(world, days=10)
    assert remind_third_parties(TODAY) == 0
    day = commission.due - timedelta(days=1)
    assert (remind_third_parties(day), remind_third_parties(day)) == (1, 0)
    told = Notice.objects.filter(code="cycle.notice_third_party_due")
    assert sorted(told.values_list("person__username", flat=True)) == ["evaluator", "expert"]
    assert told.first().facts["day"] == commission.due.isoformat()
    late = commission.due + timedelta(days=1)
    assert (remind_third_parties(late), remind_third_parties(late)) == (1, 0)
    assert Notice.objects.get(code="cycle.notice_third_party_overdue").person == world.people["unit_reviewer"]
    assert Event.objects.filter(action="cycle.remind_third_party").count() == 2


def test_reminding_is_periodic_and_races_tell_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commission = asked_of(world, days=1)
    Commission.objects.filter(pk=commission.pk).update(due=date(2000, 1, 3))
    assert tick(timezone.now())["third_parties"] == 1
    stale = list(Commission.objects.filter(pk=commission.pk))
    from hengxiao.cycle.actions import asking

    assert asking._told(stale, "overdue_told_at", TODAY) == 0


def test_pages_of_a_third_party(world: World, client_of: Callable[[str], Client]) -> None:
    filing = submitted(world)
    reviewer, evaluator = client_of("unit_reviewer"), client_of("evaluator")
    assert "没有委托给本机构的审核" in evaluator.get("/cycle/entrusted/").content.decode()
    assert reviewer.get("/cycle/entrusted/").status_code == 403
    asked = {"agency": world.agency.pk, "days": 5}
    assert "期限" in reviewer.post(f"/cycle/review/{filing.pk}/third-party/", asked | {"days": 0}).content.decode()
    reviewer.post(f"/cycle/review/{filing.pk}/third-party/", asked)
    commission = Commission.objects.get()
    home = evaluator.get("/").content.decode()
    assert ('href="/cycle/entrusted/"' in home, commission.due.isoformat() in home) == (True, True)
    listed = evaluator.get("/cycle/entrusted/?state=x").content.decode()
    assert (filing.project.name in listed, commission.due.isoformat() in listed, "待办" in listed) == (True,) * 3
    url = f"/cycle/commissions/{commission.pk}/"
    assert "提交附件" in evaluator.get(f"/cycle/review/{filing.pk}/").content.decode()
    assert "提交附件" not in reviewer.get(f"/cycle/review/{filing.pk}/").content.decode()
    assert evaluator.post(f"{url}attach/").status_code == 422
    refused = evaluator.post(f"{url}attach/", {"file": upload(text="密级：机密")})
    assert (refused.status_code, "涉密" in refused.content.decode()) == (422, True)
    again = reviewer.post(f"/cycle/review/{filing.pk}/third-party/", asked)
    assert "正在等它的意见" in again.content.decode()
    evaluator.post(f"{url}attach/", {"file": upload()})
    answer = reviewer.get(f"{url}file/")
    assert (answer.content, answer["Content-Type"]) == (upload().read(), "application/octet-stream")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "意见.docx" in reviewer.get(f"/cycle/review/{filing.pk}/").content.decode()
    assert client_of("filler").get(f"{url}file/").status_code == 404
    assert "附件" in evaluator.get("/cycle/entrusted/").content.decode()
    evaluator.post(f"/cycle/review/{filing.pk}/marks/", {"grade": "优"})
    assert "已给出意见" in evaluator.get("/cycle/entrusted/?state=given").content.decode()


def test_interface_asks_lists_and_takes_files(world: World, client_of: Callable[[str], Client]) -> None:
    filing = submitted(world)
    reviewer, evaluator = client_of("unit_reviewer"), client_of("evaluator")
    url = f"/api/filings/{filing.pk}/third-party"
    made = reviewer.post(url, {"agency": world.agency.code, "days": 4}, "application/json").json()
    assert (made["agency"], made["state"], made["file"]) == (world.agency.code, "open", None)
    assert reviewer.post(url, {"agency": "x"}, "application/json").status_code == 422
    file = f"/api/commissions/{made['number']}/file"
    assert evaluator.post(file, {"file": upload()}).json()["file"] == "意见.docx"
    assert evaluator.get("/api/commissions?state=open").json()["items"][0]["file"] == "意见.docx"
    assert reviewer.get(file).content == upload().read()
    assert reviewer.get(f"/api/filings/{filing.pk}/commissions").json()["items"][0]["number"] == made["number"]
    assert client_of("filler").get(file).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(world: World, client_of: Callable[[str], Client]) -> None:
    client, asked = client_of("evaluator"), []
    client.get("/cycle/entrusted/")
    for number in range(3):
        filing = submitted(world, project=make_project(world, f"P-{number}", f"项目{number}"))
        ask_third_party(viewer=world.viewer("unit_reviewer"), filing=filing, agency=world.agency)
        with CaptureQueriesContext(connection) as queries:
            client.get("/cycle/entrusted/")
        asked.append(len(queries))
    assert asked[0] == asked[2]
