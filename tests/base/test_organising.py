"""Organisations renamed, moved and closed; posts corrected; only by the system administrator, all in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import TODAY, World, make_grant, make_project
from hengxiao.base.actions import add_organisation, add_person, add_post, propose_grant
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Delegation, Event, Organisation, Person, Post
from hengxiao.base.organising import (
    change_organisation,
    change_person,
    change_post,
    remove_post,
    set_organisation_active,
)
from hengxiao.base.queries import means_of_move

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def move(world: World, short: str, parent: Organisation | None, by: str = "system_admin", **more: Any) -> Organisation:
    row = Organisation.objects.get(pk=world.organisations[short].pk)
    facts = {"name": row.name, "kind": row.kind} | more
    return change_organisation(viewer=world.viewer(by), organisation=row, parent=parent, **facts)


def paths_hold() -> bool:
    rows = Organisation.objects.select_related("parent")
    return all(row.path == f"{row.parent.path if row.parent else '/'}{row.pk}/" for row in rows)


def test_moved_organisation_takes_everything_below_along(world: World) -> None:
    project = make_project(world)
    move(world, "unit", world.other_department)
    division = Organisation.objects.get(pk=world.division.pk)
    assert (paths_hold(), division.path) == (True, f"{world.other_department.path}{world.unit.pk}/{division.pk}/")
    project.refresh_from_db()
    assert project.department == world.other_department
    seen = [
        bool(world.viewer(name).rows([Role.DEPARTMENT_FINANCE])) for name in ("department_finance", "other_finance")
    ]
    assert seen == [True, True]
    reached = [
        type(project).objects.filter(world.viewer(name).rows([Role.DEPARTMENT_FINANCE])).exists()
        for name in ("department_finance", "other_finance")
    ]
    assert reached == [False, True]
    entry = Event.objects.get(action="base.change_organisation")
    assert (entry.facts, entry.before != entry.after) == ({"below": 1}, True)


def test_renamed_organisation_keeps_its_place(world: World) -> None:
    before = world.unit.path
    row = move(world, "unit", world.department, name="省科技厅本级", kind="unit")
    assert (row.name, row.sort_key, row.path) == ("省科技厅本级", "sheng ke ji ting ben ji", before)
    assert "below" not in Event.objects.get(action="base.change_organisation").facts


def test_organisation_moves_to_the_top(world: World) -> None:
    assert move(world, "unit", None).path == f"/{world.unit.pk}/"
    assert paths_hold()


@pytest.mark.parametrize("below", ["department", "unit", "division"])
def test_organisation_never_comes_below_itself(world: World, below: str) -> None:
    with pytest.raises(ActionError) as refused:
        move(world, "department", world.organisations[below])
    assert (refused.value.code, paths_hold()) == ("base.below_itself", True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10)), max_size=8))
def test_tree_stays_a_tree(world: World, moves: list[tuple[int, int]]) -> None:
    names = list(world.organisations)
    for name, above in moves:
        parent = Organisation.objects.get(pk=world.organisations[names[above]].pk) if above < len(names) else None
        try:
            move(world, names[name], parent)
        except ActionError as error:
            assert error.code == "base.below_itself"
    assert paths_hold()


def test_closed_organisation_takes_nothing_new(world: World) -> None:
    viewer, unit = world.viewer("system_admin"), world.second_unit
    set_organisation_active(viewer=viewer, organisation=unit, active=False)
    assert unit.active is False
    tries: list[Callable[[], object]] = [
        lambda: add_organisation(viewer=viewer, code="N1", name="新处", kind="division", parent=unit),
        lambda: add_person(viewer=viewer, username="new", name="新人", organisation=unit, password=None),
        lambda: add_post(viewer=viewer, person=world.people["nobody"], organisation=unit, title="科员", since=TODAY),
        lambda: propose_grant(
            viewer=world.viewer("security_admin"), person=world.people["nobody"], role="filler", organisation=unit,
            scope="unit",
        ),
        lambda: move(world, "division", unit),
    ]  # fmt: skip
    codes = []
    for action in tries:
        with pytest.raises(ActionError) as refused:
            action()
        codes.append(refused.value.code)
    assert codes == ["base.organisation_closed"] * 5
    with pytest.raises(ActionError, match="too_late"):
        set_organisation_active(viewer=viewer, organisation=unit, active=False)
    assert set_organisation_active(viewer=viewer, organisation=unit, active=True).active is True


def test_organisation_with_others_in_use_below_stays_open(world: World) -> None:
    viewer = world.viewer("system_admin")
    with pytest.raises(ActionError, match="in_use_below"):
        set_organisation_active(viewer=viewer, organisation=world.unit, active=False)
    for name in ("division", "unit"):
        set_organisation_active(viewer=viewer, organisation=world.organisations[name], active=False)
    with pytest.raises(ActionError, match="organisation_closed"):
        set_organisation_active(viewer=viewer, organisation=Organisation.objects.get(pk=world.division.pk), active=True)
    top = Organisation.objects.get(pk=world.agency.pk)
    set_organisation_active(viewer=viewer, organisation=top, active=False)
    assert set_organisation_active(viewer=viewer, organisation=top, active=True).active is True


@pytest.mark.parametrize("username", [*sorted({str(r) for r in Role} - {"system_admin"}), "nobody"])
def test_only_the_system_administrator_changes_the_tree_and_posts(world: World, username: str) -> None:
    viewer, post = (
        world.viewer(username),
        Post.objects.create(person=world.people["nobody"], organisation=world.unit, title="科员", since=TODAY),
    )
    for action in (
        lambda: move(world, "unit", None, by=username),
        lambda: set_organisation_active(viewer=viewer, organisation=world.second_unit, active=False),
        lambda: change_post(viewer=viewer, post=post, title="主任", since=TODAY),
        lambda: remove_post(viewer=viewer, post=post),
    ):
        with pytest.raises(ForbiddenError):
            action()
    assert (paths_hold(), Post.objects.get().title) == (True, "科员")


def test_post_is_corrected_ended_and_struck_out(world: World) -> None:
    viewer, person = world.viewer("system_admin"), world.people["nobody"]
    post = add_post(viewer=viewer, person=person, organisation=world.unit, title="科员", since=TODAY)
    change_post(viewer=viewer, post=post, title="副主任", since=TODAY, until=date(2020, 5, 1))
    assert Post.objects.values_list("title", "until").get() == ("副主任", date(2020, 5, 1))
    for change in (change_post, lambda **given: add_post(person=person, organisation=world.unit, **_without(given))):
        with pytest.raises(ActionError, match="ends_before"):
            change(viewer=viewer, post=post, title="副主任", since=TODAY, until=date(2019, 5, 1))
    assert world.viewer("nobody").roles == frozenset()
    remove_post(viewer=viewer, post=post)
    with pytest.raises(ActionError, match="too_late"):
        remove_post(viewer=viewer, post=Post(pk=999, person=person, organisation=world.unit, title="x", since=TODAY))


def _without(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "post"}


def test_organisation_is_changed_on_its_page(world: World, client_of: ClientOf) -> None:
    client, unit = client_of("system_admin"), world.second_unit
    page, fields = f"/base/organisations/{unit.pk}/", {"kind": "unit", "parent": world.department.code}
    assert f'href="{page}"' in client.get(f"/base/organisations/?parent={world.department.code}").content.decode()
    assert "修改单位" in client.get(page).content.decode()
    assert client.post(page, fields | {"name": ""}).status_code == 422
    answer = client.post(page, fields | {"name": "信息院"})
    assert answer["Location"] == f"/base/organisations/?parent={world.department.code}"
    assert Organisation.objects.get(pk=unit.pk).name == "信息院"
    below = client.post(
        f"/base/organisations/{world.department.pk}/", {"name": "厅", "kind": "unit", "parent": unit.code}
    )
    assert (below.status_code, "移到它自己或它的下级单位之下" in below.content.decode()) == (422, True)
    client.post(f"{page}use/", {"active": "no"})
    assert "已停用" in client.get(page).content.decode()
    assert (
        client.post(f"/base/organisations/{world.finance.pk}/", {"name": "财政厅", "kind": "finance"}).status_code
        == 302
    )


def test_post_is_changed_on_its_page(world: World, client_of: ClientOf) -> None:
    client, person = client_of("system_admin"), world.people["nobody"]
    post = Post.objects.create(person=person, organisation=world.unit, title="科员", since=TODAY)
    page = f"/base/posts/{post.pk}/"
    assert f'href="{page}"' in client.get(f"/base/people/{person.pk}/").content.decode()
    assert 'value="科员"' in client.get(page).content.decode()
    assert "请填写" in client.post(page, {"title": "", "since": "2020-03-02"}).content.decode()
    client.post(page, {"title": "主任", "since": "2020-03-02", "until": "2020-06-01"})
    assert Post.objects.get().title == "主任"
    client.post(f"{page}remove/")
    assert not Post.objects.exists()


def test_a_person_is_renamed_and_moved_home_and_keeps_every_role(world: World) -> None:
    person, by = world.people["filler"], world.viewer("system_admin")
    before = world.viewer("filler").reaches
    change_person(viewer=by, person=person, name=" 张三 ", organisation=world.second_unit)
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.organisation) == ("张三", world.second_unit)
    assert world.viewer("filler").reaches == before
    entry = Event.objects.get(action="base.change_person")
    assert entry.facts == {"from": world.unit.code, "to": world.second_unit.code, "renamed": True}
    assert (entry.before != entry.after, entry.actor) == (True, world.people["system_admin"])


@pytest.mark.parametrize("who", ["security_admin", "audit_admin", "department_finance", "nobody"])
def test_nobody_else_renames_people(world: World, who: str) -> None:
    with pytest.raises(ForbiddenError):
        change_person(viewer=world.viewer(who), person=world.people["filler"], name="张三", organisation=world.unit)


def test_a_person_needs_a_name_and_a_home_in_use_and_is_changed_once(world: World) -> None:
    by, person = world.viewer("system_admin"), world.people["filler"]
    Organisation.objects.filter(pk=world.other_unit.pk).update(active=False)
    closed = Organisation.objects.get(pk=world.other_unit.pk)
    for name, home, code in ((" ", world.unit, "base.name_missing"), ("张三", closed, "base.organisation_closed")):
        with pytest.raises(ActionError) as refused:
            change_person(viewer=by, person=person, name=name, organisation=home)
        assert refused.value.code == code
    Organisation.objects.filter(pk=world.unit.pk).update(active=False)
    change_person(viewer=by, person=Person.objects.get(pk=person.pk), name="李四", organisation=person.organisation)
    with pytest.raises(LateError):
        change_person(viewer=by, person=person, name="王五", organisation=world.second_unit)
    homeless = Person.objects.create(username="homeless", name="无单位")
    assert change_person(viewer=by, person=homeless, name="无单位", organisation=world.second_unit).organisation


def test_what_a_move_leaves_behind_is_told(world: World) -> None:
    by, person = world.viewer("system_admin"), world.people["filler"]
    make_grant(person, Role.EXPERT, world.other_unit, "unit")
    make_grant(person, Role.EXPERT, world.second_unit, "unit", state="revoked")
    for title, until in (("科员", None), ("已离任", TODAY - timedelta(days=1))):
        Post.objects.create(person=person, organisation=world.unit, title=title, since=date(2019, 1, 1), until=until)
    Delegation.objects.create(grant=person.grants.first(), to=world.people["own_filler"], since=TODAY, until=TODAY)
    means = means_of_move(by, person)
    told = [f"{grant.role}@{grant.organisation.name}" for grant in means.left]
    assert (len(means.grants), told) == (2, [f"filler@{world.unit.name}"])
    assert ([post.title for post in means.posts], means.lent) == (["科员"], 1)
    homeless = Person.objects.create(username="homeless", name="无单位")
    assert (means_of_move(by, homeless).left, means_of_move(by, homeless).grants) == ([], [])


def test_page_shows_what_a_move_means_before_it_is_done(world: World, client_of: ClientOf) -> None:
    client, person = client_of("system_admin"), world.people["filler"]
    url = f"/base/people/{person.pk}/change/"
    assert f'href="{url}"' in client.get(f"/base/people/{person.pk}/").content.decode()
    assert "保存" in client.get(url).content.decode()
    assert client.post(url, {"name": "张三", "organisation": person.organisation.code}).status_code == 302
    sent = {"name": "张三", "organisation": world.second_unit.name}
    shown = client.post(url, sent).content.decode()
    person.refresh_from_db()
    assert ("换所在单位不改变任何角色" in shown, "确认修改" in shown, person.organisation) == (True, True, world.unit)
    kept = {"name": "张三", "organisation": world.second_unit.code, "shown": world.second_unit.code}
    assert [entry for entry, value in kept.items() if f'name="{entry}" value="{value}"' not in shown] == []
    other = client.post(url, sent | {"organisation": world.other_unit.code, "shown": world.second_unit.code})
    assert other.status_code == 200
    assert client.post(url, sent | {"shown": world.second_unit.code}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.organisation) == ("张三", world.second_unit)
    assert "此人没有角色" in client.post(f"/base/people/{world.people['nobody'].pk}/change/", sent).content.decode()
    assert client.post(url, {"name": "张三", "organisation": "没有"}).status_code == 422
    assert client_of("security_admin").get(url).status_code == 403
    Organisation.objects.filter(pk=world.other_unit.pk).update(active=False)
    closed = {"name": "张三", "organisation": world.other_unit.code, "shown": world.other_unit.code}
    assert client.post(url, closed).status_code == 422


def test_interface_tells_and_changes(world: World, client_of: ClientOf) -> None:
    client, person = client_of("system_admin"), world.people["filler"]
    url = f"/api/people/{person.pk}/change"
    assert client.get(url).json()["left"] == [f"filler@{world.unit.code}"]
    made = client.post(url, {"name": "张三", "organisation": world.second_unit.code}, "application/json").json()
    assert (made["name"], made["organisation"], made["roles"]) == ("张三", world.second_unit.code, ["filler"])
