"""Values (指标值): right of the labelled ones, and distinct values a second."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from benchmarks.calling import ask
from benchmarks.options import Options
from benchmarks.peer_values import READERS
from benchmarks.seed import ROOT
from benchmarks.timing import processor

TARGET = 40_000
DISTINCT = 20_000
NUMERIC = ("count", "ratio", "money", "number", "duration", "range")
LARGE = ("jionlp",)
DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled value (标注): its canonical number and unit, and the numbers as printed."""

    text: str
    kind: str
    comparator: str
    numbers: tuple[float, ...]
    unit: str
    indicator: str = ""
    column: str = ""
    printed: str = ""
    cells: tuple[str, ...] = ()


def labels(options: Options) -> dict[str, list[Label]]:
    """Labelled values by where they come from: those of the tests, and the published ones when they are at hand."""
    sets = {"tests/values/cases": list(_cases())}
    published = options.shared / "corpus" / "values-dev.jsonl"
    if published.is_file():
        records = map(json.loads, published.read_text(encoding="utf-8").splitlines())
        sets["published forms"] = [_published(record) for record in records if "intended" not in record]
    return sets


def _cases() -> Iterator[Label]:
    sys.path.insert(0, str(ROOT / "tests" / "values"))
    from casefile import cases

    for case in cases():
        kind, *rest = case.expected
        if kind in NUMERIC and not case.doubtful:
            comparator, numbers, unit = rest
            yield Label(case.text, kind, comparator, tuple(map(float, numbers)), unit, case.indicator, case.unit)
        elif kind in ("qualitative", "none"):
            yield Label(case.text, kind, "none", (), "", case.indicator, case.unit)


def _published(record: dict[str, Any]) -> Label:
    numbers = tuple(map(float, record.get("canonical_numbers") or ()))
    cells = tuple(record.get("cells") or ())
    return Label(
        record["text"],
        record["kind"],
        record["comparator"],
        numbers,
        record["canonical_unit"],
        printed=record["unit"],
        cells=cells,
    )


def distinct(texts: Sequence[str], count: int = DISTINCT) -> list[str]:
    """As many different values, made from labelled ones by other digits (不重复的值)."""
    random = Random(2020)
    seen = dict.fromkeys(texts)
    rounds = 0
    while len(seen) < count and rounds < 200:
        rounds += 1
        for text in texts:
            seen[DIGITS.sub(lambda found: _another(found[0], random), text)] = None
    return list(seen)[:count]


def _another(number: str, random: Random) -> str:
    whole, _, part = number.partition(".")
    first = str(random.randint(10 ** (len(whole) - 1), 10 ** len(whole) - 1)) if whole != "0" else "0"
    return f"{first}.{random.randint(0, 10 ** len(part) - 1):0{len(part)}d}" if part else first


def measure(options: Options) -> list[dict[str, Any]]:
    """One record for each tool."""
    sets = labels(options)
    texts = [label.text for group in sets.values() for label in group if label.kind in NUMERIC and not label.cells]
    many = distinct(sorted(set(texts)))
    records = [_own(sets, many)]
    every = [label for group in sets.values() for label in group]
    for peer in READERS:
        if peer in LARGE and not options.large:
            records.append({"tool": peer, "missing": "large; with --all only"})
            continue
        job = {"task": "values", "peer": peer, "texts": [label.text for label in every], "many": many}
        answer = ask(options.python, job)
        if "missing" in answer:
            records.append({"tool": peer, "missing": answer["missing"]})
            continue
        got = iter(answer["answers"])
        record = {"tool": peer, "version": answer["version"], "per_second": answer["per_second"]}
        record["sets"] = {name: _judged([(label, next(got)) for label in group]) for name, group in sets.items()}
        records.append(record)
    for record in records:
        record["ratio"] = records[0]["per_second"] / record["per_second"] if "per_second" in record else None
    return records


def _own(sets: dict[str, list[Label]], many: Sequence[str]) -> dict[str, Any]:
    from hengxiao import parse

    def read(label: Label) -> tuple[str, float | None, str] | None:
        value = parse(label.text, cells=label.cells, indicator=label.indicator, unit=label.column)
        numbers = tuple(map(float, value.canonical_numbers))
        return (str(value.comparator), numbers[0] if numbers else None, value.canonical_unit) if numbers else None

    right = {name: _judged([(label, read(label)) for label in group]) for name, group in sets.items()}
    for text in many[:2000]:
        parse(text)
    rates = []
    for part in range(4):
        batch = many[part::4]
        start = processor()
        for text in batch:
            parse(text)
        rates.append(len(batch) / (processor() - start))
    rates.sort()
    return {"tool": "hengxiao", "per_second": (rates[1] + rates[2]) / 2, "target": TARGET, "distinct": len(many),
            "sets": right}  # fmt: skip


def _judged(pairs: Sequence[tuple[Label, Any]]) -> dict[str, int]:
    """Number, unit and comparator right; a tool that names no comparator is right where none is printed."""
    counted = {"numeric": 0, "right": 0, "number": 0, "words": 0, "false_numbers": 0}
    for label, got in pairs:
        if label.kind in ("qualitative", "none"):
            counted["words"] += 1
            counted["false_numbers"] += got is not None
        elif label.kind in NUMERIC and label.numbers:
            counted["numeric"] += 1
            number = got is not None and got[1] is not None and _near(got[1], label)
            counted["number"] += number
            counted["right"] += (
                number
                and got[0] == label.comparator
                and _unit(got[2]) in (_unit(label.unit), _unit(label.printed or label.unit))
            )
    return counted


def _near(number: float, label: Label) -> bool:
    """The canonical number, or the printed one where the canonical is in another unit."""
    printed = DIGITS.search(label.text.replace(",", ""))
    wanted = [label.numbers[0]] + ([float(Decimal(printed[0]))] if printed else [])
    return any(abs(number - each) <= 1e-9 * max(1.0, abs(each)) for each in wanted)


def _unit(unit: str) -> str:
    """Units as loosely compared as tools print them: multipliers and brackets do not count."""
    return "".join(unit.split()).lstrip("百千万亿").replace("(", "").replace(")", "")
