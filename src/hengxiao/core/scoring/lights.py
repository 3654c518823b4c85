"""What monitoring gives back (监控结果): two lights per indicator side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from hengxiao.core.packs import Rule
from hengxiao.core.scoring.sheet import Remark
from hengxiao.core.scoring.steps import rounded
from hengxiao.core.targets import Finding, Place
from hengxiao.core.terms.kinds import Language
from hengxiao.core.values import Value


class Colour(StrEnum):
    """Colour of a light (灯色); NONE = cannot be judged (不能判断)."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    NONE = "none"


class Nature(StrEnum):
    """How an indicator grows over the year (指标性质).

    flow 累计数 · progress 进度比率 · stock 时点数 · rate 比率 · milestone 一次性成果或时限 · cap 上限 ·
    qualitative 定性 · unknown 不明.
    """

    FLOW = "flow"
    PROGRESS = "progress"
    STOCK = "stock"
    RATE = "rate"
    MILESTONE = "milestone"
    CAP = "cap"
    QUALITATIVE = "qualitative"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Light:
    """A light and why (灯色及说明)."""

    colour: Colour
    remark: Remark

    def record(self, language: Language | str) -> dict[str, str]:
        """The light as JSON."""
        return {"colour": str(self.colour), "explanation": self.remark.text(language)}


@dataclass(frozen=True, slots=True)
class MonitorLine:
    """One indicator at a month (单项指标监控): the pack's light and the kind-aware one."""

    number: int
    place: Place
    goal: str
    level1: str
    level2: str
    name: str
    target: Value
    actual: Value
    nature: Nature
    pack: Light
    aware: Light


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Budget execution at a month (预算执行监控)."""

    budget: Decimal | None
    executed: Decimal | None
    pack: Light
    aware: Light
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalLight:
    """Worst colour among a goal's indicators (目标灯色), by either rule."""

    label: str
    pack: Colour
    aware: Colour


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Lights of one form at a month under one pack (监控表亮灯)."""

    source: str
    title: str
    pack: str
    month: int
    lines: tuple[MonitorLine, ...]
    money: MoneyLine
    goals: tuple[GoalLight, ...]
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...] = ()

    def record(self, language: Language | str = Language.CHINESE) -> dict[str, Any]:
        """The lights as JSON (监控结果)."""
        return {
            "source": self.source,
            "pack": self.pack,
            "month": self.month,
            "money": {
                "budget": "" if self.money.budget is None else f"{self.money.budget:f}",
                "executed": "" if self.money.executed is None else f"{self.money.executed:f}",
                "pack": self.money.pack.record(language),
                "aware": self.money.aware.record(language),
            },
            "goals": [{"label": goal.label, "pack": str(goal.pack), "aware": str(goal.aware)} for goal in self.goals],
            "lines": [
                {
                    "goal": line.goal,
                    "level1": line.level1,
                    "level2": line.level2,
                    "name": line.name,
                    "target": line.target.text,
                    "actual": line.actual.text,
                    "nature": str(line.nature),
                    "pack": line.pack.record(language),
                    "aware": line.aware.record(language),
                    "address": line.place.address,
                }
                for line in self.lines
            ],
            "findings": [
                {"code": f.code, "severity": str(f.severity), "message": f.message(language)}
                for f in (*self.findings, *self.money.findings)
            ],
        }


def light(colour: Colour | str, code: str, **facts: str) -> Light:
    """A light with its sentence."""
    return Light(Colour(colour), Remark(code, facts))


def two_places(value: Fraction) -> str:
    """A percentage value with two decimals, half up (两位小数)."""
    return f"{rounded(abs(value), 2, 'half_up'):f}" if value >= 0 else f"-{rounded(-value, 2, 'half_up'):f}"


def worst(colours: Iterable[Colour], order: Iterable[str]) -> Colour:
    """Worst colour by the pack's order (最差灯色); lights that could not be judged do not count."""
    found = set(colours)
    return next((Colour(colour) for colour in order if Colour(colour) in found), Colour.NONE)
