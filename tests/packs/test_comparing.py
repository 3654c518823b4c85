"""`diff`: which rules two packs hold differently."""

from pathlib import Path

from folders import pack, rule
from hypothesis import given
from hypothesis import strategies as st

from hengxiao.core.packs import ChangeKind, Detail, available, diff, load
from hengxiao.core.packs.comparing import leaves
from hengxiao.core.packs.source import freeze


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


def test_details_name_the_spot_inside_a_value(tmp_path: Path):
    pack(tmp_path, "one", rule("lists.x", "[{ code = 'a', name = '甲' }, { code = 'b', words = ['乙', '丙'] }]"))
    pack(tmp_path, "two", rule("lists.x", "[{ code = 'b', words = ['乙'] }, { code = 'a', name = '丁' }]"))
    (change,) = diff("one", "two", [tmp_path])
    assert change.details() == (Detail("a.name", "甲", "丁"), Detail("b.words.2", "丙", None))


def test_details_of_a_new_rule_have_no_first_side(tmp_path: Path):
    pack(tmp_path, "one")
    pack(tmp_path, "two", rule("money.unit", '"元"'))
    (change,) = diff("one", "two", [tmp_path])
    assert change.details() == (Detail("", None, "元"),)
    (back,) = diff("two", "one", [tmp_path])
    assert back.details() == (Detail("", "元", None),)


def test_known_differences_of_hubei():
    changes = {change.code: change for change in diff("national_2020", "hubei_2020")}
    assert changes["weights.sum"].details() == (Detail("scope", "form", "goal"), Detail("total", 90, 80))
    assert changes["goals.structure"].details() == (Detail("many", False, True),)
    assert changes["goals.history_columns"].kind is ChangeKind.ADDED


def test_pack_does_not_differ_from_itself():
    assert [diff(pack_id, pack_id) for pack_id in available()] == [()] * len(available())


def test_diff_backwards_swaps_the_sides():
    there, back = diff("core_2021", "hubei_2020"), diff("hubei_2020", "core_2021")
    assert [(change.code, change.second, change.first) for change in there] == [
        (change.code, change.first, change.second) for change in back
    ]


VALUES = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=3),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text("abc", min_size=1), part, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_every_single_value_has_one_path(value: object):
    found = list(leaves(freeze(value)))
    assert len({path for path, _ in found}) == len(found)


def test_list_entries_go_by_code_then_name_then_position():
    assert [path for path, _ in leaves(freeze([{"code": "7"}]))] == ["7.code"]
    assert [path for path, _ in leaves(freeze([{"name": "优"}, {"name": "良"}]))] == ["优.name", "良.name"]
    assert [path for path, _ in leaves(freeze([{"name": "优"}, {"name": "优"}]))] == ["1.name", "2.name"]


def test_all_changes_between_shipped_packs_have_details_unless_recited():
    for change in diff("national_2015", "sichuan_2025"):
        assert bool(change.details()) == (change.kind is not ChangeKind.RECITED), change.code


def test_loading_is_cached():
    assert load("hubei_2020") is load("hubei_2020")
