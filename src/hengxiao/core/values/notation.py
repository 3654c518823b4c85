"""Notations put into words of the grammar (写法统一): a chain 80%≤X<90%, an interval [80%,90%), ¥500 for 500元."""

from __future__ import annotations

import re

_AMOUNT = "\\d+(?:\\.\\d+)?[^\\d≥≤=><,，;；。\\[\\]()]{0,6}"
_NAME = "[^\\d≥≤=><,，;；。]{1,10}"
_CHAIN = re.compile(f"({_AMOUNT})(<=|>=|[≤≥<>]){_NAME}(<=|>=|[≤≥<>])({_AMOUNT})")
_INTERVAL = re.compile(f"([\\[(])({_AMOUNT})[,，]({_AMOUNT})([\\])])")
_CURRENCY = re.compile("([^\\d¥￥]{0,8})[¥￥](\\d[\\d,.]*[万亿]?)元?")
_TURNED = {"≤": "≥", "<=": "≥", "<": ">", "≥": "≤", ">=": "≤", ">": "<"}


def spell_out(text: str) -> str:
    """≥80%且<90% for 80%≤X<90% and for [80%,90%), 500元 for ¥500; any other text as it is."""
    chain = _CHAIN.fullmatch(text)
    if chain:
        first, turned, second, last = chain.groups()
        return f"{_TURNED[turned]}{first}且{second}{last}"
    interval = _INTERVAL.fullmatch(text)
    if interval and interval[1] + interval[4] != "()":
        return f"{'≥' if interval[1] == '[' else '>'}{interval[2]}且{'≤' if interval[4] == ']' else '<'}{interval[3]}"
    currency = _CURRENCY.fullmatch(text)
    return f"{currency[1]}{currency[2]}元" if currency else text
