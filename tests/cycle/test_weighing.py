"""Two packs over one year's filings: what differs, in whose scope, and what changing a year's pack means."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from factories import YEAR, World, make_filing, make_project, make_year
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Event, Job
from hengxiao.core.packs import load
from hengxiao.cycle.actions.bulk import queue_comparison
from hengxiao.cycle.actions.declaring import start_blank
from hengxiao.cycle.actions.years import change_year_pack
from hengxiao.cycle.models import Filing, FiscalYear
from hengxiao.cycle.queries.weighing import filings_of_year, forms_of_last_year
from hengxiao.cycle.views import weighing as pages
from hengxiao.cycle.weighing import rule_changes, tallies, weigh, weigh_all
from under_way import approved

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
HUBEI, CORE = load("hubei_2020"), load("core_2021")
URL = "/cycle/packs-compared/"


def test_findings_are_told_apart_by_code_place_and_severity(filing: Filing) -> None:
    found = weigh(filing, (HUBEI, CORE))
    assert found.differs
    assert all(found.only)
    keys = [{(f.code, f.place, f.severity) for f in side} for side in found.only]
    assert keys[0] & keys[1] == set()
    back = weigh(filing, (CORE, HUBEI))
    assert (back.only, back.wrong_sums, back.missing) == (found.only[::-1], found.wrong_sums[::-1], found.missing[::-1])
    assert not weigh(filing, (HUBEI, HUBEI)).differs


def test_sums_are_judged_by_each_pack(filing: Filing) -> None:
    for row in filing.document["indicators"]:
        row["points"] = "2"
    assert weigh(filing, (HUBEI, CORE)).wrong_sums == (
        sum(goal["term"] == "annual" for goal in filing.document["goals"]), 1,
    )  # fmt: skip


def test_tallies_count_forms_by_code(world: World, filing: Filing) -> None:
    other = make_filing(world, make_project(world, "P-2"))
    weighed = weigh_all([filing, other], (HUBEI, CORE), {})
    counted = tallies(weighed)
    assert counted[0].forms in ((2, 0), (0, 2), (2, 2))
    assert {max(each.forms) for each in counted} == {2}
    assert all(each.title != each.code for each in counted)
    assert tallies([]) == []


def test_rules_are_grouped_by_family() -> None:
    groups = dict(rule_changes("hubei_2020", "core_2021"))
    assert {change.code for change in groups["分值和权重"]} >= {"weights.sum", "weights.self_evaluation"}
    assert rule_changes("hubei_2020", "hubei_2020") == []


def test_scope_cuts_the_filings_and_last_year_is_read_at_once(world: World) -> None:
    earlier = approved(world)
    Filing.objects.filter(pk=earlier.pk).update(year=YEAR - 1)
    now = make_filing(world, earlier.project)
    make_filing(world, make_project(world, "P-other", "外单位项目", "other_unit"))
    seen = {
        who: filings_of_year(world.viewer(who), YEAR).count()
        for who in ("department_finance", "other_finance", "finance_performance", "auditor", "system_admin")
    }
    assert seen == {
        "department_finance": 1, "other_finance": 1, "finance_performance": 2, "auditor": 2, "system_admin": 0,
    }  # fmt: skip
    assert list(forms_of_last_year([now], YEAR)) == [earlier.project_id]
    assert filings_of_year(world.viewer("auditor"), YEAR, "外单位").count() == 1
    assert weigh_all([now], (HUBEI, CORE), forms_of_last_year([now], YEAR))[0].differs


def test_page_compares_in_scope_with_one_query_count(world: World, client_of: SignIn) -> None:
    client, asked = client_of("finance_performance"), []
    for number in range(3):
        make_filing(world, make_project(world, f"P-{number}", f"项目{number}"))
        client.get(f"{URL}?year={YEAR}")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{URL}?year={YEAR}&first=hubei_2020&second=core_2021").content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[2]
    assert ("项目2" in page, "有差异的申报" in page, "本年度改用规则包二" in page) == (True, True, True)
    assert "项目2" not in client_of("other_finance").get(f"{URL}?year={YEAR}").content.decode()
    assert "本年度改用" not in client_of("auditor").get(f"{URL}?year={YEAR}").content.decode()
    assert client_of("filler").get(URL).status_code == 403


def test_too_many_filings_are_said_and_cut(world: World, client_of: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST", 1)
    for number in range(2):
        make_filing(world, make_project(world, f"P-{number}"))
    page = client_of("auditor").get(f"{URL}?year={YEAR}").content.decode()
    assert "范围内有 2 份申报，这里只比较前 1 份" in page


def test_page_stands_without_years_and_with_odd_choices(world: World, client_of: SignIn) -> None:
    client = client_of("auditor")
    assert "没有差异" in client.get(f"{URL}?first=nowhere&second=nowhere&year=x").content.decode()
    make_year()
    assert client.get(f"{URL}?first=core_2021&second=core_2021").status_code == 200


def test_one_filing_is_drilled_down(world: World, client_of: SignIn, filing: Filing) -> None:
    url = f"{URL}{filing.pk}/?first=hubei_2020&second=core_2021"
    page = client_of("department_finance").get(url).content.decode()
    assert ("只在“" in page, "/cycle/packs/core_2021/checks." in page) == (True, True)
    assert client_of("other_finance").get(url).status_code == 404


def change(world: World, who: str = "finance_performance", **more: str) -> FiscalYear:
    given = {"pack": "national_2020", "reason": "改按国家办法", "seen": "hubei_2020"} | more
    return change_year_pack(viewer=world.viewer(who), fiscal_year=FiscalYear.objects.get(), **given)


def test_filings_begun_keep_their_pack_and_later_ones_take_the_new(world: World, filing: Filing) -> None:
    later = make_project(world, "P-later")
    assert change(world).pack == "national_2020"
    filing.refresh_from_db()
    assert filing.pack == "hubei_2020"
    assert start_blank(viewer=world.viewer("filler"), project=later, year=YEAR).pack == "national_2020"
    event = Event.objects.get(action="cycle.change_year_pack")
    assert event.facts["reason"] == "改按国家办法"
    with pytest.raises(LateError):
        change(world, pack="core_2021")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"pack": "nowhere"}, "cycle.no_such_pack"),
        ({"pack": "hubei_2020"}, "cycle.no_such_pack"),
        ({"reason": " "}, "cycle.reason_missing"),
    ],
)
def test_changing_a_pack_needs_another_one_and_a_reason(
    world: World, filing: Filing, more: dict[str, str], code: str
) -> None:
    with pytest.raises(ActionError) as refused:
        change(world, **more)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["finance_business", "department_finance", "auditor", "filler"])
def test_only_the_performance_desk_changes_a_years_pack(world: World, filing: Filing, who: str) -> None:
    with pytest.raises(ForbiddenError):
        change(world, who)


def test_page_changes_the_years_pack(world: World, client_of: SignIn, filing: Filing) -> None:
    data = {"pack": "national_2020", "reason": "改按国家办法", "seen": "hubei_2020"}
    assert client_of("finance_performance").post(f"/cycle/years/{YEAR}/pack/", data).status_code == 302
    assert FiscalYear.objects.get().pack == "national_2020"


def in_background(world: World, who: str = "department_finance", **more: str) -> Job:
    given = {"first": "hubei_2020", "second": "core_2021"} | more
    job = queue_comparison(viewer=world.viewer(who), year=YEAR, **given)
    perform(job.pk)
    job.refresh_from_db()
    return job


def test_a_whole_year_is_compared_in_the_background_and_kept(world: World, filing: Filing, client_of: SignIn) -> None:
    make_filing(world, make_project(world, "P-2", "第二个项目"))
    make_filing(world, make_project(world, "P-3", "外单位项目", "other_unit"))
    job = in_background(world)
    weighed = weigh(filing, (HUBEI, CORE))
    assert (job.state, job.total, job.done, job.failed) == ("done", 2, 2, 0)
    facts = job.items.get(key=str(filing.pk)).facts
    assert (facts["first"], facts["second"]) == tuple(len(side) for side in weighed.only)
    with default_storage.open(job.output) as stream:
        book = load_workbook(stream)
    rows = {row[0]: row[1:3] for row in book["汇总"].iter_rows(values_only=True)}
    title = next(f"{each.title}（{each.code}）" for each in tallies([weighed]))
    assert rows[title] == tuple(2 * n for n in tallies([weighed])[0].forms)
    assert book["逐份"].max_row == 3
    page = client_of("department_finance").get(f"/base/jobs/{job.pk}/").content.decode()
    assert f"/cycle/packs-compared/{filing.pk}/?first=hubei_2020&amp;second=core_2021" in page
    assert client_of("other_finance").get(f"/base/jobs/{job.pk}/").status_code == 404
    perform(job.pk)
    assert job.items.count() == 2


def test_a_comparison_goes_on_where_it_stopped_and_says_what_went_out_of_reach(world: World, filing: Filing) -> None:
    make_filing(world, make_project(world, "P-2", "第二个项目"))
    job = queue_comparison(viewer=world.viewer("department_finance"), year=YEAR, first="hubei_2020", second="core_2021")
    job.items.create(key=str(filing.pk), name="已办", state="failed", code="cycle.out_of_reach")
    perform(job.pk)
    assert sorted(job.items.values_list("state", flat=True)) == ["done", "failed"]
    again = in_background(world, search="第二个")
    assert again.total == 1


def test_a_comparison_needs_a_year_packs_and_something_filed(world: World, filing: Filing) -> None:
    viewer = world.viewer("department_finance")
    for year, second, search, code in (
        (None, "core_2021", "", "cycle.no_such_year"), (1999, "core_2021", "", "cycle.no_such_year"),
        (YEAR, "没有", "", "cycle.no_such_pack"), (YEAR, "core_2021", "没有这样的", "cycle.nothing_to_compare"),
    ):  # fmt: skip
        with pytest.raises(ActionError) as refused:
            queue_comparison(viewer=viewer, year=year, first="hubei_2020", second=second, search=search)
        assert refused.value.code == code
    for who in ("auditor", "filler", "nobody"):
        with pytest.raises((ForbiddenError, ActionError)):
            queue_comparison(viewer=world.viewer(who), year=YEAR, first="hubei_2020", second="core_2021")
    assert Job.objects.count() == 0


def test_more_than_can_be_waited_for_is_offered_to_the_background(
    world: World, filing: Filing, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_filing(world, make_project(world, "P-2", "第二个项目"))
    client = client_of("department_finance")
    assert "在后台比较全部" not in client.get(URL).content.decode()
    monkeypatch.setattr(pages, "MOST", 1)
    assert "在后台比较全部 2 份" in client.get(URL).content.decode()
    assert "缩小范围" in client_of("auditor").get(URL).content.decode()
    sent = {"year": YEAR, "first": "hubei_2020", "second": "core_2021", "q": ""}
    assert client.post(f"{URL}all/", sent)["Location"] == f"/base/jobs/{Job.objects.get().pk}/"
    assert client.post(f"{URL}all/", sent | {"year": "x"}).status_code == 400
    assert client_of("auditor").post(f"{URL}all/", sent).status_code == 403
