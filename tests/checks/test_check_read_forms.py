"""From the file to the finding: the sample form and the original form, read and checked, with every defect at its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengxiao.core.checks import check, show_code
from hengxiao.core.packs import load
from hengxiao.core.reading import read
from hengxiao.core.targets import Finding, Form
from hengxiao.core.terms.kinds import Severity

VAGUE = ["优", "优", "优秀", "明显", "明显", "明显", "明显", "明显", "明显", "明显", "明显"]
NAMES = {
    "C07": ["为高新技术企业提供培育服务次数"],
    "C09": ["为高新技术企业提供培育服务次数"],
    "C11": ["高、中级职称评审通过率"],
    "C12": ["高、中级职称评审通过率"],
    "C14": ["高、中级职称评审通过率"],
    "C16": ["完成科技项目验收和监督平台升级", "为高新技术企业提供培育服务次数"],
    "C18": ["服务对象满意度"],
    "C19": ["重大科普活动"],
    "C20": ["科技杂志", "评价项目金额", "组织参展的企业家数"],
    "C23": ["公民具备基本科学素质比例"],
    "C25": ["公民具备基本科学素质比例"],
    "C27": ["评价项目金额"],
    "C28": [
        "提高湖北科技工作显示度",
        "完成科技项目验收和监督平台升级",
        "推进全省“三评”改革工作",
        "加强科技交流合作对湖北科技发展的持续影响",
    ],
    "C40": ["科技宣传片"],
    "C41": ["外专工作许可证办证误差率"],
}
TASKS = ["信访", "老干部", "精准", "预算", "港澳台", "科技园区", "示范区"]


def judged(path: Path) -> tuple[Form, tuple[Finding, ...]]:
    forms = read(path, layouts=())
    assert len(forms) == 1
    return forms[0], check(forms[0], load("hubei_2020"))


def assert_defects_are_found(path: Path) -> None:
    form, findings = judged(path)
    named = {code: [finding.facts["name"] for finding in findings if show_code(finding) == code] for code in NAMES}
    missed = "、".join(finding.facts["missed"] for finding in findings if show_code(finding) == "C37")

    assert named == NAMES
    assert [finding.facts["text"] for finding in findings if show_code(finding) == "C29"] == VAGUE
    assert [task for task in TASKS if task not in missed] == []
    assert [show_code(finding) for finding in findings if finding.severity is Severity.ERROR] == ["C07", "C09"]
    places = {row.name.text: row for row in form.indicators}
    assert [finding.place for finding in findings if show_code(finding) == "C19"] == [
        places["重大科普活动"].target.place
    ]


@pytest.mark.parametrize("name", ["附表五-2020.docx", "附表五-2020.xlsx", "附表五-2020.txt"])
def test_sample_form_is_read_and_every_defect_found(root: Path, name: str) -> None:
    assert_defects_are_found(root / "samples" / name)


def test_original_form_is_read_and_every_defect_found(shared: Path) -> None:
    path = shared / "seed" / "附表五-2020.txt"
    assert_defects_are_found(path)

    findings = judged(path)[1]
    assert [finding.facts["goal"] for finding in findings if show_code(finding) == "C55"] == ["年度目标03"]
