"""The editor in the browser (填报页面): saves by htmx, conflicts, findings, statements, lent roles."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import TODAY, World
from hengxiao.base.errors import ForbiddenError
from hengxiao.cycle.actions import editing as do
from hengxiao.cycle.documents import STATEMENTS, cell
from hengxiao.cycle.editing import Change
from hengxiao.cycle.models import Edit, Filing
from hengxiao.cycle.wording import column_title

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
NAME, TARGET = "indicators.i11.name", "indicators.i11.target"


def save(world: World, filing: Filing, path: str, old: str, new: str, who: str = "filler") -> do.Saved:
    return do.save_cells(viewer=world.viewer(who), filing=filing, changes=[Change(path, old, new)])


def text(filing: Filing, path: str) -> str:
    filing.refresh_from_db()
    return cell(filing.document, path)


def post(client: Client, filing: Filing, **data: Any) -> Any:
    return client.post(reverse("cycle:cells", args=[filing.pk]), data, headers={"HX-Request": "true"})


def test_a_cell_is_saved_by_htmx_with_sums_and_revision(world: World, filing: Filing, client_of: ClientOf):
    answer = post(client_of("filler"), filing, path="indicators.i10.points", old="", text="80", revision=0)
    page = answer.content.decode()
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "filing-saved")
    assert 'id="revision" value="1"' in page
    assert "分值合计 80 / 80" in " ".join(page.split())


def test_a_conflict_answers_409_with_both_texts(world: World, filing: Filing, client_of: ClientOf):
    save(world, filing, TARGET, "1套", "2套", who="second_filler")
    answer = post(client_of("filler"), filing, path=TARGET, old="1套", text="3套", revision=0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "对方写的</dt><dd>2套" in page
    assert "您写的</dt><dd>3套" in page
    chosen = post(client_of("filler"), filing, path=TARGET, old="2套", text="3套", revision=1, whole=1)
    assert (chosen.status_code, text(filing, TARGET)) == (200, "3套")


def test_a_save_tells_that_somebody_else_is_at_work(world: World, filing: Filing, client_of: ClientOf):
    save(world, filing, NAME, "保密系统建设", "保密系统", who="second_filler")
    assert (
        "已合并" in post(client_of("filler"), filing, path=TARGET, old="1套", text="2套", revision=0).content.decode()
    )
    assert (
        "已合并"
        not in post(client_of("filler"), filing, path=TARGET, old="2套", text="3套", revision=2).content.decode()
    )


def test_a_refused_save_is_a_sentence_in_place(world: World, filing: Filing, client_of: ClientOf):
    answer = post(client_of("unit_reviewer"), filing, path=TARGET, old="1套", text="2套")
    assert answer.status_code == 403
    assert answer.content.decode().startswith('<div class="message error"')
    assert post(client_of("other_filler"), filing, path=TARGET, old="1套", text="2套").status_code == 404
    assert post(client_of("filler"), filing, path=TARGET, old="1套").status_code == 404


def test_the_editor_shows_every_goal_and_indicator(world: World, filing: Filing, client_of: ClientOf):
    page = client_of("filler").get(reverse("cycle:edit", args=[filing.pk]))
    tree = page.context["tree"]
    assert [len(block.rows) for block in tree.goals] == [9, 8, 5, 3, 4, 3, 6]
    assert [name for name, _ in tree.columns] == [
        "name",
        "target",
        "year_before_last",
        "previous_year",
        "standard",
        "points",
    ]
    assert sum(row.span1 for row in tree.goals[0].rows) == 9
    content = page.content.decode()
    assert content.count('<tbody class="goal"') == 7
    assert 'data-lights="src-t1-r1-c8"' in content
    assert reverse("cycle:review_move", args=[filing.pk, "submit"]) in content


def test_a_reader_sees_texts_and_no_fields(world: World, filing: Filing, client_of: ClientOf):
    content = client_of("auditor").get(reverse("cycle:edit", args=[filing.pk])).content.decode()
    assert ("<textarea" in content, "保密系统建设" in content) == (False, True)


def test_an_unread_cell_is_marked(world: World, filing: Filing, client_of: ClientOf):
    filing.document["unread"] = [TARGET]
    filing.save()
    content = client_of("filler").get(reverse("cycle:edit", args=[filing.pk])).content.decode()
    assert 'id="c-indicators-i11-target" class="cell unread"' in content
    values = {"path": TARGET, "old": "1套", "text": "2套", "revision": "0"}
    answer = client_of("filler").post(reverse("cycle:cells", args=[filing.pk]), values, headers={"HX-Request": "true"})
    assert 'id="c-indicators-i11-target" class="cell"' in answer.content.decode()
    filing.refresh_from_db()
    assert filing.document["unread"] == []


def test_findings_come_with_cell_rule_and_fix(world: World, filing: Filing, client_of: ClientOf):
    page = client_of("filler").get(reverse("cycle:findings", args=[filing.pk]), headers={"HX-Request": "true"})
    groups = page.context["groups"]
    first = next(each for group in groups for each in group["found"] if each["path"] == "project.code")
    assert (first["code"], first["fix"], first["key"]) == ("C02", "2020-205-000-004", "project-code")
    assert first["cites"]
    content = page.content.decode()
    assert 'data-cell="c-project-code"' in content
    answer = post(client_of("filler"), filing, path="project.code", old=first["old"], text=first["fix"], whole=1)
    assert (answer.status_code, text(filing, "project.code")) == (200, "2020-205-000-004")


def test_findings_of_one_rule_stand_together_errors_first(filing: Filing, client_of: ClientOf):
    groups = client_of("filler").get(reverse("cycle:findings", args=[filing.pk])).context["groups"]
    codes = [(group["severity"], group["code"]) for group in groups]
    assert len(codes) == len(set(codes)) < sum(len(group["found"]) for group in groups)
    order = ["error", "warning", "info"]
    assert [order.index(group["severity"]) for group in groups] == sorted(
        order.index(group["severity"]) for group in groups
    )
    assert all(group["title"] != group["code"] for group in groups)


def test_what_an_indicator_states_fills_the_empty_ones_of_the_others(world: World, filing: Filing, client_of: ClientOf):
    save(world, filing, "indicators.i11.responsible", "", "办公室")
    save(world, filing, "indicators.i11.quality.limits", "", "无")
    save(world, filing, "indicators.i12.responsible", "", "宣传处")
    client_of("filler").post(reverse("cycle:spread", args=[filing.pk, "i11"]))
    filing.refresh_from_db()
    rows = {row["id"]: row for row in filing.document["indicators"]}
    assert (rows["i12"]["responsible"], rows["i12"]["quality"]["limits"]) == ("宣传处", "无")
    assert [row["responsible"] for key, row in rows.items() if key != "i12"] == ["办公室"] * (len(rows) - 1)
    assert rows["i13"]["definition"] == ""


def test_statements_are_kept_per_indicator(world: World, filing: Filing, client_of: ClientOf):
    client, url = client_of("filler"), reverse("cycle:statements", args=[filing.pk, "i11"])
    labels = [each.label for each in client.get(url).context["statements"]]
    assert labels == [column_title(f"indicators.i11.{name}") for name in STATEMENTS]
    assert (labels[0], labels[-1]) == ("指标解释", "局限的弥补办法")
    post(client, filing, path="indicators.i11.quality.verification", old="", text="按季抽查")
    assert client.get(url, headers={"HX-Request": "true"}).context["stated"] == 1
    assert client.get(reverse("cycle:statements", args=[filing.pk, "i99"])).status_code == 404


@pytest.mark.parametrize(("name", "data"), [("undo", {}), ("redo", {}), ("add_goal", {"term": "annual"}), ("copy_term", {}),
    ("move_row", {"row": "indicators.i2", "to": "up"}), ("remove_row", {"row": "indicators.i2", "revision": 0}),
    ("add_row", {"goal": "g2", "level": "产出指标|数量指标"})])  # fmt: skip
def test_every_button_works_with_and_without_htmx(
    world: World, filing: Filing, client_of: ClientOf, name: str, data: dict[str, Any]
):
    client, url = client_of("filler"), reverse(f"cycle:{name}", args=[filing.pk])
    assert client.post(url, data).url == reverse("cycle:edit", args=[filing.pk])
    filing.refresh_from_db()
    answer = client.post(url, data | {"row": data.get("row", "").replace("i2", "i3")}, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith('<div id="sheet">')
    assert client.get(url).status_code == 405


def test_edits_are_json_for_rows_and_texts_for_cells(world: World, filing: Filing):
    do.remove_row(viewer=world.viewer("filler"), filing=filing, path="indicators.i1", revision=0)
    assert json.loads(Edit.objects.get().old)["entry"]["name"] == "机关日常工作正常运转率"


def test_a_lent_role_edits_for_its_lender(world: World, filing: Filing):
    from hengxiao.base.models import Delegation, Event

    grant = world.people["filler"].grants.get()
    Delegation.objects.create(grant=grant, to=world.people["nobody"], since=TODAY, until=TODAY, reason="休假")
    save(world, filing, TARGET, "1套", "2套", who="nobody")
    event = Event.objects.latest("number")
    assert (event.action, event.acting_for) == ("cycle.save_cells", world.people["filler"])


def test_a_grant_for_another_stage_does_not_edit(world: World, filing: Filing):
    world.people["filler"].grants.update(stage="unit_review")
    with pytest.raises(ForbiddenError, match="not_editable"):
        save(world, filing, TARGET, "1套", "2套")
