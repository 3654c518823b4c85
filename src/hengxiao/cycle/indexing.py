"""The index of indicators (指标索引): rows made from a document, in a process apart where there are many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hengxiao.core.values import parse
from hengxiao.cycle.documents import Document

LARGEST = Decimal(10) ** 24
SHORT = {"goal": 120, "level1": 60, "level2": 60, "name": 200, "target": 400}


Rows = dict[int, list[dict[str, Any]]]


def rows_of(document: Document) -> list[dict[str, Any]]:
    """The indicators of a document as rows (由申报文档生成索引行), targets understood by the value grammar."""
    made = []
    for number, entry in enumerate(document["indicators"], 1):
        texts = {name: str(entry.get(name, ""))[:most] for name, most in SHORT.items()}
        made.append({"number": number} | texts | _understood(entry))
    return made


def _understood(entry: dict[str, Any]) -> dict[str, Any]:
    value = parse(
        str(entry.get("target", "")), indicator=str(entry.get("name", "")), cells=tuple(entry.get("target_cells", ()))
    )
    numbers = value.canonical_numbers or value.numbers
    number = numbers[0] if len(numbers) == 1 and abs(numbers[0]) < LARGEST else None
    return {"kind": str(value.kind)[:12], "value": number, "unit": (value.canonical_unit or value.unit)[:40]}


def rows_of_all(documents: dict[int, Document]) -> Rows:
    """Rows of several documents (多份文档的索引行)."""
    return {number: rows_of(document) for number, document in documents.items()}
