"""Adjustments and additions: from the approved version, with a reason, compared, and in force once approved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from factories import PACK, REACHES, World, procedure_table
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.cycle.actions.adjusting import start_addition, start_adjustment
from hengxiao.cycle.actions.approving import approve, pass_on, submit
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.models import Filing, FilingVersion
from hengxiao.cycle.queries.reviewing import version_in_force
from hengxiao.cycle.queries.timeline import timeline
from hengxiao.cycle.sheets import Change, changes
from under_way import REVIEWERS, approved, sound_document, submitted

SignIn = Callable[[str], Client]


def adjusted(world: World, before: Filing, path: str, words: str, start: Any = start_adjustment) -> Filing:
    """An adjustment of one cell that waits for its approval."""
    filing: Filing = start(viewer=world.viewer("filler"), project=before.project, year=before.year, reason="预算调减")
    set_cell(filing.document, path, words)
    filing.save(update_fields=["document"])
    submit(viewer=world.viewer("filler"), filing=filing)
    for name in REVIEWERS:
        pass_on(viewer=world.viewer(name), filing=filing)
    return filing


def test_adjustment_begins_from_the_approved_version(world: World) -> None:
    before = approved(world)
    filing = start_adjustment(viewer=world.viewer("filler"), project=before.project, year=2020, reason=" 预算调减 ")
    assert (filing.kind, filing.number, filing.state, filing.reason) == ("adjustment", 1, "draft", "预算调减")
    assert (filing.document, filing.adjusts) == (before.document, version_in_force(before.project_id, 2020))


@pytest.mark.parametrize("name", [*REACHES, "own_filler", "other_filler", "nobody"])
def test_only_the_units_filler_begins_an_adjustment(world: World, name: str) -> None:
    before = approved(world)

    def begin() -> Filing:
        return start_adjustment(viewer=world.viewer(name), project=before.project, year=2020, reason="预算调减")

    if name in ("filler", "own_filler"):
        assert begin().state == "draft"
    else:
        with pytest.raises(ForbiddenError):
            begin()


def test_approved_adjustment_replaces_the_target_and_keeps_the_old(world: World) -> None:
    before = approved(world)
    old = version_in_force(before.project_id, 2020)
    filing = adjusted(world, before, "indicators.i27.target", "≥15次")
    assert version_in_force(before.project_id, 2020) == old
    new = approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert (version_in_force(before.project_id, 2020), new.reason) == (new, "adjusted")
    assert old is not None
    old.refresh_from_db()
    assert old.document == sound_document()


def test_addition_is_approved_as_such_and_numbered_on(world: World) -> None:
    before = approved(world)
    approve(
        viewer=world.viewer("finance_performance"),
        filing=adjusted(world, before, "indicators.i12.target", "≥8期", start_addition),
    )
    again = start_addition(viewer=world.viewer("filler"), project=before.project, year=2020, reason="再追加")
    assert (again.kind, again.number, again.document["indicators"][11]["target"]) == (
        "addition",
        2,
        "≥8期",
    )


def test_adjustment_is_refused_without_reason_without_base_and_while_one_is_open(world: World) -> None:
    waiting, viewer = submitted(world), world.viewer("filler")
    codes = []

    def attempt(reason: str) -> None:
        try:
            start_adjustment(viewer=viewer, project=waiting.project, year=2020, reason=reason)
            codes.append("begun")
        except ActionError as error:
            codes.append(error.code)

    attempt("预算调减")
    for name in REVIEWERS:
        pass_on(viewer=world.viewer(name), filing=waiting)
    approve(viewer=world.viewer("finance_performance"), filing=waiting)
    for reason in (" ", "预算调减", "又一次"):
        attempt(reason)
    assert codes == ["cycle.nothing_in_force", "cycle.reason_missing", "begun", "cycle.adjustment_open"]


def test_adjustment_resting_on_a_replaced_target_is_late(world: World) -> None:
    before = approved(world)
    filing = adjusted(world, before, "indicators.i12.target", "≥8期")
    other = Filing.objects.create(
        project=before.project, organisation=before.organisation, year=2020, kind="addition", state="approved", pack=PACK,
        layout=before.layout, procedure=procedure_table(), document=sound_document(), created_by=before.created_by,
    )  # fmt: skip
    other.versions.create(number=1, reason="approved", document={}, digest="0", by=before.created_by)
    with pytest.raises(LateError) as late:
        approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert late.value.code == "cycle.base_changed"
    filing.refresh_from_db()
    assert stamp(filing) == "performance_review.1"


@pytest.mark.django_db(transaction=True)
def test_of_many_adjustments_begun_at_once_one_is_made(world: World) -> None:
    before, viewer = approved(world), world.viewer("filler")
    begin, outcomes = threading.Barrier(10), []
    starts = [start_adjustment, start_addition] * 5

    def run(start: Callable[..., object]) -> None:
        begin.wait()
        try:
            start(viewer=viewer, project=before.project, year=2020, reason="预算调减")
            outcomes.append("done")
        except ActionError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(start,)) for start in starts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["cycle.adjustment_open"] * 9 + ["done"]
    assert Filing.objects.exclude(kind="target").count() == 1


def test_changes_are_named_in_words() -> None:
    before = sound_document()
    after = deepcopy(before)
    set_cell(after, "project.name", "新名称")
    set_cell(after, "indicators.i12.target", "≥8期")
    gone = after["funds"].pop() if after["funds"] else None
    assert gone is None
    removed = after["indicators"].pop(30)
    found = changes(before, after)
    assert found[:2] == [
        Change("project.name", "项目基本信息", "项目名称", before["project"]["name"], "新名称"),
        Change("indicators.i12.target", "科技杂志", "指标值", "6期", "≥8期"),
    ]
    assert {change.row for change in found[2:]} == {removed["name"]}
    assert {change.after for change in found[2:]} == {""}


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf"])
def test_comparison_is_shown_and_printed(world: World, client_of: SignIn, suffix: str) -> None:
    from hengxiao.core.reading import open_bytes

    filing = adjusted(world, approved(world), "indicators.i27.target", "≥15次")
    client = client_of("department_finance")
    page = client.get(f"/cycle/review/{filing.pk}/comparison/").content.decode()
    assert ("共 1 处改动" in page, "≥20次" in page, "≥15次" in page) == (True, True, True)
    printed = client.get(f"/cycle/review/{filing.pk}/comparison/{suffix}/")
    blocks = open_bytes(f"a.{suffix}", b"".join(printed)).blocks
    cells = [cell.text for block in blocks for cell in getattr(block, "cells", ())]
    assert cells[-5:] == ["1", "为高新技术企业提供培育服务次数", "指标值", "≥20次", "≥15次"] or suffix == "xlsx"
    assert {"≥20次", "≥15次", "为高新技术企业提供培育服务次数"} <= set(cells)


def test_comparison_exists_for_adjustments_in_reach_only(world: World, client_of: SignIn) -> None:
    before = approved(world)
    filing = start_adjustment(viewer=world.viewer("filler"), project=before.project, year=2020, reason="预算调减")
    assert client_of("filler").get(f"/cycle/review/{before.pk}/comparison/").status_code == 404
    assert client_of("filler").get(f"/cycle/review/{before.pk}/comparison/pdf/").status_code == 404
    assert client_of("other_filler").get(f"/cycle/review/{filing.pk}/comparison/").status_code == 404
    assert "没有改动" in client_of("filler").get(f"/cycle/review/{filing.pk}/comparison/").content.decode()


def test_adjustment_is_begun_on_its_page(world: World, client_of: SignIn) -> None:
    before = approved(world)
    client, url = client_of("filler"), f"/cycle/projects/{before.project_id}/change/2020/"
    assert "批复的第 2 版为底稿" in client.get(url).content.decode()
    assert "没有可以调整的绩效目标" in client.get(url.replace("2020", "2019")).content.decode()
    assert client.post(url, {"kind": "adjustment", "reason": ""}).status_code == 422
    answer = client.post(url, {"kind": "addition", "reason": "年中追加资金"}, follow=True)
    filing = Filing.objects.latest("pk")
    assert (answer.redirect_chain[-1][0], filing.kind) == (f"/cycle/filings/{filing.pk}/edit/", "addition")
    assert "年中追加资金" in client.get(f"/cycle/review/{filing.pk}/").content.decode()
    assert client_of("unit_reviewer").get(url).status_code == 403
    assert client_of("other_filler").get(url).status_code == 404


def test_timeline_tells_everything_newest_first(world: World, client_of: SignIn) -> None:
    before = approved(world)
    approve(viewer=world.viewer("finance_performance"), filing=adjusted(world, before, "indicators.i12.target", "≥8期"))
    told = [each.what for each in timeline(world.viewer("auditor"), before.project)]
    assert set(told[:2]) == {"调整", "批复 → 已批复"}
    assert (len(told), told[-1], told.count("批复 → 已批复")) == (12, "报送 → 单位审核", 2)
    assert timeline(world.viewer("other_filler"), before.project) == []
    page = client_of("auditor").get(f"/cycle/projects/{before.project_id}/timeline/").content.decode()
    assert ("2020 年绩效目标调整" in page, FilingVersion.objects.latest("pk").mark in page) == (True, True)
    assert client_of("other_filler").get(f"/cycle/projects/{before.project_id}/timeline/").status_code == 404
