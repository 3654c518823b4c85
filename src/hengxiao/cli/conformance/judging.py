"""When an answer is right (比对规则): one function per way of comparing, each giving the differences.

An empty list of differences means right. The ways are named in every case (`compare`) and described in
conformance/README.md; nothing here knows the product.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Record = Mapping[str, Any]
PLACES = 12
NOT_COMPARED = re.compile(r"[\s¦]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference (差异): code of the catalogue's family `conformance`, and its facts."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


Differences = Iterator[Difference]


class UnknownComparisonError(ValueError):
    """A case names a way of comparing that does not exist (比对方式不存在)."""


def judge(compare: str, expect: Record, output: Any) -> tuple[Difference, ...]:
    """Differences between what a case expects and an answer (差异); none = right.

    Raises:
        UnknownComparisonError: the way of comparing is not known.
    """
    if compare not in WAYS:
        raise UnknownComparisonError(compare)
    if not isinstance(output, Mapping):
        return (Difference("conformance.no_output"),)
    return tuple(WAYS[compare](expect, output))


def exact(expect: Record, output: Record) -> Differences:
    """Every expected key with exactly the expected content; further keys of the answer do not count (逐字相同)."""
    for key, wanted in expect.items():
        if key not in output or not same(wanted, output[key]):
            yield shown(key, wanted, output.get(key))


def numbers(expect: Record, output: Record) -> Differences:
    """As exact, but texts that are numbers compare as exact decimals: 6 = 6.0 = "6.00" (数值精确相等)."""
    for key, wanted in expect.items():
        number = decimal(wanted)
        got = output.get(key)
        if key not in output or not (same(wanted, got) if number is None else decimal(got) == number):
            yield shown(key, wanted, got)


def value(expect: Record, output: Record) -> Differences:
    """The label guide's rule for one value (指标值判定).

    Kind and comparator agree; then canonical numbers and unit, of dates both bounds, of compounds every part; a
    direction only where the case expects one.
    """
    keys = ["kind"]
    if expect["kind"] != "compound":
        keys += ["comparator"]
        keys += ["date_from", "date_to"] if expect["kind"] == "date" else ["canonical_unit"]
    keys += ["direction"] * ("direction" in expect)
    defaults = {"comparator": "none"}
    for key in keys:
        wanted, got = (plain(side.get(key)) or defaults.get(key, "") for side in (expect, output))
        if wanted != got:
            yield shown(key, wanted, got)
    if expect["kind"] == "compound":
        yield from parts(expect["parts"], output.get("parts"))
    elif expect["kind"] != "date" and not same_numbers(expect["canonical_numbers"], output.get("canonical_numbers")):
        yield shown("canonical_numbers", expect["canonical_numbers"], output.get("canonical_numbers"))


def parts(expect: Sequence[Record], output: Any) -> Differences:
    """Every part of a compound, in order (复合值逐项)."""
    if not isinstance(output, list) or len(expect) != len(output):
        yield shown("parts", len(expect), len(output) if isinstance(output, list) else output)
        return
    for number, (wanted, got) in enumerate(zip(expect, output, strict=True)):
        yield from (within(f"parts[{number}]", difference) for difference in judge("value", wanted, got))


def doubtful_value(expect: Record, output: Record) -> Differences:
    """As value, and the answer must carry a warning (有疑点须提示)."""
    yield from value(expect, output)
    if not output.get("warnings"):
        yield Difference("conformance.no_warning")


def damaged_value(expect: Record, output: Record) -> Differences:
    """A damaged text: the literal or the intended reading, either only with a warning (误识值判定)."""
    literal = list(value(expect, output))
    if literal and not is_intended(expect["intended"], output):
        yield from literal
    if not output.get("warnings"):
        yield Difference("conformance.no_warning")


def is_intended(intended: Record, output: Record) -> bool:
    """Whether the repaired value was read, its numbers and unit as printed or canonical (按原意理解)."""
    if intended["comparator"] != (output.get("comparator") or "none"):
        return False
    return any(
        same_numbers(intended["numbers"], output.get(figures)) and plain(intended["unit"]) == plain(output.get(unit))
        for figures, unit in (("numbers", "unit"), ("canonical_numbers", "canonical_unit"))
    )


def rows(expect: Record, output: Record) -> Differences:
    """Rows of every expected form in order, each expected field; white space and ¦ never count (逐行逐格).

    Rows read without name and target, and forms without a row, are passed over; a list of texts means any of them.
    """
    read = [[row for row in form.get("indicators") or [] if has_content(row)] for form in output.get("forms") or []]
    forms = [form for form in read if form]
    if expect.get("joined"):
        forms = [[row for form in forms for row in form]]
    wanted = [form for form in expect["forms"] if form["rows"]]
    if len(wanted) != len(forms):
        yield shown("forms", len(wanted), len(forms))
        return
    for place, (form, got) in enumerate(zip(wanted, forms, strict=True)):
        yield from (within(f"forms[{place}]", difference) for difference in form_rows(form, got))


def has_content(row: Record) -> bool:
    """Whether a row read has a name or a target."""
    return bool(plain(row.get("name")) or plain(row.get("target")))


def form_rows(expect: Record, got: Sequence[Record]) -> Differences:
    """Rows of one form (一张表的各行)."""
    if len(expect["rows"]) != len(got):
        yield shown("rows", len(expect["rows"]), len(got))
        return
    for place, (wanted, row) in enumerate(zip(expect["rows"], got, strict=True)):
        for name, text in wanted.items():
            if plain(row.get(name)) not in map(plain, text if isinstance(text, list) else [text]):
                yield shown(f"rows[{place}].{name}", text, row.get(name))


def findings(expect: Record, output: Record) -> Differences:
    """The same findings at the same cells, each as often, in any order (问题逐条)."""
    wanted, got = (Counter(map(finding_key, side.get("findings") or [])) for side in (expect, output))
    for code, keys in (("conformance.missed", wanted - got), ("conformance.invented", got - wanted)):
        yield from (Difference(code, {"check": check, "cell": cell}) for check, cell in keys.elements())


def finding_key(finding: Record) -> tuple[str, str]:
    """What identifies a finding: check and cell."""
    return str(finding.get("check")), str(finding.get("cell"))


WAYS: Mapping[str, Callable[[Record, Record], Differences]] = {
    "exact": exact,
    "numbers": numbers,
    "value": value,
    "doubtful_value": doubtful_value,
    "damaged_value": damaged_value,
    "rows": rows,
    "findings": findings,
}


def plain(text: Any) -> str:
    """A text without white space and cell marks (去空白)."""
    return NOT_COMPARED.sub("", "" if text is None else str(text))


def decimal(thing: Any) -> Decimal | None:
    """The number a JSON number or a text is, else None (数值)."""
    if isinstance(thing, bool) or not isinstance(thing, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(thing))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def same(wanted: Any, got: Any) -> bool:
    """JSON equality, numbers exact (逐字相同); 1 and true differ."""
    if isinstance(wanted, Mapping):
        return isinstance(got, Mapping) and wanted.keys() == got.keys() and all(same(wanted[k], got[k]) for k in wanted)
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    return bool(wanted == got)


def same_numbers(wanted: Sequence[Any], got: Any) -> bool:
    """The same numbers in the same order, equal to `PLACES` decimals (数值相等)."""
    numbers = got if isinstance(got, list) else []
    return [to_places(number) for number in wanted] == [to_places(number) for number in numbers]


def to_places(thing: Any) -> Decimal | None:
    """A number rounded to `PLACES` decimals, else None (数值)."""
    number = decimal(thing)
    return None if number is None else round(number, PLACES)


def shown(what: str, wanted: Any, got: Any) -> Difference:
    """A difference between an expected and a given content."""
    expected, given = (json.dumps(side, ensure_ascii=False, default=str) for side in (wanted, got))
    return Difference("conformance.differs", {"what": what, "expected": expected, "got": given})


def within(path: str, difference: Difference) -> Difference:
    """The difference as seen from further out."""
    what = difference.facts.get("what", "")
    return Difference(difference.code, {**difference.facts, "what": f"{path}.{what}"})
