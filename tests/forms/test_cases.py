"""Drawn forms of many layouts, each with the rows a reader must find (画出的各式表格)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from drawn import document

from hengxiao.core.forms import recognise

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_drawn_form_is_read_as_expected(path: Path) -> None:
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    forms = recognise(document(case["drawing"]))
    fields = case["fields"].split()
    read = [["|".join(row.text(field) for field in fields) for row in form.indicators] for form in forms]
    wanted = [[line for line in part.split("\n") if line] for part in case["rows"].strip().split("\n---\n")]
    assert read == wanted
    if "project" in case:
        assert "|".join(form.project.name.text for form in forms) == case["project"]
    for name in ("kind", "year"):
        if name in case:
            assert [getattr(form, name) for form in forms] == [case[name]] * len(forms)
    if "total" in case:
        assert forms[0].total.text == case["total"]
    if "goals" in case:
        assert ";".join(goal.text.text for goal in forms[0].goals) == case["goals"]
    if "findings" in case:
        assert sorted({finding.code for finding in forms[0].findings}) == sorted(case["findings"].split())
