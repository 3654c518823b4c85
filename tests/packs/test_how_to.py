"""The Chinese how-to, followed to the letter: its pack is sound and its form is recognised."""

import re
from pathlib import Path

import pytest

from hengxiao.core.packs import check_pack, load
from hengxiao.core.packs.checking import CHOICES
from hengxiao.core.reading import open_document, read

PAGE = Path(__file__).resolve().parents[2] / "docs" / "zh" / "how-to-new-province.md"
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
ROW = "<tr><td>产出指标</td><td>数量指标</td><td>第{0}项服务</td><td>≥{0}次</td><td>综合处</td></tr>"


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """The folder the page tells the reader to make, with a form of twelve rows as the sample."""
    head, base, grades, form, case = BLOCKS
    rows = "".join(ROW.format(number) for number in range(1, 13))
    heading = "".join(f"<td>{name}</td>" for name in ("一级指标", "二级指标", "指标名称", "目标值", "责任处室"))
    files = {
        "pack.toml": head,
        "scoring.toml": base + grades,
        "forms/target.toml": form,
        "cases/target.toml": case.replace(".docx", ".html"),
        "cases/target.html": f"<p>某省绩效目标表</p><table><tr>{heading}</tr>{rows}</table>",
    }
    for name, text in files.items():
        path = tmp_path / "mousheng_2024" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [tmp_path]


def test_pack_of_the_page_is_sound(folders: list[Path]):
    found = check_pack("mousheng_2024", folders, open_document=open_document)
    assert [finding.message() for finding in found if finding.severity != "info"] == []


def test_pack_of_the_page_states_what_the_page_says(folders: list[Path]):
    pack = load("mousheng_2024", folders)
    assert pack.get("execution.base") == "received"
    assert [entry["from"] for entry in pack.get("grades.self_evaluation")] == [90, 75, 60, 0]
    assert [entry["from"] for entry in pack.rule("grades.self_evaluation").earlier[0].value] == [90, 80, 60, 0]


def test_form_of_the_page_is_recognised_by_its_headings(folders: list[Path]):
    sample = folders[0] / "mousheng_2024" / "cases" / "target.html"
    (form,) = read(sample, layouts=load("mousheng_2024", folders).layouts())
    assert (form.layout, form.pack) == ("mousheng_2024.target", "mousheng_2024")
    assert [row.target.text for row in form.indicators[:2]] == ["≥1次", "≥2次"]


def test_page_names_the_methods_the_program_knows():
    text = PAGE.read_text(encoding="utf-8")
    assert [
        word for code in ("execution.base", "scoring.reverse") for word in CHOICES[code] if f"`{word}`" not in text
    ] == []
