"""Our own answers to the cases (本产品作答): one function per area, from the input of a case to its output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hengxiao.cli.conformance.scores import lights, scores

Record = Mapping[str, Any]
Output = dict[str, Any]


class UnsupportedError(Exception):
    """The area of a case is not known here (不支持的领域)."""


def answer_lines(lines: Iterable[str]) -> Iterator[str]:
    """One line per question (逐行作答)."""
    for line in lines:
        if line.strip():
            asked = json.loads(line, parse_float=Decimal)
            yield json.dumps(reply(asked), ensure_ascii=False, default=str)


def reply(asked: Record) -> Output:
    """The line for one question: id and output, or unsupported (答复)."""
    try:
        return {"id": asked["id"], "output": answer(asked["area"], asked["input"])}
    except UnsupportedError:
        return {"id": asked["id"], "unsupported": True}


def answer(area: str, question: Record) -> Output:
    """Our output for an input (作答).

    Raises:
        UnsupportedError: there is no such area.
    """
    if area not in ANSWERS:
        raise UnsupportedError(area)
    return ANSWERS[area](question)


def value(question: Record) -> Output:
    """A value understood (指标值)."""
    from hengxiao.core.values import parse, to_record

    cells, indicator, unit = question.get("cells", ()), question.get("indicator", ""), question.get("unit", "")
    return to_record(parse(question["text"], cells=cells, indicator=indicator, unit=unit))


def reading(question: Record) -> Output:
    """A document read (读表)."""
    from hengxiao.core.forms import recognise
    from hengxiao.core.packs import known_layouts
    from hengxiao.core.reading import open_bytes
    from hengxiao.core.targets.records import form_record

    document = open_bytes(question["name"], question["content"].encode())
    return {"forms": [form_record(form) for form in recognise(document, known_layouts())]}


def rule(question: Record) -> Output:
    """The rule that holds on a day (规则值)."""
    from hengxiao.core.packs import load

    found = load(question["pack"]).find(question["code"], on=date.fromisoformat(question["on"]))
    if found is None:
        return {"holds": False}
    value = json.loads(json.dumps(found.plain(), ensure_ascii=False, default=str))
    return {"holds": True, "value": value, "in_force": found.in_force.isoformat(), "status": str(found.status)}


def check(question: Record) -> Output:
    """The findings of one check (审核问题)."""
    from hengxiao.cli.conformance.forms import Placed
    from hengxiao.core.checks import examine, show_code
    from hengxiao.core.packs import load

    placed = Placed(question["form"])
    expected = {
        place: Decimal(score)
        for path, score in question.get("scores", {}).items()
        if (place := placed.place_at(path)) is not None
    }
    report = examine(
        placed.form,
        load(question["pack"]),
        earlier=[Placed(earlier).form for earlier in question.get("earlier", ())],
        expected_scores=expected,
        only=[question["check"]],
    )
    return {
        "findings": [
            {
                "check": show_code(finding),
                "cell": placed.path_of(finding.place),
                "severity": str(finding.severity),
                "message": finding.message(),
            }
            for finding in report.findings
        ]
    }


ANSWERS: Mapping[str, Callable[[Record], Output]] = {
    "value": value,
    "reading": reading,
    "rule": rule,
    "score": scores,
    "monitor": lights,
    "check": check,
}
