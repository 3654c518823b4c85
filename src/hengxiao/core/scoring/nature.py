"""Kind-aware lights (按性质判断): what can be judged at this month, what cannot, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from hengxiao.core.scoring.kinds import date_number
from hengxiao.core.scoring.lights import Colour, Light, Nature, light, two_places
from hengxiao.core.scoring.operands import Pair, pair
from hengxiao.core.scoring.pace import Watched, both_numeric, by_tier, colour_of, unreadable, within
from hengxiao.core.scoring.quantities import direction_of
from hengxiao.core.scoring.rulebook import Rulebook, number
from hengxiao.core.targets import Indicator
from hengxiao.core.terms.kinds import Direction, Kind
from hengxiao.core.values import Value

BY_KIND = {
    Kind.QUALITATIVE: Nature.QUALITATIVE,
    Kind.DATE: Nature.MILESTONE,
    Kind.RANGE: Nature.RATE,
    Kind.COMPOUND: Nature.UNKNOWN,
    Kind.NONE: Nature.UNKNOWN,
}


def nature_of(indicator: Indicator, target: Value, book: Rulebook) -> Nature:
    """How the indicator grows over the year (指标性质), from the kind of its value, its direction and its name."""
    if target.kind in BY_KIND:
        return BY_KIND[target.kind]
    words = book.value("monitoring.natures")
    name = indicator.name.text
    direction = direction_of(target)
    if direction is Direction.UNKNOWN:
        return Nature.UNKNOWN
    if direction is Direction.LOWER:
        return Nature.CAP
    if target.canonical_unit == "%":
        return Nature.PROGRESS if any(word in name for word in words["progress"]) else Nature.RATE
    if any(word in name for word in words["stock"]):
        return Nature.STOCK
    return Nature.MILESTONE if target.numbers[0] == 1 else Nature.FLOW


def aware_light(watched: Watched, nature: Nature, book: Rulebook) -> Light:
    """The light of one indicator by its nature (按性质的灯色)."""
    if nature is Nature.MILESTONE and watched.actual.kind is Kind.NONE:
        return pending(watched)
    blocked = unreadable(watched)
    if blocked is not None:
        return blocked
    if nature in (Nature.UNKNOWN, Nature.QUALITATIVE):
        return words(watched, book, nature)
    if both_numeric(watched):
        numbers = pair(watched.target, watched.actual)
        if isinstance(numbers, Pair):
            return NUMERIC[nature](watched, numbers, book)
    return by_date(watched) if watched.target.kind is Kind.DATE else within(watched)


def pending(watched: Watched) -> Light:
    """A milestone without a result yet (尚未完成的时限): only a passed date is bad."""
    due = date_number(watched.target)[5:7]
    if due and int(due.strip("-")) <= watched.month:
        return light(Colour.RED, "scoring.aware_overdue", **watched.facts)
    if watched.month == 12:
        return light(Colour.RED, "scoring.aware_overdue", **watched.facts)
    return light(Colour.NONE, "scoring.aware_not_due", **watched.facts)


def by_date(watched: Watched) -> Light:
    """A milestone with a result: in time or late (时限)."""
    due, done = date_number(watched.target), date_number(watched.actual)
    if not done or due.startswith("--") != done.startswith("--"):
        return light(Colour.NONE, "scoring.light_unlike", **watched.facts)
    if done <= due:
        return light(Colour.GREEN, "scoring.aware_in_time", **watched.facts)
    return light(Colour.RED, "scoring.aware_late", **watched.facts)


def words(watched: Watched, book: Rulebook, nature: Nature) -> Light:
    """Words can be judged by the official tiers only, and finally only at the year's end (定性)."""
    if nature is Nature.UNKNOWN:
        return light(Colour.NONE, "scoring.aware_unknown", **watched.facts)
    if book.optional("monitoring.lights.qualitative") is not None:
        found = by_tier(watched, book)
        if found.colour is not Colour.NONE:
            return found
    return light(Colour.NONE, "scoring.aware_words", **watched.facts)


def growing(watched: Watched, numbers: Pair, book: Rulebook) -> Light:
    """Flows and progress rates grow with the months (累计数、进度比率): judged against the time share."""
    rule = book.value("monitoring.aware")
    target, actual = numbers.target.value, numbers.actual.value
    if target <= 0:
        return level(watched, numbers, book)
    if actual >= target * number(rule["blue_from"]) / 100:
        return light(Colour.BLUE, "scoring.aware_far_above", limit=str(rule["blue_from"]), **watched.facts)
    if actual >= target:
        return light(Colour.GREEN, "scoring.aware_reached", **watched.facts)
    value = actual / (target * watched.month / 12) * 100
    return light(colour_of(value, rule), "scoring.aware_flow", value=two_places(value), **watched.facts)


def level(watched: Watched, numbers: Pair, book: Rulebook) -> Light:
    """Stocks and rates do not add up over months (时点数、比率): compared directly, and can still change."""
    rule = book.value("monitoring.aware")
    target, actual = numbers.target.value, numbers.actual.value
    if actual >= target:
        return light(Colour.GREEN, "scoring.aware_level_met", **watched.facts)
    value = actual / target * 100 if target > 0 else Fraction(0)
    colour = colour_of(value, rule)
    if colour is Colour.GREEN:
        colour = Colour.YELLOW
    if watched.month == 12:
        colour = Colour.RED
    return light(colour, "scoring.aware_level_below", value=two_places(value), **watched.facts)


def once(watched: Watched, numbers: Pair, _book: Rulebook) -> Light:
    """A single result is there or not yet (一次性成果)."""
    if numbers.actual.value >= numbers.target.value:
        return light(Colour.GREEN, "scoring.aware_reached", **watched.facts)
    return pending(watched)


def cap(watched: Watched, numbers: Pair, _book: Rulebook) -> Light:
    """A ceiling can be broken now but is kept only at the year's end (上限)."""
    target, actual = numbers.target.value, numbers.actual.value
    adds_up = watched.target.kind in (Kind.MONEY, Kind.COUNT, Kind.NUMBER)
    if actual > target:
        if adds_up or watched.month == 12:
            return light(Colour.RED, "scoring.aware_broken", **watched.facts)
        return light(Colour.YELLOW, "scoring.aware_over_now", **watched.facts)
    if adds_up and actual > target * watched.month / 12:
        year = two_places(actual / watched.month * 12)
        return light(Colour.YELLOW, "scoring.aware_cap_fast", year=year, **watched.facts)
    return light(Colour.GREEN, "scoring.aware_kept", **watched.facts)


NUMERIC: Mapping[Nature, Callable[[Watched, Pair, Rulebook], Light]] = {
    Nature.FLOW: growing,
    Nature.PROGRESS: growing,
    Nature.STOCK: level,
    Nature.RATE: level,
    Nature.MILESTONE: once,
    Nature.CAP: cap,
}
