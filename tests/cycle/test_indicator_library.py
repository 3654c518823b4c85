"""The indicator library: common indicators from packs, proposals, fixing, suggestions by alias and pinyin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import TODAY, World, make_grant
from hengxiao.base.enums import GrantState, Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Delegation, Event, Grant, Notice
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import check_pack, load
from hengxiao.cycle.actions import editing
from hengxiao.cycle.actions.indicator_library import (
    decide_indicator,
    fix_indicator,
    kinds,
    load_library,
    propose_indicator,
)
from hengxiao.cycle.editing import Change
from hengxiao.cycle.models import Filing, LibraryIndicator
from hengxiao.cycle.queries.indicator_library import decidable, library, library_for, library_list, library_of
from hengxiao.cycle.suggesting import kind_in, suggest

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
CONSOLE = Viewer(None, TODAY, address="console")


@pytest.fixture
def loaded(db: Any) -> int:
    """The common indicators, as set-up loads them."""
    return load_library(viewer=CONSOLE)


def propose(world: World, who: str = "filler", **more: Any) -> LibraryIndicator:
    values: dict[str, Any] = {
        "organisation": world.unit, "name": "专家咨询人次", "level1": "产出指标", "level2": "数量指标",
        "aliases": ["咨询专家数"], "definition": "参加咨询的专家累计人次",
    }  # fmt: skip
    return propose_indicator(viewer=world.viewer(who), **(values | more))


def test_common_indicators_are_loaded_once_and_mended_when_the_pack_says_otherwise(loaded: int) -> None:
    rows = [row for code, rule in load("core_2021").rules("library").items() for row in rule.value]
    assert (loaded, LibraryIndicator.objects.count()) == (len(rows), len(rows))
    assert load_library(viewer=CONSOLE) == 0
    row = LibraryIndicator.objects.get(name="服务对象满意度")
    LibraryIndicator.objects.filter(pk=row.pk).update(unit="分", fixed=True)
    assert load_library(viewer=CONSOLE) == 1
    row.refresh_from_db()
    assert (row.unit, row.fixed, row.basis) == ("%", True, "core_2021:library.satisfaction")
    assert Event.objects.filter(action="cycle.load_library").count() == 2


def test_only_the_console_loads_the_library(world: World) -> None:
    for viewer in (Viewer(None, TODAY), world.viewer("finance_performance")):
        with pytest.raises(ForbiddenError):
            load_library(viewer=viewer)
    assert LibraryIndicator.objects.count() == 0


def test_library_of_the_packs_is_sound() -> None:
    assert [f.code for f in check_pack("core_2021") if f.code.endswith("_library")] == []


@pytest.mark.parametrize("text", ["培训人次", "参训人次", "pxrc", "peixunrenci", "cxrc"])
def test_the_editor_is_offered_an_indicator_by_name_alias_and_pinyin(
    world: World, filing: Filing, loaded: int, text: str
) -> None:
    found = suggest(text, "数量指标", library_for(world.viewer("filler"), filing))
    assert found[0].indicator.name == "培训人次"


def test_taking_an_indicator_fills_what_is_known_in_the_packs_own_words(
    world: World, filing: Filing, loaded: int
) -> None:
    viewer, goal = world.viewer("filler"), filing.document["goals"][0]["id"]
    saved = editing.add_indicators(viewer=viewer, filing=filing, goal=goal)
    identity = saved.changes[0].path.split(".")[1]
    chosen = LibraryIndicator.objects.get(name="服务对象满意度")
    editing.take_from_library(viewer=viewer, filing=filing, indicator=identity, chosen=chosen)
    filing.refresh_from_db()
    row = next(each for each in filing.document["indicators"] if each["id"] == identity)
    assert (row["name"], row["definition"], row["method"], row["data_source"]) == (
        "服务对象满意度", chosen.definition, chosen.method, chosen.source,
    )  # fmt: skip
    assert (row["level1"], row["level2"]) == kind_in(load(filing.pack), "满意度指标", "服务对象满意度指标")
    assert row["level1"] == "效益指标"


def test_kinds_a_pack_lacks_stay_as_they_are() -> None:
    assert kind_in(load("hubei_2020"), "别的", "别的指标") == ("别的", "别的指标")
    assert kind_in(load("hubei_2020"), "成本指标", "经济成本指标") == ("成本指标", "经济成本指标")
    assert kind_in(load("core_2021"), "产出指标", "数量") == ("产出指标", "数量指标")


def test_a_proposal_is_used_by_its_unit_at_once_and_by_the_department_when_confirmed(world: World) -> None:
    row = propose(world)
    assert library_of(world.unit).filter(pk=row.pk).exists()
    assert not library_of(world.second_unit).filter(pk=row.pk).exists()
    told = Notice.objects.get(code="cycle.notice_library")
    assert (told.person.username, told.is_task) == ("department_finance", True)
    decide_indicator(viewer=world.viewer("department_finance"), indicator=row, accept=True)
    told.refresh_from_db()
    assert (row.state, told.done_at is not None) == ("in_use", True)
    assert Notice.objects.get(code="cycle.notice_library_in_use").person.username == "filler"
    wide = propose(world, "department_finance", organisation=world.department, name="部门通用指标")
    decide_indicator(viewer=world.viewer("department_finance"), indicator=wide, accept=True)
    assert library_of(world.second_unit).filter(pk=wide.pk).exists()
    assert library(world.viewer("filler")).filter(pk=wide.pk).exists()
    assert not library(world.viewer("other_filler")).filter(pk__in=[row.pk, wide.pk]).exists()


def test_everybody_who_may_decide_is_asked_stand_ins_too(world: World) -> None:
    finance = Role.DEPARTMENT_FINANCE
    make_grant(world.people["other_reviewer"], finance, world.second_unit, Scope.UNIT)
    make_grant(world.people["unit_reviewer"], finance, world.unit, Scope.UNIT)
    make_grant(world.people["second_filler"], finance, world.department, Scope.UNIT)
    make_grant(world.people["expert"], finance, world.department, Scope.SUBTREE, state=GrantState.REVOKED)
    lent = Grant.objects.get(person=world.people["department_finance"], role=finance)
    Delegation.objects.create(grant=lent, to=world.people["nobody"], since=TODAY, until=TODAY, reason="休假")
    row = propose(world)
    told = set(Notice.objects.filter(code="cycle.notice_library").values_list("person__username", flat=True))
    may = {name for name in world.people if decidable(world.viewer(name)).filter(pk=row.pk).exists()}
    assert told == may == {"department_finance", "nobody", "unit_reviewer"}
    decide_indicator(viewer=world.viewer("nobody"), indicator=row, accept=True)
    assert not Notice.objects.filter(code="cycle.notice_library", done_at=None).exists()


def test_declining_needs_a_reason_and_happens_once(world: World) -> None:
    row, viewer = propose(world), world.viewer("department_finance")
    with pytest.raises(ActionError) as refused:
        decide_indicator(viewer=viewer, indicator=row, accept=False)
    assert refused.value.code == "cycle.reason_missing"
    decide_indicator(viewer=viewer, indicator=row, accept=False, reason="与共性指标重复")
    assert (row.state, row.reason) == ("declined", "与共性指标重复")
    assert not library_of(world.unit).filter(pk=row.pk).exists()
    with pytest.raises(LateError):
        decide_indicator(viewer=viewer, indicator=row, accept=True)
    with pytest.raises(LateError):
        fix_indicator(viewer=viewer, indicator=row, fixed=True)
    assert propose(world).state == "proposed"


def test_an_indicator_without_a_proposer_is_decided_too(world: World) -> None:
    row = LibraryIndicator.objects.create(
        code="X", name="旧指标", level1="产出指标", level2="数量指标", organisation=world.unit, state="proposed"
    )
    decide_indicator(viewer=world.viewer("department_finance"), indicator=row, accept=True)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "培训人次"}, "cycle.indicator_there"),
        ({"level2": "没有这类"}, "cycle.indicator_level"),
    ],
)
def test_a_proposal_is_new_and_of_a_known_kind(world: World, loaded: int, more: dict[str, str], code: str) -> None:
    with pytest.raises(ActionError) as refused:
        propose(world, **more)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["other_filler", "finance_business", "auditor", "nobody", "expert"])
def test_others_propose_nothing_for_a_unit(world: World, who: str) -> None:
    with pytest.raises(ForbiddenError):
        propose(world, who)


def test_who_may_decide_and_fix(world: World, loaded: int) -> None:
    row, common = propose(world), LibraryIndicator.objects.get(name="培训人次")
    for who in ("filler", "other_finance", "auditor", "unit_reviewer", "finance_performance"):
        with pytest.raises(ForbiddenError):
            decide_indicator(viewer=world.viewer(who), indicator=row, accept=True)
    for who in ("filler", "department_finance", "auditor"):
        with pytest.raises(ForbiddenError):
            fix_indicator(viewer=world.viewer(who), indicator=common, fixed=True)
    fix_indicator(viewer=world.viewer("finance_performance"), indicator=common, fixed=True)
    common.refresh_from_db()
    assert common.fixed


def test_a_fixed_indicator_keeps_its_name_where_the_pack_says_so(world: World, filing: Filing) -> None:
    viewer, path = world.viewer("filler"), "indicators.i11.name"
    name = next(row["name"] for row in filing.document["indicators"] if row["id"] == "i11")
    row = LibraryIndicator.objects.create(code="F", name=name, level1="产出指标", level2="数量指标", fixed=True)
    with pytest.raises(ActionError) as refused:
        editing.save_cells(viewer=viewer, filing=filing, changes=[Change(path, name, "改名")])
    assert refused.value.code == "cycle.indicator_fixed"
    Filing.objects.filter(pk=filing.pk).update(pack="national_2020")
    assert editing.save_cells(viewer=viewer, filing=filing, changes=[Change(path, name, "改名")]).changes
    Filing.objects.filter(pk=filing.pk).update(pack="hubei_2020")
    LibraryIndicator.objects.filter(pk=row.pk).update(fixed=False)
    assert editing.save_cells(viewer=viewer, filing=filing, changes=[Change(path, "改名", name)]).changes


def test_kinds_come_from_the_packs_of_the_years(world: World, filing: Filing) -> None:
    assert {level.level2 for level in kinds()} >= {"数量指标", "社会效益指标"}
    Filing.objects.all().delete()
    from hengxiao.cycle.models import FiscalYear

    FiscalYear.objects.all().delete()
    assert {level.level1 for level in kinds()} == {"产出指标", "效益指标", "满意度指标", "成本指标"}


def test_the_list_is_searched_and_cut(world: World, loaded: int) -> None:
    viewer = world.viewer("filler")
    propose(world)
    names = {row.name for row in library_list(viewer, search="pxrc")}
    assert "培训人次" in names
    assert {row.name for row in library_list(viewer, search="参训人次")} == {"培训人次"}
    assert {row.level2 for row in library_list(viewer, level2="时效指标")} == {"时效指标"}
    assert [row.name for row in library_list(viewer, whose="own")] == ["专家咨询人次"]
    assert library_list(viewer, whose="common").count() == loaded
    assert [row.name for row in library_list(viewer, state="proposed")] == ["专家咨询人次"]
    assert not library(world.viewer("system_admin")).exists()


def test_list_asks_the_same_number_of_queries_for_one_and_three(world: World, client_of: SignIn) -> None:
    client, asked = client_of("filler"), []
    client.get("/cycle/library/")
    for number in range(3):
        propose(world, name=f"自有指标{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/cycle/library/")
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_pages_propose_confirm_and_fix(world: World, client_of: SignIn, loaded: int) -> None:
    filler, finance = client_of("filler"), client_of("department_finance")
    data = {
        "organisation": world.unit.pk,
        "name": "专家咨询人次",
        "level": "产出指标|数量指标",
        "aliases": "咨询人次，专家数",
    }
    assert filler.post("/cycle/library/propose/", data | {"name": "培训人次"}).status_code == 422
    assert filler.post("/cycle/library/propose/", {"name": ""}).status_code == 422
    assert "提出指标" in filler.get("/cycle/library/propose/?name=x").content.decode()
    assert filler.post("/cycle/library/propose/", data).status_code == 302
    row = LibraryIndicator.objects.get(name="专家咨询人次")
    assert row.aliases == ["咨询人次", "专家数"]
    page = f"/cycle/library/{row.pk}/"
    assert ("确认采用" in finance.get(page).content.decode(), "确认采用" in filler.get(page).content.decode()) == (
        True,
        False,
    )
    assert finance.post(f"{page}decide/", {"accept": "no"}).status_code == 422
    assert finance.post(f"{page}decide/", {"accept": "yes"}).status_code == 302
    assert finance.post(f"{page}fix/", {"fixed": "yes"}).status_code == 302
    assert "取消固化" in finance.get(page).content.decode()
    other = propose(world, name="又一指标")
    assert finance.post(f"/cycle/library/{other.pk}/decide/", {"accept": "no", "reason": "重复"}).status_code == 302
    common = LibraryIndicator.objects.get(name="培训人次")
    shown = filler.get(f"/cycle/library/{common.pk}/").content.decode()
    assert "/cycle/packs/core_2021/library.output/" in shown
    assert "没有查到指标" in filler.get("/cycle/library/?q=没有这样的").content.decode()
