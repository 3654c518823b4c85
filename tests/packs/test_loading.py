"""Finding packs, joining them with what they extend, and asking them for rules."""

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest
from folders import earlier, pack, rule
from hypothesis import given, settings
from hypothesis import strategies as st

from hengxiao.core.packs import (
    MissingRuleError,
    PackError,
    UnknownPackError,
    available,
    forget,
    governing,
    known_layouts,
    load,
    own_packs,
)
from hengxiao.core.terms.kinds import Status


def test_available_lists_the_shipped_packs():
    assert available() == ("core_2021", "hubei_2020", "national_2015", "national_2020", "sichuan_2025")


def test_available_adds_the_packs_of_a_site(tmp_path: Path):
    pack(tmp_path, "somewhere_2022")
    assert "somewhere_2022" in available([tmp_path])


def test_environment_names_folders_of_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("one", "two"):
        pack(tmp_path / name, f"{name}_2022", extends="hubei_2020")
    monkeypatch.setenv("HENGXIAO_PACKS", os.pathsep.join([str(tmp_path / "one"), "", str(tmp_path / "two")]))
    assert own_packs() == ("one_2022", "two_2022")
    assert load("two_2022").chain[:2] == ("two_2022", "hubei_2020")
    assert len(known_layouts()) == len(known_layouts([tmp_path / "one"]))
    monkeypatch.delenv("HENGXIAO_PACKS")
    assert own_packs() == ()
    assert own_packs([tmp_path / "one"]) == ("one_2022",)


def test_folder_named_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pack(tmp_path / "own", "somewhere_2022")
    (tmp_path / "link").symlink_to(tmp_path / "own", target_is_directory=True)
    monkeypatch.setenv("HENGXIAO_PACKS", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    assert own_packs([Path("own"), tmp_path / "link", tmp_path / "own" / ".." / "own"]) == ("somewhere_2022",)


def test_folder_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HENGXIAO_PACKS", str(tmp_path / "nowhere"))
    with pytest.raises(PackError) as error:
        load("hubei_2020")
    assert str(error.value).startswith(f"找不到规则包文件夹 {tmp_path / 'nowhere'}。请核对 --packs 或环境变量")


@pytest.mark.parametrize("pack_id", ["../hubei_2020", "/etc", "..", "", "hubei_2020/forms", "hubei_2020\0"])
def test_id_is_a_name_and_never_a_path(tmp_path: Path, pack_id: str):
    (tmp_path / "packs").mkdir()
    pack(tmp_path, "hubei_2024")
    with pytest.raises(UnknownPackError):
        load(pack_id, [tmp_path / "packs"])


@pytest.mark.parametrize("name", ["某省_2024", "a.b", "2024", "A", "a-b", "a b", "a" * 31])
def test_id_that_fits_no_address_is_refused(tmp_path: Path, name: str):
    pack(tmp_path, name)
    with pytest.raises(PackError) as error:
        load(name, [tmp_path])
    assert (error.value.code, error.value.facts["pack"]) == ("packs.bad_id", name)


def test_load_gives_the_head_of_the_pack(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", extends="hubei_2020", head='until = 2023-12-31\nregion = "某市"\nnote = "试"')
    found = load("somewhere_2022", [tmp_path])
    assert (found.id, found.title, found.document) == ("somewhere_2022", "试验", "某文件")
    assert (found.in_force, found.until) == (date(2022, 1, 1), date(2023, 12, 31))
    assert (found.sources[0].region, found.sources[0].note) == ("某市", "试")
    assert found.chain == ("somewhere_2022", "hubei_2020", "national_2020", "national_2015")


def test_load_refuses_an_unknown_pack():
    with pytest.raises(UnknownPackError) as error:
        load("hubei_1999")
    assert error.value.facts["pack"] == "hubei_1999"
    assert str(error.value).startswith("没有规则包“hubei_1999”。现有：core_2021 hubei_2020")


def test_load_refuses_to_extend_an_unknown_pack(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", extends="nowhere")
    with pytest.raises(UnknownPackError) as error:
        load("somewhere_2022", [tmp_path])
    assert error.value.facts["pack"] == "nowhere"


def test_load_refuses_packs_that_extend_each_other(tmp_path: Path):
    pack(tmp_path, "one", extends="two")
    pack(tmp_path, "two", extends="one")
    with pytest.raises(PackError) as error:
        load("one", [tmp_path])
    assert error.value.facts == {"file": "one/pack.toml", "line": 1, "circle": "one → two → one"}


def test_load_refuses_a_second_pack_of_a_shipped_id(tmp_path: Path):
    pack(tmp_path, "hubei_2020")
    with pytest.raises(PackError) as error:
        available([tmp_path])
    assert error.value.code == "packs.two_of_one_id"


@pytest.mark.parametrize(
    ("kind", "year", "wanted"),
    [
        ("target", 2022, "core_2021"),
        ("target", 2021, "national_2020"),
        ("target", 2016, "national_2020"),
        ("target", None, "national_2020"),
        ("overall", 2025, "national_2020"),
        ("self_evaluation", 2025, "national_2020"),
        ("monitoring", 2025, "national_2020"),
    ],
)
def test_a_form_that_belongs_to_no_pack_goes_by_the_one_that_governs_it(kind: str, year: int | None, wanted: str):
    assert governing(kind, year).id == wanted


def test_a_pack_of_a_site_may_govern_forms_that_belong_to_none(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", rule("forms.kinds", '["target"]'), extends="national_2020")
    assert [governing("target", year, [tmp_path]).id for year in (2021, 2022)] == ["national_2020", "somewhere_2022"]
    assert governing("monitoring", 2022, [tmp_path]).id == "national_2020"


def test_rule_knows_where_it_stands(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", "# 说明\n\n" + rule("scoring.reverse", '"all_or_nothing"', more='note = "试"'))
    found = load("somewhere_2022", [tmp_path]).rule("scoring.reverse")
    assert (found.code, found.value, found.cites) == ("scoring.reverse", "all_or_nothing", "某文件")
    assert (found.pack, found.origin, found.note) == ("somewhere_2022", "somewhere_2022/rules.toml:3", "试")
    assert (found.status, found.in_force) == (Status.VERIFIED, date(2022, 1, 1))


def test_child_replaces_a_rule_whole_and_keeps_the_others(tmp_path: Path):
    pack(tmp_path, "parent", rule("money.unit", '"万元"') + rule("grades.review", "[{ name = '优', from = 0 }]"))
    pack(tmp_path, "child", rule("money.unit", '"元"', status="unverified"), extends="parent")
    child = load("child", [tmp_path])
    assert (child.get("money.unit"), child.rule("money.unit").status) == ("元", Status.UNVERIFIED)
    assert child.rule("grades.review").origin == "parent/rules.toml:7"
    assert child.codes() == ("grades.review", "money.unit")
    assert load("parent", [tmp_path]).get("money.unit") == "万元"


def test_rule_missing_everywhere_is_said_with_the_chain(tmp_path: Path):
    pack(tmp_path, "parent")
    pack(tmp_path, "child", extends="parent")
    with pytest.raises(MissingRuleError) as error:
        load("child", [tmp_path]).rule("money.unit")
    assert error.value.code == "packs.missing_rule"
    assert error.value.facts == {
        "file": "",
        "line": 0,
        "rule": "money.unit",
        "pack": "child",
        "chain": "child → parent",
        "on": "",
    }


def test_get_gives_the_default_of_a_missing_rule():
    assert load("national_2015").get("nothing.here", default=7) == 7


def test_get_tells_zero_from_missing(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", rule("execution.points", "0"))
    assert load("somewhere_2022", [tmp_path]).get("execution.points", default=10) == 0


def test_rules_narrow_to_a_prefix_at_the_dot(tmp_path: Path):
    text = rule("checks.C01", "true") + rule("checks.C02", "true") + rule("checksum.C03", "true")
    pack(tmp_path, "somewhere_2022", text)
    found = load("somewhere_2022", [tmp_path])
    assert tuple(found.rules("checks")) == ("checks.C01", "checks.C02")
    assert tuple(found.rules("checks.C01")) == ("checks.C01",)
    assert len(found.rules()) == 3


VERSIONS = (
    rule("scoring.reverse", '"c"', in_force="2022-05-01")
    + earlier("scoring.reverse", '"a"', "2010-01-01")
    + earlier("scoring.reverse", '"b"', "2015-01-01")
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2010, 1, 1), "a"),
        (date(2014, 12, 31), "a"),
        (date(2015, 1, 1), "b"),
        (date(2022, 4, 30), "b"),
        (date(2022, 5, 1), "c"),
        (None, "c"),
    ],
)
def test_rule_of_a_day_is_the_version_in_force(tmp_path: Path, day: date | None, value: str):
    pack(tmp_path, "somewhere_2022", VERSIONS)
    assert load("somewhere_2022", [tmp_path]).rule("scoring.reverse", on=day).value == value


def test_rule_before_the_childs_first_day_comes_from_the_parent(tmp_path: Path):
    pack(tmp_path, "parent", rule("money.unit", '"元"', in_force="2000-01-01"))
    pack(tmp_path, "child", rule("money.unit", '"万元"'), extends="parent")
    child = load("child", [tmp_path])
    assert child.rule("money.unit", on=date(2021, 12, 31)).value == "元"
    assert child.get("money.unit", on=date(2022, 1, 1)) == "万元"


def test_rule_not_yet_in_force_is_said_with_the_day(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", VERSIONS)
    with pytest.raises(MissingRuleError) as error:
        load("somewhere_2022", [tmp_path]).rule("scoring.reverse", on=date(2009, 12, 31))
    assert (error.value.code, error.value.facts["on"]) == ("packs.not_yet_in_force", "2009-12-31")


def test_rule_unknown_on_any_day_is_missing_not_late(tmp_path: Path):
    pack(tmp_path, "somewhere_2022")
    with pytest.raises(MissingRuleError) as error:
        load("somewhere_2022", [tmp_path]).rule("money.unit", on=date(2030, 1, 1))
    assert error.value.code == "packs.missing_rule"


def test_earlier_versions_know_their_own_line(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", VERSIONS)
    found = load("somewhere_2022", [tmp_path]).rule("scoring.reverse")
    assert [(rule.value, rule.line) for rule in found.versions()] == [("c", 1), ("b", 12), ("a", 7)]


def test_values_cannot_be_changed_by_their_readers():
    levels = load("national_2015").get("tree.levels")
    assert isinstance(levels, tuple)
    with pytest.raises(TypeError):
        levels[0]["name"] = "别的"


def test_plain_gives_a_copy_of_ones_own(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", rule("weights.sum", '[{ total = 90.5, parts = ["产出"] }, 3]'))
    found = load("somewhere_2022", [tmp_path]).rule("weights.sum")
    copy = found.plain()
    copy[0]["parts"].append("效益")
    assert str(found.plain()) == "[{'total': Decimal('90.5'), 'parts': ['产出']}, 3]"


def test_forget_reads_an_edited_pack_anew(tmp_path: Path):
    pack(tmp_path, "somewhere_2022", rule("money.unit", '"元"'))
    assert load("somewhere_2022", [tmp_path]).get("money.unit") == "元"
    (tmp_path / "somewhere_2022" / "rules.toml").write_text(rule("money.unit", '"万元"'), encoding="utf-8")
    assert load("somewhere_2022", [tmp_path]).get("money.unit") == "元"
    forget()
    assert load("somewhere_2022", [tmp_path]).get("money.unit") == "万元"


def test_form_of_a_child_hides_one_of_the_same_name(tmp_path: Path):
    for name, forms in (("parent", ("target", "monitoring")), ("child", ("target",))):
        pack(tmp_path, name, extends="parent" if name == "child" else "")
        (tmp_path / name / "forms").mkdir()
        for form in forms:
            (tmp_path / name / "forms" / f"{form}.toml").write_text("", encoding="utf-8")
    assert load("child", [tmp_path]).form_files() == {
        "target": tmp_path / "child" / "forms" / "target.toml",
        "monitoring": tmp_path / "parent" / "forms" / "monitoring.toml",
    }


def test_layouts_of_a_pack_include_those_it_inherits():
    ids = [layout.id for layout in load("hubei_2020").layouts()]
    assert "hubei_2020.target" in ids
    assert len(ids) == len(load("hubei_2020").form_files())


def test_known_layouts_hold_every_form_once():
    ids = [layout.id for layout in known_layouts()]
    assert len(ids) == len(set(ids)) == sum(len(load(name).sources[0].form_files()) for name in available())


CHAINS = st.lists(
    st.dictionaries(st.sampled_from(["money.unit", "grades.review", "a.b.c", "a.b.d"]), st.integers(), max_size=4),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(CHAINS)
def test_the_nearest_pack_of_the_chain_wins(values: list[dict[str, int]]):
    with tempfile.TemporaryDirectory() as folder:
        parent = Path(folder)
        for number, rules in enumerate(values):
            text = "".join(rule(code, str(value)) for code, value in rules.items())
            pack(parent, f"p{number}", text, extends=f"p{number + 1}" if number + 1 < len(values) else "")
        found = load("p0", [parent])
        wanted = {code: value for rules in reversed(values) for code, value in rules.items()}
        assert {code: rule.value for code, rule in found.rules().items()} == wanted
        assert found.chain == tuple(f"p{number}" for number in range(len(values)))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=5, max_size=5))
def test_every_web_of_extends_loads_or_names_its_circle(extends: list[int]):
    with tempfile.TemporaryDirectory() as folder:
        parent = Path(folder)
        for number, target in enumerate(extends):
            pack(parent, f"p{number}", extends="" if target == number else f"p{target}")
        for number in range(len(extends)):
            try:
                chain = load(f"p{number}", [parent]).chain
            except PackError as error:
                assert error.code == "packs.circle"
                assert str(error.facts["circle"]).startswith(f"p{number} → ")
            else:
                assert len(chain) == len(set(chain))


@settings(max_examples=25, deadline=None)
@given(st.sets(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5), st.dates(date(1999, 1, 1)))
def test_the_version_of_a_day_is_the_last_that_began(days: set[date], day: date):
    newest, *before = sorted(days, reverse=True)
    text = rule("a.b", f'"{newest}"', in_force=str(newest))
    text += "".join(earlier("a.b", f'"{old}"', str(old)) for old in before)
    began = [old for old in days if old <= day]
    with tempfile.TemporaryDirectory() as folder:
        pack(Path(folder), "p", text)
        found = load("p", [Path(folder)]).find("a.b", on=day)
    assert (found.value if found else None) == (str(max(began)) if began else None)


def test_repr_is_short():
    pack = load("hubei_2020")
    assert repr(pack) == "<Pack hubei_2020 → national_2020 → national_2015>"
    assert repr(pack.sources[0]) == "<Source hubei_2020>"
