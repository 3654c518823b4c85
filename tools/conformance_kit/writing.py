"""Cases and case files (用例与用例文件): identity, order and bytes, the same in every run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

FORMAT = 1
Case = dict[str, Any]


def case(
    area: str, group: str, title: str, *, source: str, given: Any, expect: Any, compare: str, name: str = ""
) -> Case:
    """A case; its id follows from what it asks (or from its name), so that other cases may come and go."""
    asked = json.dumps([given, compare], ensure_ascii=False, sort_keys=True)
    mark = name or hashlib.sha256(asked.encode()).hexdigest()[:10]
    return {
        "id": f"{area}-{group}-{mark}",
        "area": area,
        "title": title,
        "source": source,
        "input": given,
        "expect": expect,
        "compare": compare,
    }


def file_text(area: str, cases: Iterable[Case]) -> str:
    """A case file: one case a line; a case asked twice stands once."""
    once = {item["id"]: item for item in cases}
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(", ", ": ")) for item in once.values())
    return f'{{"format": {FORMAT}, "area": "{area}", "cases": [\n{lines}\n]}}\n'
