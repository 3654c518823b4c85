"""When a third party must give its opinion first (第三方审核范围): by kind of project or amount, as the pack says."""

from __future__ import annotations

from decimal import Decimal

from hengxiao.core.packs import load
from hengxiao.cycle.documents import Document
from hengxiao.cycle.models import Filing
from hengxiao.cycle.tree import number_in

RULE = "review.third_party"
DAYS = "review.third_party_days"
YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


def asks_third_party(filing: Filing) -> bool:
    """Whether the pack asks for a third party's opinion before approval (须有第三方意见)."""
    rule = load(filing.pack).get(RULE)
    if rule is None:
        return False
    if filing.project.kind and filing.project.kind in rule["kinds"]:
        return True
    return bool(rule["amount"]) and planned_yuan(filing.document) >= rule["amount"]


def planned_yuan(document: Document) -> Decimal:
    """The largest line of planned money in yuan (预算总额), which is the total; 0 where none is a number."""
    lines = ((number_in(fund.get("planned", "")), YUAN.get(fund.get("unit", ""))) for fund in document["funds"])
    return max((number * factor for number, factor in lines if number is not None and factor), default=Decimal(0))
