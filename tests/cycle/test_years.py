"""Opening and closing budget years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import World, make_year
from hengxiao.base.enums import Scope
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Grant
from hengxiao.cycle.actions.years import open_year, set_year_open
from hengxiao.cycle.models import FiscalYear

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def test_performance_desk_opens_and_closes_a_year(world: World) -> None:
    viewer = world.viewer("finance_performance")
    row = open_year(viewer=viewer, year=2021, pack="hubei_2020", declare_from=date(2020, 9, 1))
    assert (row.open, set_year_open(viewer=viewer, fiscal_year=row, is_open=False).open) == (True, False)
    with pytest.raises(ActionError) as again:
        open_year(viewer=viewer, year=2021, pack="hubei_2020")
    assert again.value.message() == "2021 年度已经建立"


@pytest.mark.parametrize(
    ("pack", "start", "end", "code"),
    [
        ("nowhere_1999", None, None, "cycle.no_such_pack"),
        ("hubei_2020", date(2020, 9, 1), date(2020, 8, 1), "cycle.days_backwards"),
    ],
)
def test_impossible_year_is_refused(world: World, pack: str, start: date, end: date, code: str) -> None:
    with pytest.raises(ActionError) as refused:
        open_year(
            viewer=world.viewer("finance_performance"), year=2021, pack=pack, declare_from=start, declare_until=end
        )
    assert (refused.value.code, FiscalYear.objects.count()) == (code, 0)


@pytest.mark.parametrize("username", ["filler", "finance_business", "system_admin", "auditor", "nobody"])
def test_nobody_else_opens_years(world: World, username: str) -> None:
    row = FiscalYear.objects.create(year=2020, pack="hubei_2020")
    with pytest.raises(ForbiddenError):
        open_year(viewer=world.viewer(username), year=2021, pack="hubei_2020")
    with pytest.raises(ForbiddenError):
        set_year_open(viewer=world.viewer(username), fiscal_year=row, is_open=False)


def test_page_opens_closes_and_explains(world: World, client_of: Callable[[str], Client]) -> None:
    client = client_of("finance_performance")
    asked = {"year": "2021", "pack": "hubei_2020", "declare_from": "2020-09-01", "declare_until": ""}
    assert client.post("/cycle/years/", asked).status_code == 302
    again = client.post("/cycle/years/", asked)
    assert (again.status_code, "2021 年度已经建立" in again.text) == (422, True)
    client.post("/cycle/years/2021/open/", {"open": "no"})
    assert FiscalYear.objects.get(year=2021).open is False
    client.post("/cycle/years/2021/open/", {"open": "yes"})
    assert FiscalYear.objects.get(year=2021).open is True
    assert client.post("/cycle/years/1999/open/", {"open": "yes"}).status_code == 404


@pytest.mark.parametrize("username", ["filler", "system_admin", "auditor"])
def test_page_is_for_the_performance_desk(world: World, client_of: Callable[[str], Client], username: str) -> None:
    assert client_of(username).get("/cycle/years/").status_code == 403
    assert client_of(username).post("/cycle/years/2020/open/", {"open": "no"}).status_code == 403


def test_queries_of_the_page_do_not_grow(world: World, client_of: Callable[[str], Client]) -> None:
    client, counts = client_of("finance_performance"), []
    for year in (2020, 2021, 2022):
        FiscalYear.objects.create(year=year, pack="hubei_2020")
        client.get("/cycle/years/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/cycle/years/")
        counts.append(len(seen))
    assert counts == [counts[0]] * 3


def test_who_does_not_decide_on_years_sees_them_without_forms(world: World, client_of: SignIn) -> None:
    client = client_of("finance_performance")
    assert "开放新年度" in client.get("/cycle/years/").content.decode()
    Grant.objects.filter(person=world.people["finance_performance"]).update(scope=Scope.SUBTREE)
    page = client.get("/cycle/years/").content.decode()
    assert ("开放新年度" in page, "数据范围为“全部”" in page) == (False, True)
    make_year()
    assert "关闭申报" not in client.get("/cycle/years/").content.decode()
