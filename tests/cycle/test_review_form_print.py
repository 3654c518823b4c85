"""The scored review form on paper: what one reviewer gave, blank otherwise, for those in reach only."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from factories import World, make_grant
from hengxiao.base.enums import Role, Scope
from hengxiao.core.packs import load
from hengxiao.core.reading import open_bytes
from hengxiao.cycle.actions.approving import approve, return_for_changes, withdraw
from hengxiao.cycle.actions.reviewing import Given, add_note, save_marks
from hengxiao.cycle.marking import items
from hengxiao.cycle.models import Filing
from hengxiao.cycle.queries import reviewing as rows
from under_way import before_approval, submitted

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
SUFFIXES = ("docx", "xlsx", "pdf")
OPINION = "目标较为明确"


def scored(world: World, name: str, **less: Decimal) -> Filing:
    filing = submitted(world)
    given = {item.code: Given(points=item.points, opinion=f"{item.name}可") for item in items(load(filing.pack))}
    given["relevance.goal"] = Given(points=less.get("goal", Decimal("9.50")), opinion="与职能相符")
    save_marks(viewer=world.viewer(name), filing=filing, given=given | {"overall": Given(opinion=OPINION)})
    return filing


def printed(client: Client, filing: Filing, suffix: str, query: str = "") -> bytes:
    answer = client.get(f"/cycle/review/{filing.pk}/form/{suffix}/{query}")
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def told(data: bytes, suffix: str) -> tuple[set[str], str]:
    blocks: list[Any] = list(open_bytes(f"a.{suffix}", data).blocks)
    cells = {cell.text.replace("\n", "") for block in blocks for cell in getattr(block, "cells", ())}
    return cells, "".join(str(getattr(block, "text", "")) for block in blocks) + "".join(cells)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_form_says_what_the_reviewer_gave(world: World, client_of: SignIn, suffix: str) -> None:
    filing = scored(world, "unit_reviewer")
    data = printed(client_of("unit_reviewer"), filing, suffix)
    assert printed(client_of("unit_reviewer"), filing, suffix) == data
    cells, whole = told(data, suffix)
    for expected in ("完整性", "相关性", "适当性", "可行性", "目标相关性", "9.5", "94.5", "与职能相符", OPINION):
        assert expected in cells
    assert "√优" in whole
    assert "□良" in whole
    for line in ("绩效目标审核表", filing.project.name, world.people["unit_reviewer"].name, "审核人（签字）"):
        assert line in whole


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_form_without_marks_is_blank(world: World, client_of: SignIn, suffix: str) -> None:
    filing = scored(world, "unit_reviewer")
    _cells, whole = told(printed(client_of("expert"), filing, suffix), suffix)
    assert "实现可能性" in whole
    assert "√" not in whole
    assert OPINION not in whole


def test_grade_alone_is_ticked_without_a_total(world: World, client_of: SignIn) -> None:
    filing = submitted(world)
    save_marks(viewer=world.viewer("unit_reviewer"), filing=filing, given={"overall": Given(grade="中")})
    _cells, whole = told(printed(client_of("unit_reviewer"), filing, "docx"), "docx")
    assert "□优　□良　√中　□差" in whole
    assert "退回单位修改完善" in whole


def test_another_reviewers_form_is_asked_for_by_name(world: World, client_of: SignIn) -> None:
    filing = scored(world, "unit_reviewer")
    client, person = client_of("department_finance"), world.people["unit_reviewer"]
    _cells, whole = told(printed(client, filing, "docx", f"?by={person.pk}"), "docx")
    assert (person.name in whole, OPINION in whole) == (True, True)
    page = client.get(f"/cycle/review/{filing.pk}/").content.decode()
    assert f'/cycle/review/{filing.pk}/form/pdf/?by={person.pk}"' in page
    assert (
        f'/cycle/review/{filing.pk}/form/pdf/"'
        in client_of("expert").get(f"/cycle/review/{filing.pk}/").content.decode()
    )
    for query in ("?by=x", f"?by={'9' * 30}", "?round=x", "?round=2", f"?by={world.people['expert'].pk}"):
        assert client.get(f"/cycle/review/{filing.pk}/form/pdf/{query}").status_code == 404


OUTSIDE = ("filler", "second_filler", "evaluator", "expert")
READING = ("unit_reviewer", "department_finance", "finance_business", "finance_performance", "auditor")


def sees(world: World, client_of: SignIn, filing: Filing, who: str, by: str = "unit_reviewer", round_: int = 1) -> bool:
    """Whether somebody is shown a reviewer's opinions: on the page, as a print and by the interface alike."""
    client, person = client_of(who), world.people[by]
    page = f"form/pdf/?by={person.pk}" in client.get(f"/cycle/review/{filing.pk}/").content.decode()
    query = f"?by={person.pk}&round={round_}"
    print_ = client.get(f"/cycle/review/{filing.pk}/form/docx/{query}").status_code == 200
    taken = client.get(f"/api/filings/{filing.pk}/review-form/print/docx?reviewer={person.pk}&round={round_}")
    listed = client.get(f"/api/filings/{filing.pk}/marks?round={round_}").json()["items"]
    told_ = {page, print_, taken.status_code == 200, any(mark["opinion"] == OPINION for mark in listed)}
    assert len(told_) == 1, (who, told_)
    return told_.pop()


def test_opinions_are_for_the_reviewing_levels_until_they_are_handed_over(world: World, client_of: SignIn) -> None:
    filing = scored(world, "unit_reviewer")
    everybody = OUTSIDE + READING
    assert [who for who in everybody if sees(world, client_of, filing, who)] == list(READING)
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason="补充依据")
    assert [who for who in everybody if sees(world, client_of, filing, who)] == list(everybody)
    assert client_of("other_filler").get(f"/api/filings/{filing.pk}/marks?round=1").status_code == 404


def test_a_level_that_has_passed_the_filing_on_sees_what_comes_after_only_when_it_is_approved(
    world: World, client_of: SignIn
) -> None:
    filing = before_approval(world)
    save_marks(
        viewer=world.viewer("finance_performance"), filing=filing, given={"overall": Given(grade="优", opinion=OPINION)}
    )
    everybody = OUTSIDE + READING
    shown = [who for who in everybody if sees(world, client_of, filing, who, "finance_performance")]
    assert shown == ["finance_performance", "auditor"]
    approve(viewer=world.viewer("finance_performance"), filing=filing)
    shown = [who for who in everybody if sees(world, client_of, filing, who, "finance_performance")]
    assert shown == list(everybody)


def test_opinions_on_a_filing_taken_back_stay_with_the_reviewers(world: World, client_of: SignIn) -> None:
    filing = scored(world, "unit_reviewer")
    withdraw(viewer=world.viewer("filler"), filing=filing)
    assert [who for who in OUTSIDE + READING if sees(world, client_of, filing, who)] == list(READING)


def test_notes_are_read_by_role_over_the_filing_not_by_any_role_elsewhere(world: World) -> None:
    filing, filler = submitted(world), world.people["filler"]
    note = add_note(viewer=world.viewer("unit_reviewer"), filing=filing, path="*", text="请核实")
    make_grant(filler, Role.UNIT_REVIEWER, world.other_unit, Scope.UNIT)
    assert not rows.notes(world.viewer("filler"), filing).exists()
    return_for_changes(viewer=world.viewer("unit_reviewer"), filing=filing, reason="请改")
    assert list(rows.notes(world.viewer("filler"), filing)) == [note]


def test_form_is_for_those_in_reach_and_known_files_only(world: World, client_of: SignIn) -> None:
    filing = scored(world, "unit_reviewer")
    assert client_of("other_filler").get(f"/cycle/review/{filing.pk}/form/pdf/").status_code == 404
    assert client_of("unit_reviewer").get(f"/cycle/review/{filing.pk}/form/html/").status_code == 404
    assert client_of("nobody").get(f"/cycle/review/{filing.pk}/form/pdf/").status_code == 403


def test_official_forms_are_in_chinese_on_an_english_site(world: World, client_of: SignIn) -> None:
    filing = scored(world, "unit_reviewer")
    client = client_of("unit_reviewer")
    chinese = printed(client, filing, "docx")
    client.cookies["django_language"] = "en"
    assert '<html lang="en' in client.get(f"/cycle/review/{filing.pk}/").content.decode()
    assert printed(client, filing, "docx") == chinese


def test_project_keeps_the_scores_of_all_years_once_decided(world: World, client_of: SignIn) -> None:
    filing = before_approval(world)
    full = {item.code: Given(points=item.points) for item in items(load(filing.pack))}
    page = f"/cycle/projects/{filing.project_id}/"
    save_marks(viewer=world.viewer("finance_performance"), filing=filing, given=full)
    assert (
        "历年审核评分" not in client_of("filler").get(page).content.decode()
    )  # nobody sees marks before they are given
    filing.refresh_from_db()
    approve(viewer=world.viewer("finance_performance"), filing=filing)
    text = client_of("filler").get(page).content.decode()
    assert "历年审核评分" in text and 'td class="num">100.00<' in text
    ((shown, person, found),) = rows.scores(world.viewer("filler"), [Filing.objects.get(pk=filing.pk)])
    assert (shown, person, found.total) == (filing, world.people["finance_performance"], Decimal("100.00"))
    assert rows.scores(world.viewer("other_filler"), [Filing.objects.get(pk=filing.pk)]) == []
