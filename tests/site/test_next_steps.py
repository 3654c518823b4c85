"""What to do next: a new site's people are told what comes first, and a filing says whom it waits for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from factories import TODAY, YEAR, World, make_filing, make_grant, make_person, make_project, make_year
from hengxiao.base.actions import delegate, propose_grant
from hengxiao.base.enums import OrganisationKind, Role, Scope
from hengxiao.base.factors import propose_factor_reset
from hengxiao.base.founding import Founder, found_site
from hengxiao.base.models import Delegation, Grant, Organisation, Person
from hengxiao.base.starting import all_next_steps
from hengxiao.base.viewer import Viewer, viewer_of
from hengxiao.cycle.actions.releasing import propose_release
from hengxiao.cycle.models import FiscalYear
from under_way import approved, submitted

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
ADMINISTRATORS = (
    Founder("system", "系统员", Role.SYSTEM_ADMIN, None),
    Founder("security", "保密员甲", Role.SECURITY_ADMIN, None),
    Founder("security2", "保密员乙", Role.SECURITY_ADMIN, None),
    Founder("audit", "审计员", Role.AUDIT_ADMIN, None),
)


def steps(viewer: Viewer) -> list[tuple[str, str]]:
    return [(step.text, step.url) for step in all_next_steps(viewer)]


def test_a_new_site_tells_its_administrators_what_comes_first() -> None:
    found_site(viewer=Viewer(None, TODAY), code="11420000000000001A", name="湖北省财政厅", founders=ADMINISTRATORS)
    system, security, audit = (
        viewer_of(Person.objects.get(username=name), TODAY) for name in ("system", "security", "audit")
    )
    first = [("先建立主管部门，再在其下建立预算单位", "/base/organisations/add/")]
    assert (steps(system), steps(security), steps(audit)) == (first, [], [])
    kind = OrganisationKind.DEPARTMENT
    department = Organisation.objects.create(code="D", name="厅", kind=kind, path="/9/", sort_key="ting")
    assert steps(system) == [("为各单位的人员开立账号，再由安全保密管理员授权", "/base/people/add/")]
    make_person("tianbao", department, "田保")
    assert (steps(system), steps(security)) == ([], [("有 1 人还没有角色，请授权", "/base/people/?role=none")])


def test_what_waits_for_a_second_person_is_told_to_the_others(world: World) -> None:
    nobody, desk = world.people["nobody"], world.people["finance_performance"]
    first, second = world.viewer("security_admin"), world.viewer("second_security")
    propose_grant(viewer=first, person=nobody, role=Role.AUDITOR, organisation=world.finance, scope=Scope.ALL)
    assert (steps(first), steps(second)) == ([], [("有 1 项授权等您复核", "/base/grants/?state=proposed")])
    Grant.objects.filter(person=nobody).delete()
    make_grant(nobody, Role.FILLER, world.unit, Scope.UNIT)
    lent = Grant.objects.get(person=desk)
    delegate(
        viewer=world.viewer("finance_performance"), grant=lent, to=world.people["finance_business"],
        until=TODAY + timedelta(days=3), reason="出差",
    )  # fmt: skip
    assert steps(first) == steps(second) == [("有 1 项委托等您复核", "/base/delegations/")]
    Delegation.objects.all().delete()
    Authenticator.objects.create(user=nobody, type="totp", data={})
    propose_factor_reset(viewer=first, person=nobody, reason="手机遗失")
    assert (steps(first), steps(second)) == ([], [("nobody 的两步验证重置等您复核", f"/base/people/{nobody.pk}/")])


def test_who_has_no_role_is_told_so(world: World, client_of: SignIn) -> None:
    page = client_of("nobody").get("/").content.decode()
    assert ("您还没有角色" in page, "下一步" in page) == (True, True)
    assert "您还没有角色" not in client_of("filler").get("/").content.decode()


def test_a_year_is_opened_projects_are_entered_targets_declared(world: World) -> None:
    desk, filler, finance = (world.viewer(name) for name in ("finance_performance", "filler", "department_finance"))
    closed = "还没有开放申报的年度：由财政绩效处室（数据范围为“全部”）开放后才能申报"
    assert steps(desk) == [("还没有开放申报的年度，请开放", "/cycle/years/")]
    assert steps(filler) == steps(finance) == [(closed, "")]
    Grant.objects.filter(person=world.people["finance_performance"]).update(scope=Scope.UNIT)
    assert steps(world.viewer("finance_performance")) == [(closed, "")]
    make_year()
    assert (steps(desk), steps(finance), steps(world.viewer("auditor"))) == ([], [], [])
    assert steps(filler) == [("项目库里还没有您填报的项目，请新建或批量导入", "/cycle/projects/add/")]
    make_project(world, "P-other", unit="other_unit")
    project = make_project(world)
    undeclared = f"/cycle/projects/?year={YEAR}&state=none"
    assert steps(filler) == [(f"有项目还没有建立 {YEAR} 年的绩效目标申报", undeclared)]
    make_filing(world, project)
    assert steps(filler) == []


def test_people_without_a_role_are_listed_alone_and_given_one(world: World, client_of: SignIn) -> None:
    client = client_of("security_admin")
    page = client.get("/base/people/?role=none").content.decode()
    assert (page.count('data-label="用户名"'), "nobody" in page) == (1, True)
    Person.objects.filter(username="nobody").update(is_active=False)
    assert "没有找到人员" in client.get("/base/people/?role=none").content.decode()
    person = client.get(f"/base/people/{world.people['nobody'].pk}/").content.decode()
    assert "/base/grants/add/?person=nobody" in person
    form = client.get("/base/grants/add/?person=nobody").content.decode()
    assert (f'value="{world.unit.code}"' in form, 'value="nobody"' in form) == (True, True)
    Person.objects.filter(username="nobody").update(organisation=None)
    assert client.get("/base/grants/add/?person=nobody").status_code == 200
    assert client.get("/base/grants/add/?person=x").status_code == 200
    own = client.get(f"/base/people/{world.people['security_admin'].pk}/").content.decode()
    assert "/base/grants/add/" not in own


def test_a_filing_says_whom_it_waits_for(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    client, url = client_of("filler"), f"/cycle/review/{filing.pk}/"
    assert "等待办理：单位审核人（单位审核人）" in client.get(url).content.decode()
    for number in range(5):
        person = make_person(f"r{number}", world.unit, f"审核{number}")
        make_grant(person, Role.UNIT_REVIEWER, world.unit, Scope.UNIT)
    page = client.get(url).content.decode()
    assert ("审核0、审核1、审核2、审核3、审核4（" in page, "共 6 人" in page) == (True, True)
    Grant.objects.filter(role=Role.UNIT_REVIEWER, organisation=world.unit).delete()
    assert "没有人能办理这一环节：请安全保密管理员授予“单位审核人”" in client.get(url).content.decode()


def test_a_draft_and_an_approved_filing_wait_for_nobody(world: World, client_of: SignIn) -> None:
    draft, done = make_filing(world), approved(world, project=make_project(world, "P-2"))
    for filing in (draft, done):
        page = client_of("filler").get(f"/cycle/review/{filing.pk}/").content.decode()
        assert ("等待办理" in page, "没有人能办理" in page) == (False, False)


def test_a_release_says_whom_it_waits_for(world: World, client_of: SignIn) -> None:
    version = approved(world).versions.last()
    release = propose_release(viewer=world.viewer("filler"), version=version)
    client, url = client_of("filler"), f"/cycle/releases/{release.pk}/"
    assert "等待办理：单位审核人" in client.get(url).content.decode()
    type(release).objects.filter(pk=release.pk).update(state="released")
    assert "等待办理" not in client.get(url).content.decode()


def test_a_project_page_says_why_nothing_can_be_begun(world: World, client_of: SignIn) -> None:
    project = make_project(world)
    url = f"/cycle/projects/{project.pk}/"
    closed = client_of("filler").get(url).content.decode()
    assert ("还没有开放申报的年度" in closed, "上传并生成草稿" in closed) == (True, False)
    assert "由项目单位的填报人建立" in client_of("unit_reviewer").get(url).content.decode()
    make_year()
    opened = client_of("filler").get(url).content.decode()
    assert ("还没有开放申报的年度" in opened, "上传并生成草稿" in opened) == (False, True)
    FiscalYear.objects.update(open=False)
    assert "还没有开放申报的年度" in client_of("filler").get(url).content.decode()


def test_a_refusal_leads_back_to_the_page_before(world: World, client_of: SignIn) -> None:
    filing = make_filing(world)
    client, url = client_of("filler"), f"/cycle/review/{filing.pk}/move/approve/"

    def leads_back(referer: str) -> bool:
        page = client.post(url, headers={"referer": referer})
        assert page.status_code == 403
        return "返回刚才的页面" in page.content.decode()

    edit = f"http://testserver/cycle/filings/{filing.pk}/edit/"
    assert f'href="{edit}"' in client.post(url, headers={"referer": edit}).content.decode()
    assert [leads_back(each) for each in ("", "https://evil.example/", f"http://testserver{url}", edit)] == [
        False, False, False, True,
    ]  # fmt: skip
