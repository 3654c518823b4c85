"""Properties of the value grammar: total, stable, linear."""

import json
import time
from decimal import Decimal

import pytest
from casefile import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from hengxiao.core.values import Value, parse, render, restate, to_record

PIECES = st.sampled_from(
    [
        "≥",
        "≤",
        "=",
        ">",
        "<",
        "±",
        "约",
        "近",
        "不少于",
        "不超过",
        "超过",
        "以上",
        "以下",
        "以内",
        "左右",
        "%",
        "‰",
        "万",
        "亿",
        "元",
        "万元/亩",
        "个",
        "家",
        "人次",
        "次/月",
        "天",
        "个月",
        "年",
        "月",
        "日",
        "前",
        "底",
        "季度",
        "第",
        "至",
        "-",
        "~",
        "/",
        "、",
        "，",
        "；",
        "。",
        "（",
        "）",
        "“",
        "”",
        "每",
        "每人",
        "一",
        "二",
        "十",
        "百",
        "三分之二",
        "百分之",
        "0",
        "1",
        "2",
        "5",
        "12",
        "95",
        "100",
        "2021",
        "1,200",
        "0.97",
        "12.5",
        "工",
        "^",
        "$",
        "¦",
        "*",
        "满意",
        "完成",
        "明显",
        "无",
        "优",
    ]
)
MEASURES = st.sampled_from(
    ["", "%", "家", "人次", "万元", "元/人·月", "平方米", "公里", "天", "个工作日", "次/月", "‰", "倍"]
)
SIGNS = st.sampled_from(["", "≥", "≤", ">", "<", "约"])
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


def same(value: Value, other: Value) -> bool:
    """Whether two values say the same, apart from their texts."""
    fields = "kind comparator canonical_unit canonical_numbers date_from date_to"
    return all(getattr(value, f) == getattr(other, f) for f in fields.split()) and len(value.parts) == len(other.parts)


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=6))
@settings(max_examples=300, deadline=None)
def test_parse_is_total_on_any_text(text: str, indicator: str, unit: str) -> None:
    assert json.loads(json.dumps(to_record(parse(text, indicator=indicator, unit=unit))))["text"] == text


@given(st.lists(PIECES, max_size=8).map("".join), st.lists(PIECES, max_size=4), PIECES)
@settings(max_examples=300, deadline=None)
def test_parse_is_total_on_pieces_of_values(text: str, cells: list[str], unit: str) -> None:
    assert parse(text, unit=unit).text == text
    assert parse("¦".join(cells), cells=cells).cells == tuple(cells)


@given(SIGNS, NUMBERS, MEASURES)
@settings(max_examples=200, deadline=None)
def test_parse_reads_back_what_restate_writes(sign: str, number: Decimal, unit: str) -> None:
    value = parse(f"{sign}{number}{unit}", indicator="金额")
    assert value.numbers == (number,)
    assert same(parse(restate(value), indicator="金额"), value)


@given(SIGNS, NUMBERS, MEASURES)
@settings(max_examples=100, deadline=None)
def test_render_gives_the_printed_form_back(sign: str, number: Decimal, unit: str) -> None:
    assert render(parse(f"{sign} {number}{unit}")) == f"{sign} {number}{unit}".strip()


def test_restate_keeps_the_meaning_of_every_clean_case() -> None:
    texts = [c.text for c in cases() if not c.doubtful and not c.unit and "¦" not in c.text]
    changed = [t for t in texts if not same(parse(restate(parse(t))), parse(t))]
    assert changed == []


HOSTILE = [
    "1" * 20000,
    "≥1%、" * 5000,
    "一" * 20000,
    "（1" * 8000,
    "1," * 9000,
    "每人" * 9000,
    "2021年" * 5000,
    "1、完成" * 3000,
    "按" * 20000,
    "5" + "每人" * 190 + "!",
    "5" + "/人" * 190 + "!",
    "5元" + "/个月" * 120 + "；",
    "5元/" + "人·" * 190 + "!",
    "每" + "一" * 390 + "!",
    "≥" + "." * 390 + "!",
    "1:" * 190,
    "壹" * 20000,
    "壹万" * 10000,
    "80%≤" * 95,
    "[" + "8%" * 190 + "]",
    "￥" + "1," * 190,
    "每年" * 120 + "一次",
    "详见" + "附件1" * 120,
    "12-" * 130,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: t[:6])
def test_parse_is_linear_in_the_length_of_a_text(text: str) -> None:
    start = time.perf_counter()
    json.dumps(to_record(parse(text)))
    parse(text[:390] + "%", unit=text[1:390])
    assert time.perf_counter() - start < 1
