"""What the contents of a column say about its meaning (内容证据)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.vocabulary import is_level, pattern, row_word

SAMPLE = 60
LONG = 12


class Evidence(NamedTuple):
    """How many cells of a column are filled, and the shares of them that look like something (栏目内容特征)."""

    filled: int = 0
    blank: float = 1.0
    distinct: float = 0.0
    level1: float = 0.0
    level2: float = 0.0
    value: float = 0.0
    long: float = 0.0
    short: float = 0.0
    digits: float = 0.0
    dash: float = 0.0
    valued: float = 0.0
    goal: float = 0.0
    sign: float = 0.0
    compare: float = 0.0
    kind_word: float = 0.0
    unit: float = 0.0
    number: float = 0.0
    quality: float = 0.0
    standard: float = 0.0
    likelihood: float = 0.0


NOTHING = Evidence()


def evidence(texts: Sequence[str]) -> Evidence:
    """The evidence of a column's cell texts (栏目证据)."""
    filled = [squeeze(text) for text in texts if text][:SAMPLE]
    if not filled:
        return NOTHING
    number, total = len(filled), sum(map(_signs, filled))
    shares = [count / number for count in total.to_bytes(len(SIGNS), "little")]
    return Evidence(number, 1 - number / len(texts), len(set(filled)) / number, *shares)


SIGNS = Evidence._fields[3:]
KINDS = SIGNS[SIGNS.index("sign") :]


@lru_cache(maxsize=16384)
def _signs(text: str) -> int:
    """What a cell's text looks like: a byte, 0 or 1, for each of `SIGNS`, so that a sum over texts counts them."""
    brief = len(text) <= 30
    found = {name: bool(search(text)) for name, search in _searches()}
    signs = (
        is_level(text, 1),
        is_level(text, 2),
        brief and found["value"],
        len(text) >= LONG,
        len(text) <= 5,
        any(sign.isdigit() for sign in text),
        found["empty"],
        brief and (found["value"] or found["quality"] or found["number"]),
        row_word("goal_label", text),
        *(found[name] for name in KINDS),
    )
    return int.from_bytes(bytes(signs), "little")


@cache
def _searches() -> list[tuple[str, Callable[[str], object]]]:
    """The searches for kinds of contents, each text of a column being asked once for all of them."""
    return [(name, pattern("contents", name).search) for name in ("value", "empty", *KINDS)]


def support(role: str, found: Evidence) -> float:
    """How much the contents speak for (positive) or against (negative) a role; 0 for an empty column (证据分)."""
    weigh = WEIGHTS.get(role)
    return weigh(found) if weigh and found.filled else 0.0


def _level(depth: int) -> Callable[[Evidence], float]:
    def weigh(e: Evidence) -> float:
        own, other = (e.level1, e.level2) if depth == 1 else (e.level2, e.level1)
        return 7 * own + other - 3 * max(other - own, 0) - 6 * e.number - 5 * e.compare - 3 * max(e.value - own, 0)

    return weigh


def _name(e: Evidence) -> float:
    against = 8 * e.number + 9 * e.sign + 6 * e.standard + 4 * e.value * (1 - e.long) + 4 * max(e.level1, e.level2)
    return 3 * e.distinct + 3 * e.long - against - 5 * e.unit - 3 * e.quality


def _target(e: Evidence) -> float:
    labels = max(e.level1, e.level2)
    return 4 * e.valued - 9 * e.compare - 4 * e.kind_word - 3 * e.standard - 4 * labels


def _points(e: Evidence) -> float:
    plain = e.number + e.dash
    return 4 * plain - 7 * (1 - plain) * (0.5 if e.value > 0.5 else 1)


def _sign(e: Evidence) -> float:
    return 8 * e.sign - 8 * (1 - e.sign)


def _kind_of_value(e: Evidence) -> float:
    return 6 * e.kind_word + 2 * e.sign - 8 * (1 - e.sign)


def _unit(e: Evidence) -> float:
    return 6 * e.unit - 6 * (1 - e.unit) * (1 - e.short) - 4 * e.number


def _standard(e: Evidence) -> float:
    return 4 * e.standard - 4 * e.number - 4 * e.compare


def _text(e: Evidence) -> float:
    return 2 * e.long - 3 * e.number - 3 * e.compare - 4 * e.valued * (1 - e.long)


def _sequence(e: Evidence) -> float:
    return 3 * e.number - 7 * (1 - e.number)


def _likelihood(e: Evidence) -> float:
    return 5 * e.likelihood


def _body(e: Evidence) -> float:
    return 2 * e.long + (1 - e.distinct) - 6 * e.unit - 4 * e.number


def _goal(e: Evidence) -> float:
    return 8 * e.goal - 4 * e.valued


def _goal_text(e: Evidence) -> float:
    return 4 * e.long - 6 * e.goal - 4 * e.valued


def _rate(e: Evidence) -> float:
    return 3 * e.digits - 3 * e.long


def _grade(e: Evidence) -> float:
    return 2 * e.value - e.long


WEIGHTS: dict[str, Callable[[Evidence], float]] = {
    "number": _sequence,
    "level1": _level(1),
    "level2": _level(2),
    "name": _name,
    "target": _target,
    "midterm": _target,
    "actual": _target,
    "previous_year": _target,
    "year_before_last": _target,
    "points": _points,
    "score": _points,
    "sign": _sign,
    "type": _kind_of_value,
    "unit": _unit,
    "standard": _standard,
    "explanation": _text,
    "deviation": _text,
    "likelihood": _likelihood,
    "body": _body,
    "goal": _goal,
    "goal_text": _goal_text,
    "rate": _rate,
    **{f"grade{i}": _grade for i in range(1, 5)},
}
