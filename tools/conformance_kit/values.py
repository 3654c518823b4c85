"""Cases of single values (指标值用例): labels of published forms, and values composed for the tests of the grammar."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from conformance_kit.writing import Case, case

KINDS = {
    "number": "数", "count": "数量", "ratio": "比率", "money": "金额", "date": "日期", "duration": "时长",
    "range": "区间", "qualitative": "定性说明", "compound": "几个值合写", "none": "没有值",
}  # fmt: skip
SIGNS = {
    ">=": "不低于", "<=": "不高于", "=": "等于", ">": "高于", "<": "低于", "approx": "约", "between": "介于",
    "none": "",
}  # fmt: skip
WAYS = {"higher_better": "越高越好", "lower_better": "越低越好", "exact": "应当相等", "unknown": "方向不明"}
Label = dict[str, Any]


def corpus_cases(labels_file: Path) -> tuple[list[Case], list[Case]]:
    """Cases of the labelled values of published forms: their reading, and their direction where the text tells it."""
    lines = labels_file.read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]
    readings = [corpus_case(label) for label in labels]
    directions = [direction_case(label) for label in labels if label["direction_basis"] in ("comparator", "wording")]
    return readings, directions


def asked(label: Label) -> dict[str, Any]:
    """The input of a labelled value."""
    names = label["indicator_examples"]
    given: dict[str, Any] = {"text": label["text"]}
    if "cells" in label:
        given["cells"] = label["cells"]
    if names:
        given["indicator"] = names[0]
    return given


def corpus_case(label: Label) -> Case:
    """The reading of one labelled value; a damaged one may be read literally or as intended, with a warning."""
    given, expect = asked(label), reading(label)
    if "intended" not in label:
        return case(
            "value", "corpus", title(given, expect), source=source(label), given=given, expect=expect, compare="value"
        )
    intended = label["intended"]
    expect["intended"] = {**intended, "numbers": texts(intended["numbers"])}
    heading = f"{quoted(given)}有抄写或识别错误，须提示，不能当作正常值"
    return case("value", "corpus", heading, source=source(label), given=given, expect=expect, compare="damaged_value")


def direction_case(label: Label) -> Case:
    """The direction of one labelled value."""
    given = asked(label)
    heading = f"{quoted(given)}：{WAYS[label['direction']]}"
    return case(
        "value",
        "direction",
        heading,
        source=source(label),
        given=given,
        expect={"direction": label["direction"]},
        compare="exact",
    )


def source(label: Label) -> str:
    """Where a labelled value was published."""
    return f"corpus {label['docs'][0]}"


def reading(label: Label) -> dict[str, Any]:
    """What is judged of a label, by the label guide."""
    expect: dict[str, Any] = {"kind": label["kind"]}
    if label["kind"] == "compound":
        return expect | {"parts": [reading(part) for part in label["parts"]]}
    expect["comparator"] = label["comparator"]
    if label["kind"] == "date":
        return expect | {key: label.get(key, "") for key in ("date_from", "date_to")}
    return expect | {
        "canonical_numbers": texts(label["canonical_numbers"]),
        "canonical_unit": label["canonical_unit"],
    }


def texts(numbers: list[Any]) -> list[str]:
    """Numbers as exact decimal texts."""
    return [f"{Decimal(str(number)):f}" for number in numbers]


def composed_cases(folder: Path) -> list[Case]:
    """Cases of the composed values: `text [@ indicator] [# unit] => kind comparator numbers unit`; `=>!` must warn."""
    made = []
    for path in sorted(folder.glob("*.toml")):
        for section, content in tomllib.loads(path.read_text(encoding="utf-8")).items():
            made += [composed(line, section) for line in content["values"].strip().splitlines()]
    return made


def composed(line: str, section: str) -> Case:
    """One line of a composed file."""
    mark = " =>! " if " =>! " in line else " => "
    left, right = line.split(mark, 1)
    left, _, unit = left.partition(" # ")
    text, _, indicator = left.partition(" @ ")
    given = {"text": text} | {key: said for key, said in (("indicator", indicator), ("unit", unit)) if said}
    expect = label_of(right)
    compare = "value" if mark == " => " else "doubtful_value"
    return case(
        "value",
        "composed",
        title(given, expect),
        source=f"composed: {section}",
        given=given,
        expect=expect,
        compare=compare,
    )


def label_of(spec: str) -> dict[str, Any]:
    """The label in the notation of the composed files."""
    if spec.startswith("compound:"):
        return {"kind": "compound", "parts": [label_of(part.strip()) for part in spec[9:].split(" & ")]}
    words = spec.split(" ")
    kind, comparator = words[0], words[1] if len(words) > 1 else "none"
    if kind == "date":
        first, last = words[2].split("..")
        return {"kind": kind, "comparator": comparator, "date_from": first, "date_to": last}
    if kind == "qualitative" and comparator == "unknown":
        return dict(reading_of(kind, "none"), direction="unknown")
    figures = words[2].split(",") if len(words) > 2 else []
    return reading_of(kind, comparator, figures, words[3] if len(words) > 3 else "")


def reading_of(kind: str, comparator: str, figures: list[str] | None = None, unit: str = "") -> dict[str, Any]:
    """A label from its parts."""
    numbers = texts(list(figures or []))
    return {"kind": kind, "comparator": comparator, "canonical_numbers": numbers, "canonical_unit": unit}


def quoted(given: dict[str, Any]) -> str:
    """The value as a sentence begins with it."""
    indicator = f"指标“{given['indicator']}”的值" if given.get("indicator") else "指标值"
    return f"{indicator}“{given['text']}”"


def title(given: dict[str, Any], expect: dict[str, Any]) -> str:
    """A sentence saying what the value means."""
    return f"{quoted(given)}是{''.join(words(expect))}"


def words(expect: dict[str, Any]) -> Iterator[str]:
    """The meaning in words."""
    yield KINDS[expect["kind"]]
    if expect["kind"] == "compound":
        yield "：" + "；".join("".join(words(part)) for part in expect["parts"])
        return
    if expect["kind"] == "date":
        yield f"：{expect['date_from']}至{expect['date_to']}" if expect["date_from"] else f"：最迟{expect['date_to']}"
        return
    if expect["canonical_numbers"]:
        figures = "至".join(expect["canonical_numbers"])
        yield f"：{SIGNS[expect['comparator']]}{figures}{expect['canonical_unit']}"
