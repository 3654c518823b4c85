"""The first day of a site, and the accounts of a demonstration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from factories import World
from hengxiao.base.actions import add_person
from hengxiao.base.audit import broken_at
from hengxiao.base.enums import Role
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.founding import Founder, found_site, set_demo_password
from hengxiao.base.models import Event, Person
from hengxiao.base.viewer import Viewer, viewer_of

pytestmark = pytest.mark.django_db
NOBODY = Viewer(None, date(2020, 1, 2), address="console")
FOUNDERS = (
    Founder("system", "系统员", Role.SYSTEM_ADMIN, "first-password-1"),
    Founder("security", "保密员甲", Role.SECURITY_ADMIN, None),
    Founder("security2", "保密员乙", Role.SECURITY_ADMIN, "first-password-3"),
    Founder("audit", "审计员", Role.AUDIT_ADMIN, "first-password-4"),
)


def test_site_begins_with_the_three_administrators() -> None:
    bureau = found_site(viewer=NOBODY, code="11420000000000001A", name="湖北省财政厅", founders=FOUNDERS)
    roles = {p.username: set(viewer_of(p, NOBODY.today).roles) for p in Person.objects.all()}
    assert roles == {founder.username: {founder.role} for founder in FOUNDERS}
    assert (bureau.path, Person.objects.filter(must_change_password=True).count()) == (f"/{bureau.pk}/", 4)
    assert Person.objects.get(username="system").check_password("first-password-1")
    assert not Person.objects.get(username="security").has_usable_password()
    assert [(e.action, e.actor, e.address) for e in Event.objects.all()] == [("base.found_site", None, "console")]


def test_site_is_founded_once(world: World) -> None:
    with pytest.raises(ForbiddenError) as refused:
        found_site(viewer=NOBODY, code="X", name="另一个", founders=FOUNDERS)
    assert refused.value.code == "base.founded_already"
    assert broken_at(Event.objects.all()) is None


@pytest.mark.parametrize("missing", range(4))
def test_founders_must_be_complete(missing: int) -> None:
    with pytest.raises(ActionError) as refused:
        found_site(
            viewer=NOBODY, code="11420000000000001A", name="厅", founders=FOUNDERS[:missing] + FOUNDERS[missing + 1 :]
        )
    assert refused.value.code == "base.founders_missing"


@pytest.mark.parametrize("code", ["X", "11420000000000001a", "11420000000000001A-1", ""])
def test_code_of_the_bureau_must_be_one(code: str) -> None:
    with pytest.raises(ActionError) as refused:
        found_site(viewer=NOBODY, code=code, name="厅", founders=FOUNDERS)
    assert refused.value.code == "base.code_malformed"


def test_demo_password_is_for_demonstrations(world: World, settings: Any) -> None:
    person = add_person(
        viewer=world.viewer("system_admin"), username="new", name="新人", organisation=world.unit, password=None
    )
    assert not person.has_usable_password()
    with pytest.raises(ForbiddenError):
        set_demo_password(viewer=NOBODY, people=[person], password="demo-password-1")
    settings.HENGXIAO_DEMO = True
    set_demo_password(viewer=NOBODY, people=[person], password="demo-password-1")
    person.refresh_from_db()
    assert (person.check_password("demo-password-1"), person.must_change_password) == (True, False)
