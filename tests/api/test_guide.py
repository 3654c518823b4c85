"""The guide of the interface is followed to the letter, against a site that is served: curl and Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from guide import GUIDE, fences, python_of
from test_serve_command import served
from test_work_command import HERE, Site

EXAMPLE = "https://jixiao.example.gov.cn"
PREPARE = """
import sys; sys.path[:0] = [{tests!r}, {site!r}, {root!r}]
from hengxiao.site.serving import migrate, set_up
set_up(); list(migrate(wanted=True))
from factories import make_filing, make_world
from programs import make_token
from under_way import sound_document
world = make_world()
filing = make_filing(world, document=sound_document())
print(filing.pk, make_token(world, "filler"))
"""


@dataclass
class Reader:
    """Who follows the guide: with a token, a filing of theirs and a folder (读者)."""

    environment: dict[str, str]
    folder: Path
    base: str
    filing: str

    def own(self, text: str) -> str:
        """An example with the reader's own address and number."""
        return text.replace(EXAMPLE, self.base).replace("/filings/12", f"/filings/{self.filing}")

    def run(self, words: list[str]) -> str:
        ran = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert ran.returncode == 0, (words, ran.stdout, ran.stderr)
        return ran.stdout


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A site that is served with its worker, and somebody who reads the guide."""
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("reader")
    prepare = PREPARE.format(tests=str(HERE.parent), site=str(HERE), root=str(HERE.parent.parent))
    filing, token = Site(data).python(prepare).split()
    shutil.copytree(HERE.parent.parent / "samples", folder / "samples")
    listed = "项目编码,项目名称,单位统一社会信用代码,起始年度\nP-1,新项目,12420000000000003C,2020\n"
    (folder / "项目清单.csv").write_text(listed, encoding="utf-8")
    with served(data) as (base, _process):
        environment = {"PATH": os.environ["PATH"], "TOKEN": token, "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
        yield Reader(environment, folder, base, filing)


def test_the_examples_name_one_site_and_one_filing() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^/\s\"]+", text)) == {EXAMPLE}
    assert set(re.findall(r"/filings/(\d+)", text)) == {"12"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here: apt install curl")
def test_every_curl_of_the_guide_is_answered(reader: Reader) -> None:
    script = "\n".join(fences("sh")).replace("\\\n", "")
    commands = [line for line in script.splitlines() if line.strip()]
    assert len(commands) == script.count("curl ") > 4
    for line in commands:
        told = json.loads(reader.run(["bash", "-c", reader.own(line).replace("curl -sS", "curl -sS --fail-with-body")]))
        assert "code" not in told or told["code"] == "", told


@pytest.mark.slow
def test_the_python_of_the_guide_runs_from_top_to_bottom(reader: Reader) -> None:
    receiver = python_of("def genuine")
    script = "\n".join(text for text in fences("python") if "def genuine" not in text)
    assert callable(receiver["genuine"])
    said = reader.run([sys.executable, "-c", reader.own(script)])
    assert "机关能力建设专项 草稿" in said and "\n单位审核\n" in said
    assert re.search(r"^\d+ 个问题，还缺 0 项说明$", said, re.MULTILINE)
    assert re.search(r"^重新检查全年申报 done 已办 \d+ 项，未成功 0 项$", said, re.MULTILINE)


@pytest.mark.slow
def test_a_refusal_is_said_in_words(reader: Reader) -> None:
    ask = next(text for text in fences("python") if "def ask" in text).partition("for filing in")[0]
    words = [sys.executable, "-c", reader.own(ask) + 'ask("/projects/999")']
    ran = subprocess.run(words, env=reader.environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.startswith("404 没有找到")) == (1, True), ran.stderr
