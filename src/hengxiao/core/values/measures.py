"""Quantities made comparable (可比化): exact numbers of two values in one unit, and the numbers a value allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hengxiao.core.terms.kinds import Comparator, Direction, Kind
from hengxiao.core.values.model import Value
from hengxiao.core.values.quantity import plain
from hengxiao.core.values.units import understand

NUMERIC = frozenset((Kind.NUMBER, Kind.COUNT, Kind.RATIO, Kind.MONEY, Kind.DURATION, Kind.RANGE))
_SIZES: dict[str, tuple[str, Fraction]] = {
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1000)),
    "倍": ("share", Fraction(1)),
    "平方米": ("area", Fraction(1)),
    "亩": ("area", Fraction(2000, 3)),
    "公顷": ("area", Fraction(10000)),
    "平方公里": ("area", Fraction(1000000)),
    "米": ("length", Fraction(1)),
    "延米": ("length", Fraction(1)),
    "延长米": ("length", Fraction(1)),
    "厘米": ("length", Fraction(1, 100)),
    "毫米": ("length", Fraction(1, 1000)),
    "里": ("length", Fraction(500)),
    "公里": ("length", Fraction(1000)),
    "克": ("mass", Fraction(1, 1000)),
    "千克": ("mass", Fraction(1)),
    "吨": ("mass", Fraction(1000)),
    "毫升": ("volume", Fraction(1, 1000)),
    "升": ("volume", Fraction(1)),
    "立方米": ("volume", Fraction(1000)),
    "秒": ("time", Fraction(1)),
    "分钟": ("time", Fraction(60)),
    "小时": ("time", Fraction(3600)),
    "天": ("time", Fraction(86400)),
    "日": ("time", Fraction(86400)),
    "自然日": ("time", Fraction(86400)),
    "日历天": ("time", Fraction(86400)),
    "日历日": ("time", Fraction(86400)),
    "周": ("time", Fraction(604800)),
    "工作日": ("working time", Fraction(1)),
    "个月": ("months", Fraction(1)),
    "季度": ("months", Fraction(3)),
    "年": ("months", Fraction(12)),
    "千瓦时": ("energy", Fraction(1)),
    "度": ("energy", Fraction(1)),
    "千瓦": ("power", Fraction(1)),
    "兆瓦": ("power", Fraction(1000)),
}
_ALIKE = {"名": "人", "位": "人", "员": "人"}


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers a value allows (取值区间); None is unbounded."""

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False

    def holds(self, other: Span) -> bool:
        """Whether every number of `other` lies here."""
        low_ok = self.low is None or (
            other.low is not None
            and (other.low > self.low or (other.low == self.low and (not self.open_low or other.open_low)))
        )
        high_ok = self.high is None or (
            other.high is not None
            and (other.high < self.high or (other.high == self.high and (not self.open_high or other.open_high)))
        )
        return low_ok and high_ok

    def misses(self, other: Span) -> bool:
        """Whether no number of `other` lies here."""
        return _apart(self, other) or _apart(other, self)


def _apart(lower: Span, upper: Span) -> bool:
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.open_high or upper.open_low))


def convert(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """A number in its canonical unit (单位换算): 3000, 万元 → 30000000, 元."""
    known = understand(unit)
    return (number if known.factor == 1 else plain(number * known.factor)), known.name


def size(unit: str) -> tuple[str, Fraction]:
    """Dimension and size of a canonical unit (量纲与换算系数); an unknown unit is a dimension of its own."""
    plain_unit = _ALIKE.get(unit, unit)
    if plain_unit.startswith("个("):
        plain_unit = "个"
    return _SIZES.get(plain_unit, (plain_unit, Fraction(1)))


def common(first: Value, second: Value) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...], str] | None:
    """Numbers of two values in the canonical unit of the second (同一单位的数值); None when they cannot be compared.

    A value without unit takes the printed unit of the other: 132.9 beside ≤202.6万元 is 132.9万元.
    """
    if first.kind not in NUMERIC or second.kind not in NUMERIC or not first.numbers or not second.numbers:
        return None
    if not first.unit or not second.unit:
        known = first if first.unit else second
        factor = Fraction(understand(known.unit).factor)
        return _times(first, factor), _times(second, factor), known.canonical_unit
    one, other = size(first.canonical_unit), size(second.canonical_unit)
    if one[0] != other[0]:
        return None
    scale = one[1] / other[1]
    ours = tuple(Fraction(n) * scale for n in first.canonical_numbers)
    return ours, tuple(Fraction(n) for n in second.canonical_numbers), second.canonical_unit


def _times(value: Value, factor: Fraction) -> tuple[Fraction, ...]:
    if value.unit:
        return tuple(Fraction(n) for n in value.canonical_numbers)
    return tuple(Fraction(n) * factor for n in value.numbers)


def span(comparator: Comparator, numbers: tuple[Fraction, ...]) -> Span:
    """The numbers a printed comparison allows (计算符号允许的取值)."""
    low, high = min(numbers), max(numbers)
    spans = {
        Comparator.AT_LEAST: Span(low, None),
        Comparator.ABOVE: Span(low, None, open_low=True),
        Comparator.AT_MOST: Span(None, high),
        Comparator.BELOW: Span(None, high, open_high=True),
    }
    return spans.get(comparator, Span(low, high))


def demanded(target: Value, direction: Direction) -> Comparator:
    """The comparison a target stands for (目标值的含义): printed, or what its direction adds to a plain number."""
    if target.comparator not in (Comparator.NONE, Comparator.ABOUT):
        return target.comparator
    by_direction = {
        Direction.HIGHER: Comparator.AT_LEAST,
        Direction.LOWER: Comparator.AT_MOST,
        Direction.EXACT: Comparator.EQUAL,
    }
    return by_direction.get(direction, Comparator.NONE)
