"""The shape of pack files: everything known, dated, cited, and every complaint with file and line."""

from pathlib import Path

import pytest
from folders import earlier, pack, rule

from hengxiao.core.packs import PackError, load

GOOD = rule("money.unit", '"元"')


@pytest.mark.parametrize(
    ("rules", "code", "line", "key"),
    [
        ('[a.b]\nvalue = 1\ncites = "x"\nstatus = "verified"', "packs.missing_key", 1, "in_force"),
        ('\n[a.b]\nvalue = 1\nin_force = 2022-01-01\nstatus = "verified"', "packs.missing_key", 2, "cites"),
        ('[a.b]\nvalue = 1\nin_force = 2022-01-01\ncites = ""\nstatus = "verified"', "packs.missing_key", 1, "cites"),
        ('[a.b]\nvalue = 1\nin_force = 2022-01-01\ncites = "x"', "packs.missing_key", 1, "status"),
        (GOOD + rule("a.b", "1", more="severity = 2"), "packs.unknown_key", 7, "severity"),
        ("[a.b]\nvalu = 1", "packs.unknown_key", 1, "valu"),
        ("[a]\nb = 1", "packs.unknown_key", 1, "b"),
        ("loose = 1", "packs.unknown_key", 0, "loose"),
        (rule("a.b", "1", in_force='"2022"'), "packs.wrong_type", 1, "in_force"),
        (rule("a.b", "1", in_force="2022-01-01T00:00:00"), "packs.wrong_type", 1, "in_force"),
        (rule("a.b", "1", more="note = 5"), "packs.wrong_type", 1, "note"),
        (rule("a.b", "1", more="earlier = 5"), "packs.wrong_type", 1, "earlier"),
        (rule("a.b", "1", more="earlier = [5]"), "packs.wrong_type", 1, "earlier"),
        (rule("a.b", "1") + "[[a.b.earlier]]\nvalue = 0\n", "packs.missing_key", 7, "in_force"),
        (rule("a.b", "1", more="earlier = [{ value = 0 }]"), "packs.missing_key", 1, "in_force"),
    ],
)
def test_faulty_rule_is_refused_at_its_line(tmp_path: Path, rules: str, code: str, line: int, key: str):
    pack(tmp_path, "p", rules)
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert (error.value.code, error.value.file, error.value.line) == (code, "p/rules.toml", line)
    assert error.value.facts["key"] == key


@pytest.mark.parametrize("before", ["2022-01-01", "2023-01-01"])
def test_earlier_version_must_be_earlier(tmp_path: Path, before: str):
    pack(tmp_path, "p", rule("a.b", "1") + earlier("a.b", "0", before))
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert error.value.code == "packs.version_order"


def test_unknown_status_is_refused(tmp_path: Path):
    pack(tmp_path, "p", rule("a.b", "1", status="certain"))
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert error.value.message("en") == (
        "p/rules.toml:1 [a.b] status “certain” is none of verified, secondary, unverified"
    )


def test_rule_written_in_two_files_is_refused(tmp_path: Path):
    pack(tmp_path, "p", "\n" + rule("a.b", "1"), lists=rule("a.b", "1"))
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert error.value.facts == {"file": "p/rules.toml", "line": 2, "rule": "a.b", "other": "p/lists.toml:1"}


@pytest.mark.parametrize(
    ("head", "code", "key"),
    [
        ("extend = 'national_2015'", "packs.unknown_key", "extend"),
        ("until = 'later'", "packs.wrong_type", "until"),
    ],
)
def test_faulty_head_is_refused(tmp_path: Path, head: str, code: str, key: str):
    pack(tmp_path, "p", head=head)
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert (error.value.code, error.value.file, error.value.facts["key"]) == (code, "p/pack.toml", key)


def test_head_without_document_is_refused(tmp_path: Path):
    pack(tmp_path, "p")
    (tmp_path / "p" / "pack.toml").write_text('\n[pack]\nid = "p"\ntitle = "试"\n', encoding="utf-8")
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert (error.value.code, error.value.line, error.value.facts["key"]) == ("packs.missing_key", 2, "document")


def test_pack_without_head_is_refused(tmp_path: Path):
    pack(tmp_path, "p")
    (tmp_path / "p" / "pack.toml").write_text("", encoding="utf-8")
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert (error.value.code, error.value.facts["key"]) == ("packs.missing_key", "id")


def test_id_must_be_the_name_of_the_folder(tmp_path: Path):
    pack(tmp_path, "p")
    (tmp_path / "p").rename(tmp_path / "q")
    with pytest.raises(PackError) as error:
        load("q", [tmp_path])
    assert error.value.facts == {"file": "q/pack.toml", "line": 1, "pack": "p", "folder": "q"}


@pytest.mark.parametrize(("text", "line"), [("[a.b]\nvalue = =\n", 2), ("[a.b]\nvalue = [1,\n\n", 4)])
def test_broken_toml_is_refused_at_its_line(tmp_path: Path, text: str, line: int):
    pack(tmp_path, "p", text)
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert (error.value.code, error.value.line) == ("packs.not_toml", line)


def test_file_in_another_encoding_is_refused(tmp_path: Path):
    pack(tmp_path, "p")
    (tmp_path / "p" / "rules.toml").write_bytes("# 说明".encode("gb18030"))
    with pytest.raises(PackError) as error:
        load("p", [tmp_path])
    assert error.value.facts == {"file": "p/rules.toml", "line": 0, "position": 5}


def test_rules_may_stand_below_a_rule(tmp_path: Path):
    pack(tmp_path, "p", rule("monitoring.lights", "true") + rule("monitoring.lights.budget", "1"))
    assert load("p", [tmp_path]).codes() == ("monitoring.lights", "monitoring.lights.budget")


def test_header_inside_a_long_text_is_no_header(tmp_path: Path):
    text = rule("a.b", '"""\n[c.d]\n"""') + "[ c . d ] # 注\n" + rule("c.d", "1").partition("\n")[2]
    pack(tmp_path, "p", text)
    assert load("p", [tmp_path]).rule("c.d").line == 9
