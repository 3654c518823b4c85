"""A played year (演示年度): organisations, people, filings in every state, made by the actions the pages use."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from hengxiao.base.actions import add_organisation, add_person, confirm_grant, propose_grant
from hengxiao.base.enums import Role
from hengxiao.base.founding import Founder, found_site, set_demo_password
from hengxiao.base.models import Organisation, Person
from hengxiao.base.rules import needs_second_person
from hengxiao.base.viewer import Viewer, viewer_of
from hengxiao.cli.backup import FOUNDERS
from hengxiao.cycle.actions import adjusting, approving, asking, declaring, editing, reviewing
from hengxiao.cycle.actions.years import open_year
from hengxiao.cycle.editing import Change
from hengxiao.cycle.models import Filing, Project
from hengxiao.site.today import console_viewer

if TYPE_CHECKING:
    from hengxiao.cycle.documents import Document

TABLE = Path(__file__).with_name("played.toml")
PATH = ("draft", "unit_review", "department_review", "finance_review", "performance_review", "approved")
STATEMENTS = {
    "definition": "按指标名称的字面含义统计", "data_source": "单位业务台账", "method": "按台账逐笔累计",
    "evidence": "台账、验收单、调查问卷", "responsible": "项目经办人", "quality.verification": "部门财务抽查原始记录",
    "quality.source": "业务台账原始记录", "quality.accuracy": "逐笔登记，误差不超过1%",
    "quality.limits": "不含未登记的零星业务", "quality.compensation": "年末与决算数核对",
}  # fmt: skip
MISSING_VALUE = "≥80次"


@dataclass
class Year:
    """What has been made so far (已建内容), by code and user name."""

    table: Mapping[str, Any]
    samples: Path
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def viewer(self, username: str) -> Viewer:
        """A person as they look today."""
        return viewer_of(self.people[username], console_viewer().today, "demo")

    def one_with(self, role: str, over: Organisation) -> Viewer:
        """Somebody who holds a role over an organisation."""
        for username, held in self.roles.items():
            viewer = self.viewer(username)
            if held == role and any(
                reach.scope == "all" or over.path.startswith(reach.path) for reach in viewer.reaches
            ):
                return viewer
        raise LookupError(role)


def password() -> str:
    """Password of every demo account (演示口令)."""
    return str(tomllib.loads(TABLE.read_text(encoding="utf-8"))["password"])


def load_year(samples: Path) -> list[tuple[str, str, str, str]]:
    """Make the played year on an empty site, or nothing on one that is played (载入演示年度).

    Returns: the accounts as (user name, name, role, organisation).
    """
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if not Person.objects.exists():
        with transaction.atomic():
            year = Year(table, samples)
            make_organisations(year)
            make_people(year)
            fiscal = {name: table[name] for name in ("year", "pack", "declare_from", "declare_until")}
            open_year(viewer=year.viewer("jixiao"), **fiscal)
            for project in table["projects"]:
                play(year, project)
    people = Person.objects.select_related("organisation").prefetch_related("grants").order_by("pk")
    return [
        (p.username, p.name, "、".join(g.get_role_display() for g in p.grants.all()), str(p.organisation))
        for p in people
    ]


def make_organisations(year: Year) -> None:
    """The bureau with its administrators, then the tree (单位)."""
    founders = [Founder(username, name, Role(role), None) for username, name, role in FOUNDERS]
    bureau = found_site(viewer=console_viewer(), founders=founders, **year.table["bureau"])
    year.organisations[bureau.code] = bureau
    year.people |= {person.username: person for person in Person.objects.all()}
    for row in year.table["organisations"]:
        parent = year.organisations[row["parent"]] if "parent" in row else None
        year.organisations[row["code"]] = add_organisation(
            viewer=year.viewer("system"), code=row["code"], name=row["name"], kind=row["kind"], parent=parent
        )


def make_people(year: Year) -> None:
    """Accounts and grants, the dangerous ones by two people (人员与授权)."""
    for row in year.table["people"]:
        home = year.organisations[row["home"]]
        person = add_person(
            viewer=year.viewer("system"), username=row["username"], name=row["name"], organisation=home, password=None
        )
        grant = propose_grant(
            viewer=year.viewer("security"), person=person, role=row["role"], scope=row["scope"],
            organisation=year.organisations[row.get("at", row["home"])],
        )  # fmt: skip
        if needs_second_person(row["role"]):
            confirm_grant(viewer=year.viewer("security2"), grant=grant)
        year.people[person.username], year.roles[person.username] = person, row["role"]
    set_demo_password(viewer=console_viewer(), people=year.people.values(), password=year.table["password"])


def play(year: Year, plan: Mapping[str, Any]) -> None:
    """One project's year (一个项目的一年)."""
    viewer, unit = year.viewer(plan["filler"]), year.organisations[plan["unit"]]
    number = year.table["year"]
    project = declaring.add_project(
        viewer=viewer, code=plan["code"], name=plan["name"], organisation=unit, first_year=number - 2, kind="department"
    )
    filing = begun(year, viewer, project, plan)
    state_everything(viewer, filing)
    if plan.get("returned"):
        walk(year, filing, "unit_review", plan)
        reviewer = year.one_with("unit_reviewer", unit)
        reviewing.add_note(
            viewer=reviewer, filing=filing, path=f"indicators.{filing.document['indicators'][0]['id']}.target",
            text=plan["note"],
        )  # fmt: skip
        approving.return_for_changes(viewer=reviewer, filing=filing, reason=plan["returned"])
    walk(year, filing, plan["to"], plan)
    if plan.get("asks"):
        desk, agency = year.one_with("department_finance", unit), year.organisations[plan["asks"]]
        asking.ask_third_party(viewer=desk, filing=filing, agency=agency)
    if plan.get("release"):
        release(year, filing, plan)
    if plan.get("adjust"):
        adjusting.start_adjustment(viewer=viewer, project=project, year=number, reason=plan["adjust"])


def begun(year: Year, viewer: Viewer, project: Project, plan: Mapping[str, Any]) -> Filing:
    """A filing with its goals and indicators (建立申报): from a sample's file, or typed in."""
    number = year.table["year"]
    if "sample" in plan:
        data = (year.samples / plan["sample"]).read_bytes()
        uploaded = SimpleUploadedFile(plan["sample"], data)
        filing = declaring.start_from_file(
            viewer=viewer, project=project, year=number, uploaded=uploaded, of_last_year=False
        )
        units_only = [row["id"] for row in filing.document["indicators"] if row["target"] in ("次", "")]
        for path in (f"indicators.{identity}.target" for identity in units_only):
            save(viewer, filing, {path: MISSING_VALUE})
        return filing
    filing = declaring.start_blank(viewer=viewer, project=project, year=number)
    save(viewer, filing, {f"goals.{goal['id']}.text": goal_text(goal, plan) for goal in filing.document["goals"]})
    annual = next(goal for goal in filing.document["goals"] if goal["term"] == "annual")
    for level1, level2, *cells in plan["indicators"]:
        name, target, before, last, standard, points = cells
        editing.add_indicators(
            viewer=viewer, filing=filing, goal=annual["id"], level1=level1, level2=level2,
            rows=[(name, target, before, last, standard, points)],
        )  # fmt: skip
        filing.refresh_from_db()
    editing.copy_to_long_term(viewer=viewer, filing=filing)
    filing.refresh_from_db()
    return filing


def goal_text(goal: Mapping[str, str], plan: Mapping[str, Any]) -> str:
    """Text of a goal; the long-term one names its end."""
    return f"到2022年，{plan['goal']}" if goal["term"] != "annual" else plan["goal"]


def save(viewer: Viewer, filing: Filing, texts: Mapping[str, str]) -> None:
    """Save cells as the editor does."""
    from hengxiao.cycle.documents import cell

    changes = [Change(path, cell(filing.document, path), text) for path, text in texts.items()]
    editing.save_cells(viewer=viewer, filing=filing, changes=changes)
    filing.refresh_from_db()


def state_everything(viewer: Viewer, filing: Filing) -> None:
    """Fill in what every indicator has to state (补充指标说明)."""
    document: Document = filing.document
    paths = {
        f"indicators.{row['id']}.{name}": text for row in document["indicators"] for name, text in STATEMENTS.items()
    }
    save(viewer, filing, paths)


def walk(year: Year, filing: Filing, to: str, plan: Mapping[str, Any]) -> None:
    """Move a filing on to a state (逐级办理), each step by somebody whose turn it is."""
    unit = year.organisations[plan["unit"]]
    steps: dict[str, Callable[..., object]] = {
        "unit_review": partial(approving.submit, viewer=year.viewer(plan["filler"])),
        "department_review": partial(approving.pass_on, viewer=year.one_with("unit_reviewer", unit), opinion="同意"),
        "finance_review": partial(approving.pass_on, viewer=year.one_with("department_finance", unit), opinion="同意"),
        "performance_review": partial(approving.pass_on, viewer=year.viewer("yewu"), opinion="同意"),
        "approved": partial(approving.approve, viewer=year.viewer("jixiao"), opinion="同意批复"),
    }
    if to == "returned":
        return
    filing.refresh_from_db()
    here = PATH.index(filing.state) if filing.state in PATH else 0
    for state in PATH[here + 1 : PATH.index(to) + 1]:
        steps[state](filing=filing)
        filing.refresh_from_db()


def release(year: Year, filing: Filing, plan: Mapping[str, Any]) -> None:
    """Release an approved filing through its three levels (信息公开), one cell kept back on its legal ground."""
    from hengxiao.cycle.actions import releasing
    from hengxiao.cycle.queries.releasing import examiner_of

    viewer, unit = year.viewer(plan["filler"]), year.organisations[plan["unit"]]
    version = filing.versions.get(reason="approved")
    proposed = releasing.propose_release(viewer=viewer, version=version, opinion="按年度公开计划提请")
    withheld = plan["withhold"]
    row = next(each for each in filing.document["indicators"] if each["name"] == withheld["indicator"])
    releasing.withhold_cell(
        viewer=viewer, release=proposed, path=f"indicators.{row['id']}.target", ground=withheld["ground"]
    )
    proposed.refresh_from_db()
    while examiner_of(proposed):
        examiner = year.one_with(examiner_of(proposed), unit)
        releasing.decide_release(viewer=examiner, release=proposed, agree=True, opinion="同意公开")
        proposed.refresh_from_db()
