"""The grammar of values (指标值文法): EBNF of every production, by name; docs/zh/value-grammar.md prints the same.

`[ x ]` is optional, `{ x }` may repeat, `x | y` is a choice. Words in quotes stand for their whole family: the words
themselves are data in `tokens.py`, `units.toml` and `qualitative.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

PRODUCTIONS: Mapping[str, str] = {
    "value": "absence | grades | quantity | date | compound | words",
    "absence": '"无" | "新增" | "待定" | "不适用" | "同上" | "详见附件" | dash | placeholder | sign | unit | blank',
    "grades": "quantity quantity quantity quantity",
    "compound": "item separator item { separator item }",
    "item": "[ subject ] ( quantity | date )",
    "quantity": "[ bound ] [ per ] number [ more ] [ unit [ half ] | noun ] [ post ] [ range ]",
    "range": "dash number [ more ] [ unit | noun ] [ post ]",
    "tolerance": '"±" number [ unit ] [ post ]',
    "bound": "sign | at_least | at_most | above | below | equal | about",
    "sign": '"≥" | "≤" | "=" | ">" | "<" | "≈" | "±"',
    "at_least": '"不少于" | "不低于" | "至少" | "大于等于"',
    "at_most": '"不超过" | "不高于" | "至多" | "小于等于" | "控制在"',
    "above": '"超过" | "高于" | "大于" | "突破"',
    "below": '"低于" | "小于" | "少于" | "不足"',
    "equal": '"等于"',
    "about": '"约" | "近" | "预计" | "暂定"',
    "post": '"以上" | "以下" | "以内" | "内" | "左右" | "起" | "+"',
    "more": '"余" | "多" | "几"',
    "per": '"每" unit [ "每" unit ]',
    "number": "digits | numeral | half | fraction | proportion",
    "half": '"半"',
    "digits": '[ "-" | "+" ] digit { digit | "," digit } [ "." digit { digit } ]',
    "numeral": '( "一" | "二" | "两" | "十" | "百" | "千" | "万" ) { numeral }',
    "fraction": '"百分之" number | numeral "分之" numeral | numeral "成" | "一半" | digits "/" digits',
    "proportion": 'digits ":" digits',
    "unit": '[ multiplier ] base { ( "/" | "每" | "·" ) denominator }',
    "multiplier": '"百" | "千" | "万" | "亿"',
    "denominator": "[ digits ] [ multiplier ] base | noun",
    "date": '[ bound ] expression [ "前" | "后" | "起" ]',
    "expression": "point [ dash point ] | month dash month | year dash year",
    "point": "[ year ] month [ day | turn ] | [ year ] part | year [ turn ] | dotted",
    "turn": '"底" | "末" | "初" | "上旬" | "中旬" | "下旬"',
    "part": '"第一季度" | "上半年" | "下半年" | "全年"',
}
