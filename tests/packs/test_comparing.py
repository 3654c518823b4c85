"""`diff`: which rules two packs hold differently."""

from pathlib import Path

from folders import pack, rule

from hengxiao.core.packs import ChangeKind, available, diff, load


def test_diff_tells_added_removed_changed_and_recited_rules(tmp_path: Path):
    pack(tmp_path, "one", rule("a.gone", "1") + rule("a.same", "1") + rule("a.other", "1") + rule("a.date", "1"))
    text = rule("a.new", "1") + rule("a.same", "1") + rule("a.other", "2") + rule("a.date", "1", in_force="2023-01-01")
    pack(tmp_path, "two", text)
    changes = diff("one", "two", [tmp_path])
    assert [(change.code, change.kind) for change in changes] == [
        ("a.date", ChangeKind.RECITED),
        ("a.gone", ChangeKind.REMOVED),
        ("a.new", ChangeKind.ADDED),
        ("a.other", ChangeKind.CHANGED),
    ]


def test_diff_carries_both_rules_with_their_origin(tmp_path: Path):
    pack(tmp_path, "p", rule("execution.points", "15"), extends="hubei_2020")
    (change,) = diff("hubei_2020", "p", [tmp_path])
    assert change.first is not None and change.second is not None
    assert (change.first.value, change.first.pack) == (20, "hubei_2020")
    assert (change.second.value, change.second.origin) == (15, "p/rules.toml:1")


def test_known_differences_of_hubei():
    changes = {change.code: change for change in diff("national_2020", "hubei_2020")}
    total = changes["weights.sum"]
    assert total.first is not None and total.second is not None
    assert (total.first.plain(), total.second.plain()) == (
        {"scope": "form", "total": 90}, {"scope": "goal", "total": 80},
    )  # fmt: skip
    assert changes["goals.history_columns"].kind is ChangeKind.ADDED


def test_pack_does_not_differ_from_itself():
    assert [diff(pack_id, pack_id) for pack_id in available()] == [()] * len(available())


def test_diff_backwards_swaps_the_sides():
    there, back = diff("core_2021", "hubei_2020"), diff("hubei_2020", "core_2021")
    assert [(change.code, change.second, change.first) for change in there] == [
        (change.code, change.first, change.second) for change in back
    ]


def test_loading_is_cached():
    assert load("hubei_2020") is load("hubei_2020")
