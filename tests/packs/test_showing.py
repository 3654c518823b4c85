"""Rules in words, with an unmistakable mark on what nobody has verified."""

from decimal import Decimal
from pathlib import Path

import pytest
from folders import pack, rule

from hengxiao.core.packs import load, origin_row, origin_rows, rule_record, standings
from hengxiao.core.packs.showing import in_words
from hengxiao.core.packs.source import freeze


@pytest.mark.parametrize(
    ("status", "language", "mark"),
    [
        ("verified", "zh", ""),
        ("secondary", "zh", "△据二手材料"),
        ("unverified", "zh", "✗未核对原文"),
        ("secondary", "en", "△ second-hand"),
        ("unverified", "en", "✗ UNVERIFIED"),
    ],
)
def test_mark_follows_the_status(tmp_path: Path, status: str, language: str, mark: str):
    pack(tmp_path, "p", rule("money.unit", '"元"', status=status))
    found = load("p", [tmp_path])
    row = origin_row(found.rule("money.unit"), found, language)
    assert (row.mark, row.status, row.inherited) == (mark, status, False)


def test_line_holds_value_place_decree_date_and_mark(tmp_path: Path):
    pack(tmp_path, "p", rule("money.unit", '"元"', status="unverified"))
    found = load("p", [tmp_path])
    (row,) = origin_rows(found)
    assert row.line == "money.unit = 元 · p/rules.toml:1 · 某文件 · 2022-01-01 · ✗未核对原文"


def test_line_of_a_verified_rule_ends_with_the_date(tmp_path: Path):
    pack(tmp_path, "p", rule("money.unit", '"元"'))
    (row,) = origin_rows(load("p", [tmp_path]))
    assert row.line == "money.unit = 元 · p/rules.toml:1 · 某文件 · 2022-01-01"


def test_inherited_rule_is_said_to_be_inherited():
    rows = {row.code: row for row in origin_rows(load("hubei_2020"), "execution")}
    assert (rows["execution.points"].inherited, rows["execution.cap"].inherited) == (False, True)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("inverse_ratio", "inverse_ratio"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("22.5"), "22.5"),
        ([], ""),
        (["计划", "历史"], "计划、历史"),
        ({"scope": "goal", "total": 80}, "scope=goal，total=80"),
        ([{"name": "优", "from": 90}, {"name": "良", "from": 80}], "name=优，from=90；name=良，from=80"),
        ([{"code": "1", "name": "≥"}, {"code": "7", "name": ""}], "1 ≥、7"),
    ],
)
def test_value_in_words(value: object, words: str):
    assert in_words(freeze(value)) == words


def test_record_of_a_rule_holds_plain_values(tmp_path: Path):
    pack(tmp_path, "p", rule("scoring.limits", "{ share = 0.5, until = 2025-12-31 }"))
    record = rule_record(load("p", [tmp_path]).rule("scoring.limits"))
    assert record["value"] == {"share": "0.5", "until": "2025-12-31"}
    assert (record["in_force"], record["status"], record["origin"]) == ("2022-01-01", "verified", "p/rules.toml:1")


def test_standings_tell_who_states_a_rule_and_who_takes_it_over(tmp_path: Path):
    pack(tmp_path, "above", rule("site.colour", '"红"'))
    pack(tmp_path, "below", extends="above")
    found = standings("site.colour", [tmp_path])
    assert [(each.pack.id, each.rule.plain(), each.inherited) for each in found] == [
        ("above", "红", False),
        ("below", "红", True),
    ]
