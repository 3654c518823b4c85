"""Timing (计时): one core, warm-up, several runs, medians; the machine is said beside the numbers.

What counts is processor time (user and system, children included): on one core it is what a clock shows when nobody
else is at work, and other programs on the machine do not spoil it. The clock's time is kept beside it.
"""

from __future__ import annotations

import os
import platform
import resource
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Timing:
    """Processor and clock times of several runs in milliseconds (用时)."""

    runs: tuple[float, ...]
    clock: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The middle one (中位数)."""
        return median(self.runs)

    @property
    def best(self) -> float:
        """The shortest one (最短), least touched by other work on the machine."""
        return min(self.runs)


def processor() -> float:
    """Seconds of processor time this process and its finished children have used (处理器时间)."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def timed(call: Callable[[], object], *, runs: int = 7, warm: int = 1, seconds: float = 6.0) -> Timing:
    """Time a call after warming up; stops early once the runs took too long."""
    for _ in range(warm):
        call()
    taken: list[float] = []
    clock: list[float] = []
    while len(taken) < runs and (len(taken) < 3 or sum(clock) < seconds * 1000):
        start, begun = processor(), perf_counter()
        call()
        taken.append((processor() - start) * 1000)
        clock.append((perf_counter() - begun) * 1000)
    return Timing(tuple(taken), tuple(clock))


def pin(core: int | None = None) -> set[int]:
    """Keep this process and its children on one core (单核); returns the cores it had."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    had = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(had) if core is None else core})
    return had


def release(cores: set[int]) -> None:
    """Give back all cores (恢复多核)."""
    if cores:
        os.sched_setaffinity(0, cores)


def machine() -> dict[str, object]:
    """What the numbers were measured on (机器)."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "load": load,
    }
