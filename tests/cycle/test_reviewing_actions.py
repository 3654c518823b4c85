"""Notes, marks and waivers: who may write them in which state, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from factories import REACHES, TODAY, World, make_filing, procedure_table
from hengxiao.base.actions import delegate
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Event, Grant
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.approving import approve, pass_on, return_for_changes
from hengxiao.cycle.actions.moving import actor
from hengxiao.cycle.actions.reviewing import (
    Given,
    add_note,
    answer_note,
    lift_waiver,
    save_marks,
    settle_note,
    waive,
)
from hengxiao.cycle.judging import judge, missing_statements
from hengxiao.cycle.models import CellNote, Filing, PublicWaiver
from hengxiao.cycle.queries.timeline import timeline
from hengxiao.cycle.wording import place_title
from under_way import before_approval, sound_document, submitted

PATH = "indicators.i27.target"
STATES = ("draft", "unit_review", "department_review", "finance_review", "performance_review", "approved", "returned")
THIRD = {Role.EVALUATOR, Role.EXPERT}
TURN = {
    "unit_review": Role.UNIT_REVIEWER,
    "department_review": Role.DEPARTMENT_FINANCE,
    "finance_review": Role.FINANCE_BUSINESS,
    "performance_review": Role.FINANCE_PERFORMANCE,
}
NAMES = (*REACHES, "other_filler", "other_reviewer", "other_finance", "nobody")


def note(filing: Filing) -> CellNote:
    made: CellNote = filing.notes.create(path=PATH, text="核", by=filing.created_by, handed_over=True)
    return made


def waiver(filing: Filing) -> PublicWaiver:
    filing.waivers.all().delete()
    made: PublicWaiver = filing.waivers.create(code="checks.C07", where=PATH, reason="年中定", by=filing.created_by)
    return made


def waived(viewer: Any, filing: Filing) -> PublicWaiver:
    filing.waivers.all().delete()
    return waive(viewer=viewer, filing=filing, code="checks.C07", path=PATH, reason="年中定")


ACTIONS: dict[str, Callable[[Any, Filing], object]] = {
    "add_note": lambda viewer, filing: add_note(viewer=viewer, filing=filing, path=PATH, text="核"),
    "settle_note": lambda viewer, filing: settle_note(viewer=viewer, note=note(filing)),
    "answer_note": lambda viewer, filing: answer_note(viewer=viewer, note=note(filing), answer="已改"),
    "save_marks": lambda viewer, filing: save_marks(viewer=viewer, filing=filing, given={"overall": Given(grade="优")}),
    "waive": waived,
    "lift_waiver": lambda viewer, filing: lift_waiver(viewer=viewer, waiver=waiver(filing)),
}


def allowed(action: str, state: str) -> set[str]:
    """Who may do it: the filler while the form is open, the role whose turn it is, third parties their opinion."""
    fillers = {"filler"} if state in ("draft", "returned") else set()
    turn = {TURN[state]} if state in TURN else set()
    third = THIRD if state in TURN else set()
    if action == "answer_note":
        return fillers
    if action in ("waive", "lift_waiver"):
        return fillers | turn
    return {*turn, *third}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_open_to_its_roles_only(world: World, action: str, state: str) -> None:
    document = sound_document()
    document["indicators"][26]["target"] = "次"
    filing = make_filing(world, state=state, document=document)
    done = set()
    for name in NAMES:
        try:
            ACTIONS[action](world.viewer(name), filing)
            done.add(name)
        except ForbiddenError:
            continue
    assert done == allowed(action, state)
    assert Event.objects.filter(action=f"cycle.{action}", result="refused").count() == len(NAMES) - len(done)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"relevance.goal": Given(points=Decimal("15.5"))}, "cycle.marks_invalid"),
        ({"relevance.goal": Given(points=Decimal(-1))}, "cycle.marks_invalid"),
        ({"overall": Given(grade="甲")}, "cycle.grade_unknown"),
        ({"relevance.beauty": Given(points=Decimal(1))}, "cycle.no_such_item"),
    ],
)
def test_impossible_marks_are_refused(world: World, given: dict[str, Given], code: str) -> None:
    filing = submitted(world)
    with pytest.raises(ActionError) as refused:
        save_marks(viewer=world.viewer("unit_reviewer"), filing=filing, given=given)
    assert (refused.value.code, filing.marks.count()) == (code, 0)


def test_marks_begin_anew_after_a_return(world: World) -> None:
    filing = submitted(world)
    viewer = world.viewer("unit_reviewer")
    save_marks(viewer=viewer, filing=filing, given={"overall": Given(grade="中")})
    with pytest.raises(ActionError) as refused:
        pass_on(viewer=viewer, filing=filing)
    assert refused.value.facts["grade"] == "中"
    filing.refresh_from_db()
    return_for_changes(viewer=viewer, filing=filing, reason="请改")
    Filing.objects.filter(pk=filing.pk).update(state="unit_review")
    assert pass_on(viewer=viewer, filing=Filing.objects.get()).target == "department_review"


def test_third_partys_opinion_is_waited_for_where_the_procedure_asks(world: World) -> None:
    table = procedure_table()
    approval = next(move for move in table["moves"] if move["action"] == "approve")
    approval["needs"] = ["third_party"]
    filing = before_approval(world, procedure=table)
    viewer = world.viewer("finance_performance")
    with pytest.raises(ActionError) as refused:
        approve(viewer=viewer, filing=filing)
    assert refused.value.code == "cycle.third_party_missing"
    filing.refresh_from_db()
    save_marks(viewer=world.viewer("expert"), filing=filing, given={"overall": Given(grade="优")})
    assert approve(viewer=viewer, filing=filing).reason == "approved"


def test_waiver_follows_its_cell_and_covers_nothing_else(world: World) -> None:
    document = sound_document()
    document["indicators"][26]["target"] = "次"
    document["indicators"][11]["target"] = "期"
    filing = make_filing(world, document=document)
    for code in ("checks.C07", "checks.C09"):
        waive(viewer=world.viewer("filler"), filing=filing, code=code, path=PATH, reason="年中定")
    found = judge(filing)
    assert {found.path_of(error) for error in found.errors} == {"indicators.i12.target"}
    moved = document["indicators"].pop(26)
    document["indicators"].insert(0, moved)
    found = judge(filing)
    assert {found.path_of(error) for error in found.errors} == {"indicators.i12.target"}
    document["indicators"].remove(moved)
    assert len(judge(filing).report.waived) == 0


@pytest.mark.parametrize(
    ("code", "path", "reason", "error"),
    [
        ("checks.C07", PATH, " ", "cycle.reason_missing"),
        ("checks.C99", PATH, "理由", "cycle.nothing_to_waive"),
        ("checks.C07", "indicators.i1.target", "理由", "cycle.nothing_to_waive"),
    ],
)
def test_impossible_waiver_is_refused(world: World, code: str, path: str, reason: str, error: str) -> None:
    filing = make_filing(world)
    with pytest.raises(ActionError) as refused:
        waive(viewer=world.viewer("filler"), filing=filing, code=code, path=path, reason=reason)
    assert refused.value.code == error


def test_blank_answer_is_refused(world: World) -> None:
    filing = make_filing(world, state="returned")
    with pytest.raises(ActionError) as refused:
        answer_note(viewer=world.viewer("filler"), note=note(filing), answer=" ")
    assert refused.value.code == "cycle.reason_missing"


def test_note_not_handed_over_is_not_answered(world: World) -> None:
    filing = make_filing(world, state="returned")
    held = filing.notes.create(path=PATH, text="核", by=filing.created_by)
    with pytest.raises(ForbiddenError):
        answer_note(viewer=world.viewer("filler"), note=held, answer="已改")


def test_statements_required_are_those_of_the_pack() -> None:
    document = sound_document()
    assert list(missing_statements(document, "hubei_2020")) == []
    for name in ("definition", "standard"):
        document["indicators"][0][name] = ""
    del document["indicators"][1]["quality"]
    assert list(missing_statements(document, "hubei_2020")) == [
        "indicators.i1.definition",
        *(f"indicators.i2.quality.{name}" for name in ("verification", "source", "accuracy", "limits", "compensation")),
    ]


def test_last_years_approved_form_is_compared(world: World) -> None:
    filing = make_filing(world, document=sound_document())
    alone = {finding.code for finding in judge(filing).report.findings}
    document = sound_document() | {"year": 2019}
    document["indicators"][11]["target"] = "≥12期"
    before = make_filing(world, project=filing.project, year=2019, state="approved", document=document)
    before.versions.create(number=1, reason="approved", document=document, digest="0", by=before.created_by)
    beside = {finding.code for finding in judge(filing).report.findings}
    assert beside - alone == {"checks.R01", "checks.R02", "checks.R04", "checks.C49"}


def test_the_public_does_nothing(world: World) -> None:
    filing = submitted(world)
    with pytest.raises(ForbiddenError):
        add_note(viewer=Viewer(None, TODAY), filing=filing, path=PATH, text="核")
    with pytest.raises(ForbiddenError):
        actor(Viewer(None, TODAY))


def test_return_needs_its_reason_whatever_the_procedure_says(world: World) -> None:
    table = procedure_table()
    for move in table["moves"]:
        move["needs"] = []
    filing = submitted(world, procedure=table)
    with pytest.raises(ActionError) as refused:
        return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason=" ")
    assert refused.value.code == "cycle.reason_missing"


def test_timeline_tells_stand_ins_notes_and_waivers(world: World) -> None:
    filing = submitted(world)
    reviewer = world.viewer("unit_reviewer")
    delegate(
        viewer=reviewer, grant=Grant.objects.get(person=reviewer.person), to=world.people["nobody"], until=TODAY,
        reason="出差",
    )  # fmt: skip
    note(filing)
    waiver(filing)
    pass_on(viewer=world.viewer("nobody"), filing=filing)
    told = [(each.what, each.who) for each in timeline(world.viewer("filler"), filing.project)]
    assert told == [
        ("通过 → 部门审核", "nobody（代单位审核人）"), ("问题说明", "填报人"), ("审核意见", "填报人"),
        ("报送 → 单位审核", "填报人"),
    ]  # fmt: skip


def test_cells_are_named_even_when_their_row_is_gone() -> None:
    document = sound_document()
    assert [place_title(document, path) for path in ("*", "project.name", "indicators.i99.target", "goals.g1.text")] == [
        "整张表", "项目名称", "已删除的行 · 指标值", "长期目标 · 目标内容",
    ]  # fmt: skip
