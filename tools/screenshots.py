"""Pictures of the tutorial (教程截图): play docs/zh/tutorial-declare-to-approve.md on a fresh played site and keep each page.

`python tools/screenshots.py [--browser /usr/bin/chromium]` writes docs/images/tutorial/*.png. Chinese fonts are needed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images" / "tutorial"
PASSWORD = tomllib.loads((ROOT / "src/hengxiao/cli/played.toml").read_text(encoding="utf-8"))["password"]
PROJECT = "科技宣传"
REVIEWERS = ("shenhe", "bumen", "yewu")
SIZE = {"width": 1180, "height": 720}


@contextmanager
def played_site() -> Iterator[str]:
    """The address of a played site made for this run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("hengxiao"))]
    with tempfile.TemporaryDirectory() as folder:
        around = os.environ | {"HENGXIAO_DEMO": "1"}
        subprocess.run(
            [*command, "demo", "--year-only", "--samples", ROOT / "samples"], cwd=folder, env=around, check=True
        )
        serve = [*command, "serve", "--data", "demo-output/site", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
        server = subprocess.Popen(serve, cwd=folder, env=around, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"{address}/healthz")
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Until the server answers, at most a minute."""
    for _second in range(60):
        try:
            urllib.request.urlopen(address)
        except urllib.error.URLError:
            time.sleep(1)
        else:
            return
    sys.exit(f"no answer from {address}")


def sign_in(browser: Browser, address: str, who: str) -> Page:
    page = browser.new_context(viewport=SIZE, locale="zh-CN", base_url=address).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("h1")).to_have_text("我的待办")
    return page


def keep(page: Page, name: str) -> None:
    """One picture, in few colours so that it stays small."""
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.quantize(96, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def play(browser: Browser, address: str) -> None:
    """The tutorial, page by page."""
    page = sign_in(browser, address, "tianbao")
    keep(page, "1-home")
    page.get_by_role("link", name="项目库").first.click()
    keep(page, "2-projects")
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("link", name="2020 年绩效目标申报").click()
    expect(page.locator("#findings .finding").first).to_be_attached()
    keep(page, "3-edit")
    page.locator("#findings-box").scroll_into_view_if_needed()
    keep(page, "4-findings")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_role("status").first).to_contain_text("单位审核")
    for who in REVIEWERS:
        page = sign_in(browser, address, who)
        page.get_by_role("link", name="待我审核").click()
        page.get_by_role("link", name=PROJECT).click()
        if who == REVIEWERS[0]:
            keep(page, "5-review")
            page.get_by_role("link", name="科技杂志期数 · 指标值").first.click()
            expect(page.locator("#cellpanel h3")).to_be_visible()
            keep(page, "6-note")
        page.get_by_role("button", name="通过").click()
        page.wait_for_load_state()
    page = sign_in(browser, address, "jixiao")
    page.get_by_role("link", name="待我审核").click()
    keep(page, "7-list")
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("button", name="批复").click()
    expect(page.get_by_role("status").first).to_contain_text("已批复")
    keep(page, "8-approved")


def main() -> None:
    """Make every picture anew."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--browser", default=shutil.which("chromium") or shutil.which("google-chrome"))
    browser = asked.parse_args().browser
    PICTURES.mkdir(parents=True, exist_ok=True)
    with played_site() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        play(chromium, address)
        chromium.close()


if __name__ == "__main__":
    main()
