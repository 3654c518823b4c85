"""Forms in bulk in the browser (批量导入): upload, progress, reload, finished, a draft opened, one assigned."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from benchmarks.copies import copies_of_the_sample
from django.db import connection
from playwright.sync_api import Page, expect

from factories import World, make_project, make_year
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Job

SHOTS = os.environ.get("HENGXIAO_SHOTS", "")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}


def shot(page: Page, name: str) -> None:
    if SHOTS:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.screenshot(path=f"{SHOTS}/bulk-{name}-{size['width']}.png", full_page=True)


def archive_of(count: int) -> tuple[list[tuple[str, str]], bytes]:
    forms, made = copies_of_the_sample(count), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for (_, name), data in forms.items():
            archive.writestr(f"上年/{name}.docx", data)
    return list(forms), made.getvalue()


@pytest.mark.slow
@pytest.mark.sentence("library.bulk")
def test_an_archive_is_imported_with_progress_that_survives_a_reload(
    desk: Any, world: World, axe: Callable[[Page], list[str]]
) -> None:
    make_year()
    forms, data = archive_of(4)
    for code, name in forms[:3]:
        make_project(world, code, name)
    page = desk.open("filler", "/cycle/bulk/")
    assert axe(page) == []
    shot(page, "overview")
    page.get_by_role("link", name="上传表格").click()
    assert axe(page) == []
    shot(page, "upload")
    page.get_by_label("表格文件或压缩包").set_input_files(
        [{"name": "上年.zip", "mimeType": "application/zip", "buffer": data}]
    )
    page.get_by_label("本年的表").check()
    page.get_by_role("button", name="上传并开始导入").click()
    expect(page.get_by_text("正在排队")).to_be_visible()
    shot(page, "queued")
    two_done, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def stop() -> bool:
        if Job.objects.get().done == 2:
            two_done.set()
            go_on.wait(60)
        return False

    def worker() -> None:
        try:
            perform(Job.objects.get().pk, stop)
        finally:
            connection.close()
            ended.set()

    threading.Thread(target=worker).start()
    assert two_done.wait(60)
    expect(page.get_by_text("已办 2 项，共 4 项")).to_be_visible()
    assert axe(page) == []
    page.reload()
    expect(page.get_by_role("progressbar", name="任务进度")).to_have_attribute("value", "2")
    shot(page, "half")
    go_on.set()
    expect(page.get_by_text("已办 4 项，共 4 项")).to_be_visible(timeout=30000)
    assert ended.wait(30)
    expect(page.locator("#job-said")).to_have_text("批量导入表格：已完成")
    assert axe(page) == []
    shot(page, "done")
    page.get_by_role("link", name="指定项目").click()
    assert axe(page) == []
    shot(page, "assign")
    page.go_back()
    page.get_by_role("link", name=f"{forms[0][1]}.docx").click()
    page.wait_for_url("**/edit/")
    expect(page.locator("#tree td[data-column=name] textarea", has_text="组织参展的企业家数")).to_be_visible()


@pytest.mark.slow
@pytest.mark.sentence("library.bulk")
def test_a_list_of_projects_is_looked_at_before_it_is_imported(
    desk: Any, world: World, axe: Callable[[Page], list[str]]
) -> None:
    make_year()
    make_project(world, "2020-1", "已有的")
    rows = "项目编码,项目名称,项目单位,起始年度\n2026-1,甲,湖北省科学技术厅机关,2026\n2020-1,新名,湖北省科学技术厅机关,2026\n2026-2,乙,无,2026"
    page = desk.open("filler", "/cycle/bulk/projects/")
    assert axe(page) == []
    page.get_by_label("项目清单").set_input_files(
        [{"name": "清单.csv", "mimeType": "text/csv", "buffer": rows.encode()}]
    )
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("button", name="确认导入 1 个项目")).to_be_visible()
    page.get_by_label("编码已有的项目").select_option("update")
    expect(page.get_by_role("button", name="确认导入 2 个项目")).to_be_visible()
    assert axe(page) == []
    shot(page, "check")
    page.get_by_role("button", name="确认导入 2 个项目").click()
    expect(page.get_by_text("正在排队")).to_be_visible()
