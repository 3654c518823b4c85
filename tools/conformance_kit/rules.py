"""Cases of rules (规则用例): which value holds under a pack on a day, read from the packs' files alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from conformance_kit.writing import Case, case

Rule = dict[str, Any]
Rules = dict[str, Rule]
TODAY = date(2026, 1, 1)
USED_EVERYWHERE = ("scoring", "weights", "grades", "execution", "monitoring")
SUBJECTS = {
    "assessment": "部门考核", "disclosure": "绩效公开", "documents": "制度文件", "evaluation": "绩效评价",
    "execution": "预算执行率", "filing": "申报", "forms": "表式", "goals": "绩效目标",
    "grades": "等级", "holidays": "工作日历", "indicator": "指标填写", "library": "指标库", "lists": "代码表",
    "money": "金额", "monitoring": "绩效监控", "overall": "整体支出", "pre_evaluation": "事前评估", "procedure": "办理流程",
    "project": "项目", "release": "公开审查", "review": "目标审核", "scoring": "计分", "self_evaluation": "自评",
    "text": "文字", "tree": "指标体系", "weights": "分值权重",
}  # fmt: skip


class Packs:
    """The packs of a folder as written (规则包原文)."""

    def __init__(self, folder: Path) -> None:
        self.heads: dict[str, Rule] = {}
        self.own: dict[str, Rules] = {}
        for home in sorted(path.parent for path in folder.glob("*/pack.toml")):
            tables = [read(path) for path in sorted(home.glob("*.toml"))]
            self.heads[home.name] = next(table["pack"] for table in tables if "pack" in table)
            found = {code: rule for table in tables for code, rule in rules_in(table)}
            self.own[home.name] = {code: rule for code, rule in found.items() if not code.startswith("checks.")}

    def chain(self, pack: str) -> Iterator[str]:
        """The pack and what it extends."""
        while pack:
            yield pack
            pack = self.heads[pack].get("extends", "")

    def holding(self, pack: str, code: str, day: date) -> Rule | None:
        """The newest version in force on the day, of the nearest pack that has one."""
        for source in self.chain(pack):
            rule = self.own[source].get(code)
            versions = [rule, *rule.get("earlier", ())] if rule else []
            for version in versions:
                if version["in_force"] <= day:
                    return version
        return None

    def codes(self, pack: str) -> list[str]:
        """Codes of the pack and of what it extends."""
        return sorted({code for source in self.chain(pack) for code in self.own[source]})


def read(path: Path) -> Rule:
    """A TOML file with exact decimals."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def rules_in(table: Rule, path: str = "") -> Iterator[tuple[str, Rule]]:
    """Every table that holds `value`, by its dotted path."""
    for key, inner in table.items():
        if isinstance(inner, dict):
            code = f"{path}.{key}" if path else key
            if "value" in inner:
                yield code, inner
            else:
                yield from rules_in(inner, code)


def cases(folder: Path) -> dict[str, list[Case]]:
    """Cases by pack: its own rules from their first day, the day before, and what it takes over."""
    packs = Packs(folder)
    return {pack: list(pack_cases(packs, pack)) for pack in packs.heads}


def pack_cases(packs: Packs, pack: str) -> Iterator[Case]:
    """Cases of one pack."""
    for code in packs.codes(pack):
        own = packs.own[pack].get(code)
        if own is not None:
            yield rule_case(packs, pack, code, own["in_force"])
            if code.split(".")[0] in USED_EVERYWHERE:
                yield rule_case(packs, pack, code, own["in_force"] - timedelta(days=1))
        elif code.split(".")[0] in USED_EVERYWHERE:
            yield rule_case(packs, pack, code, TODAY)


def rule_case(packs: Packs, pack: str, code: str, day: date) -> Case:
    """One rule on one day."""
    rule = packs.holding(pack, code, day)
    given = {"pack": pack, "code": code, "on": day.isoformat()}
    subject = f"{SUBJECTS[code.split('.', maxsplit=1)[0]]}（{code}）"
    begin = f"{day.year}年{day.month}月{day.day}日按{packs.heads[pack]['title']}，{subject}"
    if rule is None:
        return case(
            "rule", pack, f"{begin}尚无规定", source="rule pack", given=given, expect={"holds": False}, compare="exact"
        )
    expect = {
        "holds": True,
        "value": plain(rule["value"]),
        "in_force": rule["in_force"].isoformat(),
        "status": rule["status"],
    }
    return case("rule", pack, f"{begin}取哪个值", source=rule["cites"], given=given, expect=expect, compare="exact")


def plain(value: Any) -> Any:
    """A rule value as JSON: decimals and dates as texts."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, Decimal | date) else value
