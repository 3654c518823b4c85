"""A small province for tests (测试用单位、人员和申报): a finance bureau, two departments, people of every role, one filing."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hengxiao.base.actions import sort_key
from hengxiao.base.enums import GrantState, OrganisationKind, Role, Scope
from hengxiao.base.models import Grant, Organisation, Person
from hengxiao.base.viewer import Viewer, viewer_of
from hengxiao.core.packs import load
from hengxiao.core.reading import read
from hengxiao.cycle.documents import Document, document_of
from hengxiao.cycle.models import Filing, FiscalYear, Project

TODAY = date(2020, 3, 2)
SINCE = date(2019, 1, 1)
YEAR = 2020
PACK = "hubei_2020"
PASSWORD = "hengxiao-Test-2020"
SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "附表五-2020.docx"

# role → organisation of the account and the grant, reach
REACHES: dict[str, tuple[str, str, str]] = {
    Role.FILLER: ("unit", "unit", Scope.UNIT),
    Role.UNIT_REVIEWER: ("unit", "unit", Scope.UNIT),
    Role.DEPARTMENT_FINANCE: ("department", "department", Scope.SUBTREE),
    Role.FINANCE_BUSINESS: ("business_desk", "finance", Scope.ALL),
    Role.FINANCE_PERFORMANCE: ("performance_desk", "finance", Scope.ALL),
    Role.EVALUATOR: ("agency", "unit", Scope.UNIT),
    Role.EXPERT: ("agency", "unit", Scope.UNIT),
    Role.AUDITOR: ("finance", "finance", Scope.ALL),
    Role.SYSTEM_ADMIN: ("finance", "finance", Scope.UNIT),
    Role.SECURITY_ADMIN: ("finance", "finance", Scope.UNIT),
    Role.AUDIT_ADMIN: ("finance", "finance", Scope.UNIT),
}


@dataclass
class World:
    """Organisations by short name and people by user name; a person's user name is their role."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def viewer(self, username: str, today: date = TODAY) -> Viewer:
        """The viewer a person is; asked of the database every time, so that new grants count."""
        return viewer_of(self.people[username], today, "192.0.2.1")

    def __getattr__(self, name: str) -> Organisation:
        """`world.unit` is `world.organisations["unit"]`."""
        try:
            return self.__dict__["organisations"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_organisation(code: str, name: str, kind: str, parent: Organisation | None = None) -> Organisation:
    """An organisation with its path."""
    row = Organisation(code=code, name=name, kind=kind, parent=parent, sort_key=sort_key(name), path=f"new-{code}")
    row.save()
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def make_person(username: str, organisation: Organisation, name: str = "") -> Person:
    """A person who has changed the first password already."""
    person = Person(username=username, name=name or username, organisation=organisation, must_change_password=False)
    person.set_password(PASSWORD)
    person.save()
    return person


def make_grant(person: Person, role: str, organisation: Organisation, scope: str, **more: Any) -> Grant:
    """A grant in force."""
    values = {"state": GrantState.ACTIVE, "since": SINCE} | more
    return Grant.objects.create(person=person, role=role, organisation=organisation, scope=scope, **values)


def make_world() -> World:
    """Finance bureau with two desks; a department with a unit, its division and a second unit; a department elsewhere."""
    kinds, world = OrganisationKind, World()
    tree = (
        ("finance", "11420000000000001A", "湖北省财政厅", kinds.FINANCE, None),
        ("business_desk", "11420000000000001A-01", "教科文处", kinds.DIVISION, "finance"),
        ("performance_desk", "11420000000000001A-02", "预算绩效管理处", kinds.DIVISION, "finance"),
        ("department", "11420000000000002B", "湖北省科学技术厅", kinds.DEPARTMENT, None),
        ("unit", "12420000000000003C", "湖北省科学技术厅机关", kinds.UNIT, "department"),
        ("division", "12420000000000003C-01", "规划处", kinds.DIVISION, "unit"),
        ("second_unit", "12420000000000004D", "湖北省科技信息研究院", kinds.UNIT, "department"),
        ("other_department", "11420000000000005E", "湖北省水利厅", kinds.DEPARTMENT, None),
        ("other_unit", "12420000000000006F", "湖北省水文水资源中心", kinds.UNIT, "other_department"),
        ("agency", "91420000000000007G", "某会计师事务所", kinds.AGENCY, None),
    )
    for short, code, name, kind, parent in tree:
        above = world.organisations[parent] if parent else None
        world.organisations[short] = make_organisation(code, name, kind, above)
    for role, (home, where, scope) in REACHES.items():
        _place(world, str(role), role, home, where, scope)
    _place(world, "second_filler", Role.FILLER, "unit", "unit", Scope.UNIT)
    _place(world, "own_filler", Role.FILLER, "unit", "unit", Scope.OWN)
    _place(world, "other_filler", Role.FILLER, "other_unit", "other_unit", Scope.UNIT)
    _place(world, "other_reviewer", Role.UNIT_REVIEWER, "other_unit", "other_unit", Scope.UNIT)
    _place(world, "other_finance", Role.DEPARTMENT_FINANCE, "other_department", "other_department", Scope.SUBTREE)
    _place(world, "second_security", Role.SECURITY_ADMIN, "finance", "finance", Scope.UNIT)
    world.people["nobody"] = make_person("nobody", world.organisations["unit"])
    return world


def _place(world: World, username: str, role: str, home: str, where: str, scope: str) -> None:
    world.people[username] = make_person(username, world.organisations[home], str(Role(role).label))
    make_grant(world.people[username], role, world.organisations[where], scope)


@cache
def _sample() -> Document:
    return document_of(read(SAMPLE)[0])


def sample_document() -> Document:
    """The document of samples/附表五-2020.docx, one's own copy."""
    return deepcopy(_sample())


def procedure_table(pack: str = PACK) -> dict[str, Any]:
    """The state table a filing begins with (`procedure.targets` of the pack)."""
    table: dict[str, Any] = json.loads(json.dumps(load(pack).get("procedure.targets"), default=dict))
    return table


def make_year(year: int = YEAR) -> FiscalYear:
    """A budget year open for declaration."""
    return FiscalYear.objects.get_or_create(year=year, defaults={"pack": PACK})[0]


def make_project(world: World, code: str = "2020-205-000-004", name: str = "", unit: str = "unit") -> Project:
    """A project of a unit."""
    organisation = world.organisations[unit]
    name = name or "机关能力建设专项"
    return Project.objects.create(
        code=code, name=name, kind="department", organisation=organisation, department=organisation.parent or organisation,
        first_year=YEAR, sort_key=sort_key(name),
    )  # fmt: skip


def make_filing(world: World, project: Project | None = None, state: str = "draft", **more: Any) -> Filing:
    """A filing whose document was read from the sample, in a state of the procedure."""
    make_year()
    project = project or make_project(world)
    values: dict[str, Any] = {
        "project": project, "organisation": project.organisation, "year": YEAR, "state": state, "pack": PACK,
        "layout": "hubei_2020.target", "procedure": procedure_table(), "document": sample_document(),
        "created_by": world.people["filler"],
    }  # fmt: skip
    return Filing.objects.create(**(values | more))


def fill_statements(document: Document) -> Document:
    """The document with every indicator's statements filled in, as approval asks for."""
    for row in document["indicators"]:
        row.update(definition="定义", data_source="年度统计", method="直接计数", evidence="台账", responsible="张三")
        row["quality"] = dict.fromkeys(row["quality"], "已核实")
    return document
