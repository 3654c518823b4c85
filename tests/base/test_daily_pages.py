"""Pages of notices, years, holidays and the audit log (待办、年度、工作日历、审计日志页面)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories import World, make_year
from hengxiao.base.acting import acting
from hengxiao.base.models import Event, Holiday, Notice
from hengxiao.base.queries import notices
from hengxiao.base.rules import BUSINESS

ClientOf = Callable[[str], Client]
HOME, NOTICES = 8, 6


def today() -> date:
    return timezone.localdate()


# Notices and the year


def test_notice_is_read_and_a_task_stays(world: World, client_of: ClientOf) -> None:
    person = world.people["filler"]
    task = Notice.objects.create(
        person=person, code="base.granted_already", facts={"role": "专家"}, link="/cycle/", is_task=True,
        due=today() - timedelta(days=1),
    )  # fmt: skip
    told = [
        Notice.objects.create(person=person, code=code)
        for code in ("cycle.notice_not_known", "base.granted_already", "x")
    ]
    foreign = Notice.objects.create(person=world.people["expert"], code="base.too_late")
    client = client_of("filler")
    page = client.get("/").content.decode()
    assert ("此人在该单位已有“专家”的授权" in page, "已过期" in page) == (True, True)
    assert page.count("有一条新的事项（") == 6  # each also names its button
    assert client.post("/base/notices/seen/", {"notice": ["²", "9" * 30]}).status_code == 302
    assert Notice.objects.filter(done_at=None).count() == 5
    client.post("/base/notices/seen/", {"notice": [told[0].pk, foreign.pk, task.pk]})
    client.post("/base/notices/seen/")
    open_ones = set(Notice.objects.filter(done_at=None).values_list("pk", flat=True))
    assert open_ones == {task.pk, foreign.pk}


def test_home_counts_all_shows_some_and_leads_to_the_rest(world: World, client_of: ClientOf) -> None:
    person = world.people["filler"]
    Notice.objects.bulk_create(
        Notice(person=person, code="base.too_late", is_task=is_task)
        for is_task in (True, False)
        for _number in range(21)
    )
    client = client_of("filler")
    page = client.get("/").content.decode()
    assert (page.count("21</span></h2>"), page.count('<span class="quiet">20')) == (2, 40)
    assert page.count("查看全部 21 条") == 2
    counts = {tab: client.get(f"/base/notices/?tab={tab}").context["page"].paginator.count for tab in ("tasks", "told")}
    assert counts == {"tasks": 21, "told": 21}
    first = Notice.objects.filter(is_task=False).first()
    assert first is not None
    answer = client.post("/base/notices/seen/", {"notice": first.pk, "listed": "1"})
    assert answer["Location"] == "/base/notices/?tab=told"
    past = client.get("/base/notices/?tab=past")
    assert ([row.pk for row in past.context["page"]], "已读" in past.content.decode()) == ([first.pk], True)


def test_english_pages_begin_their_sentences_with_a_capital(world: World, client_of: ClientOf) -> None:
    Notice.objects.create(person=world.people["filler"], code="base.too_late")
    page = client_of("filler").get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "Somebody was faster; reload and look again" in page


def test_what_is_due_first_comes_first_and_what_is_due_never_last(world: World) -> None:
    person = world.people["filler"]
    days = (None, today() + timedelta(days=3), today())
    rows = [Notice.objects.create(person=person, code="base.too_late", is_task=True, due=day) for day in days]
    assert [row.pk for row in notices(world.viewer("filler"))] == [rows[2].pk, rows[1].pk, rows[0].pk]


@pytest.mark.parametrize("number", [1, 3])
def test_notices_cost_the_same_at_any_length(
    world: World, client_of: ClientOf, django_assert_num_queries: Any, number: int
) -> None:
    person, client = world.people["filler"], client_of("filler")
    client.get("/")
    Notice.objects.bulk_create(Notice(person=person, code="base.too_late") for _number in range(number))
    with django_assert_num_queries(HOME):
        client.get("/")
    with django_assert_num_queries(NOTICES):
        client.get("/base/notices/?tab=told")


def test_year_is_chosen_from_those_there_are(world: World, client_of: ClientOf) -> None:
    make_year(2019)
    make_year(2020)
    client = client_of("filler")
    assert client.session["year"] == 2020
    page = client.get("/base/year/?next=/base/holidays/").content.decode()
    assert re.findall(r'value="(\d+)"( checked)?', page) == [("2020", " checked"), ("2019", "")]
    answer = client.post("/base/year/", {"year": "2019", "next": "/base/holidays/"})
    assert (answer["Location"], client.session["year"]) == ("/base/holidays/", 2019)
    assert "2019 年度" in client.get("/").content.decode()
    assert client.post("/base/year/", {"year": "2020", "next": "https://evil.example/"})["Location"] == "/"
    for unknown in ("1066", "²"):
        assert (client.post("/base/year/", {"year": unknown}).status_code, client.session["year"]) == (200, 2020)


def test_year_is_this_one_where_none_is_known(client_of: ClientOf) -> None:
    assert client_of("filler").session["year"] == today().year


# Holidays


def test_day_is_decided_and_left_again(world: World, client_of: ClientOf) -> None:
    client = client_of("system_admin")
    fields = {"day": "2027-02-08", "working": "no", "name": "春节", "cites": "国办发明电"}
    assert client.post("/base/holidays/decide/", fields)["Location"] == "/base/holidays/?year=2027"
    row = Holiday.objects.get()
    assert (row.day, row.working, row.name) == (date(2027, 2, 8), False, "春节")
    assert "国办发明电" in client.get("/base/holidays/?year=2027").content.decode()
    assert "请填写" in client.post("/base/holidays/decide/", {"day": "", "working": "no"}).content.decode()
    assert client.post("/base/holidays/2027-02-08/clear/").status_code == 302
    assert client.post("/base/holidays/2027-02-08/clear/").status_code == 409
    assert client.post("/base/holidays/2027-13-08/clear/").status_code == 404
    assert "暂按周末推算" in client.get("/base/holidays/?year=2027").content.decode()
    assert f"{today().year} 年工作日历" in client.get("/base/holidays/?year=²").content.decode()
    page = client_of("filler").get("/base/holidays/?year=2026").content.decode()
    assert ("<td>02-15 – 02-23</td>" in page, "02-14 " in page, "国办发明电〔2025〕7号" in page) == (True, True, True)
    assert "录入</button>" not in client_of("filler").get("/base/holidays/?year=2026").content.decode()


# Audit log


def test_log_is_filtered_and_paged(world: World, client_of: ClientOf) -> None:
    client = client_of("audit_admin")
    for number in range(60):
        client_of("system_admin").post(
            "/base/holidays/decide/", {"day": f"2030-01-{number % 28 + 1:02d}", "working": "no"}
        )
    page = client.get("/base/audit/?action=base.set_holiday").content.decode()
    assert ("共 2 页，60 条" in page, page.count("录入节假日</td>")) == (True, 30)
    assert client.get("/base/audit/?action=base.set_holiday&page=2").content.decode().count("录入节假日</td>") == 30
    assert "没有符合条件的记录" in client.get("/base/audit/?person=expert").content.decode()
    assert client.get("/base/audit/?since=2999-01-01").content.decode().count("<tr>") == 0
    assert client.get("/base/audit/?subject=day:2030-01-05").content.decode().count("录入节假日</td>") == 2
    assert "逐条核对，首尾相接" in client.get("/base/audit/?check=1").content.decode()


def test_log_shows_a_fact_called_items(world: World, client_of: ClientOf) -> None:
    with acting(world.viewer("unit_reviewer"), "cycle.save_marks", "filing:1") as entry:
        entry.facts["items"] = 17
    page = client_of("audit_admin").get("/base/audit/")
    assert (page.status_code, "<dt>items</dt><dd>17</dd>" in page.content.decode()) == (200, True)


def test_changed_log_is_said_on_the_page(world: World, client_of: ClientOf) -> None:
    client = client_of("audit_admin")
    client_of("filler")
    Event.objects.filter(number=1).update(subject="person:nobody-else")
    assert "第 1 条记录起与前一条不相接" in client.get("/base/audit/?check=1").content.decode()
    Event.objects.order_by("-number").first().delete()
    assert "链尾与最后一条记录不符" in client.get("/base/audit/").content.decode()


def test_roles_without_pages_have_no_menu_of_administrators(client_of: ClientOf) -> None:
    for role in BUSINESS:
        page = client_of(role).get("/").content.decode()
        assert [name for name in ('/base/people/"', "/base/grants/", "/base/audit/") if f'href="{name}' in page] == []
