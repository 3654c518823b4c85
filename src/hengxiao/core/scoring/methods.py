"""Formulas of points (计分公式): each names its exact share of the points in the trace as `share`.

They read `target`, `actual` (both exact) and constants of the pack from the trace; the result never leaves 0…1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hengxiao.core.scoring.rulebook import number
from hengxiao.core.scoring.steps import Trace


def full(trace: Trace) -> None:
    """All of the points (得满分)."""
    trace.constant("share", 1)


def nothing(trace: Trace) -> None:
    """None of the points (不得分)."""
    trace.constant("share", 0)


def proportional(trace: Trace) -> None:
    """Reached: full; else actual/target (正向：完成比例). The target is above zero or already reached."""
    if trace.holds("actual", "ge", "target"):
        full(trace)
        return
    trace.let("share", "div", "actual", "target")


def zero_target(trace: Trace) -> None:
    """Target 0: full when the actual is not above it, else nothing (零目标)."""
    if trace.holds("actual", "le", "target"):
        full(trace)
        return
    nothing(trace)


def inverse_ratio(trace: Trace) -> None:
    """Kept: full; else target/actual (反向：目标/实际)."""
    if trace.holds("actual", "le", "target"):
        full(trace)
        return
    trace.let("share", "div", "target", "actual")


def linear_to_double(trace: Trace) -> None:
    """Kept: full; else falling in a line to 0 at twice the target (反向：超出比例扣减)."""
    if trace.holds("actual", "le", "target"):
        full(trace)
        return
    trace.constant("two", 2)
    trace.let("double", "mul", "target", "two")
    if trace.holds("actual", "ge", "double"):
        nothing(trace)
        return
    trace.constant("one", 1)
    trace.let("excess", "sub", "actual", "target")
    trace.let("excess_share", "div", "excess", "target")
    trace.let("share", "sub", "one", "excess_share")


def all_or_nothing(trace: Trace) -> None:
    """Kept: full; else nothing (反向：超过即不得分)."""
    zero_target(trace)


REVERSE: Mapping[str, Callable[[Trace], None]] = {
    "inverse_ratio": inverse_ratio,
    "linear_to_double": linear_to_double,
    "all_or_nothing": all_or_nothing,
}


def satisfaction_steps(trace: Trace, steps: Sequence[Mapping[str, Any]]) -> None:
    """Share of the highest step reached by the actual percentage (满意度分档赋分), 0 below the lowest."""
    for place, step in enumerate(steps, 1):
        trace.constant(f"step_{place}", number(step["from"]), rule="scoring.satisfaction")
        if trace.holds("actual", "ge", f"step_{place}"):
            trace.constant("step_share", number(step["share"]), rule="scoring.satisfaction")
            trace.constant("hundred", 100)
            trace.let("share", "div", "step_share", "hundred")
            return
    nothing(trace)
