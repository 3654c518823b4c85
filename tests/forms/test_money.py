"""Money blocks in the shapes forms print them (资金)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from drawn import document

from hengxiao.core.forms import recognise
from hengxiao.core.forms.funds import amount_in_yuan
from hengxiao.core.targets import Form

TABLE = """
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 维修面积 | 100平方米 |
"""


def form(head: str) -> Form:
    return recognise(document("2022年项目绩效目标表\n" + head.strip() + "\n---" + TABLE))[0]


def test_columns_of_money_are_read_by_heading() -> None:
    read = form("""
| 项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| ^ | 年度资金总额 | 100 | 120 | 108.5 | 10 | 90.42% | 9.04 |
| ^ | 其中：财政拨款 | 100 | 120 | 108.5 | — | 90.42% | — |
| ^ | 其他资金 | | | | — | | — |
""")
    assert [fund.label.text for fund in read.funds] == ["年度资金总额", "其中：财政拨款", "其他资金"]
    total = read.funds[0]
    assert (total.planned.text, total.adjusted.text, total.executed.text) == ("100", "120", "108.5")
    assert (total.points.text, total.rate.text, total.score.text) == ("10", "90.42%", "9.04")
    assert (total.planned_yuan, total.executed_yuan) == (Decimal(1000000), Decimal("1085000.0"))
    assert read.funds[2].planned_yuan is None


def test_named_table_without_a_column_of_its_name() -> None:
    (fund,) = form("""
| 预算执行情况（万元） | 全年预算数 | 执行率 | 得分 |
| 年度财政资金总额 | 120 | 90% | 18 |
""").funds
    assert (fund.adjusted.text, fund.executed.text, fund.rate.text, fund.score.text) == ("120", "", "90%", "18")


def test_name_of_the_money_table_is_no_column() -> None:
    read = form("""
| 预算执行情况（万元）（20分） | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分×执行率） |
| 年度财政资金总额 | 50 | 40 | 80% | 16 |
""")
    (fund,) = read.funds
    assert (fund.planned.text, fund.executed.text, fund.rate.text, fund.score.text) == ("50", "40", "80%", "16")


def test_labels_with_amounts_beside_them() -> None:
    read = form("""
| 项目资金（万元） | 年度资金总额 | 936 |
| ^ | 其中：财政拨款 | 900 |
| ^ | 其他资金 | |
""")
    assert [(f.label.text, f.planned.text, f.planned_yuan) for f in read.funds] == [
        ("年度资金总额", "936", Decimal(9360000)),
        ("其中：财政拨款", "900", Decimal(9000000)),
        ("其他资金", "", None),
    ]


def test_midterm_and_annual_amounts_share_a_line() -> None:
    (fund,) = form("| 项目资金（万元） | 中期资金总额 | 300 | 年度资金总额 | 100 |").funds
    assert (fund.label.text, fund.midterm.text, fund.planned.text) == ("年度资金总额", "300", "100")


def test_executed_amount_beside_the_budget() -> None:
    (fund,) = form("| 年度部门预算（元） | 5000 | 全年执行数 | 4,800.5 |").funds
    assert (fund.planned_yuan, fund.executed_yuan) == (Decimal(5000), Decimal("4800.5"))


def test_unit_comes_from_a_line_above_the_table() -> None:
    (fund,) = form("单位：万元\n| 预算金额 | 12 |").funds
    assert (fund.unit, fund.planned_yuan) == ("万元", Decimal(120000))


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("5.8万", "万元", Decimal(58000)),
        ("1,200.50", "元", Decimal("1200.50")),
        ("2亿元", "万元", Decimal(200000000)),
        ("约10", "万元", Decimal(100000)),
        ("12", "", None),
        ("若干", "万元", None),
        ("", "万元", None),
    ],
)
def test_amount_in_yuan(text: str, unit: str, yuan: Decimal | None) -> None:
    assert amount_in_yuan(text, unit) == yuan
