"""The audit chain: every entry hangs on the one before, a day has one root, tampering shows."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from factories import World
from hengxiao.base.acting import acting
from hengxiao.base.audit import GENESIS, anchor, broken_at, canonical, content_digest, digest, merkle_root, record
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.models import Anchor, ChainHead, Event, Organisation
from hengxiao.base.viewer import Viewer

PUBLIC = Viewer(None, date(2020, 3, 2), address="198.51.100.7")

# RFC 6962 §2.1 over the leaves of the Certificate Transparency reference tests
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_merkle_root_is_the_one_of_rfc_6962(count: int) -> None:
    assert merkle_root(LEAVES[:count]) == ROOTS[count]


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_merkle_root_changes_with_any_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves]
    changed[at] = bytes([leaves[at][0] ^ 1]) + leaves[at][1:]
    assert merkle_root([each.hex() for each in changed]) != merkle_root([each.hex() for each in leaves])


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=6))
def test_canonical_form_does_not_depend_on_the_order_of_keys(content: dict[str, Any]) -> None:
    assert canonical(content) == canonical(dict(reversed(content.items())))


def test_digest_of_nothing_is_empty() -> None:
    assert (content_digest(None), content_digest({})) == ("", digest(b"{}"))


def test_hash_can_be_the_national_one(settings: Any) -> None:
    settings.HENGXIAO_HASH = "sm3"
    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.django_db
def test_entries_hang_on_each_other() -> None:
    first = record(PUBLIC, "test.one", subject="a", facts={"day": date(2020, 1, 1)}, before={"x": 1}, after={"x": 2})
    second = record(PUBLIC, "test.two")
    assert (first.number, first.previous, second.number, second.previous) == (1, GENESIS, 2, first.hash)
    assert (first.facts, first.before == first.after, first.address) == ({"day": "2020-01-01"}, False, "198.51.100.7")
    assert broken_at(Event.objects.all()) is None
    assert ChainHead.objects.values_list("number", "hash").get() == (2, second.hash)


CHANGES: list[tuple[str, Any]] = [
    ("action", "test.other"),
    ("subject", "someone else"),
    ("facts", {"n": 99}),
    ("address", "203.0.113.1"),
    ("result", "refused"),
    ("before", "0" * 64),
    ("after", "0" * 64),
    ("at", timezone.make_aware(datetime(2019, 1, 1))),
    ("hash", "f" * 64),
    ("previous", "f" * 64),
    ("number", 77),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), CHANGES, ids=[name for name, _ in CHANGES])
def test_any_changed_column_breaks_the_chain(name: str, value: Any) -> None:
    for number in range(1, 6):
        record(PUBLIC, "test.step", facts={"n": number})
    Event.objects.filter(number=3).update(**{name: value})
    assert broken_at(Event.objects.order_by("pk")) == 3


@pytest.mark.django_db
def test_removed_entry_breaks_the_chain() -> None:
    for number in range(1, 6):
        record(PUBLIC, "test.step", facts={"n": number})
    Event.objects.filter(number=2).delete()
    assert broken_at(Event.objects.all()) == 2


@pytest.mark.django_db
def test_rewritten_tail_is_noticed_by_the_anchor(monkeypatch: pytest.MonkeyPatch) -> None:
    day = timezone.localdate()
    for number in range(1, 4):
        record(PUBLIC, "test.step", facts={"n": number})
    made = anchor(day)
    assert made is not None
    assert (made.first, made.last) == (1, 3)
    Event.objects.all().delete()
    ChainHead.objects.all().delete()
    for number in range(1, 4):
        record(PUBLIC, "test.step", facts={"n": number * 10})
    hashes = list(Event.objects.values_list("hash", flat=True))
    assert (broken_at(Event.objects.all()), merkle_root(hashes) == made.root) == (None, False)


@pytest.mark.django_db
def test_day_is_anchored_once_and_an_empty_one_not_at_all() -> None:
    day = timezone.localdate()
    record(PUBLIC, "test.step")
    first = anchor(day)
    record(PUBLIC, "test.step")
    assert (anchor(day), anchor(date(2001, 1, 1)), Anchor.objects.count()) == (first, None, 1)


@pytest.mark.django_db
def test_refused_action_is_undone_and_recorded(world: World) -> None:
    viewer = world.viewer("filler")
    with pytest.raises(ForbiddenError), acting(viewer, "test.refused", "thing:1") as entry:
        entry.facts["asked"] = 3
        Organisation.objects.filter(pk=world.unit.pk).update(name="改了")
        raise ForbiddenError("base.forbidden")
    world.unit.refresh_from_db()
    event = Event.objects.get()
    assert world.unit.name == "湖北省科学技术厅机关"
    assert (event.result, event.subject, event.facts) == (
        "refused",
        "thing:1",
        {"asked": 3, "reason": "base.forbidden"},
    )
    assert (event.actor, event.address) == (world.people["filler"], "192.0.2.1")


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "result"), [(LateError, "late"), (ActionError, "refused")])
def test_kind_of_refusal_is_told_apart(world: World, error: type[ActionError], result: str) -> None:
    with pytest.raises(error), acting(world.viewer("filler"), "test.refused"):
        raise error("base.too_late")
    assert Event.objects.values_list("result", flat=True).get() == result


@pytest.mark.django_db
def test_broken_program_leaves_nothing_behind(world: World) -> None:
    with pytest.raises(ZeroDivisionError), acting(world.viewer("filler"), "test.broken"):
        Organisation.objects.filter(pk=world.unit.pk).update(name="改了")
        raise ZeroDivisionError
    world.unit.refresh_from_db()
    assert (world.unit.name, Event.objects.count()) == ("湖北省科学技术厅机关", 0)


@pytest.mark.django_db(transaction=True)
def test_entries_of_many_threads_form_one_chain() -> None:
    def write(name: str) -> None:
        for _ in range(5):
            record(PUBLIC, f"test.{name}")
        connection.close()

    threads = [threading.Thread(target=write, args=(str(each),)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Event.objects.count(), broken_at(Event.objects.all())) == (40, None)
