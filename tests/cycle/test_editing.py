"""Editing a filing (填报): merging, undo, rows, races."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from factories import World, make_filing
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.cycle.actions import editing as do
from hengxiao.cycle.documents import cell
from hengxiao.cycle.editing import Change, cleaned, is_editable, pasted_rows
from hengxiao.cycle.models import Edit, Filing, LibraryIndicator
from hengxiao.cycle.suggesting import suggest

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
NAME, TARGET = "indicators.i11.name", "indicators.i11.target"


def save(world: World, filing: Filing, path: str, old: str, new: str, who: str = "filler") -> do.Saved:
    return do.save_cells(viewer=world.viewer(who), filing=filing, changes=[Change(path, old, new)])


def text(filing: Filing, path: str) -> str:
    filing.refresh_from_db()
    return cell(filing.document, path)


def names(filing: Filing, goal: str) -> list[str]:
    filing.refresh_from_db()
    return [row["name"] for row in filing.document["indicators"] if row["goal"] == goal]


def test_a_save_changes_the_cell_and_keeps_an_edit(world: World, filing: Filing):
    saved = save(world, filing, TARGET, "1套", "2套")
    assert (text(filing, TARGET), saved.filing.revision) == ("2套", 1)
    edit = Edit.objects.get()
    assert (edit.revision, edit.path, edit.old, edit.new, edit.by.username) == (1, TARGET, "1套", "2套", "filler")


def test_two_people_in_different_cells_both_keep_their_work(world: World, filing: Filing):
    save(world, filing, TARGET, "1套", "2套")
    save(world, filing, NAME, "保密系统建设", "保密系统建设数", who="second_filler")
    assert (text(filing, TARGET), text(filing, NAME), filing.revision) == ("2套", "保密系统建设数", 2)


def test_two_people_in_one_cell_the_second_is_shown_both_texts(world: World, filing: Filing):
    save(world, filing, TARGET, "1套", "2套")
    saved = save(world, filing, TARGET, "1套", "3套", who="second_filler")
    assert saved.conflicts == (do.Conflict(TARGET, "3套", "2套", "填报人"),)
    assert (text(filing, TARGET), saved.changes) == ("2套", ())
    assert save(world, filing, TARGET, "2套", "3套", who="second_filler").conflicts == ()


def test_the_same_text_twice_is_no_conflict(world: World, filing: Filing):
    save(world, filing, TARGET, "1套", "2套")
    assert save(world, filing, TARGET, "1套", "2套", who="second_filler") == do.Saved(filing, (), ())


def test_several_cells_are_saved_at_once_and_undone_at_once(world: World, filing: Filing):
    viewer = world.viewer("filler")
    changes = [Change(TARGET, "1套", "2套"), Change("indicators.i12.target", "6期", "8期")]
    do.save_cells(viewer=viewer, filing=filing, changes=changes)
    do.undo(viewer=viewer, filing=filing)
    assert (text(filing, TARGET), text(filing, "indicators.i12.target")) == ("1套", "6期")
    do.redo(viewer=viewer, filing=filing)
    assert (text(filing, TARGET), text(filing, "indicators.i12.target")) == ("2套", "8期")


def test_undo_and_redo_walk_through_ones_own_changes(world: World, filing: Filing):
    viewer = world.viewer("filler")
    for old, new in (("1套", "2套"), ("2套", "3套")):
        save(world, filing, TARGET, old, new)
    save(world, filing, NAME, "保密系统建设", "保密系统", who="second_filler")
    walk = [(do.undo, "2套"), (do.undo, "1套"), (do.undo, "1套"), (do.redo, "2套"), (do.redo, "3套"), (do.redo, "3套")]
    for step, expected in walk:
        step(viewer=viewer, filing=filing)
        assert text(filing, TARGET) == expected
    assert text(filing, NAME) == "保密系统"


def test_a_new_change_ends_redo(world: World, filing: Filing):
    viewer = world.viewer("filler")
    save(world, filing, TARGET, "1套", "2套")
    do.undo(viewer=viewer, filing=filing)
    save(world, filing, TARGET, "1套", "5套")
    do.redo(viewer=viewer, filing=filing)
    assert text(filing, TARGET) == "5套"


def test_undo_does_not_take_anothers_work_away(world: World, filing: Filing):
    save(world, filing, TARGET, "1套", "2套")
    save(world, filing, TARGET, "2套", "3套", who="second_filler")
    with pytest.raises(LateError, match="undo_changed"):
        do.undo(viewer=world.viewer("filler"), filing=filing)
    assert text(filing, TARGET) == "3套"


@pytest.mark.parametrize(
    "path", ["indicators.i11.id", "goals.g1.term", "indicators.i11", "layout", "x.y", "places.a.b"]
)
def test_only_cells_people_fill_in_are_saved(world: World, filing: Filing, path: str):
    assert not is_editable(path)
    with pytest.raises(ActionError, match="no_such_cell"):
        save(world, filing, path, "", "x")


def test_a_cell_of_a_removed_row_is_told(world: World, filing: Filing):
    do.remove_row(viewer=world.viewer("filler"), filing=filing, path="indicators.i11", revision=0)
    with pytest.raises(ActionError, match="cell_gone"):
        save(world, filing, TARGET, "1套", "2套", who="second_filler")


@pytest.mark.parametrize("who", ["unit_reviewer", "auditor", "other_filler", "own_filler", "nobody"])
def test_only_the_units_fillers_edit(world: World, filing: Filing, who: str):
    with pytest.raises(ForbiddenError, match="not_editable"):
        save(world, filing, TARGET, "1套", "2套", who=who)


def test_a_submitted_filing_is_not_edited(world: World):
    with pytest.raises(ForbiddenError, match="not_editable"):
        save(world, make_filing(world, state="unit_review"), TARGET, "1套", "2套")


def test_a_renamed_goal_keeps_its_indicators(world: World, filing: Filing):
    save(world, filing, "goals.g3.label", "年度目标02", "年度目标二")
    assert (len(names(filing, "年度目标二")), names(filing, "年度目标02")) == (5, [])
    do.undo(viewer=world.viewer("filler"), filing=filing)
    assert len(names(filing, "年度目标02")) == 5


def test_an_indicator_is_added_in_its_group_moved_and_removed(world: World, filing: Filing):
    viewer = world.viewer("filler")
    do.add_indicators(
        viewer=viewer, filing=filing, goal="g3", level1="产出", level2="数量指标", rows=[["新指标", "≥3项"]]
    )
    assert names(filing, "年度目标02")[2:5] == ["完成科技项目验收和监督平台升级", "新指标", "科技发展专项项目管理有效"]
    do.move_row(viewer=viewer, filing=filing, path="indicators.i39", step=-1)
    assert names(filing, "年度目标02")[2:4] == ["新指标", "完成科技项目验收和监督平台升级"]
    do.remove_row(viewer=viewer, filing=filing, path="indicators.i39", revision=2)
    assert len(names(filing, "年度目标02")) == 5
    for _ in range(3):
        do.undo(viewer=viewer, filing=filing)
    assert (len(names(filing, "年度目标02")), filing.revision) == (5, 6)
    do.add_indicators(viewer=viewer, filing=filing, goal="g3", rows=[["又一个"]])
    filing.refresh_from_db()
    assert "i40" in [row["id"] for row in filing.document["indicators"]]


def test_a_row_at_the_end_stays_where_it_is(world: World, filing: Filing):
    saved = do.move_row(viewer=world.viewer("filler"), filing=filing, path="indicators.i1", step=-1)
    assert (saved.changes, saved.filing.revision) == ((), 0)


def test_a_row_somebody_is_working_on_is_not_removed(world: World, filing: Filing):
    save(world, filing, TARGET, "1套", "2套", who="second_filler")
    with pytest.raises(LateError, match="row_changed"):
        do.remove_row(viewer=world.viewer("filler"), filing=filing, path="indicators.i11", revision=0)
    do.remove_row(viewer=world.viewer("filler"), filing=filing, path="indicators.i11", revision=1)
    assert "保密系统建设" not in names(filing, "年度目标01")


def test_goals_are_added_by_term_and_removed_when_empty(world: World, filing: Filing):
    viewer = world.viewer("filler")
    do.add_goal(viewer=viewer, filing=filing, term="annual")
    do.add_goal(viewer=viewer, filing=filing, term="long_term")
    filing.refresh_from_db()
    labels = [goal["label"] for goal in filing.document["goals"]]
    assert labels[:2] + labels[-1:] == ["长期目标", "长期目标02", "年度目标07"]
    with pytest.raises(ActionError, match="goal_has_indicators"):
        do.remove_row(viewer=viewer, filing=filing, path="goals.g1", revision=9)
    do.remove_row(viewer=viewer, filing=filing, path="goals.g8", revision=9)
    with pytest.raises(ActionError, match="no_such_cell"):
        do.add_goal(viewer=viewer, filing=filing, term="other")


def test_annual_indicators_are_copied_to_the_long_term_goal_once(world: World, filing: Filing):
    viewer = world.viewer("filler")
    do.copy_to_long_term(viewer=viewer, filing=filing)
    copied = names(filing, "长期目标")
    assert len(copied) == len(set(copied)) == 9 + 23
    assert do.copy_to_long_term(viewer=viewer, filing=filing).changes == ()
    do.undo(viewer=viewer, filing=filing)
    assert len(names(filing, "长期目标")) == 9


def test_rows_of_a_worksheet_become_indicators(world: World, filing: Filing, client_of: ClientOf):
    assert pasted_rows('培训人次\t≥200人次\r\n"跨\n行"\t1项\r\n\r\n') == [["培训人次", "≥200人次"], ["跨\n行", "1项"]]
    data = {"goal": "g3", "level": "产出指标|质量指标", "rows": "培训人次\t≥200人次\n合格率\t≥95%\t\t\t计划标准\t10"}
    answer = client_of("filler").post(reverse("cycle:add_row", args=[filing.pk]), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    filing.refresh_from_db()
    row = next(each for each in filing.document["indicators"] if each["name"] == "合格率")
    assert [row[name] for name in ("target", "standard", "points", "level2")] == ["≥95%", "计划标准", "10", "质量指标"]
    with pytest.raises(ActionError, match="too_many_rows"):
        do.add_indicators(viewer=world.viewer("filler"), filing=filing, goal="g3", rows=[["a"]] * 201)


def test_texts_lose_control_characters() -> None:
    assert cleaned(" a\x00b\r\nc\x07 ") == "ab\nc"


@pytest.fixture
def library(db: Any) -> list[LibraryIndicator]:
    rows = [
        LibraryIndicator(code="A1", name="培训人次", aliases=["参训人次"], level1="产出指标", level2="数量指标", unit="人次",
                         definition="参加培训的人次", method="直接计数", source="签到册", sort_key="pei xun ren ci"),
        LibraryIndicator(code="A2", name="培训合格率", level1="产出指标", level2="质量指标", unit="%", sort_key="pei xun he"),
        LibraryIndicator(code="A3", name="节水量", level1="效益指标", level2="生态效益指标", unit="吨", sort_key="jie shui"),
    ]  # fmt: skip
    return LibraryIndicator.objects.bulk_create(rows)


def test_the_library_is_suggested_by_name_alias_and_level(library: list[LibraryIndicator]):
    assert suggest("参训人次", "数量指标", library)[0].indicator.code == "A1"
    assert [each.indicator.code for each in suggest("", "质量", library)] == ["A2"]
    assert suggest("宇宙飞船发射", "", library) == []


def test_a_library_indicator_is_taken_over(
    world: World, filing: Filing, library: list[LibraryIndicator], client_of: ClientOf
):
    client = client_of("filler")
    page = client.get(
        reverse("cycle:suggest", args=[filing.pk, "i11"]), {"text": "培训人"}, headers={"HX-Request": "true"}
    )
    assert "培训人次" in page.content.decode()
    client.post(reverse("cycle:take", args=[filing.pk, "i11"]), {"code": "A1"})
    assert (text(filing, NAME), text(filing, "indicators.i11.data_source"), filing.revision) == (
        "培训人次",
        "签到册",
        1,
    )
    assert text(filing, "indicators.i11.level1") == "产出"


@pytest.mark.django_db(transaction=True)
def test_people_editing_at_once_lose_nothing(world: World, filing: Filing):
    told: list[do.Saved] = []

    def write(who: str, row: int) -> None:
        try:
            told.append(save(world, filing, f"indicators.i{row}.evidence", "", f"{who}写的{row}", who=who))
        finally:
            connections.close_all()

    jobs = [(who, row) for row in range(1, 9) for who in ("filler", "second_filler")]
    threads = [threading.Thread(target=write, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    filing.refresh_from_db()
    kept = [each["evidence"] for each in filing.document["indicators"][:8]]
    lost = [conflict.mine for saved in told for conflict in saved.conflicts]
    assert sorted([*kept, *lost]) == sorted(f"{who}写的{row}" for who, row in jobs)
    assert (filing.revision, Edit.objects.count(), len(told)) == (8, 8, 16)
