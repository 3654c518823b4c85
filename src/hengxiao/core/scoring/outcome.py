"""What one indicator yields before rounding (指标计分中间结果)."""

from __future__ import annotations

from dataclasses import dataclass, field

from hengxiao.core.scoring.sheet import Remark
from hengxiao.core.scoring.steps import Trace


@dataclass(slots=True)
class Outcome:
    """Method, trace and sentences of one indicator.

    `way` is `computed` (the trace holds `share`), `judged` (the form's hand score decides, inside the tier's interval
    where a tier is known) or `unscored` (no score can be given; `faults` say why).
    """

    method: str = ""
    way: str = "unscored"
    trace: Trace = field(default_factory=Trace)
    tier: str = ""
    parts: tuple[str, ...] = ()
    remarks: list[Remark] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)

    def computed(self, method: str, *remarks: Remark) -> Outcome:
        """The formula gives the score (按公式)."""
        self.method, self.way = method, "computed"
        self.remarks.extend(remarks)
        return self

    def judged(self, method: str, *remarks: Remark) -> Outcome:
        """A person gives the score (人工评判)."""
        self.method, self.way = method, "judged"
        self.remarks.extend(remarks)
        return self

    def refuse(self, code: str, **facts: str) -> Outcome:
        """No score can be given (不能计分)."""
        self.way = "unscored"
        self.faults.append(Remark(code, facts))
        return self

    def warn(self, code: str, **facts: str) -> None:
        """Something to look at that does not stop the score (提示)."""
        self.faults.append(Remark(code, facts))
