"""The rules a scoring uses (所用规则): every value read is remembered with its origin."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hengxiao.core.packs import MissingRuleError, Pack, Rule


class Rulebook:
    """Reads rules of a pack and remembers which (规则簿)."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._used: dict[str, Rule] = {}

    def value(self, code: str) -> Any:
        """Value of a rule (规则值).

        Raises:
            MissingRuleError: the pack does not state it.
        """
        rule = self.pack.rule(code)
        self._used[code] = rule
        return rule.value

    def optional(self, code: str, default: Any = None) -> Any:
        """Value of a rule, or the default when the pack does not state it."""
        try:
            return self.value(code)
        except MissingRuleError:
            return default

    def percent(self, code: str, key: str) -> Fraction:
        """A percentage of a rule as a share: 120 → 6/5."""
        return number(self.value(code)[key]) / 100

    @property
    def used(self) -> tuple[Rule, ...]:
        """The rules read so far, by code (用到的规则)."""
        return tuple(self._used[code] for code in sorted(self._used))


def number(value: Any) -> Fraction:
    """A number of a pack, exact (规则数值)."""
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(str(value))
