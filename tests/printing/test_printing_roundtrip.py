"""What is printed can be read again and says the same."""

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hengxiao.core.printing import form_ids, print_form, verify_print
from hengxiao.core.reading import read
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Project
from hengxiao.core.terms.kinds import FormKind, Term

SUFFIXES = (".docx", ".xlsx", ".pdf")


def returned(form: Form, form_id: str, path: Path) -> list[tuple[str, str, str]]:
    """Texts that a print does not give back: path, printed, read."""
    print_form(form, form_id, path)
    (again,) = read(path)
    return [(each.path, each.expected, each.found) for each in verify_print(path, again, form).differences]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_target_form_comes_back_whole(builder: ModuleType, tmp_path: Path, suffix: str) -> None:
    assert returned(builder.target_form(), "hubei_2020.target", tmp_path / f"表{suffix}") == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("form_id", ["hubei_2020.self_evaluation", "national_2020.self_evaluation"])
def test_self_evaluation_comes_back_whole(builder: ModuleType, tmp_path: Path, form_id: str, suffix: str) -> None:
    assert returned(builder.self_evaluation(), form_id, tmp_path / f"表{suffix}") == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_monitoring_form_comes_back_whole(builder: ModuleType, tmp_path: Path, suffix: str) -> None:
    marks = {"全年预计完成情况": "100%", "经费保障": "√", "确定能": "√", "备注": "按计划"}
    others = tuple((heading, Field(text)) for heading, text in marks.items())
    form = replace(builder.self_evaluation(), kind=FormKind.MONITORING, title="项目支出绩效目标执行监控表")
    rows = tuple(replace(row, others=others if n % 2 else ()) for n, row in enumerate(form.indicators))
    assert returned(replace(form, indicators=rows), "national_2020.monitoring", tmp_path / f"表{suffix}") == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_midterm_beside_annual_comes_back_whole(builder: ModuleType, tmp_path: Path, suffix: str) -> None:
    rows = [
        replace(row, goal=Field(), midterm=Field("" if n % 3 else row.target.text))
        for n, row in enumerate(builder.self_evaluation().indicators)
    ]
    fund = Fund(label=Field("年度资金总额"), planned=Field("120"), midterm=Field("360"), unit="万元")
    goals = (Goal(text=Field("三年建成平台。"), term=Term.LONG), Goal(text=Field("本年完成一期。")))
    form = Form(FormKind.TARGET, year=2022, project=builder.PROJECT, funds=(fund,), goals=goals, indicators=tuple(rows))
    assert returned(form, "national_2015.target", tmp_path / f"表{suffix}") == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("form_id", form_ids())
def test_blank_form_comes_back_blank(tmp_path: Path, form_id: str, suffix: str) -> None:
    assert returned(Form(FormKind.TARGET), form_id, tmp_path / f"表{suffix}") == []


CORPUS_FORMS = {
    "target": "hubei_2020.target",
    "self_evaluation": "national_2020.self_evaluation",
    "monitoring": "national_2020.monitoring",
}


def corpus_form(record: dict[str, Any]) -> Form:
    """The facts of a corpus record as a form."""
    names = {
        "level1": "level1",
        "level2": "level2",
        "name": "name",
        "goal": "goal",
        "actual": "actual",
        "points": "points",
    }
    names |= {
        "score": "score",
        "deviation": "note",
        "previous_year": "prev1",
        "year_before_last": "prev2",
        "standard": "standard",
    }
    rows: list[Indicator] = []
    for row in record["rows"]:
        texts = {name: Field("".join(str(row.get(key) or "").split())) for name, key in names.items()}
        if texts["name"]:
            rows.append(Indicator(target=Field(str(row.get("target") or "").replace("¦", "")), **texts))
    project = Project(name=Field(str(record["project"])), department=Field(str(record["body"])))
    kind = FormKind(str(record["kind"]))
    return Form(kind, title=str(record["title"]), year=record["year"], project=project, indicators=tuple(rows))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_corpus_documents_come_back_whole(shared: Path, tmp_path: Path, suffix: str) -> None:
    lost: dict[str, list[tuple[str, str, str]]] = {}
    every = 6 if suffix == ".pdf" else 1
    for path in sorted((shared / "corpus" / "dev").glob("*.json"))[::every]:
        record = json.loads(path.read_text(encoding="utf-8"))
        form_id = CORPUS_FORMS.get(record["kind"])
        if form_id:
            lost[path.stem] = returned(corpus_form(record), form_id, tmp_path / f"{path.stem}{suffix}")
    assert {name: texts for name, texts in lost.items() if texts} == {}
