"""Exact arithmetic that writes itself down (计算步骤): every score can be re-derived from its steps."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.targets import Place

Operation = Callable[[Fraction, Fraction], Fraction]
Relation = Callable[[Fraction, Fraction], bool]

OPERATIONS: Mapping[str, Operation] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "min": min,
    "max": max,
}
RELATIONS: Mapping[str, Relation] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
    "eq": operator.eq,
}


def number_text(value: Fraction | Decimal | int) -> str:
    """A number without loss (精确数): a decimal when it ends, else a fraction such as `3/7`."""
    exact = Fraction(value)
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{exact.numerator}/{exact.denominator}"
    digits = 0
    while (exact * 10**digits).denominator != 1:
        digits += 1
    return f"{Decimal(int(exact * 10**digits)).scaleb(-digits):f}"


def rounded(value: Fraction, places: int, mode: str) -> Decimal:
    """Round a number that is not negative (四舍五入): `half_up`, or `truncate` (截断), to `places` decimals.

    Raises:
        UnknownModeError: the mode is neither of the two.
    """
    if mode not in ("half_up", "truncate"):
        raise UnknownModeError("scoring.rounding", mode)
    scaled = value * 10**places
    whole = (scaled + Fraction(1, 2)) // 1 if mode == "half_up" else scaled // 1
    return Decimal(int(whole)).scaleb(-places)


class UnknownModeError(ValueError):
    """A pack names a way of scoring that does not exist: code of the rule and its value."""


@dataclass(frozen=True, slots=True)
class Given:
    """A number the steps start from (已知数).

    A printed one keeps its text, the number in it and the factor of its unit (万元 → 10000); one taken from a rule
    keeps the code of the rule; a constant has neither.
    """

    name: str
    value: Fraction
    text: str = ""
    number: str = ""
    factor: Fraction = Fraction(1)
    rule: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One exact operation (一步计算): names of the operands, and the result as text; relations give `true`/`false`."""

    name: str
    operation: str
    operands: tuple[str, ...]
    result: str


class Trace:
    """Computes by name and keeps what it did (算式); a name set again stands for its newest number from then on."""

    def __init__(self) -> None:
        self._values: dict[str, Fraction] = {}
        self._givens: list[Given] = []
        self._steps: list[Step] = []

    @property
    def givens(self) -> tuple[Given, ...]:
        """The numbers the steps start from (已知数)."""
        return tuple(self._givens)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The operations in order (步骤)."""
        return tuple(self._steps)

    def __getitem__(self, name: str) -> Fraction:
        return self._values[name]

    def give(self, given: Given) -> Fraction:
        """Start from a number."""
        self._values[given.name] = given.value
        self._givens.append(given)
        return given.value

    def constant(self, name: str, value: Fraction | Decimal | int, rule: str = "") -> Fraction:
        """Start from a number that is not printed: a rule's, or a plain constant."""
        return self.give(Given(name, Fraction(value), rule=rule))

    def let(self, name: str, operation: str, left: str, right: str) -> Fraction:
        """Compute a new number from two named ones."""
        value = Fraction(OPERATIONS[operation](self._values[left], self._values[right]))
        self._values[name] = value
        self._steps.append(Step(name, operation, (left, right), number_text(value)))
        return value

    def holds(self, left: str, relation: str, right: str) -> bool:
        """Compare two named numbers."""
        answer = RELATIONS[relation](self._values[left], self._values[right])
        self._steps.append(Step(f"{left}_{relation}_{right}", relation, (left, right), "true" if answer else "false"))
        return answer

    def absorb(self, prefix: str, other: Trace) -> None:
        """Take over another trace, its names prefixed (并入分项算式)."""
        for given in other.givens:
            self._givens.append(replace(given, name=prefix + given.name))
        for step in other.steps:
            operands = tuple(prefix + name for name in step.operands)
            name = f"_{step.operation}_".join(operands) if step.operation in RELATIONS else prefix + step.name
            self._steps.append(Step(name, step.operation, operands, step.result))
        self._values |= {prefix + name: value for name, value in other.known().items()}

    def known(self) -> Mapping[str, Fraction]:
        """All numbers by name, as they stand now (现有各数)."""
        return dict(self._values)

    def round(self, name: str, exact: str, places: int, mode: str) -> Decimal:
        """Round a named number by the pack's rule."""
        value = rounded(self._values[exact], places, mode)
        self._values[name] = Fraction(value)
        self._steps.append(Step(name, mode, (exact, str(places)), f"{value:f}"))
        return value
