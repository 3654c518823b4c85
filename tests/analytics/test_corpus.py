"""The corpus writer: parts are atomic, a stopped run goes on, a changed file replaces its old rows."""

from decimal import Decimal
from pathlib import Path

import duckdb

from hengxiao.core.analytics.corpus import COLUMNS, Outcome, Parts, corpus_rows
from hengxiao.core.targets import Field, Form, Indicator, Place, Project
from hengxiao.core.terms.kinds import FormKind


def form(*targets: str) -> Form:
    rows = tuple(
        Indicator(name=Field("参展企业家数"), target=Field(target), place=Place(table=1, row=n, column=2))
        for n, target in enumerate(targets, 2)
    )
    return Form(kind=FormKind.TARGET, year=2020, project=Project(name=Field("综合事务")), indicators=rows)


def outcome(source: str, *targets: str, stamp: str = "1-1") -> Outcome:
    return Outcome(source, stamp, tuple(corpus_rows(source, [form(*targets)])), 1)


def rows_of(path: Path) -> list[tuple]:
    query = f"SELECT source, row_number, target, value_kind, value_comparator, value_number FROM '{path}'"
    return duckdb.sql(query).fetchall()


def test_rows_carry_the_understood_value():
    row = next(corpus_rows("a.docx", [form("10家以上")]))
    assert (row["value_kind"], row["value_comparator"], row["value_number"], row["value_unit"]) == (
        "count",
        ">=",
        "10",
        "家",
    )
    assert (row["project_name"], row["address"], row["form_number"], row["row_number"]) == ("综合事务", "表1!B2", 1, 1)
    assert set(row) == set(COLUMNS)


def test_rows_keep_both_ends_of_a_range_and_none_of_words():
    first, second = corpus_rows("a.docx", [form("80%～90%", "明显")])
    assert (first["value_number"], first["value_number_to"]) == ("80", "90")
    assert (second["value_number"], second["value_number_to"]) == (None, None)


def test_merge_orders_rows_as_read_and_exact(tmp_path: Path):
    parts = Parts(tmp_path / "parts")
    parts.write([outcome("b.docx", "95.5%"), outcome("a.docx", "10家以上", "明显")])
    assert parts.merge(tmp_path / "c.parquet") == 3
    assert rows_of(tmp_path / "c.parquet") == [
        ("a.docx", 1, "10家以上", "count", ">=", Decimal("10.000000")),
        ("a.docx", 2, "明显", "qualitative", "none", None),
        ("b.docx", 1, "95.5%", "ratio", "none", Decimal("95.500000")),
    ]


def test_stopped_run_keeps_complete_parts_and_drops_the_torn_one(tmp_path: Path):
    Parts(tmp_path / "parts").write([outcome("a.docx", "1套")])
    (tmp_path / "parts" / "rows-000002.jsonl").write_text("{torn", encoding="utf-8")
    again = Parts(tmp_path / "parts")
    assert again.finished() == {"a.docx": "1-1"}
    again.write([outcome("b.docx", "2套")])
    assert again.merge(tmp_path / "c.parquet") == 2


def test_changed_file_replaces_its_rows_and_failures_are_read_again(tmp_path: Path):
    parts = Parts(tmp_path / "parts")
    parts.write([outcome("a.docx", "1套", "2套"), Outcome("x.pdf", "9-9", failure="扫描件")])
    assert parts.finished() == {"a.docx": "1-1"}
    parts.write([outcome("a.docx", "3套", stamp="2-2"), outcome("x.pdf", "4套")])
    parts.merge(tmp_path / "c.parquet")
    assert [(source, target) for source, _, target, *_ in rows_of(tmp_path / "c.parquet")] == [
        ("a.docx", "3套"),
        ("x.pdf", "4套"),
    ]


def test_empty_corpus_is_an_empty_table(tmp_path: Path):
    parts = Parts(tmp_path / "it's parts")
    parts.write([Outcome("x.pdf", "9-9", failure="扫描件")])
    assert parts.merge(tmp_path / "c.parquet") == 0
    parts.remove()
    assert not parts.folder.exists()
