"""Filing indicators under kinds and goals, pasting rows with their levels, bringing last year's form in."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import World, make_filing, make_year, sample_document
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Event
from hengxiao.core.packs import load
from hengxiao.cycle.actions import editing
from hengxiao.cycle.actions.arranging import classify_indicator, merge_earlier, paste_levelled
from hengxiao.cycle.arranging import Pasted, from_earlier, levelled, levels_of
from hengxiao.cycle.models import Filing
from hengxiao.cycle.tree import level_sums, sums_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def row(filing: Filing, identity: str) -> dict[str, Any]:
    filing.refresh_from_db()
    found: dict[str, Any] = next(each for each in filing.document["indicators"] if each["id"] == identity)
    return found


def test_an_indicator_moves_to_another_kind_behind_its_new_neighbours_and_back(world: World, filing: Filing) -> None:
    viewer = world.viewer("filler")
    before = filing.document["indicators"]
    here = row(filing, "i11")
    classify_indicator(viewer=viewer, filing=filing, indicator="i11", level1="效益指标", level2="社会效益指标")
    moved = row(filing, "i11")
    assert (moved["goal"], moved["level1"], moved["level2"]) == (here["goal"], "效益指标", "社会效益指标")
    assert {**moved, "level1": "", "level2": ""} == {**here, "level1": "", "level2": ""}
    editing.undo(viewer=viewer, filing=filing)
    filing.refresh_from_db()
    assert filing.document["indicators"] == before


def test_an_indicator_moves_to_another_goal_and_keeps_its_kind(world: World, filing: Filing) -> None:
    goals = filing.document["goals"]
    here = row(filing, "i11")
    other = next(goal for goal in goals if goal["label"] != here["goal"])
    saved = classify_indicator(viewer=world.viewer("filler"), filing=filing, indicator="i11", goal=other["id"])
    assert (row(filing, "i11")["goal"], row(filing, "i11")["level2"]) == (other["label"], here["level2"])
    assert len(saved.changes) == 1
    same = classify_indicator(viewer=world.viewer("filler"), filing=filing, indicator="i11", goal=other["id"])
    assert (same.changes, same.filing.revision) == ((), saved.filing.revision)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"indicator": "i999"}, "cycle.no_such_cell"),
        ({"indicator": "i11", "goal": "g99"}, "cycle.no_such_cell"),
        ({"indicator": "i11", "level1": "产出指标", "level2": "社会效益指标"}, "cycle.no_such_level"),
        ({"indicator": "i11", "level1": "别的", "level2": ""}, "cycle.no_such_level"),
    ],
)
def test_only_kinds_and_goals_that_are_there_are_taken(
    world: World, filing: Filing, asked: dict[str, str], code: str
) -> None:
    with pytest.raises(ActionError) as refused:
        classify_indicator(viewer=world.viewer("filler"), filing=filing, **asked)
    assert refused.value.code == code
    filing.refresh_from_db()
    assert (filing.document, filing.revision) == (sample_document(), 0)


def test_rows_that_come_with_levels_are_filed_by_them(world: World, filing: Filing) -> None:
    goal = filing.document["goals"][0]
    rows = levelled([["产出", "数量", "培训期数", "≥4期"], ["", "质量指标", "合格率", "≥95%"], ["", "", "优良率", "≥60%"]],
                    load(filing.pack))  # fmt: skip
    assert rows == [
        Pasted("产出指标", "数量指标", ("培训期数", "≥4期")), Pasted("产出指标", "质量指标", ("合格率", "≥95%")),
        Pasted("产出指标", "质量指标", ("优良率", "≥60%")),
    ]  # fmt: skip
    saved = paste_levelled(viewer=world.viewer("filler"), filing=filing, goal=goal["id"], rows=rows)
    made = [each for each in saved.filing.document["indicators"] if each["name"] in ("培训期数", "合格率", "优良率")]
    assert [(each["goal"], each["level2"], each["target"]) for each in made] == [
        (goal["label"], "数量指标", "≥4期"), (goal["label"], "质量指标", "≥95%"), (goal["label"], "质量指标", "≥60%"),
    ]  # fmt: skip
    assert saved.filing.revision == 1


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], None),
        ([["培训期数", "≥4期"]], None),
        ([["培训期数", "≥4期", "3期"]], None),
        ([["", "数量指标", "期数"]], [Pasted("产出指标", "数量指标", ("期数",))]),
        ([["产出指标", "自拟类", "期数"]], [Pasted("产出指标", "自拟类", ("期数",))]),
        (
            [["产出指标", "数量指标", "期数"], ["效益指标", "", "影响"]],
            [Pasted("产出指标", "数量指标", ("期数",)), Pasted("效益指标", "", ("影响",))],
        ),
        (
            [["产出指标", "数量指标", "期数"], ["效益指标"]],
            [Pasted("产出指标", "数量指标", ("期数",)), Pasted("效益指标", "", ())],
        ),
    ],
)
def test_levels_of_pasted_rows_are_known_by_the_pack(rows: list[list[str]], found: list[Pasted] | None) -> None:
    assert levelled(rows, load("hubei_2020")) == found


def test_pasting_with_levels_refuses_too_many_rows_and_unknown_goals(world: World, filing: Filing) -> None:
    viewer, goal = world.viewer("filler"), filing.document["goals"][0]["id"]
    with pytest.raises(ActionError) as refused:
        paste_levelled(viewer=viewer, filing=filing, goal="g99", rows=[])
    assert refused.value.code == "cycle.no_such_cell"
    with pytest.raises(ActionError) as refused:
        paste_levelled(viewer=viewer, filing=filing, goal=goal, rows=[Pasted("", "", ())] * 201)
    assert refused.value.code == "cycle.too_many_rows"
    with pytest.raises(ForbiddenError):
        paste_levelled(viewer=world.viewer("auditor"), filing=filing, goal=goal, rows=[])


def last_year(world: World, filing: Filing) -> Filing:
    """The year before, of the same project: one value more, one row that this year lacks."""
    make_year(2019)
    document = sample_document()
    document["indicators"][0] |= {"definition": "去年的解释", "standard": "去年的标准"}
    document["indicators"].append(deepcopy(document["indicators"][0]) | {"id": "i90", "name": "去年才有的指标"})
    document["indicators"].append(deepcopy(document["indicators"][0]) | {"id": "i91", "goal": "没有这个目标"})
    return make_filing(world, filing.project, state="approved", year=2019, document=document)


def test_last_year_fills_only_empty_cells_unless_told_to_replace(world: World, filing: Filing) -> None:
    earlier, viewer, first = last_year(world, filing), world.viewer("filler"), filing.document["indicators"][0]["id"]
    standard = row(filing, first)["standard"]
    saved = merge_earlier(viewer=viewer, filing=filing, replace=False)
    kept = row(filing, first)
    assert (kept["definition"], kept["standard"]) == ("去年的解释", standard)
    assert [each["name"] for each in filing.document["indicators"]].count("去年才有的指标") == 1
    assert not any(each["goal"] == "没有这个目标" for each in filing.document["indicators"])
    assert saved.filing.revision == 1
    merge_earlier(viewer=viewer, filing=filing, replace=True)
    assert row(filing, first)["standard"] == "去年的标准"
    for _ in range(2):
        editing.undo(viewer=viewer, filing=filing)
    filing.refresh_from_db()
    assert filing.document["indicators"] == sample_document()["indicators"]
    assert Event.objects.filter(action="cycle.merge_earlier").count() == 2
    assert earlier.document["indicators"][-1]["goal"] == "没有这个目标"


def test_nothing_is_brought_in_twice(world: World, filing: Filing) -> None:
    earlier = last_year(world, filing)
    document = filing.document
    assert len(list(from_earlier(document, earlier.document, load(filing.pack), replace=True))) > 1
    assert list(from_earlier(document, earlier.document, load(filing.pack), replace=True)) == []


def test_last_year_needs_an_earlier_filing_in_reach(world: World, filing: Filing) -> None:
    with pytest.raises(ActionError) as refused:
        merge_earlier(viewer=world.viewer("filler"), filing=filing, replace=False)
    assert refused.value.code == "cycle.nothing_earlier"


def test_pages_of_the_editor_arrange_rows(world: World, client_of: SignIn, filing: Filing) -> None:
    client, base = client_of("filler"), f"/cycle/filings/{filing.pk}/edit"
    assert "没有上年申报" in client.get(f"{base}/earlier/").content.decode()
    htmx = {"HTTP_HX_REQUEST": "true"}
    answer = client.post(f"{base}/classify/", {"row": "indicators.i11", "level": "产出指标|质量指标"}, **htmx)
    assert (answer.status_code, row(filing, "i11")["level2"]) == (200, "质量指标")
    refused = client.post(f"{base}/classify/", {"row": "indicators.i11", "level": "没有|这类"}, **htmx)
    assert (refused.status_code, "请从列表中选" in refused.content.decode()) == (400, True)
    goal = filing.document["goals"][0]["id"]
    answer = client.post(f"{base}/add-row/", {"goal": goal, "rows": "产出指标\t数量指标\t期数\t≥3期"}, **htmx)
    assert (answer.status_code, "期数" in answer.content.decode()) == (200, True)
    last_year(world, filing)
    shown = client.get(f"{base}/earlier/?mode=replace").content.decode()
    assert ("去年才有的指标" in shown, "去年的标准" in shown) == (True, True)
    assert "去年的标准" not in client.get(f"{base}/earlier/").content.decode()
    assert client.post(f"{base}/merge/", {"mode": "replace"}).status_code == 302
    assert "没有要改的地方" in client.get(f"{base}/earlier/?mode=replace").content.decode()
    reader = client_of("auditor").get(f"{base}/earlier/")
    assert (reader.status_code, '<button class="btn btn-primary"' in reader.content.decode()) == (200, False)


def test_preview_asks_as_many_queries_for_a_short_and_a_long_form(
    world: World, client_of: SignIn, filing: Filing
) -> None:
    last_year(world, filing)
    client, asked = client_of("filler"), []
    client.get(f"/cycle/filings/{filing.pk}/edit/earlier/")
    for rows in (1, 3):
        Filing.objects.filter(pk=filing.pk).update(
            document=sample_document() | {"indicators": sample_document()["indicators"][:rows]}
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/cycle/filings/{filing.pk}/edit/earlier/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_points_are_summed_by_level_one_as_the_pack_scopes_them(filing: Filing) -> None:
    document, hubei, national = filing.document, load("hubei_2020"), load("national_2020")
    for entry in document["indicators"]:
        entry["points"] = "2"
    annual = [goal for goal in document["goals"] if goal["term"] == "annual"]
    by_goal, by_form = level_sums(document, hubei), level_sums(document, national)
    assert [each.label for each in by_goal] == ["产出指标", "效益指标"] * len(annual)
    assert [each.label for each in by_form] == ["产出指标", "效益指标", "满意度指标"]
    assert [each.key.rpartition("-")[0] for each in by_form] == ["form"] * 3
    total = sum(each.total or 0 for each in by_goal)
    assert total == sum(each.total or 0 for each in sums_of(document, hubei))
    assert len(levels_of(hubei)) == len({level.key for level in levels_of(hubei)})


def test_a_pack_without_sums_asks_for_none(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load("hubei_2020")
    monkeypatch.setattr(type(pack), "get", lambda self, code, default=None, on=None: default)
    assert (level_sums(filing.document, pack), levels_of(pack)) == ((), ())
    assert levelled([["产出指标", "数量指标", "期数"]], pack) is None
