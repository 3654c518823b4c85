"""`hengxiao check`, `score`, `monitor`, `print`, `verify`: the forms of the samples folder from end to end."""

import json
from pathlib import Path

import jsonschema
import pytest

from hengxiao.cli.schemas import schema

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "samples" / "附表五-2020.docx"
EVALUATION = ROOT / "samples" / "自评表-2020.docx"


def test_check_json_names_rule_place_and_citation(hengxiao):
    ran = hengxiao("check", TARGET, "--json")
    assert ran.exit_code == 0
    record = json.loads(ran.stdout)
    jsonschema.validate(record, schema("check"))
    assert record["pack"] == "hubei_2020"
    errors = [f for f in record["findings"] if f["severity"] == "error"]
    assert [(f["code"], f["name"]) for f in errors] == [("C07", "values.missing"), ("C09", "values.unit")]
    assert {f["place"]["address"] for f in errors} == {"表1!H43"}
    assert all(f["cites"] for f in errors)


def test_check_says_recurring_findings_once_unless_all_are_wanted(hengxiao):
    short, whole = hengxiao("check", TARGET).stdout, hengxiao("check", TARGET, "--all").stdout
    assert "同样的问题另有" in short
    assert "同样的问题另有" not in whole
    assert len(whole) > len(short)


def test_check_in_english(hengxiao):
    assert "errors," in hengxiao("check", TARGET, "--lang", "en").stdout


def test_check_fix_shows_a_diff_and_leaves_the_source_alone(hengxiao, tmp_path: Path):
    before = TARGET.read_bytes()
    ran = hengxiao("check", TARGET, "--fix")
    assert "-2020—205—000—004" in ran.stdout.replace("- 2020", "-2020")
    assert "+2020-205-000-004" in ran.stdout.replace("+ 2020", "+2020")
    assert TARGET.read_bytes() == before


def test_check_apply_writes_the_corrected_form_to_a_new_file(hengxiao, tmp_path: Path):
    ran = hengxiao("check", TARGET, "--apply", tmp_path / "改后.docx")
    assert ran.exit_code == 0
    record = json.loads(hengxiao("read", tmp_path / "改后.docx", "--json").stdout)
    assert record["project"]["code"] == "2020-205-000-004"
    assert len(record["indicators"]) == 38


def test_check_apply_to_a_kind_of_file_that_is_not_printed_says_which_are(hengxiao, tmp_path: Path):
    ran = hengxiao("check", TARGET, "--apply", tmp_path / "改后.txt")
    assert ran.exit_code == 3
    assert ".docx" in ran.stderr
    assert not (tmp_path / "改后.txt").exists()


def test_check_with_waivers_lists_them_apart_with_the_reason(hengxiao, tmp_path: Path):
    waivers = tmp_path / "豁免.toml"
    waivers.write_text(
        '[[waiver]]\ncode = "C07"\nwhere = "表1!H43"\nreason = "次数按季度另报"\nby = "张三"\n'
        '[[waiver]]\ncode = "C01"\nwhere = "*"\nreason = "备用"\n',
        encoding="utf-8",
    )
    record = json.loads(hengxiao("check", TARGET, "--waivers", waivers, "--json").stdout)
    assert [(w["code"], w["reason"], w["by"]) for w in record["waived"]] == [("C07", "次数按季度另报", "张三")]
    assert "C07" not in {f["code"] for f in record["findings"]}
    shown = hengxiao("check", TARGET, "--waivers", waivers).stdout
    assert "次数按季度另报" in shown
    assert "这条豁免没有对应的问题：C01" in shown


@pytest.mark.parametrize(
    "text", ["[[waiver]]\ncode = 'C07'\nwhere = '*'\nreason = ' '\n", "不是 TOML", "[[waiver]]\nx = 1\n"]
)
def test_check_refuses_waivers_it_cannot_read_or_without_reason(hengxiao, tmp_path: Path, text: str):
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    ran = hengxiao("check", TARGET, "--waivers", tmp_path / "w.toml")
    assert ran.exit_code == 2
    assert "读不出来" in ran.stderr


def test_check_compares_with_what_was_filed_a_year_before(hengxiao, tmp_path: Path):
    filed = (ROOT / "samples" / "附表五-2020.txt").read_text(encoding="utf-8").replace("2020—205", "2019—205")
    (tmp_path / "附表五-2019.txt").write_text(filed, encoding="utf-8")
    ran = hengxiao("check", TARGET, "--earlier", tmp_path / "附表五-2019.txt", "--json")
    found = [f for f in json.loads(ran.stdout)["findings"] if f["code"] == "R01"]
    permits = next(f for f in found if "工作许可证办件量" in f["message"])
    assert ("2500件" in permits["message"], "2700件" in permits["message"]) == (True, True)
    assert permits["place"]["address"] == "表1!G50"


def test_check_of_an_unreadable_file_goes_on_with_the_others(hengxiao, tmp_path: Path):
    (tmp_path / "空.docx").write_bytes(b"")
    ran = hengxiao("check", tmp_path / "空.docx", TARGET, "--json")
    assert ran.exit_code == 3
    bad, good = map(json.loads, ran.stdout.splitlines())
    assert set(bad) == {"source", "findings"}
    assert good["pack"] == "hubei_2020"
    assert "未能读取" in hengxiao("check", tmp_path / "空.docx").stderr


def test_unknown_pack_is_said_plainly(hengxiao):
    ran = hengxiao("check", TARGET, "--pack", "mars_2099")
    assert ran.exit_code != 0
    assert type(ran.exception).__name__ == "UnknownPackError"


def test_score_json_explains_every_line_and_the_total(hengxiao):
    ran = hengxiao("score", EVALUATION, "--pack", "hubei_2020", "--json")
    assert ran.exit_code == 0
    record = json.loads(ran.stdout)
    jsonschema.validate(record, schema("score"))
    assert (record["total"], record["grade"], record["missing"]) == ("93.89", "优", [])
    assert len(record["lines"]) == 29
    assert all(line["explanation"] for line in record["lines"])
    permits = next(line for line in record["lines"] if line["name"] == "工作许可证办件量")
    assert (permits["points"], permits["score"], permits["method"]) == ("15", "11.88", "forward")


def test_score_shows_the_sheet_to_people(hengxiao):
    ran = hengxiao("score", EVALUATION)
    assert "总分93.89分" in ran.stdout.replace("\n", "")


def test_proof_is_written_and_verified_and_one_changed_digit_is_found(hengxiao, tmp_path: Path):
    proof = tmp_path / "证明"
    assert hengxiao("score", EVALUATION, "--proof", proof).exit_code == 0
    assert hengxiao("verify", proof).exit_code == 0
    bundle = proof / "proof.json"
    bundle.write_text(bundle.read_text(encoding="utf-8").replace("11.88", "12.88", 1), encoding="utf-8")
    assert hengxiao("verify", proof).exit_code == 1


def test_score_of_a_form_without_points_says_what_is_missing(hengxiao):
    ran = hengxiao("score", TARGET, "--json")
    record = json.loads(ran.stdout)
    assert record["total"] == ""
    assert len(record["missing"]) == 30


def test_monitor_puts_two_judgements_side_by_side(hengxiao):
    ran = hengxiao("monitor", EVALUATION, "--month", 7, "--json")
    assert ran.exit_code == 0
    record = json.loads(ran.stdout)
    assert len(record["lines"]) == 29
    assert all(line["pack"]["explanation"] and line["aware"]["explanation"] for line in record["lines"])
    assert "规则包亮灯" in hengxiao("monitor", EVALUATION, "--month", 7).stdout
    assert hengxiao("monitor", EVALUATION, "--month", 13).exit_code == 2


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
def test_print_reads_back_and_verifies(hengxiao, tmp_path: Path, suffix: str):
    out = tmp_path / f"附表五{suffix}"
    ran = hengxiao("print", TARGET, "--form", "hubei_2020.target", "--to", out)
    assert ran.exit_code == 0
    assert "校验码" in ran.stdout
    again = json.loads(hengxiao("read", out, "--json").stdout)
    first = json.loads(hengxiao("read", TARGET, "--json").stdout)
    assert [row["target"] for row in again["indicators"]] == [row["target"] for row in first["indicators"]]
    assert hengxiao("verify", out).exit_code == 0
    assert hengxiao("verify", out, "--original", TARGET).exit_code == 0


def test_verify_finds_a_changed_copy_and_names_the_cell(hengxiao, tmp_path: Path):
    import zipfile

    out, forged = tmp_path / "真.docx", tmp_path / "假.docx"
    hengxiao("print", TARGET, "--form", "hubei_2020.target", "--to", out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(forged, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(
                name, data.replace("10家以上".encode(), "90家以上".encode()) if name == "word/document.xml" else data
            )
    ran = hengxiao("verify", forged)
    assert ran.exit_code == 1
    assert "不一致" in ran.stderr
    named = hengxiao("verify", forged, "--original", TARGET)
    assert named.exit_code == 1
    assert "90家以上" in named.stdout


def test_verify_of_a_file_without_a_mark_says_so(hengxiao, tmp_path: Path):
    ran = hengxiao("verify", TARGET)
    assert ran.exit_code == 1
    assert "没有衡效校验码" in ran.stderr
    assert hengxiao("verify", tmp_path / "没有.pdf").exit_code == 2


def test_print_refuses_unknown_forms_and_formats(hengxiao, tmp_path: Path):
    unknown = hengxiao("print", TARGET, "--form", "mars.target", "--to", tmp_path / "a.pdf")
    assert unknown.exit_code == 2
    assert "hubei_2020.target" in unknown.stderr
    refused = hengxiao("print", TARGET, "--form", "hubei_2020.target", "--to", tmp_path / "a.odt")
    assert refused.exit_code == 3
    assert not (tmp_path / "a.odt").exists()


def test_print_of_an_unreadable_file_stops_with_its_reason(hengxiao, tmp_path: Path):
    (tmp_path / "空.docx").write_bytes(b"")
    ran = hengxiao("print", tmp_path / "空.docx", "--form", "hubei_2020.target", "--to", tmp_path / "a.pdf")
    assert ran.exit_code == 3
    assert "文件是空的" in ran.stdout


def test_demo_walks_the_whole_way(hengxiao, tmp_path: Path):
    ran = hengxiao("demo", "--samples", ROOT / "samples", "--out", tmp_path / "out", "--no-year")
    assert ran.exit_code == 0
    ends = (".docx", ".xlsx", ".pdf", "-报告.html")
    wanted = {f"{stem}{end}" for stem in ("附表五-2020", "自评表-2020") for end in ends}
    assert {path.name for path in (tmp_path / "out").iterdir()} == wanted | {"自评表-2020-评分证明"}
    assert hengxiao("verify", tmp_path / "out" / "自评表-2020-评分证明").exit_code == 0


def test_demo_without_samples_says_where_to_get_them(hengxiao, tmp_path: Path):
    ran = hengxiao("demo", "--samples", tmp_path, "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert "make demo" in ran.stderr


def test_report_is_one_page_without_script(hengxiao, tmp_path: Path):
    out = tmp_path / "报告.html"
    assert hengxiao("report", EVALUATION, "--to", out).exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert "93.89" in page
    assert "<svg" in page
    assert "<script" not in page
