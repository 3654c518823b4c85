"""Refusals and turns of the actions that nothing else meets (少见的分支)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from folders import pack, rule

from factories import World, make_filing, make_grant, make_project, make_year
from hengxiao.base.actions import add_organisation
from hengxiao.base.enums import Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.proving import LARGEST
from hengxiao.cycle.actions import releasing
from hengxiao.cycle.actions.approving import pass_on, submit
from hengxiao.cycle.actions.editing import copy_to_long_term, remove_row, save_cells, undo
from hengxiao.cycle.actions.printing import verify_upload
from hengxiao.cycle.actions.reviewing import add_note
from hengxiao.cycle.editing import Change
from hengxiao.cycle.listing import Known, Line, planned
from hengxiao.cycle.models import Filing, WithheldCell
from hengxiao.cycle.procedures import procedure_of
from hengxiao.cycle.queries.starting import next_steps
from under_way import approved, sound_document

pytestmark = pytest.mark.django_db
TARGET = "indicators.i11.target"


def test_an_organisation_may_stand_at_the_top(world: World) -> None:
    row = add_organisation(
        viewer=world.viewer("system_admin"), code="11420000000000009Z", name="某厅", kind="department"
    )
    assert (row.parent, row.path) == (None, f"/{row.pk}/")


@pytest.mark.parametrize("allowed", [True, False])
def test_a_pack_says_whether_one_may_pass_what_one_submitted(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: bool
) -> None:
    separation = rule("filing.separation", f"{{ submitter_may_review = {str(allowed).lower()} }}")
    pack(tmp_path, "p", separation, extends="hubei_2020")
    monkeypatch.setenv("HENGXIAO_PACKS", str(tmp_path))
    make_grant(world.people["filler"], Role.UNIT_REVIEWER, world.unit, Scope.UNIT)
    filing = make_filing(world, document=sound_document(), pack="p")
    submit(viewer=world.viewer("filler"), filing=filing)
    if allowed:
        assert pass_on(viewer=world.viewer("filler"), filing=filing).target == "department_review"
    else:
        with pytest.raises(ForbiddenError, match="own_filing"):
            pass_on(viewer=world.viewer("filler"), filing=filing)


def test_annual_indicators_need_a_long_term_goal_to_be_copied_to(world: World, filing: Filing) -> None:
    filing.document["goals"] = [goal for goal in filing.document["goals"] if goal["term"] == "annual"]
    filing.save()
    with pytest.raises(ActionError, match="no_long_term_goal"):
        copy_to_long_term(viewer=world.viewer("filler"), filing=filing)


def test_undo_stops_where_the_row_is_gone(world: World, filing: Filing) -> None:
    viewer, old = world.viewer("filler"), filing.document["indicators"][10]["target"]
    row = filing.document["indicators"][10]["id"]
    saved = save_cells(viewer=viewer, filing=filing, changes=[Change(f"indicators.{row}.target", old, "9家")])
    other = world.viewer("second_filler")
    remove_row(viewer=other, filing=filing, path=f"indicators.{row}", revision=saved.filing.revision)
    with pytest.raises(LateError, match="undo_changed"):
        undo(viewer=viewer, filing=filing)


def test_a_copy_that_is_too_large_is_not_read(world: World) -> None:
    copy = SimpleUploadedFile("附表五.pdf", b"%PDF-1.7")
    copy.size = LARGEST + 1
    with pytest.raises(ActionError, match="file_too_large"):
        verify_upload(viewer=world.viewer("filler"), uploaded=copy, version=None)


def test_a_note_says_something(world: World) -> None:
    filing = make_filing(world, state="unit_review")
    with pytest.raises(ActionError, match="reason_missing"):
        add_note(viewer=world.viewer("unit_reviewer"), filing=filing, path="*", text="  ")
    assert filing.notes.count() == 0


def test_a_list_that_changes_while_a_level_decides_is_not_agreed_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = approved(world).versions.get(reason="approved")
    release = releasing.propose_release(viewer=world.viewer("filler"), version=version)
    seen, hold = releasing.stamp_of(release), releasing._hold

    def late(row: Any) -> None:
        hold(row)
        WithheldCell.objects.create(release=row, path=TARGET, ground="某条", by=world.people["second_filler"])

    monkeypatch.setattr(releasing, "_hold", late)
    with pytest.raises(LateError, match="release_moved_on"):
        releasing.decide_release(viewer=world.viewer("unit_reviewer"), release=release, agree=True, seen=seen)
    release.refresh_from_db()
    assert release.state == "unit"


@pytest.mark.parametrize(("who", "url"), [("finance_performance", "/cycle/years/"), ("department_finance", "")])
def test_without_an_open_year_the_one_who_opens_it_is_led_there(world: World, who: str, url: str) -> None:
    (step,) = next_steps(world.viewer(who))
    assert ("还没有开放申报的年度" in step.text, step.url) == (True, url)


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "x"])
@pytest.mark.parametrize(
    ("url", "who", "field", "status"),
    [
        ("/cycle/review/approve/", "unit_reviewer", "ids", 302),
        ("/cycle/bulk/prints/", "unit_reviewer", "version", 200),
        ("/cycle/bulk/prints/", "unit_reviewer", "year", 200),
        ("/cycle/bulk/recompute/recheck/", "unit_reviewer", "year", 400),
        ("/cycle/packs-compared/all/", "finance_performance", "year", 400),
        ("/base/year/", "filler", "year", 200),
    ],
)
def test_a_number_no_key_or_year_has_is_no_error_of_the_site(
    world: World, client_of: Callable[[str], Client], url: str, who: str, field: str, status: int, number: str
) -> None:
    make_year()
    assert client_of(who).post(url, {field: number}).status_code == status


def test_a_year_of_a_list_with_too_many_digits_is_refused_in_its_row(world: World) -> None:
    line = Line(1, "A-1", "甲", world.unit.code, "", "9" * 5000, "")
    plan = planned([line], Known({world.unit.code: [world.unit.pk]}, {}, {}), "skip")[0]
    assert (plan.act, plan.error and plan.error.code) == ("refuse", "cycle.list_year")


def test_filings_with_the_same_state_table_share_it_as_it_was_kept(world: World) -> None:
    made = make_filing(world)
    make_filing(world, make_project(world, "A-2"))
    first, second = Filing.objects.order_by("pk")
    assert first.procedure is second.procedure
    assert first.procedure == made.procedure
    assert procedure_of(first) is procedure_of(second)
    assert procedure_of(first) == procedure_of(made)
