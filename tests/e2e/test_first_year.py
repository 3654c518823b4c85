"""A new site's first year by the pages alone (建站第一年): from `hengxiao setup` to the public page and a verified print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from browsing import agree, hand_in, taken, told
from factories import SAMPLE
from hengxiao.cli.main import app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
OWN = "Own-password-2026"
BUREAU, DEPARTMENT, UNIT = "某省财政厅", "某省科学技术厅", "某省科技信息中心"
LAST_YEAR = SAMPLE.with_name("自评表-2020.docx")
PROJECT, YEAR = "综合事务工作经费", "2021"
# user name → name, organisation, role, scope
PEOPLE = {
    "tianbao": ("田保", UNIT, "填报人", "本单位"),
    "shenhe": ("沈和", UNIT, "单位审核人", "本单位"),
    "bumen": ("卜文", DEPARTMENT, "部门财务", "本单位及下属"),
    "yewu": ("叶武", BUREAU, "财政业务处室", "全部"),
    "jixiao": ("纪晓", BUREAU, "财政绩效处室", "全部"),
}
STATEMENTS = {
    "指标解释": "按指标名称的字面含义统计", "数据来源": "业务台账", "计算方法": "逐笔累计", "佐证资料": "台账、验收单",
    "责任人": "田保", "数据验证方式": "部门财务抽查", "数据质量：来源": "业务台账", "数据准确程度": "误差不超过1%",
    "数据局限": "不含零星业务", "局限的弥补办法": "年末与决算核对",
}  # fmt: skip


@dataclass
class Office:
    """The people of a new site at their browsers (新站的人员): passwords as they were handed over, pages by user name."""

    contexts: Any
    first: dict[str, str]
    pages: dict[str, Page] = field(default_factory=dict)

    def of(self, username: str) -> Page:
        """Somebody's page, on what waits for them; at the first time signed in, with a password of their own."""
        if username not in self.pages:
            self.pages[username] = self.sign_in(username)
        page = self.pages[username]
        page.goto("/")
        return page

    def sign_in(self, username: str) -> Page:
        """Sign in with the first password and change it, as the page demands."""
        context = self.contexts.of(username, "zh-CN")
        context.clear_cookies()
        page = context.new_page()
        page.goto("/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(self.first[username])
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_label("当前密码").fill(self.first[username])
        page.get_by_label(re.compile(r"^新密码 ?\*?$")).fill(OWN)
        page.get_by_label("新密码（重复）").fill(OWN)
        page.get_by_role("button", name="修改密码").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")
        return page

    def begin(self, username: str, words: str) -> Page:
        """Follow what somebody's home page says comes next, or what waits there."""
        page = self.of(username)
        page.locator("ul.todo").get_by_role("link", name=words).first.click()
        return page


@pytest.fixture
def office(contexts: Any, db: None) -> Iterator[Office]:
    """A site just founded by the command, with the passwords it printed."""
    cache.clear()
    said = CliRunner().invoke(app, ["setup", "--code", "11330000000000001A", "--name", BUREAU], catch_exceptions=False)
    assert said.exit_code == 0
    made = Office(contexts, dict(re.findall(r"用户名 (\S+)\s+口令 (\S+)", said.stdout)))
    yield made
    for page in made.pages.values():
        page.close()


def add_organisations(office: Office) -> None:
    page = office.begin("system", "先建立主管部门")
    for name, code, kind, parent in (
        (DEPARTMENT, "11330000000000002B", "主管部门", ""),
        (UNIT, "12330000000000003C", "预算单位", DEPARTMENT),
    ):
        page.get_by_label("单位名称").fill(name)
        page.get_by_label("统一社会信用代码", exact=False).first.fill(code)
        page.get_by_label("单位类别").select_option(label=kind)
        page.get_by_label("上级单位").fill(parent)
        page.get_by_role("button", name="保存").click()
        told(page, name)
        page.get_by_role("link", name="新增单位").click()


def add_people(office: Office) -> None:
    page = office.begin("system", "为各单位的人员开立账号")
    for username, (name, organisation, _role, _scope) in PEOPLE.items():
        page.get_by_label("姓名").fill(name)
        page.get_by_label("用户名").fill(username)
        page.get_by_label("所在单位").fill(organisation)
        page.get_by_role("button", name="保存").click()
        office.first[username] = page.locator("#first-password").inner_text()
        page.get_by_role("link", name="已记下").click()
        page.get_by_role("link", name="人员", exact=True).first.click()
        page.get_by_role("link", name="新增人员").click()


def grant_roles(office: Office) -> None:
    for _username, (name, _organisation, role, scope) in PEOPLE.items():
        page = office.begin("security", "还没有角色，请授权")
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("link", name="给此人授权").click()
        page.get_by_label("角色").select_option(label=role)
        page.get_by_label("数据范围").select_option(label=scope)
        page.get_by_role("button", name="提请授权").click()
        told(page, "生效")
    expect(office.of("security").locator("main")).not_to_contain_text("还没有角色")
    page = office.begin("security2", "1 项授权等您复核")
    page.get_by_role("button", name="复核同意").click()
    told(page, "授权生效")


def open_year(office: Office) -> None:
    page = office.of("tianbao")
    expect(page.locator("main")).to_contain_text("由财政绩效处室（数据范围为“全部”）开放后才能申报")
    page = office.begin("jixiao", "还没有开放申报的年度，请开放")
    page.locator("#id_year").fill(YEAR)
    page.get_by_label("规则包").select_option(label="湖北省预算绩效管理（2020）")
    page.get_by_role("button", name="开放申报").click()
    told(page, "年度已开放申报")


def declare(office: Office) -> Page:
    """The project, last year's form, what is missing, submission; gives the filler's page."""
    page = office.begin("tianbao", "项目库里还没有您填报的项目")
    page.get_by_role("textbox", name="项目名称").fill(PROJECT)
    page.get_by_role("textbox", name="项目编码").fill("2021-205-000-004")
    page.get_by_label("项目单位").select_option(label=UNIT)
    page.get_by_role("button", name="保存").click()
    hand_in(page, LAST_YEAR, of_last_year=True)
    expect(page.locator("#tree td[data-column=previous_year] textarea", has_text="8次").first).to_be_visible()
    agree(page, "报送")
    expect(page.locator("main")).to_contain_text("指标解释")
    page.get_by_role("link", name="指标解释").first.click()
    for label, text in STATEMENTS.items():
        page.get_by_label(label, exact=True).fill(text)
        with page.expect_response("**/cells/"):
            page.get_by_label(label, exact=True).press("Tab")
    page.get_by_role("button", name="其他指标空着的照此填写").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PROJECT)
    agree(page, "报送")
    told(page, "现在是“单位审核”")
    expect(page.locator("main")).to_contain_text("等待办理：沈和（单位审核人）")
    return page


def review(office: Office) -> None:
    for username, state in (("shenhe", "部门审核"), ("bumen", "财政业务处审核"), ("yewu", "绩效处审核")):
        page = office.begin(username, "待审核")
        page.get_by_role("button", name="通过").click()
        told(page, f"现在是“{state}”")
    page = office.begin("jixiao", "待审核")
    agree(page, "批复")
    told(page, "现在是“已批复”")


def release(office: Office, page: Page) -> None:
    page.get_by_role("link", name="提请公开").click()
    page.get_by_role("button", name=f"提请公开 {PROJECT}").click()
    told(page, "等待单位审查")
    for username in ("shenhe", "bumen", "jixiao"):
        page = office.begin(username, "待公开审查")
        page.get_by_label("同意公开", exact=True).check()
        page.get_by_role("button", name="提交审查结论").click()
        told(page, "审查结论已记录")


def test_a_new_site_comes_from_setup_to_a_public_target_and_a_verified_print(office: Office, tmp_path: Path) -> None:
    add_organisations(office)
    add_people(office)
    grant_roles(office)
    open_year(office)
    declare(office)
    review(office)
    page = office.begin("tianbao", f"已批复：{PROJECT}")
    official = taken(page, page.locator("a[href*='/versions/'][href$='/pdf/']").first, tmp_path)
    release(office, page)
    office.contexts.of("", "zh-CN").clear_cookies()
    public = office.pages[""] = office.contexts.of("", "zh-CN").new_page()
    public.goto("/")
    public.get_by_role("link", name="看公开的绩效目标，不用登录").click()
    public.get_by_role("link", name=PROJECT).click()
    expect(public.locator("main")).to_contain_text("全部内容都已公开")
    expect(public.locator("figure.chart svg").first).to_be_visible()
    page = office.begin("tianbao", f"已公开：{PROJECT}")
    page.get_by_role("link", name="校验回收件").click()
    page.get_by_label("打印件、扫描件或电子件").set_input_files(official)
    page.get_by_role("button", name="校验", exact=True).click()
    expect(page.locator("main")).to_contain_text("逐格相同")
    assert CliRunner().invoke(app, ["verify", str(official)]).exit_code == 0
