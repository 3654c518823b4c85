"""`hengxiao read`."""

import json
from pathlib import Path

import duckdb
import jsonschema
import pytest

from hengxiao.cli.corpus import stamp
from hengxiao.cli.schemas import SHAPES, schema, schema_text

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "samples" / "附表五-2020.docx"


def test_read_json_gives_one_object_per_form_by_the_schema(hengxiao):
    ran = hengxiao("read", TARGET, "--json")
    assert ran.exit_code == 0
    (record,) = map(json.loads, ran.stdout.splitlines())
    jsonschema.validate(record, schema("read"))
    assert record["source"] == "附表五-2020.docx"
    assert record["form"] | {"title": ""} == {
        "kind": "target", "layout": "hubei_2020.target", "pack": "hubei_2020", "title": "", "year": record["form"]["year"]
    }  # fmt: skip
    assert record["project"]["code"] == "2020—205—000—004"
    assert [row["goal"] for row in record["indicators"]].count("长期目标") == 9
    assert len(record["indicators"]) == 38


def test_read_puts_the_address_of_every_text_in_the_place(hengxiao):
    record = json.loads(hengxiao("read", TARGET, "--json").stdout)
    row = next(r for r in record["indicators"] if r["name"] == "组织参展的企业家数")
    assert (row["target"], row["previous_year"]) == ("10家以上", "10家以上")
    assert set(row["place"]["cells"]) == {
        "goal", "level1", "level2", "name", "year_before_last", "previous_year", "target", "standard"
    }  # fmt: skip
    assert row["place"]["sha256"] == record["indicators"][0]["place"]["sha256"] != ""


def test_read_shows_rows_values_and_places_to_people(hengxiao):
    ran = hengxiao("read", TARGET)
    assert ran.exit_code == 0
    assert "共 7 个目标、38 行指标。" in ran.stdout
    assert "10家以上" in ran.stdout


def test_read_speaks_english_on_request(hengxiao):
    assert "7 goals, 38 indicators." in hengxiao("read", TARGET, "--lang", "en").stdout


def test_unreadable_file_has_only_source_and_findings_and_the_others_go_on(hengxiao, tmp_path: Path):
    (tmp_path / "空.docx").write_bytes(b"")
    ran = hengxiao("read", tmp_path / "空.docx", TARGET, "--json")
    assert ran.exit_code == 3
    bad, good = map(json.loads, ran.stdout.splitlines())
    assert set(bad) == {"source", "findings"}
    assert bad["source"] == "空.docx"
    assert bad["findings"][0]["severity"] == "error"
    jsonschema.validate(bad, schema("read"))
    assert len(good["indicators"]) == 38


def test_unreadable_file_is_explained_to_people(hengxiao, tmp_path: Path):
    (tmp_path / "空.docx").write_bytes(b"")
    ran = hengxiao("read", tmp_path / "空.docx")
    assert ran.exit_code == 3
    assert "空.docx 未能读取" in ran.stderr


def test_readable_file_without_a_form_is_no_success(hengxiao, tmp_path: Path):
    (tmp_path / "说明.txt").write_text("关于报送材料的说明\n请于月底前报送。\n", encoding="utf-8")
    ran = hengxiao("read", tmp_path / "说明.txt", "--json")
    assert ran.exit_code == 3
    assert set(json.loads(ran.stdout)) == {"source", "findings"}
    assert json.loads(ran.stdout)["findings"][-1]["code"] == "reading.no_form"


def test_missing_file_and_empty_folder_are_bad_usage(hengxiao, tmp_path: Path):
    assert hengxiao("read", tmp_path).exit_code == 2
    missing = hengxiao("read", tmp_path / "没有.docx", "--json")
    assert missing.exit_code == 3
    assert json.loads(missing.stdout)["findings"][0]["code"] == "reading.missing_file"
    assert hengxiao("read").exit_code == 2


def test_folder_is_read_in_a_stable_order(hengxiao):
    ran = hengxiao("read", ROOT / "samples", "--json")
    sources = [json.loads(line)["source"] for line in ran.stdout.splitlines()]
    assert sources == sorted(sources)
    assert "附表五-2020.docx" in sources


@pytest.mark.slow
def test_corpus_is_written_resumed_and_lists_failures(hengxiao, tmp_path: Path):
    folder = tmp_path / "表"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.docx").write_bytes(TARGET.read_bytes())
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    out = tmp_path / "corpus.parquet"
    ran = hengxiao("read", folder, "--out", out, "--jobs", 1)
    assert ran.exit_code == 3
    assert "3 个文件、114 行指标" in ran.stdout.replace("\n", "")
    assert "坏.docx" in ran.stderr
    assert (tmp_path / "corpus.parquet.failures.txt").read_text(encoding="utf-8").startswith("坏.docx\t")
    count = duckdb.sql(f"SELECT count(*), count(DISTINCT source) FROM '{out}'").fetchall()
    assert count == [(114, 3)]
    assert not (tmp_path / "corpus.parquet.parts").exists()


def test_corpus_goes_on_where_it_stopped(hengxiao, tmp_path: Path):
    from hengxiao.core.analytics.corpus import Outcome, Parts

    folder, out = tmp_path / "表", tmp_path / "c.parquet"
    folder.mkdir()
    (folder / "a.docx").write_bytes(TARGET.read_bytes())
    Parts(tmp_path / "c.parquet.parts").write([Outcome("a.docx", stamp(folder / "a.docx"), (), 1)])
    ran = hengxiao("read", folder, "--out", out, "--jobs", 1)
    assert ran.exit_code == 0
    assert "接着上次：已读 1 个文件，还有 0 个。" in ran.stdout


def test_corpus_wants_a_parquet_name_and_files(hengxiao, tmp_path: Path):
    assert hengxiao("read", tmp_path, "--out", tmp_path / "c.csv").exit_code == 2
    assert hengxiao("read", tmp_path, "--out", tmp_path / "c.parquet").exit_code == 2


@pytest.mark.parametrize("name", SHAPES)
def test_committed_schema_is_the_generated_one(name: str):
    assert (ROOT / "docs" / "schemas" / f"{name}.json").read_text(encoding="utf-8") == schema_text(name)
