"""The bar to beat (正则基线): what a programmer would write in ten minutes for values; no library does as well."""

import re

COMPARATORS = {
    "≥": ">=", ">=": ">=", "不低于": ">=", "不少于": ">=", "至少": ">=", "以上": ">=", "及以上": ">=",
    "≤": "<=", "<=": "<=", "不超过": "<=", "不高于": "<=", "以内": "<=", "以下": "<=", "控制在": "<=",
    ">": ">", "大于": ">", "超过": ">", "高于": ">", "<": "<", "小于": "<", "低于": "<", "=": "=", "约": "approx",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, COMPARATORS), key=len, reverse=True))
VALUE = re.compile(
    rf"(?P<before>{_NAMES})?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<factor>亿|万)?"
    rf"(?P<unit>[%‰]|(?:(?!以[上下内]|及以)[A-Za-z㎡\u4e00-\u9fff])*)(?P<after>{_NAMES})?"
)


def understand(text):
    """(comparator, number, unit) of the first number in a text, or None for words."""
    found = VALUE.search(text)
    if found is None:
        return None
    number = float(found["number"].replace(",", "")) * {"亿": 1e8, "万": 1e4}.get(found["factor"], 1)
    return COMPARATORS.get(found["before"] or found["after"] or "", "none"), number, found["unit"]
