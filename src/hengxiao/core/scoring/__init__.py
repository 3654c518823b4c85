"""Scores, totals, grades and monitoring lights (评分与监控): each explains itself in words and numbers."""

from hengxiao.core.scoring.lights import Colour, GoalLight, Light, MoneyLine, Monitoring, MonitorLine, Nature
from hengxiao.core.scoring.monitor import MonthError, monitor
from hengxiao.core.scoring.proof import write_proof
from hengxiao.core.scoring.score import score
from hengxiao.core.scoring.sheet import (
    Difference,
    ExecutionLine,
    GoalScore,
    Remark,
    ScoreLine,
    ScoreSheet,
    SelfWarning,
    Totals,
)
from hengxiao.core.scoring.steps import Given, Step, UnknownModeError

__all__ = [
    "Colour",
    "Difference",
    "ExecutionLine",
    "Given",
    "GoalLight",
    "GoalScore",
    "Light",
    "MoneyLine",
    "MonitorLine",
    "Monitoring",
    "MonthError",
    "Nature",
    "Remark",
    "ScoreLine",
    "ScoreSheet",
    "SelfWarning",
    "Step",
    "Totals",
    "UnknownModeError",
    "monitor",
    "score",
    "write_proof",
]
