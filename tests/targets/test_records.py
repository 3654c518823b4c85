"""The JSON record, the fingerprint and the addresses."""

from decimal import Decimal

from hengxiao.core.targets import Field, Finding, Form, Fund, Goal, Indicator, Place, Project, column_letters
from hengxiao.core.targets.records import form_digest, form_record, place_record
from hengxiao.core.terms.kinds import FormKind, Severity, Term

HERE = Place(file="附表五.docx", table=2, row=3, column=7, digest="ab")


def form(target: str = "10家以上") -> Form:
    return Form(
        kind=FormKind.TARGET,
        source="附表五.docx",
        title="绩效目标表",
        year=2020,
        project=Project(name=Field("综合事务工作经费", HERE), code=Field("2020—205—000—004", HERE)),
        funds=(
            Fund(
                label=Field("年度资金总额", HERE),
                planned=Field("3", HERE),
                unit="万元",
                planned_yuan=Decimal("30000.0"),
            ),
        ),
        goals=(Goal(label=Field("年度目标01"), term=Term.ANNUAL, text=Field("办好会展")),),
        indicators=(
            Indicator(
                goal=Field("年度目标01", HERE.at(3, 1), inherited=True),
                name=Field("参展企业家数", HERE.at(3, 4)),
                target=Field(target, HERE),
                others=(("备注", Field("按展位计", HERE.at(3, 9))),),
                place=HERE,
            ),
        ),
        findings=(Finding("reading.unplaced", HERE, {"text": "x"}),),
    )


def test_record_keeps_printed_texts_and_cell_addresses():
    record = form_record(form())
    row = record["indicators"][0]
    assert row["target"] == "10家以上"
    assert row["actual"] == ""
    assert row["others"] == {"备注": "按展位计"}
    assert row["place"]["cells"] == {"goal": "表2!A3（承上）", "name": "表2!D3", "target": "表2!G3"}
    assert row["place"]["sha256"] == "ab"


def test_record_normalises_the_code_beside_the_printed_one():
    project = form_record(form())["project"]
    assert (project["code"], project["code_normalised"]) == ("2020—205—000—004", "2020-205-000-004")


def test_record_gives_amounts_in_yuan_without_exponent():
    fund = form_record(form())["funds"][0]
    assert (fund["planned_yuan"], fund["executed_yuan"], fund["unit"]) == ("30000", "", "万元")


def test_record_renders_findings_in_the_language_asked_for():
    given = Finding("reading.unplaced", None, {"text": "y"}, level=Severity.ERROR, fix="z")
    first, second = form_record(form(), [given], "en")["findings"]
    assert first["message"] == "cell “x” belongs to no column; check whether the columns of the form are shifted"
    assert first["severity"] == "warning"
    assert (second["severity"], second["place"], second["fix"]) == ("error", {}, "z")


def test_digest_ignores_white_space_and_places_but_no_character():
    moved = form("10 家以上")
    assert form_digest(form()) == form_digest(moved)
    assert form_digest(form()) != form_digest(form("11家以上"))


def test_column_letters_follow_excel():
    assert [column_letters(n) for n in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_address_names_sheet_table_paragraph_or_file():
    assert Place(sheet="附表五", row=12, column=3).address == "附表五!C12"
    assert Place(table=2, row=12, column=3).address == "表2!C12"
    assert Place(row=3).address == "正文!第3段"
    assert Place(table=4).address == "表4"
    assert Place(file="a.docx").address == "a.docx"


def test_place_record_of_nothing_is_empty():
    assert place_record(None) == {}
    assert "cells" not in place_record(HERE)


def test_field_is_true_only_with_text():
    assert [bool(Field("")), bool(Field("0")), str(Field("0"))] == [False, True, "0"]


def test_indicator_text_by_name():
    assert form().indicators[0].text("name") == "参展企业家数"
    assert Indicator(target_cells=("≥", "5")).text("target_cells") == "('≥', '5')"
