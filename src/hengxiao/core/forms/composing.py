"""Targets printed in several cells (分栏填写的指标值): sign, value and unit joined in the order they are read aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.vocabulary import content
from hengxiao.core.targets import Field

JOIN = "¦"
GRADES = ("grade1", "grade2", "grade3", "grade4")
APART = frozenset({"sign", "type", "unit", *GRADES})
NO_FIELD = Field()
ENDS_IN_NUMBER = re.compile(r"\d$")
BEGINS_WITH_SIGN = re.compile(r"^(≥|≤|=|>|<|≧|≦|═|⩾|⩽)")


def compose(roles: Sequence[str], by_role: Mapping[str, Field]) -> tuple[Field, tuple[str, ...]]:
    """The target and its cells (指标值及其分栏): a single cell stays as printed, several are joined by ¦."""
    if APART.isdisjoint(by_role):
        return by_role.get("target", NO_FIELD), ()
    grades = [by_role[role] for role in GRADES if role in by_role]
    if grades:
        texts = tuple(by_role.get(role, NO_FIELD).text for role in GRADES if role in roles)
        return replace(grades[0], text=JOIN.join(texts)), texts
    target = by_role.get("target", NO_FIELD)
    value = squeeze(target.text)
    if not target or not any(c.isdigit() for c in value):
        return target, ()
    cells = [target.text]
    sign = by_role.get("sign") or by_role.get("type", NO_FIELD)
    if content("compare", sign.text) and not BEGINS_WITH_SIGN.match(value):
        cells.insert(0, sign.text)
    if ENDS_IN_NUMBER.search(value) and by_role.get("unit"):
        cells.append(by_role["unit"].text)
    if len(cells) == 1:
        return target, ()
    return replace(target, text=JOIN.join(cells)), tuple(cells)
