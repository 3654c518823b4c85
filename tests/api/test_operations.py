"""Operations of the interface: every page action has one, each asks for family and role, lists cost the same."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from scene import Scene, set_scene

from factories import YEAR, World, make_grant
from hengxiao.base.audit import record
from hengxiao.base.enums import Family, Role
from hengxiao.base.models import Delegation, Delivery, Endpoint, FactorReset, Holiday, Notice, Post
from hengxiao.base.viewer import EVERY_BUSINESS_ROLE, Viewer
from hengxiao.cycle.models import CellNote, LibraryIndicator, PublicWaiver, ReviewMark
from hengxiao.site.api import operations
from hengxiao.site.guide import parted
from programs import Program, make_token

Made = Callable[..., Program]
EVERY = [operations[name] for name in sorted(operations)]
# Pages whose POST is no action of its own: why the interface has none.
NO_ACTION = {
    "base:year": "the year in which one's pages open is kept in the browser's session; requests name their year",
}


def pages() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Names and views of the pages of our own apps."""

    def walk(patterns: Any, space: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        for each in patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, each.namespace or space)
            elif space in ("base", "cycle"):
                yield f"{space}:{each.name}", each.callback

    yield from walk(get_resolver().url_patterns, "")


def takes_posts(view: Callable[..., Any]) -> bool:
    """Whether a page takes POST: by its decorators, else by whether it reads what was posted."""
    while True:
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if methods is not None:
            return "POST" in methods
        if not hasattr(view, "__wrapped__"):
            return "request.POST" in inspect.getsource(view)
        view = view.__wrapped__


def test_every_page_action_has_an_operation() -> None:
    acting = {name for name, view in pages() if takes_posts(view)}
    covered = {page for each in EVERY if each.method == "POST" for page in each.pages}
    assert len(acting) > 50
    assert sorted(acting - covered - NO_ACTION.keys()) == []
    assert sorted(NO_ACTION.keys() - acting) == []


def test_operations_name_pages_there_are() -> None:
    known = {name for name, _view in pages()}
    assert sorted({page for each in EVERY for page in each.pages} - known) == []


def test_every_action_of_the_apps_is_reached_by_an_operation() -> None:
    assert len(operations) == len({(each.method, each.path) for each in EVERY}) == len(EVERY)


def ask(operation: Any, program: Program) -> Any:
    path = re.sub(
        r"\{(\w+)\}",
        lambda part: {"day": "2027-01-01", "suffix": "pdf", "form": "json", "key": "1.1-1"}.get(part[1], "999999"),
        operation.path,
    )
    return program.get(path) if operation.method == "GET" else program.post(path, {})


@pytest.mark.parametrize("operation", EVERY, ids=lambda each: each.name)
def test_operation_asks_for_token_family_and_role(world: World, operation: Any) -> None:
    if not operation.families:
        assert ask(operation, Program()).status_code in (200, 404)
        return
    assert ask(operation, Program()).status_code == 401
    refused = {role for role in Role if ask(operation, Program(make_token(world, role))).status_code == 403}
    if operation.roles:
        assert set(Role) - refused <= set(operation.roles)
    holder = operation.roles[0] if operation.roles else "filler"
    others = [family for family in Family if family not in operation.families]
    answer = ask(operation, Program(make_token(world, holder, *others)))
    assert answer.json()["code"] == "base.token_family"
    assert ask(operation, Program(make_token(world, holder))).status_code in (200, 404, 409, 415, 422)


LISTS: dict[str, tuple[str, int]] = {
    "/organisations": ("system_admin", 4),
    "/people": ("system_admin", 5),
    "/people/{nobody}/posts": ("system_admin", 5),
    "/colleagues": ("filler", 4),
    "/factor-resets": ("security_admin", 4),
    "/grants": ("security_admin", 4),
    "/delegations": ("security_admin", 4),
    "/notices": ("filler", 4),
    "/tokens": ("system_admin", 4),
    "/holidays?year=2027": ("filler", 3),
    "/audit": ("audit_admin", 4),
    "/webhooks": ("system_admin", 4),
    "/webhooks/{hook}/deliveries": ("system_admin", 5),
    "/years": ("filler", 4),
    "/projects": ("filler", 4),
    "/projects?year=2020&state=draft&q=项目": ("filler", 4),
    "/filings": ("filler", 4),
    "/library": ("filler", 4),
    "/reviews": ("unit_reviewer", 5),
    "/filings/{unit_review}/notes": ("unit_reviewer", 5),
    "/filings/{draft}/waivers": ("filler", 5),
    "/filings/{unit_review}/marks": ("expert", 5),
    "/commissions": ("evaluator", 4),
    "/filings/{unit_review}/commissions": ("evaluator", 5),
    "/filings/{approved}/versions": ("filler", 5),
    "/filings/{unit_review}/steps": ("filler", 5),
    "/filings/{change}/changes": ("filler", 3),
    "/releases": ("filler", 4),
    "/releasable": ("filler", 4),
    "/releases/{release released}/steps": ("filler", 5),
    "/jobs": ("filler", 4),
    "/jobs/all": ("system_admin", 4),
    "/jobs/{job done}/items": ("filler", 5),
    "/bulk/projects/{listed}/rows": ("filler", 7),
    "/bulk/prints": ("filler", 4),
    "/portal/releases": ("", 2),
}


def crowd(scene: Scene) -> None:
    """Three of everything a list shows."""
    world, now = scene.world, timezone.now()
    people, today = world.people, timezone.localdate()
    for number in range(3):
        Post.objects.create(person=people["nobody"], organisation=world.unit, title=f"科员{number}", since=today)
        make_grant(people["nobody"], Role.EXPERT, [world.unit, world.division, world.second_unit][number], "unit")
        grant = people["expert"].grants.get()
        Delegation.objects.create(grant=grant, to=people["nobody"], since=today, until=today, reason="出差")
        Notice.objects.create(person=people["filler"], code="cycle.notice_review", facts={}, created_at=now)
        FactorReset.objects.create(person=people[list(people)[number]], reason="x", proposed_by=people["filler"])
        make_token(world, "expert")
        record(Viewer(None, today), "base.try")
        Holiday.objects.get_or_create(day=f"2027-03-0{number + 1}", working=False)
        hook = Endpoint.objects.create(
            name="x", url="https://example.org/", organisation=world.unit, nonce="n", created_by=people["filler"]
        )
        Delivery.objects.create(endpoint=scene.rows["hook"], event="test", payload={})
        Delivery.objects.create(endpoint=hook, event="test", payload={}, state="failed")
        scene.rows["job done"].items.create(key=f"{number + 2}.1-1", name="表", state="failed", code="base.job_ended")
        LibraryIndicator.objects.create(code=f"M{number}", name="x", level1="y", level2="z", sort_key="x")
        first = scene.filings["unit_review"]
        CellNote.objects.create(filing=first, path="*", text="x", by=people["unit_reviewer"])
        ReviewMark.objects.create(filing=first, item=f"a{number}", by=people["expert"])
        first.commissions.create(round=0, agency=world.agency, asked_by=people["filler"], due=today, given_at=now)
        first.steps.create(action="submit", source="draft", target="unit_review", by=people["filler"])
        PublicWaiver.objects.create(filing=scene.filings["draft"], code="c", where="*", reason="r", by=people["filler"])
        version = scene.rows["version approved"]
        version.filing.versions.create(
            number=number + 2, reason="approved", document=version.document, digest="d", by=people["filler"]
        )
        release = scene.rows["release released"]
        release.steps.create(source="unit", target="department", by=people["filler"])
        twin = scene.filings["release released"].versions.create(
            number=number + 2, reason="approved", document=version.document, digest="d", by=people["filler"]
        )
        type(release).objects.create(
            version=twin, organisation=world.unit, state="released", released_at=now, year=YEAR
        )  # fmt: skip
        row = scene.rows["change"].document["indicators"][number]
        row["target"] = f"改{number}"
    lines = "项目编码,项目名称,单位统一社会信用代码,起始年度\n" + f"P-1,甲,{world.unit.code},2020\n" * 3
    default_storage.delete("jobs/scene/1")
    default_storage.save("jobs/scene/1", ContentFile(lines.encode()))
    scene.rows["listed"].files.update(path="jobs/scene/1", name="清单.csv")
    for filing in scene.filings.values():
        if filing.state in ("department_review", "finance_review"):
            type(filing).objects.filter(pk=filing.pk).update(state="unit_review")
    scene.rows["change"].save()


def test_lists_cost_the_same_at_any_length(world: World) -> None:
    scene = set_scene(world)
    crowd(scene)
    numbers = {name: row.pk for name, row in (scene.filings | scene.rows).items()}
    wrong: dict[str, Any] = {}
    for path, (actor, count) in LISTS.items():
        program = Program(make_token(world, actor)) if actor else Program()
        address = path.format_map(numbers | {"nobody": world.people["nobody"].pk})
        program.get(address, size=1)
        for size in (1, 3):
            with _counting() as asked:
                answer = program.client.get(f"/api{address}{'&' if '?' in address else '?'}size={size}")
            found = len(answer.json().get("items", ())) if answer.status_code == 200 else answer.json()
            if (found, len(asked)) != (size, count):
                wrong.setdefault(path, []).append((size, found, len(asked)))
    assert wrong == {}


def _counting() -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_every_list_has_a_guard() -> None:
    from hengxiao.site.api import schema

    paged = {
        path.removeprefix("/api")
        for path, methods in schema()["paths"].items()
        if any(each["name"] == "size" for each in methods.get("get", {}).get("parameters", ()))
    }
    guarded = {re.sub(r"\{[^}]*\}", "{number}", path.partition("?")[0]) for path in LISTS}
    assert sorted(paged - guarded) == []


def test_documentation_page_lists_every_operation(world: World) -> None:
    page = Client().get("/api/docs").content.decode()
    assert [each.name for each in EVERY if f'id="{each.name}"' not in page] == []
    assert "<script>" not in page and 'style="' not in page
    assert all(f'id="shape-{name}"' in page for name in ("ErrorOut", "JobOut", "FilingFullOut", "CellIn", "JobState"))
    assert 'id="shape-PageOf' not in page and 'id="shape-CellsIn"' not in page
    assert "接口说明" in page


def test_business_lists_are_closed_to_administrators(world: World) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        assert Program(make_token(world, role)).get("/filings").status_code == 403
    assert set(operations["list_filings"].roles) == set(EVERY_BUSINESS_ROLE)


@pytest.mark.django_db
def test_the_page_of_the_interface_speaks_the_readers_language() -> None:
    chinese = Client().get("/api/docs").content.decode()
    english = Client().get("/api/docs", headers={"accept-language": "en"}).content.decode()
    assert ("预算年度</span>" in chinese, "Budget years, newest first</span>" in english) == (True, True)


def test_a_summary_without_a_term_is_said_as_it_is() -> None:
    assert parted("Nothing to part") == ("Nothing to part", "Nothing to part")
