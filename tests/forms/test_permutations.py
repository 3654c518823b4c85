"""The same rows, whatever the order of the columns and the wording of their headings (换序换名不变)."""

from __future__ import annotations

from drawn import document
from hypothesis import given, settings
from hypothesis import strategies as st

from hengxiao.core.forms import recognise

WORDS = {
    "level1": ["一级指标", "指标分类", "指标类别", "一级绩效指标", "绩效指标类型"],
    "level2": ["二级指标", "二级绩效指标", "二级指标名称"],
    "name": ["三级指标", "指标名称", "具体指标", "三级指标名称", "指标内容"],
    "target": ["指标值", "目标值", "年度指标值", "年初目标值（A）", "计划值", "预期指标值"],
    "actual": ["实际完成值", "完成情况", "全年完成值", "实际完成值（B）", "全年实际值"],
    "points": ["分值", "权重", "标准分", "分值（权重）"],
    "score": ["得分", "自评得分", "评分"],
    "deviation": ["偏差原因分析及改进措施", "未完成原因", "扣分原因", "差异原因"],
    "standard": ["绩效标准", "指标值来源", "标准类型"],
}
ROWS = [
    ("产出指标", "数量指标", "培训农户", "≥500人次", "520人次", "10", "10", "", "计划标准"),
    ("产出指标", "数量指标", "发放资料", "2000份", "1800份", "10", "9", "印刷延误", "计划标准"),
    ("产出指标", "质量指标", "培训合格率", "95%", "96%", "15", "15", "", "行业标准"),
    ("产出指标", "时效指标", "完成时间", "2022年11月底前", "2022年11月", "15", "15", "", "计划标准"),
    ("效益指标", "社会效益指标", "种植技术水平提升情况", "明显提升", "明显提升", "30", "30", "", "历史标准"),
    ("满意度指标", "服务对象满意度指标", "参训农户满意度", "≥90%", "93%", "10", "10", "", "历史标准"),
]
ROLES = tuple(WORDS)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], str]:
    roles = draw(st.permutations([role for role in ROLES if draw(st.booleans()) or role in ("name", "target")]))
    headings = [draw(st.sampled_from(WORDS[role])) for role in roles]
    lines = ["| " + " | ".join(headings) + " |"]
    for row in ROWS:
        lines.append("| " + " | ".join(row[ROLES.index(role)] for role in roles) + " |")
    return roles, "某县2022年项目绩效表\n" + "\n".join(lines)


@given(tables())
@settings(max_examples=150, deadline=None)
def test_rows_do_not_depend_on_order_and_wording(table: tuple[list[str], str]) -> None:
    roles, drawing = table
    (form,) = recognise(document(drawing))
    read = [tuple(row.text(role) for role in roles) for row in form.indicators]
    assert read == [tuple(row[ROLES.index(role)] for role in roles) for row in ROWS]


@given(st.permutations(["sign", "target", "unit"]), st.booleans())
@settings(max_examples=12, deadline=None)
def test_sign_value_unit_in_any_order(order: list[str], first: bool) -> None:
    headings = {"sign": "指标性质", "target": "指标值", "unit": "计量单位"}
    rows = [("培训人数", "≥", "200", "人次"), ("项目成本", "≤", "35.5", "万元"), ("合格率", "=", "100", "%")]
    cells = {"sign": 1, "target": 2, "unit": 3}
    lines = ["| " + " | ".join(["指标名称"] * first + [headings[o] for o in order] + ["指标名称"] * (not first)) + " |"]
    for row in rows:
        lines.append(
            "| " + " | ".join([row[0]] * first + [row[cells[o]] for o in order] + [row[0]] * (not first)) + " |"
        )
    (form,) = recognise(document("绩效目标表\n" + "\n".join(lines)))
    assert [(i.name.text, i.target_cells) for i in form.indicators] == [(row[0], row[1:]) for row in rows]
