"""`hengxiao value`."""

import json

import jsonschema

from hengxiao.cli.schemas import schema


def test_value_lines_follow_the_schema_and_keep_their_order(hengxiao):
    asked = [
        {"text": "10家以上"},
        {"text": "≧¦735¦人次", "cells": ["≧", "735", "人次"]},
        {"text": "2280次", "indicator": "巡查次数"},
    ]
    ran = hengxiao("value", "--jsonl", stdin="".join(json.dumps(a, ensure_ascii=False) + "\n" for a in asked) + "\n")
    assert ran.exit_code == 0
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    for record in records:
        jsonschema.validate(record, schema("value"))
    assert [(r["kind"], r["comparator"], r["canonical_numbers"]) for r in records] == [
        ("count", ">=", [10]), ("count", ">=", [735]), ("count", "none", [2280])
    ]  # fmt: skip
    assert records[2]["warnings"][0]["message"] != ""
    assert records[2]["repair"]["canonical_numbers"] == [280]


def test_bad_lines_are_named_and_the_others_answered(hengxiao):
    ran = hengxiao("value", "--jsonl", stdin='不是JSON\n[1]\n{"cells": []}\n{"text": "95%"}\n')
    assert ran.exit_code == 2
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [r.get("line") for r in records] == [1, 2, 3, None]
    assert records[3]["kind"] == "ratio"


def test_value_table_for_people(hengxiao):
    ran = hengxiao("value", "高级不超过80%、中级不超过90%", "明显", "2280次", "--indicator", "巡查次数")
    assert ran.exit_code == 0
    assert "≤80%" in ran.stdout
    assert "越低越好" in ran.stdout


def test_value_without_anything_shows_how(hengxiao):
    ran = hengxiao("value")
    assert ran.exit_code == 2
    assert "--jsonl" in ran.stderr
