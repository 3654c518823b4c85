"""Date expressions: points, deadlines, periods, ranges."""

import pytest

from hengxiao.core.values import parse
from hengxiao.core.values.dates import period

PERIODS = [
    ("2021年", "2021-01-01", "2021-12-31"),
    ("2021年度", "2021-01-01", "2021-12-31"),
    ("二〇二一年", "2021-01-01", "2021-12-31"),
    ("2021年初", "2021-01-01", "2021-01-31"),
    ("2021年中", "2021-06-01", "2021-06-30"),
    ("2021年内", "", "2021-12-31"),
    ("2021年年底", "", "2021-12-31"),
    ("年末", "", "--12-31"),
    ("年度内", "", "--12-31"),
    ("当年", "--01-01", "--12-31"),
    ("2020年2月", "2020-02-01", "2020-02-29"),
    ("2月", "--02-01", "--02-28"),
    ("2月29日", "--02-29", "--02-29"),
    ("2021年2月29日", None, None),
    ("4月31日", None, None),
    ("十二月", "--12-01", "--12-31"),
    ("十月十五日", "--10-15", "--10-15"),
    ("12月底", "", "--12-31"),
    ("12月上旬", "--12-01", "--12-10"),
    ("12月下旬", "--12-21", "--12-31"),
    ("2021年上旬", None, None),
    ("2021年月底", None, None),
    ("第二季度", "--04-01", "--06-30"),
    ("2021年4季度末", "", "2021-12-31"),
    ("2021年下半年", "2021-07-01", "2021-12-31"),
    ("2021/3/5", "2021-03-05", "2021-03-05"),
    ("2021-03", "2021-03-01", "2021-03-31"),
    ("每月5日", "---05", "---05"),
    ("每月底", "", "---31"),
    ("月底", "", "---31"),
    ("季末", None, None),
    ("1-3月", "--01-01", "--03-31"),
    ("2020年1-11月", "2020-01-01", "2020-11-30"),
    ("一、二季度", "--01-01", "--06-30"),
    ("2019-2021年", "2019-01-01", "2021-12-31"),
    ("2021年3月-6月", "2021-03-01", "2021-06-30"),
    ("2021年3月5日至20日", "2021-03-05", "2021-03-20"),
    ("2021年3月5日至4月2日", "2021-03-05", "2021-04-02"),
    ("2023.1.1-12.31", "2023-01-01", "2023-12-31"),
    ("10月至2022年3月", "2022-10-01", "2022-03-31"),
    ("2021年4月31日至5月2日", None, None),
    ("2021年3月底至6月底", "2021-03-31", "2021-06-30"),
    ("随便", None, None),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_period_knows_the_calendar(text: str, first: str | None, last: str | None) -> None:
    found = period(text)
    assert (found.first if found else None, found.last if found else None) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12月底前", "", "2021-12-31"),
        ("第一季度", "2021-01-01", "2021-03-31"),
        ("2020年6月", "2020-06-01", "2020-06-30"),
        ("当年12月31日", "2021-12-31", "2021-12-31"),
        ("2021年3月以后", "2021-03-01", ""),
        (">2021年3月", "2021-03-01", ""),
    ],
)
def test_parse_fills_in_the_budget_year(text: str, first: str, last: str) -> None:
    value = parse(text, year=2021)
    assert (value.kind, value.date_from, value.date_to) == ("date", first, last)


@pytest.mark.parametrize("text", ["季末前完成", "按照2021年12月25日专题会议纪要确定的事项执行"])
def test_parse_leaves_a_date_that_is_only_mentioned(text: str) -> None:
    assert parse(text).kind == "qualitative"


def test_parse_takes_a_bare_decimal_under_a_unit_column_for_a_number() -> None:
    assert parse("2015.06").kind == "date"
    assert (parse("2015.06", unit="万元").kind, parse("2015.06", indicator="项目总成本").kind) == ("money", "number")
