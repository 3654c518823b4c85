"""A province made up from a seed (生成的一个省): departments, units, projects and filings of several years.

It stands on the played year of `hengxiao demo`, whose people and one sound form it takes as its pattern. Rows go in by
the thousand, not by actions: this is load to measure under, not a story.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.province_history import add_history, add_to_chain
from benchmarks.province_people import make_mixed_people, make_people

DEMO_ROOM = 1000
STATES = ("draft", "unit_review", "department_review", "finance_review", "performance_review", "approved", "returned")
NAMES = (
    "水利",
    "农业农村",
    "教育",
    "卫生健康",
    "交通运输",
    "文化和旅游",
    "生态环境",
    "民政",
    "体育",
    "林业",
    "住房建设",
    "应急管理",
)
WORKS = (
    "运行维护",
    "信息化建设",
    "人才培养",
    "监测评估",
    "公共服务",
    "宣传推广",
    "设备更新",
    "科学研究",
    "执法检查",
    "标准制定",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a province (规模)."""

    departments: int = 12
    projects: int = 600
    indicators: int = 20
    years: int = 3
    seed: int = 20200225


FULL = Size(120, 25_000, 20, 3)


def build(size: Size, samples: Path) -> dict[str, int]:
    """Fill an empty site; gives the number of rows made."""
    from django.db import transaction

    from hengxiao.cli.played import load_year
    from hengxiao.cycle.models import Filing

    load_year(samples)
    chance = random.Random(size.seed)
    pattern = widened(Filing.objects.get(project__code="2020-205-001-001"), size.indicators)
    with transaction.atomic():
        units = make_units(size)
        fillers = make_people(units)
        make_mixed_people(units, chance)
        projects = make_projects(size, units, chance)
        made = {"organisations": len(units) + size.departments, "projects": len(projects)}
        return made | make_filings(size, projects, pattern, fillers, chance) | add_to_chain(projects)


def widened(filing: Any, count: int) -> Any:
    """The sound form with as many indicators as asked for."""
    rows = filing.document["indicators"]
    while len(rows) < count:
        row = deepcopy(rows[len(rows) % 6])
        row["id"], row["name"] = f"i{len(rows) + 1}", f"{row['name']}（{len(rows) + 1}）"
        rows.append(row)
    return filing


def make_units(size: Size) -> list[Any]:
    """Departments with four units each."""
    from hengxiao.base.actions import sort_key
    from hengxiao.base.models import Organisation

    units = []
    for number in range(size.departments):
        name = f"演示{NAMES[number % len(NAMES)]}厅{number + 1}"
        above = placed(Organisation(code=f"D{number:05}", name=name, kind="department", sort_key=sort_key(name)), None)
        for part in range(4):
            inside = f"{name}所属单位{part + 1}"
            row = Organisation(code=f"D{number:05}U{part}", name=inside, kind="unit", sort_key=sort_key(inside))
            units.append(placed(row, above))
    return units


def placed(row: Any, above: Any) -> Any:
    """An organisation at its place in the tree."""
    row.parent, row.path = above, f"new-{row.code}"
    row.save()
    row.path = f"{above.path if above else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def make_projects(size: Size, units: list[Any], chance: random.Random) -> list[Any]:
    """Projects spread over the units."""
    from hengxiao.base.actions import sort_key
    from hengxiao.cycle.models import Project

    rows = []
    for number in range(size.projects):
        unit = chance.choice(units)
        name = f"{unit.parent.name[2:-2]}{chance.choice(WORKS)}{number + 1}"
        rows.append(
            Project(
                code=f"B{number:07}", name=name, kind="department", organisation=unit, department=unit.parent,
                first_year=2018, sort_key=sort_key(name),
            )
        )  # fmt: skip
    return Project.objects.bulk_create(rows, batch_size=DEMO_ROOM)


def make_filings(
    size: Size, projects: list[Any], pattern: Any, fillers: dict[int, int], chance: random.Random
) -> dict[str, int]:
    """One filing a project and year, with its history: earlier years approved, this year's in any state."""
    from hengxiao.cycle.models import Filing, FiscalYear

    count: Counter[str] = Counter()
    for back in range(size.years):
        year = 2020 - back
        FiscalYear.objects.get_or_create(year=year, defaults={"pack": pattern.pack})
        for batch in batched(projects, DEMO_ROOM):
            filings = [
                Filing(
                    project=project, organisation=project.organisation, year=year, pack=pattern.pack,
                    state="approved" if back else chance.choice(STATES), layout=pattern.layout,
                    procedure=pattern.procedure, document=document_of(pattern, project, year),
                    created_by_id=fillers[project.organisation_id],
                )
                for project in batch
            ]  # fmt: skip
            count["filings"] += len(Filing.objects.bulk_create(filings))
            count.update(add_history(filings, chance))
    return dict(count)


def document_of(pattern: Any, project: Any, year: int) -> dict[str, Any]:
    """The sound form in the name of a project; its first indicator carries the project's work."""
    first, *others = pattern.document["indicators"]
    return pattern.document | {
        "year": year,
        "project": pattern.document["project"] | {"name": project.name, "code": project.code},
        "indicators": [first | {"name": f"{project.name[-12:]}次数"}, *others],
    }


def batched(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Parts of a list."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
