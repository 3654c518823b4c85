"""Release to the public: three levels, each another person; outside there is exactly what was not withheld."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import REACHES, World, make_filing, make_grant, make_project, sample_document
from hengxiao.base.audit import broken_at
from hengxiao.base.enums import Role, Scope
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Event, Notice
from hengxiao.cycle.actions.releasing import (
    decide_release,
    propose_release,
    stamp_of,
    unwithhold_cell,
    withdraw_release,
    withhold_cell,
)
from hengxiao.cycle.documents import differences, texts
from hengxiao.cycle.models import FilingVersion, Release
from hengxiao.cycle.publishing import WITHHELD, About, data_package, public_document, safe_cell
from hengxiao.cycle.queries.releasing import awaiting_release, public_releases, releasable, releases

SignIn = Callable[[str], Client]
LEVELS = {"unit": "unit_reviewer", "department": "department_finance", "secrecy": "finance_performance"}
EVERYBODY = (*REACHES, "other_filler", "other_reviewer", "other_finance", "own_filler", "nobody")
PATH = "indicators.i1.target"
GROUND = "《中华人民共和国政府信息公开条例》第十四条"


def approved_version(world: World, code: str = "2020-205-000-004", reason: str = "approved") -> FilingVersion:
    filing = make_filing(world, make_project(world, code, f"项目{code}"), state="approved")
    return FilingVersion.objects.create(
        filing=filing, number=1, reason=reason, document=filing.document, digest="d", by=world.people["filler"]
    )


def release_at(world: World, state: str, code: str = "2020-205-000-004") -> Release:
    """A release that has come as far as a state."""
    release = propose_release(viewer=world.viewer("filler"), version=approved_version(world, code))
    for level, who in LEVELS.items():
        if release.state == state:
            break
        assert release.state == level
        decide_release(viewer=world.viewer(who), release=release, agree=True)
    if state == "withdrawn":
        withdraw_release(viewer=world.viewer("finance_performance"), release=release, reason="重新核定")
    if state == "refused":
        Release.objects.filter(pk=release.pk).update(state="refused")
    release.refresh_from_db()
    return release


def outcome(action: Callable[..., object], **more: object) -> str:
    try:
        action(**more)
    except ActionError as error:
        return error.code
    return "done"


@pytest.mark.parametrize("level", LEVELS)
def test_only_the_role_of_the_level_decides(world: World, level: str) -> None:
    release = release_at(world, level)
    others = [name for name in EVERYBODY if name != LEVELS[level]]
    refused = {outcome(decide_release, viewer=world.viewer(n), release=release, agree=True) for n in others}
    assert refused == {"base.forbidden"}
    assert Release.objects.get().state == level
    assert outcome(decide_release, viewer=world.viewer(LEVELS[level]), release=release, agree=True) == "done"


def test_only_the_filler_proposes(world: World) -> None:
    version = approved_version(world)
    refused = {
        outcome(propose_release, viewer=world.viewer(n), version=version) for n in EVERYBODY if n not in ("filler",)
    }
    assert refused == {"base.forbidden"}
    assert not Release.objects.exists()
    assert outcome(propose_release, viewer=world.viewer("filler"), version=version) == "done"


@pytest.mark.parametrize("reason", ["submitted", "resubmitted"])
def test_only_approved_versions_are_proposed(world: World, reason: str) -> None:
    version = approved_version(world, reason=reason)
    assert outcome(propose_release, viewer=world.viewer("filler"), version=version) == "cycle.release_not_approved"
    assert list(releasable(world.viewer("filler"))) == []


def test_release_goes_through_three_levels(world: World) -> None:
    release = release_at(world, "released")
    steps = [(s.source, s.target, s.by.username) for s in release.steps.order_by("pk")]
    assert steps == [
        ("draft", "unit", "filler"),
        ("unit", "department", "unit_reviewer"),
        ("department", "secrecy", "department_finance"),
        ("secrecy", "released", "finance_performance"),
    ]
    assert release.released_at is not None
    assert list(public_releases()) == [release]
    assert not Notice.objects.filter(is_task=True, done_at=None).exists()
    assert broken_at(Event.objects.all()) is None


@pytest.mark.parametrize("state", ["unit", "department", "secrecy", "refused", "withdrawn"])
def test_nothing_but_released_is_public(world: World, state: str) -> None:
    release_at(world, state)
    assert list(public_releases()) == []


def test_one_person_with_every_role_cannot_release_alone(world: World) -> None:
    busy = world.people["filler"]
    make_grant(busy, Role.UNIT_REVIEWER, world.unit, Scope.UNIT)
    make_grant(busy, Role.DEPARTMENT_FINANCE, world.department, Scope.SUBTREE)
    release = release_at(world, "unit")
    viewer = world.viewer("filler")
    assert outcome(decide_release, viewer=viewer, release=release, agree=True) == "cycle.release_same_person"
    decide_release(viewer=world.viewer("unit_reviewer"), release=release, agree=True)
    assert outcome(decide_release, viewer=viewer, release=release, agree=True) == "cycle.release_same_person"


def test_refusing_needs_an_opinion_and_can_be_proposed_again(world: World) -> None:
    release = release_at(world, "department")
    viewer = world.viewer("department_finance")
    assert outcome(decide_release, viewer=viewer, release=release, agree=False, opinion=" ") == "cycle.reason_missing"
    decide_release(viewer=viewer, release=release, agree=False, opinion="涉及内部事项")
    assert release.state == "refused"
    assert [v.pk for v in releasable(world.viewer("filler"))] == [release.version_id]
    propose_release(viewer=world.viewer("filler"), version=release.version)
    release.refresh_from_db()
    assert release.state == "unit"
    assert outcome(decide_release, viewer=world.viewer("unit_reviewer"), release=release, agree=True) == "done"


def test_proposing_twice_is_late(world: World) -> None:
    release = release_at(world, "unit")
    assert outcome(propose_release, viewer=world.viewer("filler"), version=release.version) == "cycle.release_moved_on"


def test_decision_on_a_changed_list_is_late(world: World) -> None:
    release = release_at(world, "unit")
    seen = stamp_of(release)
    withhold_cell(viewer=world.viewer("filler"), release=release, path=PATH, ground=GROUND)
    late = {"viewer": world.viewer("unit_reviewer"), "release": release, "agree": True}
    assert outcome(decide_release, seen=seen, **late) == "cycle.release_moved_on"
    assert outcome(decide_release, seen=stamp_of(release), **late) == "done"


@pytest.mark.parametrize(
    ("path", "ground", "code"),
    [
        (PATH, " ", "cycle.release_ground_missing"),
        ("project.name", GROUND, "cycle.release_identity"),
        ("project.unit", GROUND, "cycle.release_identity"),
        ("indicators.i999.target", GROUND, "cycle.no_such_cell"),
        (PATH, GROUND, "done"),
    ],
)
def test_withholding_names_a_cell_and_its_ground(world: World, path: str, ground: str, code: str) -> None:
    release = release_at(world, "unit")
    assert outcome(withhold_cell, viewer=world.viewer("filler"), release=release, path=path, ground=ground) == code


@pytest.mark.parametrize("level", LEVELS)
def test_only_the_level_that_examines_withholds(world: World, level: str) -> None:
    release = release_at(world, level)
    may = {LEVELS[level]} | ({"filler"} if level == "unit" else set())
    found = {
        name
        for name in EVERYBODY
        if outcome(
            withhold_cell, viewer=world.viewer(name), release=release, path=PATH, ground=GROUND
        ) != "base.forbidden"
    }  # fmt: skip
    assert found == may


def test_withheld_list_only_grows_once_somebody_agreed(world: World) -> None:
    release = release_at(world, "unit")
    cell = withhold_cell(viewer=world.viewer("filler"), release=release, path=PATH, ground=GROUND)
    assert outcome(withhold_cell, viewer=world.viewer("filler"), release=release, path=PATH, ground=GROUND) == (
        "cycle.release_withheld_already"
    )
    unwithhold_cell(viewer=world.viewer("filler"), cell=cell)
    cell = withhold_cell(viewer=world.viewer("unit_reviewer"), release=release, path=PATH, ground=GROUND)
    decide_release(viewer=world.viewer("unit_reviewer"), release=release, agree=True)
    cell.release.refresh_from_db()
    late = outcome(unwithhold_cell, viewer=world.viewer("department_finance"), cell=cell)
    assert late == "cycle.release_list_settled"


def test_only_the_authorities_withdraw_what_is_public(world: World) -> None:
    release = release_at(world, "released")
    allowed = ("department_finance", "finance_performance")
    refused = {
        outcome(withdraw_release, viewer=world.viewer(name), release=release, reason="有误")
        for name in EVERYBODY
        if name not in allowed
    }
    assert refused == {"base.forbidden"}
    viewer = world.viewer("department_finance")
    assert outcome(withdraw_release, viewer=viewer, release=release, reason="") == "cycle.reason_missing"
    assert outcome(withdraw_release, viewer=viewer, release=release, reason="有误") == "done"
    assert outcome(withdraw_release, viewer=viewer, release=release, reason="有误") == "cycle.release_moved_on"
    assert list(public_releases()) == []


def test_releases_are_cut_to_scope(world: World) -> None:
    release = release_at(world, "department")
    seen = {name for name in EVERYBODY if list(releases(world.viewer(name))) == [release]}
    outside = {"system_admin", "security_admin", "audit_admin", "other_filler", "other_reviewer", "other_finance"}
    assert seen == set(EVERYBODY) - outside - {"nobody", "own_filler"}
    assert {n for n in EVERYBODY if list(awaiting_release(world.viewer(n)))} == {"department_finance"}


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_one_wins() -> None:
    from factories import make_world

    world = make_world()
    release = release_at(world, "unit")
    viewer, found = world.viewer("unit_reviewer"), []

    def decide() -> None:
        mine = Release.objects.get(pk=release.pk)
        found.append(outcome(decide_release, viewer=viewer, release=mine, agree=True))
        connection.close()

    threads = [threading.Thread(target=decide) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("done") == 1
    assert release.steps.filter(source="unit").count() == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_public_and_internal_differ_exactly_by_the_withheld_list(data: st.DataObject) -> None:
    document = sample_document()
    paths = [path for path, _ in texts(document)]
    chosen = data.draw(st.sets(st.sampled_from(paths), max_size=40))
    edition = public_document(document, dict.fromkeys(chosen, GROUND))
    public, listed, whole = edition.document, set(edition.withheld), dict(texts(document))
    assert chosen <= listed
    # one way: nothing else is missing or changed; other way: everything withheld is gone
    assert {path for path, _, _ in differences(document, public)} == {path for path in listed if whole[path]}
    assert dict(texts(public)) == {path: "" if path in listed else text for path, text in whole.items()}


def test_withheld_text_is_nowhere_in_the_downloads() -> None:
    document = sample_document()
    document["indicators"][0].update(target="≥98.7654%", target_cells=["≥", "98.7654%"])
    edition = public_document(document, {PATH: GROUND})
    package = zipfile.ZipFile(io.BytesIO(data_package(edition, ABOUT)))
    assert [name for name in package.namelist() if b"98.7654" in package.read(name)] == []


def test_unknown_withheld_path_makes_no_edition() -> None:
    with pytest.raises(KeyError):
        public_document(sample_document(), {"indicators.i999.name": GROUND})


ABOUT = About(1, "湖北省科学技术厅机关", "12420000000000003C", 2020, "hubei_2020", "2020-03-02T00:00:00+00:00", 1, "d")


def test_data_package_describes_its_files() -> None:
    edition = public_document(sample_document(), {PATH: GROUND})
    package = zipfile.ZipFile(io.BytesIO(data_package(edition, ABOUT)))
    described = json.loads(package.read("datapackage.json"))
    assert sorted(package.namelist()) == sorted(["datapackage.json", *(r["path"] for r in described["resources"])])
    for resource in described["resources"]:
        content = package.read(resource["path"])
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["format"] == "csv":
            header = next(csv.reader(io.StringIO(content.decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == header
    rows = list(csv.DictReader(io.StringIO(package.read("indicators.csv").decode())))
    assert (rows[0]["target"], rows[1]["target"]) == (WITHHELD, "100%")
    assert data_package(edition, ABOUT) == data_package(edition, ABOUT)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        (" =1", "' =1"), ("-5", "-5"), ("+3.5%", "+3.5%"), ("≥95%", "≥95%"), ("", ""), ("＝1", "'＝1"),
    ],
)  # fmt: skip
def test_safe_cell(text: str, safe: str) -> None:
    assert safe_cell(text) == safe
