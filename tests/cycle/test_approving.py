"""Moves of a filing: who, when, on which conditions; of many at once exactly one wins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from factories import REACHES, World, fill_statements, make_filing, make_grant, make_project, sample_document
from hengxiao.base.audit import broken_at, content_digest
from hengxiao.base.enums import Role, Scope
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Event, Grant, Notice
from hengxiao.cycle.actions.approving import approve, approve_many, pass_on, return_for_changes, submit, withdraw
from hengxiao.cycle.actions.moving import stamp
from hengxiao.cycle.actions.reviewing import add_note
from hengxiao.cycle.documents import set_cell
from hengxiao.cycle.models import Filing, FilingVersion, Step
from hengxiao.cycle.wording import place_title
from racing import race
from under_way import approved, before_approval, sound_document, submitted

ACTIONS: dict[str, Callable[..., object]] = {
    "submit": submit,
    "withdraw": withdraw,
    "pass": pass_on,
    "approve": approve,
    "return": lambda **more: return_for_changes(reason="请核对", **more),
}
# (action, state it is tried in) → the one role of the province that may
MAY = {
    ("submit", "draft"): Role.FILLER,
    ("submit", "returned"): Role.FILLER,
    ("withdraw", "unit_review"): Role.FILLER,
    ("pass", "unit_review"): Role.UNIT_REVIEWER,
    ("pass", "department_review"): Role.DEPARTMENT_FINANCE,
    ("pass", "finance_review"): Role.FINANCE_BUSINESS,
    ("approve", "performance_review"): Role.FINANCE_PERFORMANCE,
    ("return", "unit_review"): Role.UNIT_REVIEWER,
    ("return", "department_review"): Role.DEPARTMENT_FINANCE,
    ("return", "finance_review"): Role.FINANCE_BUSINESS,
    ("return", "performance_review"): Role.FINANCE_PERFORMANCE,
}
STATES = ("draft", "unit_review", "department_review", "finance_review", "performance_review", "approved", "returned")
OTHERS = ("other_filler", "other_reviewer", "other_finance", "own_filler", "nobody")


def outcome(world: World, username: str, action: str, filing: Filing) -> str:
    try:
        ACTIONS[action](viewer=world.viewer(username), filing=filing)
    except ActionError as error:
        return type(error).__name__
    return "done"


@pytest.mark.parametrize(("action", "state"), MAY, ids="-".join)
def test_only_one_role_makes_a_move(world: World, action: str, state: str) -> None:
    filing = make_filing(world, state=state, document=sound_document())
    refused = {name: outcome(world, name, action, filing) for name in (*REACHES, *OTHERS) if name != MAY[action, state]}
    assert set(refused.values()) == {"ForbiddenError"}
    filing.refresh_from_db()
    assert (filing.state, filing.steps.count()) == (state, 0)
    assert outcome(world, MAY[action, state], action, filing) == "done"


@pytest.mark.parametrize("action", ACTIONS)
def test_move_is_late_in_every_other_state(world: World, action: str) -> None:
    filing = make_filing(world, document=sound_document())
    role = {"submit": "filler", "withdraw": "filler", "approve": "finance_performance"}.get(action, "unit_reviewer")
    outcomes = {}
    for state in STATES:
        if (action, state) not in MAY:
            Filing.objects.filter(pk=filing.pk).update(state=state)
            outcomes[state] = outcome(world, role, action, Filing.objects.get(pk=filing.pk))
    assert set(outcomes.values()) == {"LateError"}


def test_submitting_keeps_a_version_and_tells_the_reviewer(world: World) -> None:
    filing = make_filing(world, document=sound_document())
    version = submit(viewer=world.viewer("filler"), filing=filing, opinion="请审核")
    assert (filing.state, version.number, version.reason, version.mark) == ("unit_review", 1, "submitted", "")
    assert version.digest == content_digest(filing.document)
    step = Step.objects.get()
    assert (step.action, step.source, step.target, step.opinion) == ("submit", "draft", "unit_review", "请审核")
    notice = Notice.objects.get()
    assert (notice.person.username, notice.code, notice.is_task) == ("unit_reviewer", "cycle.notice_review", True)
    assert notice.link == f"/cycle/review/{filing.pk}/"


def test_open_errors_stop_a_filing(world: World) -> None:
    filing = make_filing(world, document=fill_statements(sample_document()))
    with pytest.raises(ActionError) as refused:
        submit(viewer=world.viewer("filler"), filing=filing)
    assert (refused.value.code, refused.value.facts["count"]) == ("cycle.findings_open", 2)
    filing.refresh_from_db()
    assert (filing.state, filing.versions.count(), Notice.objects.count()) == ("draft", 0, 0)
    assert Event.objects.filter(action="cycle.submit", result="refused").count() == 1


def test_missing_statements_stop_a_filing(world: World) -> None:
    document = sound_document()
    document["indicators"][0]["evidence"] = " "
    document["indicators"][1]["quality"]["limits"] = ""
    document["indicators"][1]["method"] = ""
    with pytest.raises(ActionError) as refused:
        submit(viewer=world.viewer("filler"), filing=make_filing(world, document=document))
    first, second = document["indicators"][0]["name"], document["indicators"][1]["name"]
    named = f"{first} · 佐证资料；{second} · 计算方法；{second} · 数据局限"
    assert (refused.value.code, refused.value.facts) == (
        "cycle.statements_missing", {"count": 3, "rows": 2, "first": named},
    )  # fmt: skip


REQUIRED = (
    "definition", "data_source", "method", "evidence", "responsible", "quality.verification", "quality.source",
    "quality.accuracy", "quality.limits", "quality.compensation",
)  # fmt: skip


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_statement_stops_submission_and_approval_and_leads_to_its_cell(world: World, name: str) -> None:
    path = f"indicators.i1.{name}"
    filing = before_approval(world)
    set_cell(filing.document, path, " ")
    filing.save()
    with pytest.raises(ActionError) as refused:
        approve(viewer=world.viewer("finance_performance"), filing=filing)
    address = f"/cycle/filings/{filing.pk}/edit/statements/i1/#c-{path.replace('.', '-')}"
    title = place_title(filing.document, path)
    assert (refused.value.code, refused.value.links) == ("cycle.statements_missing", ((title, address),))
    assert title in refused.value.message()
    draft = make_filing(world, make_project(world, "P-2"), document=filing.document)
    with pytest.raises(ActionError) as stopped:
        submit(viewer=world.viewer("filler"), filing=draft)
    assert (stopped.value.code, len(stopped.value.links)) == ("cycle.statements_missing", 1)


def test_refused_page_lists_the_missing_cells_as_links(world: World, client_of: Callable[[str], Client]) -> None:
    document = sound_document()
    document["indicators"][0]["evidence"] = ""
    filing = make_filing(world, document=document)
    answer = client_of("filler").post(f"/cycle/review/{filing.pk}/move/submit/")
    link = f'href="/cycle/filings/{filing.pk}/edit/statements/i1/#c-indicators-i1-evidence"'
    assert (answer.status_code, link in answer.content.decode()) == (400, True)
    assert link in client_of("filler").get(f"/cycle/review/{filing.pk}/").content.decode()
    assert link in client_of("filler").get(f"/cycle/filings/{filing.pk}/edit/findings/").content.decode()
    assert 'id="c-indicators-i1-evidence"' in client_of("filler").get(link[6:-1]).content.decode()


def test_withdrawn_filing_comes_back_to_the_filler(world: World) -> None:
    filing = submitted(world)
    withdraw(viewer=world.viewer("filler"), filing=filing)
    assert filing.state == "draft"
    submit(viewer=world.viewer("second_filler"), filing=filing)
    assert list(filing.versions.values_list("number", "reason")) == [(1, "submitted"), (2, "resubmitted")]


def test_returning_hands_over_all_notes_at_once(world: World) -> None:
    filing = submitted(world)
    viewer = world.viewer("unit_reviewer")
    for path in ("project.name", "indicators.i1.target", "*"):
        add_note(viewer=viewer, filing=filing, path=path, text="请核对")
    assert filing.notes.filter(handed_over=True).count() == 0
    return_for_changes(viewer=viewer, filing=filing, reason="指标值需核对")
    assert (filing.state, filing.returned_round, filing.notes.filter(handed_over=True).count()) == ("returned", 1, 3)
    told = Notice.objects.filter(code="cycle.notice_returned").values_list("person__username", flat=True)
    assert sorted(told) == ["filler", "second_filler"]
    assert Notice.objects.get(code="cycle.notice_review").done_at is not None


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_returning_needs_a_reason(world: World, reason: str) -> None:
    filing = submitted(world)
    with pytest.raises(ActionError) as refused:
        return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason=reason)
    assert refused.value.code == "cycle.reason_missing"
    assert Filing.objects.get().state == "unit_review"


def test_approval_pins_the_version(world: World) -> None:
    filing = before_approval(world)
    version = approve(viewer=world.viewer("finance_performance"), filing=filing, opinion="同意")
    assert (filing.state, version.number, version.reason) == ("approved", 2, "approved")
    assert (version.digest, len(version.mark)) == (content_digest(sound_document()), 16)
    assert list(filing.steps.values_list("action", flat=True)) == ["submit", "pass", "pass", "pass", "approve"]
    assert Notice.objects.filter(is_task=True, done_at=None).count() == 0
    assert broken_at(Event.objects.all()) is None


def test_unsettled_note_stops_approval(world: World) -> None:
    filing = before_approval(world)
    add_note(viewer=world.viewer("finance_performance"), filing=filing, path="*", text="金额待核")
    with pytest.raises(ActionError) as refused:
        approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert (refused.value.code, refused.value.facts) == ("cycle.notes_open", {"count": 1})


def test_nobody_reviews_what_they_submitted(world: World) -> None:
    make_grant(world.people["filler"], Role.UNIT_REVIEWER, world.unit, Scope.UNIT)
    filing = submitted(world)
    with pytest.raises(ForbiddenError) as refused:
        pass_on(viewer=world.viewer("filler"), filing=filing)
    assert refused.value.code == "cycle.own_filing"


def test_grant_for_another_stage_does_not_count(world: World) -> None:
    filing = submitted(world)
    Grant.objects.filter(role=Role.UNIT_REVIEWER).update(stage="department_review")
    with pytest.raises(ForbiddenError):
        pass_on(viewer=world.viewer("unit_reviewer"), filing=filing)
    Grant.objects.filter(role=Role.UNIT_REVIEWER).update(stage="unit_review")
    assert pass_on(viewer=world.viewer("unit_reviewer"), filing=filing).target == "department_review"


def test_stand_in_acts_for_the_lender(world: World) -> None:
    from hengxiao.base.actions import delegate

    grant = Grant.objects.get(person=world.people["unit_reviewer"])
    viewer = world.viewer("unit_reviewer")
    delegate(viewer=viewer, grant=grant, to=world.people["nobody"], until=viewer.today, reason="出差")
    filing = submitted(world)
    told = Notice.objects.filter(code="cycle.notice_review").values_list("person__username", flat=True)
    assert sorted(told) == ["nobody", "unit_reviewer"]
    step = pass_on(viewer=world.viewer("nobody"), filing=filing)
    assert (step.by, step.acting_for) == (world.people["nobody"], world.people["unit_reviewer"])
    assert Event.objects.get(action="cycle.pass").acting_for == world.people["unit_reviewer"]


def test_stale_page_moves_nothing(world: World) -> None:
    filing = submitted(world)
    seen = stamp(filing)
    withdraw(viewer=world.viewer("filler"), filing=filing)
    submit(viewer=world.viewer("filler"), filing=filing)
    with pytest.raises(LateError):
        pass_on(viewer=world.viewer("unit_reviewer"), filing=filing, seen=seen)
    assert pass_on(viewer=world.viewer("unit_reviewer"), filing=filing, seen=stamp(filing)).action == "pass"


def test_many_are_approved_each_on_its_own(world: World) -> None:
    clean = [before_approval(world, project=make_project(world, code=f"P-{n}")) for n in range(2)]
    noted = before_approval(world, project=make_project(world, code="P-9"))
    viewer = world.viewer("finance_performance")
    add_note(viewer=viewer, filing=noted, path="*", text="金额待核")
    done, stopped = approve_many(viewer=viewer, filings=[clean[0], noted, clean[1]])
    assert (done, [(filing, error.code) for filing, error in stopped]) == (clean, [(noted, "cycle.notes_open")])


@pytest.mark.django_db(transaction=True)
def test_of_fifty_submits_one_wins(world: World) -> None:
    filing = make_filing(world, document=sound_document())
    viewers = [world.viewer(name) for name in ("filler", "second_filler")]
    got = race([
        lambda n=n: submit(viewer=viewers[n % 2], filing=Filing.objects.get(pk=filing.pk)) for n in range(50)
    ])  # fmt: skip
    assert got == ["LateError"] * 49 + ["done"]
    assert (Step.objects.count(), FilingVersion.objects.count()) == (1, 1)
    assert broken_at(Event.objects.all()) is None


@pytest.mark.django_db(transaction=True)
def test_of_fifty_approvals_one_wins(world: World) -> None:
    filing = before_approval(world)
    viewer = world.viewer("finance_performance")
    got = race([lambda: approve(viewer=viewer, filing=Filing.objects.get(pk=filing.pk))] * 50)
    assert got == ["LateError"] * 49 + ["done"]
    assert FilingVersion.objects.filter(reason="approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_approval_and_return_at_once_have_one_outcome(world: World) -> None:
    filing = before_approval(world)
    viewer = world.viewer("finance_performance")
    got = race([
        *[lambda: approve(viewer=viewer, filing=Filing.objects.get(pk=filing.pk))] * 5,
        *[lambda: return_for_changes(viewer=viewer, filing=Filing.objects.get(pk=filing.pk), reason="再核")] * 5,
    ])  # fmt: skip
    assert got == ["LateError"] * 9 + ["done"]
    filing.refresh_from_db()
    assert (filing.state == "approved") == FilingVersion.objects.filter(reason="approved").exists()


def test_approved_filing_is_the_one_of_the_sample(world: World) -> None:
    assert approved(world).document == sound_document()
