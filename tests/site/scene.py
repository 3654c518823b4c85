"""Something for every address to lead to (布景): one project for every stage of its year, grants, jobs, tokens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from factories import SAMPLE, YEAR, World, make_filing, make_grant, make_project, make_year, sample_document
from hengxiao.base.enums import GrantState, Role, Scope
from hengxiao.base.files import store_proved
from hengxiao.base.models import Delegation, Delivery, Endpoint, FactorReset, Holiday, Job, Post, StoredFile, Token
from hengxiao.cycle.listing import template
from hengxiao.cycle.models import (
    CellNote,
    Commission,
    Filing,
    FilingVersion,
    LibraryIndicator,
    PublicWaiver,
    Release,
    WithheldCell,
)
from under_way import sound_document

GROUND = "《政府信息公开条例》第十四条"
PATH = "indicators.i1.target"


@dataclass
class Scene:
    """What the addresses lead to (场景): one project for every stage of its year."""

    world: World
    filings: dict[str, Filing] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return int((self.rows.get(name) or self.filings[name]).pk)


MOVED = ("draft", "performance_review")


def set_scene(world: World) -> Scene:
    """A filing in every state, an adjustment, notes, waivers, releases at every level (布景)."""
    scene = Scene(world)
    make_year(), make_year(2019), make_year(timezone.localdate().year)
    people = world.people
    for state in ("draft", "returned", "unit_review", "department_review", "finance_review", "performance_review"):
        _filing(scene, state, state)
        scene.filings[state].steps.create(action="submit", source="draft", target=state, by=people["filler"])
    version = _approved(scene, "approved")
    scene.rows["change"] = make_filing(
        world, scene.filings["approved"].project, kind="adjustment", adjusts=version, document=sound_document()
    )
    _approved(scene, "changeable")
    scene.rows["free"] = make_project(world)
    scene.rows["earlier"] = make_project(world, "P-earlier", "有上年申报")
    make_filing(world, scene.rows["earlier"], state="approved", year=2019, document=sound_document())
    _review(scene)
    for state in ("unit", "department", "secrecy", "released"):
        _release(scene, state)
    scene.rows["releasable"] = _approved(scene, "releasable")
    _base(scene)
    _work(scene)
    return scene


def _filing(scene: Scene, name: str, state: str) -> Filing:
    """A filing and its project; a short form but where the checks must find nothing."""
    project, document = make_project(scene.world, f"P-{name}", f"项目{name}"), sound_document()
    if name not in MOVED:
        document["indicators"] = document["indicators"][:4]
    filing = make_filing(scene.world, project, state=state, document=document)
    scene.filings[name] = filing
    return filing


def _approved(scene: Scene, name: str) -> FilingVersion:
    filing = _filing(scene, name, "approved")
    version = FilingVersion.objects.create(
        filing=filing, number=1, reason="approved", document=filing.document, digest="d", mark="0123456789ABCDEF",
        by=scene.world.people["finance_performance"],
    )  # fmt: skip
    scene.rows[f"version {name}"] = version
    return version


def _review(scene: Scene) -> None:
    """Notes and waivers of the filing at its first review and of the one that was sent back."""
    people, waived = scene.world.people, _filing(scene, "waived", "draft")
    at = {"filing": scene.filings["unit_review"], "by": people["unit_reviewer"]}
    scene.rows["note"] = CellNote.objects.create(path=PATH, text="请核实", **at)
    handed = {"filing": scene.filings["returned"], "by": people["unit_reviewer"], "handed_over": True}
    scene.rows["handed"] = CellNote.objects.create(path=PATH, text="请核实", **handed)
    waived.document = sample_document()
    waived.save()
    scene.rows["waiver"] = PublicWaiver.objects.create(
        filing=scene.filings["draft"], code="values.missing", where="indicators.i27.target", reason="待定",
        by=people["filler"],
    )  # fmt: skip
    scene.rows["commission"] = Commission.objects.create(
        filing=scene.filings["department_review"], round=0, agency=scene.world.agency, asked_by=people["unit_reviewer"],
        due=timezone.localdate() + timedelta(days=9), file=_opinion(scene),
    )  # fmt: skip
    scene.rows["library"] = LibraryIndicator.objects.create(
        code="L1", name="培训人次", level1="产出指标", level2="数量指标", sort_key="pei xun"
    )
    scene.rows["proposed indicator"] = LibraryIndicator.objects.create(
        code="L2", name="办证件数", level1="产出指标", level2="数量指标", sort_key="ban zheng", state="proposed",
        organisation=scene.world.unit,
    )  # fmt: skip
    scene.rows["own indicator"] = LibraryIndicator.objects.create(
        code="L3", name="巡查次数", level1="产出指标", level2="数量指标", sort_key="xun cha",
        organisation=scene.world.unit,
    )  # fmt: skip


def _opinion(scene: Scene) -> StoredFile:
    data = SAMPLE.read_bytes()
    return store_proved(
        viewer=scene.world.viewer("evaluator"), name=SAMPLE.name, data=data, digest=hashlib.sha256(data).hexdigest(),
        format_name="docx", organisation=scene.world.agency,
    )  # fmt: skip


def _release(scene: Scene, state: str) -> None:
    version = _approved(scene, f"release {state}")
    release = Release.objects.create(
        version=version, organisation=version.filing.organisation, state=state, year=version.filing.year,
        public_name=version.document["project"]["name"], public_code=version.document["project"]["code"],
    )  # fmt: skip
    if state == "released":
        Release.objects.filter(pk=release.pk).update(released_at=timezone.now())
    release.steps.create(source="draft", target=state, by=scene.world.people["second_filler"])
    scene.rows[f"release {state}"] = release
    scene.rows[f"kept {state}"] = WithheldCell.objects.create(
        release=release, path="indicators.i2.target", ground=GROUND, by=scene.world.people["second_filler"]
    )


def _base(scene: Scene) -> None:
    """Grants in each state and a lent role."""
    world, today = scene.world, timezone.localdate()
    nobody = world.people["nobody"]
    scene.rows["proposed"] = make_grant(
        nobody, Role.AUDITOR, world.finance, Scope.ALL, state=GrantState.PROPOSED, proposed_by=world.people["second_security"]
    )  # fmt: skip
    lent = world.people["second_filler"].grants.get()
    Holiday.objects.create(day=date(2027, 2, 9), working=False, name="春节")
    scene.rows["token"] = Token.objects.create(
        person=world.people["filler"], name="对账", families=["read"], digest="d", until=today + timedelta(days=9)
    )
    scene.rows["hook"] = Endpoint.objects.create(
        name="对账", url="https://example.org/", events=["filing.approved"], organisation=world.department, nonce="n",
        created_by=world.people["department_finance"],
    )  # fmt: skip
    scene.rows["lost"] = Delivery.objects.create(
        endpoint=scene.rows["hook"], event="test", payload={}, state="failed", attempts=7
    )
    scene.rows["grant"] = world.people["own_filler"].grants.get()
    performance = world.people["finance_performance"].grants.get()
    away = {"since": today, "until": today + timedelta(days=3), "reason": "出差"}
    scene.rows["lent to confirm"] = Delegation.objects.create(
        grant=performance, to=world.people["finance_business"], state=GrantState.PROPOSED, **away
    )
    scene.rows["post"] = Post.objects.create(person=nobody, organisation=world.unit, title="科员", since=today)
    for person in (nobody, world.people["expert"]):
        Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    scene.rows["reset"] = FactorReset.objects.create(
        person=nobody, reason="手机遗失", proposed_by=world.people["second_security"]
    )
    scene.rows["lent"] = Delegation.objects.create(
        grant=lent, to=world.people["own_filler"], since=today, until=today + timedelta(days=3), reason="出差"
    )


def _work(scene: Scene) -> None:
    """Jobs of the filler: waiting to be confirmed, queued, done with a form nobody knows the project of, cancelled."""
    people = scene.world.people
    mine = {"person": people["filler"], "organisation": scene.world.unit}
    listed = Job.objects.create(kind="cycle.import_projects", params={"how": "skip"}, state="prepared", **mine)
    path = default_storage.save("jobs/scene/1", ContentFile(template()))
    listed.files.create(number=1, name="清单.xlsx", path=path, size=1)
    scene.rows["listed"] = listed
    forms = {"kind": "cycle.import_forms", "params": {"year": YEAR, "of_last_year": False}}
    for state in ("queued", "cancelled"):
        scene.rows[f"job {state}"] = Job.objects.create(state=state, **forms, **mine)
    output = default_storage.save("jobs/scene/out.zip", ContentFile(b"zip"))
    done = Job.objects.create(state="done", output=output, output_name="成果.zip", **forms, **mine)
    data, digest = SAMPLE.read_bytes(), hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    file = store_proved(
        viewer=scene.world.viewer("filler"), name=SAMPLE.name, data=data, digest=digest, format_name="docx",
        organisation=scene.world.unit,
    )  # fmt: skip
    done.items.create(key="1.1-1", name=SAMPLE.name, state="waiting", file=file, link="/")
    scene.rows["job done"] = done
