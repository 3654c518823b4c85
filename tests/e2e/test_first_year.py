"""From nothing to the first draft by the pages alone (建站第一年): what a new site's people do after `hengxiao setup`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from factories import SAMPLE
from hengxiao.base.enums import Role
from hengxiao.base.founding import Founder, found_site
from hengxiao.site.today import console_viewer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FIRST = "First-password-{}"
OWN = "Own-password-2026"
BUREAU, DEPARTMENT, UNIT = "某省财政厅", "某省科学技术厅", "某省科技信息中心"


@dataclass
class Office:
    """The browsers of the people of a new site (各人的浏览器)."""

    browser: Browser
    address: str
    contexts: list[Any] = field(default_factory=list)

    def sign_in(self, username: str, first: str) -> Page:
        """Sign in with the first password and change it, as the page demands."""
        context = self.browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=self.address
        )
        self.contexts.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(first)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_label("当前密码").fill(first)
        page.get_by_label(re.compile(r"^新密码 ?\*?$")).fill(OWN)
        page.get_by_label("新密码（重复）").fill(OWN)
        page.get_by_role("button", name="修改密码").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")
        return page


@pytest.fixture
def office(browser: Browser, live_server: Any) -> Iterator[Office]:
    """A new site with its administrators and nothing else."""
    cache.clear()
    names = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "security2": Role.SECURITY_ADMIN,
             "audit": Role.AUDIT_ADMIN}  # fmt: skip
    founders = [Founder(name, name, role, FIRST.format(name)) for name, role in names.items()]
    found_site(viewer=console_viewer(), code="11330000000000001A", name=BUREAU, founders=founders)
    made = Office(browser, live_server.url)
    yield made
    for context in made.contexts:
        context.close()


def add_organisation(page: Page, name: str, code: str, kind: str, parent: str = "") -> None:
    page.get_by_role("link", name="单位", exact=True).click()
    page.get_by_role("link", name="新增单位").click()
    page.get_by_label("单位名称").fill(name)
    page.get_by_label("统一社会信用代码").fill(code)
    page.get_by_label("单位类别").select_option(label=kind)
    page.get_by_label("上级单位").fill(parent)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text(name)


def add_person(page: Page, name: str, username: str, organisation: str) -> str:
    page.get_by_role("link", name="人员", exact=True).first.click()
    page.get_by_role("link", name="新增人员").click()
    page.get_by_label("姓名").fill(name)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("所在单位").fill(organisation)
    page.get_by_role("button", name="保存").click()
    first = page.locator("#first-password").inner_text()
    page.get_by_role("link", name="已记下").click()
    return first


def grant(page: Page, username: str, role: str, organisation: str, scope: str) -> None:
    page.get_by_role("link", name="授权", exact=True).click()
    page.get_by_role("link", name="新增授权").click()
    page.get_by_label("被授权人").fill(username)
    page.get_by_label("角色").select_option(label=role)
    page.get_by_label("在哪个单位").fill(organisation)
    page.get_by_label("数据范围").select_option(label=scope)
    page.get_by_role("button", name="提请授权").click()
    expect(page.get_by_role("status").first).to_contain_text("生效")


PEOPLE = (
    ("田保", "tianbao", UNIT, "填报人", UNIT, "本单位"),
    ("沈和", "shenhe", UNIT, "单位审核人", UNIT, "本单位"),
    ("卜文", "bumen", DEPARTMENT, "部门财务", DEPARTMENT, "本单位及下属"),
    ("叶武", "yewu", BUREAU, "财政业务处室", BUREAU, "全部"),
    ("纪晓", "jixiao", BUREAU, "财政绩效处室", BUREAU, "全部"),
)


def test_a_new_site_comes_to_its_first_draft(office: Office) -> None:
    system = office.sign_in("system", FIRST.format("system"))
    add_organisation(system, DEPARTMENT, "11330000000000002B", "主管部门")
    add_organisation(system, UNIT, "12330000000000003C", "预算单位", DEPARTMENT)
    firsts = {row[1]: add_person(system, *row[:3]) for row in PEOPLE}
    security = office.sign_in("security", FIRST.format("security"))
    for _name, username, _home, role, organisation, scope in PEOPLE:
        grant(security, username, role, organisation, scope)
    second = office.sign_in("security2", FIRST.format("security2"))
    second.get_by_role("link", name="授权", exact=True).click()
    while second.get_by_role("button", name="复核同意").count():
        second.get_by_role("button", name="复核同意").first.click()
        second.wait_for_load_state()
    desk = {
        username: office.sign_in(username, first)
        for username, first in firsts.items()
        if username in ("tianbao", "jixiao")
    }
    desk["jixiao"].get_by_role("link", name="预算年度").click()
    desk["jixiao"].locator("#id_year").fill("2020")
    desk["jixiao"].get_by_label("规则包").select_option(label="湖北省预算绩效管理（2020）")
    desk["jixiao"].get_by_role("button", name="开放申报").click()
    page = desk["tianbao"]
    page.reload()
    page.get_by_role("link", name="项目库").click()
    page.get_by_role("link", name="新建项目").click()
    page.get_by_role("textbox", name="项目名称").fill("综合事务工作经费")
    page.get_by_role("textbox", name="项目编码").fill("2020-205-000-004")
    page.get_by_label("项目单位").select_option(label=UNIT)
    page.get_by_label("起始年度").fill("2020")
    page.get_by_role("button", name="保存").click()
    page.get_by_label("绩效目标表或自评表").set_input_files(SAMPLE)
    page.get_by_label("本年的表", exact=True).check()
    page.get_by_role("button", name="上传并生成草稿").click()
    expect(page.locator("#findings .finding").first).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="报送").click()
    expect(page.locator("main")).to_contain_text("错误")
