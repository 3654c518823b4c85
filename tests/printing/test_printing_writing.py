"""The one entry of printing."""

from dataclasses import replace
from pathlib import Path

import pytest

from hengxiao.core.printing import PrintError, form_ids, left_out, print_form
from hengxiao.core.targets import Field, Form, Indicator
from hengxiao.core.terms.kinds import FormKind


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
@pytest.mark.parametrize("form_id", form_ids())
def test_print_form_blank_forms_can_be_printed(form_id: str, suffix: str, tmp_path: Path) -> None:
    print_form(Form(FormKind.TARGET), form_id, tmp_path / f"blank{suffix}")
    assert (tmp_path / f"blank{suffix}").stat().st_size > 4000


def test_print_form_suffix_may_be_upper_case(small: Form, tmp_path: Path) -> None:
    print_form(small, "hubei_2020.target", str(tmp_path / "a.PDF"))
    assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("name", "shown"), [("a.odt", ".odt"), ("a", "?")])
def test_print_form_other_formats_are_refused(small: Form, tmp_path: Path, name: str, shown: str) -> None:
    with pytest.raises(PrintError) as caught:
        print_form(small, "hubei_2020.target", tmp_path / name)
    assert caught.value.facts == {"suffix": shown}
    assert not (tmp_path / name).exists()


def test_print_form_of_another_pack(small: Form, tmp_path: Path) -> None:
    mark = print_form(small, "hubei_2020.target", tmp_path / "a.docx", pack="national_2015")
    assert mark.form_id == "national_2015.target"


def test_print_form_control_characters_are_refused(small: Form, tmp_path: Path) -> None:
    form = replace(small, project=replace(small.project, name=Field("一\x01")))
    with pytest.raises(PrintError) as caught:
        print_form(form, "hubei_2020.target", tmp_path / "a.docx")
    assert caught.value.code == "printing.control_character"


def test_left_out_names_what_a_form_has_no_place_for(small: Form, evaluated: Form) -> None:
    assert left_out(small, "hubei_2020.target") == ()
    assert left_out(evaluated, "national_2020.self_evaluation") == ()
    assert left_out(evaluated, "hubei_2020.target") == (
        "funds.label",
        "funds.planned",
        "funds.adjusted",
        "funds.executed",
        "funds.rate",
        "funds.points",
        "funds.score",
        "goals.actual",
        "indicators.actual",
        "indicators.points",
        "indicators.score",
        "indicators.deviation",
        "form.total",
    )
    assert left_out(small, "national_2015.target") == (
        "project.code",
        "indicators.goal",
        "indicators.standard",
        "indicators.previous_year",
        "indicators.year_before_last",
    )


def test_left_out_counts_further_columns_but_not_sign_and_unit() -> None:
    indicator = Indicator(sign=Field("≥"), unit=Field("次"), others=(("责任 处室", Field("办公室")),))
    form = Form(FormKind.SELF_EVALUATION, indicators=(indicator,))
    assert left_out(form, "hubei_2020.self_evaluation") == ("indicators.others.责任处室",)
