"""The project library in a browser (项目库): a project with its kind and years, and one file across the years."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from browsing import hand_in, told
from factories import SAMPLE, YEAR, make_project, make_year
from hengxiao.core.packs import load
from hengxiao.cycle.actions.approving import approve
from hengxiao.cycle.actions.reviewing import Given, save_marks
from hengxiao.cycle.models import Filing, Project
from under_way import before_approval, sound_document

KINDS = [kind["name"] for kind in load("hubei_2020").get("project.kinds")]
MONEY = {
    "id": "f1", "label": "一般公共预算财政拨款", "planned": "120.00", "adjusted": "118.50", "executed": "117.00",
    "rate": "98.73%", "points": "", "unit": "万元",
}  # fmt: skip


@pytest.mark.sentence("library.project")
def test_a_project_gets_code_kind_and_years_and_is_found_again(desk: Any, world: Any) -> None:
    make_year()
    make_project(world, "2020-205-000-001", "另一个项目")
    page = desk.open("filler", "/cycle/projects/")
    page.get_by_role("link", name="新建项目").click()
    expect(page.get_by_label("项目类别", exact=True).locator("option")).to_have_text(["—", *KINDS])
    page.get_by_role("textbox", name="项目名称").fill("科普能力建设")
    page.get_by_role("textbox", name="项目编码").fill("2020—205—000—010")
    page.get_by_label("项目单位").select_option(label=world.unit.name)
    page.get_by_label("项目类别", exact=True).select_option(label=KINDS[0])
    page.get_by_label("终止年度").fill(str(YEAR + 2))
    page.get_by_role("button", name="保存").click()
    told(page, "项目已入库")
    facts = page.locator("dl.facts")
    expect(facts).to_contain_text(f"{YEAR}—{YEAR + 2}")
    expect(facts).to_contain_text("2020-205-000-010 （原表写作 2020—205—000—010）")
    page.get_by_role("link", name="项目库").first.click()
    page.get_by_label("项目名称、编码或单位").fill("科普")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    assert Project.objects.get(name="科普能力建设").kind


@pytest.mark.sentence("library.file")
def test_one_file_tells_a_project_across_its_years(desk: Any, world: Any) -> None:
    project = make_project(world, "2020-205-000-004", "综合事务工作经费")
    earlier, desk_viewer = before_approval(world, project=project), world.viewer("finance_performance")
    save_marks(viewer=desk_viewer, filing=earlier, given={"overall": Given(grade="优")})
    approve(viewer=desk_viewer, filing=earlier)
    Filing.objects.filter(pk=earlier.pk).update(year=YEAR - 1, document=sound_document() | {"funds": [MONEY]})
    make_year(YEAR)
    page = desk.open("filler", f"/cycle/projects/{project.pk}/")
    hand_in(page, SAMPLE)
    page.get_by_label("所在位置").get_by_role("link", name="综合事务工作经费").click()
    for year in (YEAR - 1, YEAR):
        expect(page.get_by_role("link", name=f"{year} 年绩效目标申报")).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"由“{SAMPLE.name}”生成")
    money = page.get_by_role("table", name="历年资金").locator("tbody tr")
    expect(money).to_have_count(1)
    expect(money.locator("td")).to_have_text(
        [str(YEAR - 1), MONEY["label"], MONEY["planned"], MONEY["adjusted"], MONEY["executed"], MONEY["rate"], "万元"]
    )
    scores = page.get_by_role("table", name="历年审核评分").locator("tbody tr")
    expect(scores).to_have_count(1)
    expect(scores).to_contain_text(f"{YEAR - 1}")
    expect(scores).to_contain_text("优")
    page.get_by_role("link", name="时间线").click()
    expect(page.locator("ol.events li").first).to_contain_text(f"{YEAR - 1} 年绩效目标申报")
