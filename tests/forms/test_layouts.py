"""Known forms of packs win over the generic recogniser (已知表式)."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawn import document

from hengxiao.core.forms import LayoutError, load_layout, recognise
from hengxiao.core.terms.kinds import FormKind

FORM = """
[form]
id = "test_2024.target"
kind = "target"
titles = ["专用表$"]
headings = ["甲栏", "乙栏", "指标名称"]
[columns]
"甲栏" = "level2"
"乙栏" = "target"
"""
DRAWING = """
2024年项目专用表
| 指标名称 | 甲栏 | 乙栏 | 实际值 |
| 培训人数 | 数量指标 | 多 | 少 |
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "test_2024" / "forms" / "target.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_known_form_wins(tmp_path: Path) -> None:
    layout = load_layout(written(tmp_path, FORM))
    (form,) = recognise(document(DRAWING), [layout])
    assert (form.layout, form.pack, form.kind) == ("test_2024.target", "test_2024", FormKind.TARGET)
    assert [(i.level2.text, i.name.text, i.target.text) for i in form.indicators] == [("数量指标", "培训人数", "多")]


def test_other_title_or_headings_do_not_match(tmp_path: Path) -> None:
    layout = load_layout(written(tmp_path, FORM))
    (other,) = recognise(document(DRAWING.replace("专用表", "绩效目标表")), [layout])
    assert other.layout.startswith("generic.")
    (fewer,) = recognise(document(DRAWING.replace("乙栏", "目标值")), [layout])
    assert fewer.layout.startswith("generic.")


@pytest.mark.parametrize("text", ["[columns]", '[form]\nid = "a"', '[form]\nid = "a"\nkind = "b"'])
def test_file_without_a_form_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LayoutError):
        load_layout(written(tmp_path, text))
