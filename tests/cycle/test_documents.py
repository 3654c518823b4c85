"""The working document: a form goes in and comes out saying the same; cells change one by one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import sample_document
from hengxiao.core.checks import check
from hengxiao.core.packs import load
from hengxiao.core.reading import read
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Project
from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS, form_digest
from hengxiao.core.terms.kinds import FormKind, Term
from hengxiao.cycle.documents import cell, differences, document_of, form_of, set_cell, texts

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".docx", ".xlsx", ".txt"})


@pytest.mark.parametrize("name", NAMES)
def test_sample_comes_back_saying_the_same(name: str) -> None:
    for form in read(SAMPLES / name):
        document = document_of(form)
        again = form_of(document, pack=form.pack).form
        assert says(again) == says(form)
        assert document_of(again) | {"places": {}} == document | {"places": {}}


def says(form: Form) -> dict[str, Any]:
    """The texts of a form by field, without places."""
    return {
        "head": (form.kind, form.layout, form.title, form.year),
        "project": [getattr(form.project, name).text for name in PROJECT_FIELDS],
        "funds": [(fund.unit, *(getattr(fund, name).text for name in FUND_FIELDS)) for fund in form.funds],
        "goals": [
            (goal.term, goal.label.text, goal.text.text, goal.actual.text, goal.ratio.text) for goal in form.goals
        ],
        "indicators": [
            (row.target_cells, *(getattr(row, name).text for name in INDICATOR_FIELDS)) for row in form.indicators
        ],
    }


@pytest.mark.parametrize("name", NAMES)
def test_checks_find_the_same_in_the_document(name: str) -> None:
    """A merged cell is one finding in the source and one per row in the document; C05 is about merging alone."""
    pack = load("hubei_2020")
    for form in read(SAMPLES / name):
        mapped = form_of(document_of(form), pack="hubei_2020")
        source, here = check(form, pack), check(mapped.form, pack)
        assert {finding.code for finding in here} == {finding.code for finding in source} - {"checks.C05"}
        assert all(finding.place in mapped.paths for finding in here if finding.place.table == 4)
        assert {str(finding.facts) for finding in source if finding.code == "checks.C06"} <= {
            str(finding.facts) for finding in here
        }


def test_digest_does_not_change_on_the_way() -> None:
    document = sample_document()
    form = form_of(document).form
    assert form_digest(form_of(document_of(form)).form) == form_digest(form)


def test_every_cell_with_a_place_can_be_found_in_the_source() -> None:
    document = sample_document()
    assert len(document["places"]) > 200
    for path, place in document["places"].items():
        assert isinstance(cell(document, path), str)
        assert place["row"] is not None or place["inherited"]


def test_each_place_of_the_form_stands_for_one_path() -> None:
    document = sample_document()
    paths = list(form_of(document).paths.values())
    assert len(paths) == len(set(paths))
    shown = {path for path, text in texts(document) if text and not path.endswith(".term")}
    assert {path for path in paths if cell(document, path)} == {
        path for path in shown if path[:6] != "funds." or path[-4:] != "unit"
    }


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


def _fields(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Field]]:
    return st.fixed_dictionaries({name: st.builds(Field, TEXTS) for name in names})


FORMS: st.SearchStrategy[Form] = st.builds(
    lambda project, funds, goals, rows, title: Form(
        kind=FormKind.TARGET, source=title, layout="hubei_2020.target", pack="", title=title, year=2020,
        project=Project(**project), funds=tuple(Fund(**fund, unit="万元") for fund in funds),
        goals=tuple(Goal(**goal, term=term) for goal, term in goals),
        indicators=tuple(Indicator(**row) for row in rows),
    ),
    _fields(PROJECT_FIELDS),
    st.lists(_fields(FUND_FIELDS), max_size=2),
    st.lists(st.tuples(_fields(("label", "text", "actual", "ratio")), st.sampled_from(Term)), max_size=3),
    st.lists(_fields(INDICATOR_FIELDS), max_size=3),
    TEXTS,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(FORMS)
def test_any_form_comes_back_saying_the_same(form: Form) -> None:
    document = document_of(form)
    assert says(form_of(document).form) == says(form)
    assert list(differences(document, document)) == []


@settings(max_examples=60, deadline=None)
@given(FORMS, TEXTS, st.data())
def test_one_changed_cell_is_the_one_difference(form: Form, text: str, data: st.DataObject) -> None:
    document = document_of(form)
    path = data.draw(st.sampled_from([path for path, _ in texts(document)]))
    changed = deepcopy(document)
    set_cell(changed, path, text)
    old = cell(document, path)
    assert cell(changed, path) == text
    assert list(differences(document, changed)) == ([(path, old, text)] if text != old else [])


def test_changed_target_is_no_longer_unread_and_forgets_its_parts() -> None:
    document = sample_document()
    document["unread"] = ["indicators.i1.target"]
    document["indicators"][0]["target_cells"] = ["≥", "95", "%"]
    set_cell(document, "indicators.i1.target", "96%")
    assert (document["unread"], document["indicators"][0]["target_cells"]) == ([], [])


def test_unread_target_is_marked() -> None:
    form = read(SAMPLES / "附表五-2020.docx")[0]
    blank = replace(form.indicators[0], target=Field(""))
    document = document_of(replace(form, indicators=(blank, *form.indicators[1:])))
    assert document["unread"] == ["indicators.i1.target"]


def test_statements_are_cells_and_reach_the_form() -> None:
    document = sample_document()
    set_cell(document, "indicators.i1.quality.accuracy", "逐笔核对")
    set_cell(document, "indicators.i1.data_source", "年度统计")
    assert cell(document, "indicators.i1.quality.accuracy") == "逐笔核对"
    assert dict(form_of(document).form.indicators[0].others) == {"data_source": Field("年度统计")}


@pytest.mark.parametrize(
    "path",
    ["", "project", "project.nothing", "goals.g1", "goals.g99.text", "indicators.i1.quality", "places.x.y",
     "indicators.i1.quality.nothing", "indicators.i1.other.accuracy", "indicators.i1.target_cells", "title", "a.b.c.d"],
)  # fmt: skip
def test_cell_that_does_not_exist_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        set_cell(sample_document(), path, "x")


@pytest.mark.parametrize("act", [lambda d: cell(d, "goals.g99.text"), lambda d: cell(d, "project.nothing")])
def test_cell_that_does_not_exist_cannot_be_read(act: Callable[[Any], str]) -> None:
    with pytest.raises(KeyError):
        act(sample_document())


def test_added_and_removed_rows_differ_cell_by_cell() -> None:
    old = sample_document()
    new = deepcopy(old)
    gone = new["indicators"].pop()
    new["goals"].append(
        {"id": "g99", "label": "年度目标07", "term": "annual", "text": "新目标", "actual": "", "ratio": ""}
    )
    found = list(differences(old, new))
    assert {path.split(".")[1] for path, _, _ in found} == {gone["id"], "g99"}
    assert ("goals.g99.text", "", "新目标") in found
