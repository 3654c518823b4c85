"""A copy is tied to its data by the mark it carries."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hengxiao.core.printing import (
    Difference,
    Mark,
    compare,
    form_digest,
    form_ids,
    print_form,
    printed_mark,
    verify_print,
)
from hengxiao.core.printing.composing import compose
from hengxiao.core.printing.geometry import geometry
from hengxiao.core.targets import Field, Form

SUFFIXES = (".docx", ".xlsx", ".pdf")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_printed_mark_is_found_in_every_format(small: Form, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"表{suffix}"
    mark = print_form(small, "hubei_2020.target", path)
    assert printed_mark(path) == Mark("hubei_2020.target", mark.digest[:16].upper())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_printed_mark_unmarked_print_has_none(small: Form, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"表{suffix}"
    print_form(small, "hubei_2020.target", path, marked=False)
    assert printed_mark(path) is None


def test_printed_mark_other_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("衡效校验 hubei_2020.target 0123-4567-89AB-CDEF", encoding="utf-8")
    assert printed_mark(tmp_path / "a.txt") is None
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 cut off")
    assert printed_mark(tmp_path / "b.docx") is None
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 cut off")
    assert printed_mark(tmp_path / "c.pdf") is None
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as package:
        package.writestr("a.txt", "x")
    assert printed_mark(tmp_path / "d.zip") is None


def test_verify_print_same_data_is_same(small: Form, tmp_path: Path) -> None:
    print_form(small, "hubei_2020.target", tmp_path / "a.docx")
    result = verify_print(tmp_path / "a.docx", small, small)
    assert (result.same, result.differences) == (True, ())


def test_verify_print_names_the_changed_cell(small: Form, tmp_path: Path) -> None:
    print_form(small, "hubei_2020.target", tmp_path / "a.docx")
    rows = (*small.indicators[:2], replace(small.indicators[2], target=Field("≥6次")), *small.indicators[3:])
    changed = replace(small, indicators=rows)
    assert verify_print(tmp_path / "a.docx", changed).same is False
    assert verify_print(tmp_path / "a.docx", changed).differences == ()
    assert verify_print(tmp_path / "a.docx", changed, small).differences == (
        Difference("indicators.3.target", "≥5次", "≥6次"),
    )


def test_compare_names_texts_only_the_copy_has(small: Form) -> None:
    mark = Mark("hubei_2020.target", form_digest(small, "hubei_2020.target"))
    added = replace(small, indicators=(replace(small.indicators[0], standard=Field("")), *small.indicators[1:]))
    assert compare(mark, small, added).differences == (Difference("indicators.1.standard", "", "计划数据"),)


def test_compare_without_mark_is_not_same(small: Form) -> None:
    result = compare(None, small)
    assert (result.mark, result.same, result.digest) == (None, False, "")


def test_form_digest_looks_only_at_what_the_form_prints(small: Form) -> None:
    scored = replace(small, indicators=tuple(replace(row, score=Field("9")) for row in small.indicators))
    spaced = replace(small, title="综合事务 专项绩效目标")
    assert form_digest(scored, "hubei_2020.target") == form_digest(small, "hubei_2020.target")
    assert form_digest(spaced, "hubei_2020.target") == form_digest(small, "hubei_2020.target")
    assert form_digest(small, "national_2015.target") != form_digest(small, "hubei_2020.target")


def test_mark_text_shows_sixteen_digits_in_fours() -> None:
    assert Mark("a.b", "0123456789abcdef00").text == "衡效校验 a.b 0123-4567-89AB-CDEF"


@pytest.mark.parametrize(
    ("path", "chinese", "english"),
    [
        ("indicators.3.target", "第3条指标的指标值", "Target of indicator 3"),
        ("indicators.3.left.midterm", "第3条指标的中期", "Mid-term of indicator 3"),
        ("indicators.2.others.确定能", "第2条指标的确定能", "确定能 of indicator 2"),
        ("project.name", "项目名称", "Project"),
        ("project.others.填报日期", "填报日期", "填报日期"),
        ("form.total", "总分", "Total score"),
        ("form.title", "标题", "Title"),
        ("goals.2.text", "第2个目标的内容", "text of goal 2"),
        ("goals_together.1.actual", "总体目标的实际完成值", "Actual of the overall goal"),
        ("goal_pairs.1.left.text", "总体目标的内容", "text of the overall goals"),
        ("funds.1.executed", "第1行资金的执行", "executed of money line 1"),
        ("funds.1.right.label", "第1行资金的名称", "label of money line 1"),
    ],
)
def test_difference_says_where_in_words(path: str, chinese: str, english: str) -> None:
    difference = Difference(path, "", "")
    assert (difference.where(), difference.where("en")) == (chinese, english)


@pytest.mark.parametrize("form_id", form_ids())
def test_difference_every_printed_path_has_words(small: Form, evaluated: Form, form_id: str) -> None:
    for form in (small, evaluated):
        for path in compose(form, geometry(form_id)).said:
            assert Difference(path, "", "").where("en") != ""


def test_every_field_has_a_word_in_both_languages():
    from hengxiao.core.printing import field_label
    from hengxiao.core.targets.forms import INDICATOR_FIELDS
    from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS

    kinds = {"project": PROJECT_FIELDS, "funds": FUND_FIELDS, "goals": ("label", "text", "actual", "ratio")}
    kinds |= {"indicators": INDICATOR_FIELDS, "form": ("total",)}
    assert all(
        field_label(kind, name, lang) for kind, names in kinds.items() for name in names for lang in ("zh", "en")
    )
