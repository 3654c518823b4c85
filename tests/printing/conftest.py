"""Forms that printing tests print."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from indicator_rows import row

from hengxiao.core.targets import Field, Form, Fund, Goal, Project
from hengxiao.core.terms.kinds import FormKind, Term


@pytest.fixture(scope="session")
def small() -> Form:
    """A target form with one long-term and two annual goals."""
    return Form(
        FormKind.TARGET,
        title="综合事务专项绩效目标",
        project=Project(name=Field("综合事务"), code=Field("2020—1"), department=Field("科技厅"), unit=Field("机关")),
        goals=(
            Goal(label=Field("长期目标"), term=Term.LONG, text=Field("管好机关。")),
            Goal(label=Field("年度目标01"), text=Field("办好期刊。")),
            Goal(label=Field("年度目标02"), text=Field("办好展览。")),
        ),
        indicators=(
            row("长期目标", "产出", "数量指标", "运转率", "100%", standard="计划数据"),
            row("年度目标01", "产出", "数量指标", "期刊", "6期", previous_year="6期", year_before_last="5期"),
            row("年度目标01", "产出", "数量指标", "宣传片", "≥5次", previous_year="无", year_before_last="无"),
            row("年度目标01", "效益", "社会效益", "显示度", "明显"),
            row("年度目标02", "产出", "数量指标", "展览", "1次"),
        ),
    )


@pytest.fixture(scope="session")
def evaluated() -> Form:
    """A self-evaluation with one goal, money, points and scores."""
    return Form(
        FormKind.SELF_EVALUATION,
        title="2020年度项目自评表",
        year=2020,
        project=Project(name=Field("综合事务"), department=Field("科技厅"), unit=Field("机关")),
        funds=(
            Fund(
                label=Field("年度资金总额"),
                planned=Field("100"),
                adjusted=Field("120"),
                executed=Field("114"),
                rate=Field("95%"),
                points=Field("10"),
                score=Field("9.5"),
                unit="万元",
            ),
        ),
        goals=(Goal(text=Field("办好期刊。"), actual=Field("已办好。")),),
        indicators=(
            row("", "产出指标", "数量指标", "期刊", "6期", actual="6期", points="50", score="50"),
            row(
                "",
                "满意度指标",
                "满意度",
                "读者满意度",
                "≥95%",
                actual="90%",
                points="40",
                score="38",
                deviation="样本少",
            ),
        ),
        total=Field("97.5"),
    )


@pytest.fixture(scope="session")
def builder(root: Path) -> ModuleType:
    """The script that composes the samples."""
    path = root / "tools" / "build_samples.py"
    spec = importlib.util.spec_from_file_location("build_samples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
