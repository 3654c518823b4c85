"""The benchmarks' own parts: the key, the traps, the reading of other tools' tables, and that a run comes to an end."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.options import Options

from benchmarks import expression, files, folder, generic, installing, peer_values, peers, reading, seed, timing, values

FLAT = [
    ["目标名称", "一级指标", "二级指标", "指标名称", "指标值", "绩效标准"],
    ["长期目标", "产出", "数量指标", "机关日常工作正常运转率", "100%", "计划数据"],
    ["", "", "", "科技管理和服务到位率", "100%", "计划数据"],
    [None, None, "质量指标", "整体科技宏观管理能力", "优", "计划数据"],
]


def test_key_holds_38_rows_and_286_cells():
    assert (len(seed.TRUTH), seed.CELLS) == (38, 286)


def test_marks_count_exact_rows_and_single_cells():
    wrong = [seed.TRUTH[0], (*seed.TRUTH[1][:4], "99%", seed.TRUTH[1][5]), ("x",)]
    assert seed.marks(seed.TRUTH) == seed.Marks(38, 286)
    assert seed.marks(wrong) == seed.Marks(1, 11)
    assert seed.marks([]) == seed.Marks(0, 0)


def test_every_trap_is_read_whole(tmp_path: Path):
    for paths in files.make(tmp_path).values():
        for path in paths:
            assert (path.name, reading.own_marks(path)) == (path.name, seed.Marks(38, 286))


def test_traps_change_the_file_they_are_set_in():
    plain = seed.SAMPLE.read_bytes()
    sizes = {name: files.trapped(plain, trap) for name, trap in files.TRAPS.items()}
    assert len(set(sizes.values())) == len(files.TRAPS)
    assert files.trapped(plain) not in sizes.values()


def test_tables_of_other_tools_are_filled_from_above():
    assert generic.generic([FLAT]) == [
        ("长期目标", "产出", "数量指标", "机关日常工作正常运转率", "100%", "计划数据"),
        ("长期目标", "产出", "数量指标", "科技管理和服务到位率", "100%", "计划数据"),
        ("长期目标", "产出", "质量指标", "整体科技宏观管理能力", "优", "计划数据"),
    ]


def test_repairs_count_cells_from_the_right():
    shifted = [FLAT[0], FLAT[1], ["科技管理和服务到位率", "100%", "计划数据", "", ""]]
    plain, best = generic.judged([shifted])
    assert (plain.rows, best.rows) == (1, 2)


def test_expression_reads_signs_numbers_and_units():
    assert expression.understand("≥95%") == (">=", 95.0, "%")
    assert expression.understand("10家以上") == (">=", 10.0, "家")
    assert expression.understand("不超过1,200.5万元") == ("<=", 12005000.0, "元")
    assert expression.understand("明显") is None


def test_distinct_values_differ_in_their_digits_only():
    made = values.distinct(["10家以上", "≥95.5%"], 50)
    assert len(made) == len(set(made)) == 50
    assert {values.DIGITS.sub("0", text) for text in made} == {"0家以上", "≥0%"}


def test_labels_of_the_tests_are_all_understood():
    sets = values.labels(Options(folder=Path()))
    got = values._own(sets, ["1家", "2家", "3家", "4家"])["sets"]["tests/values/cases"]
    assert got["right"] == got["numeric"]
    assert got["false_numbers"] == 0


def test_a_tool_that_is_absent_says_so():
    assert "missing" in peers.read_files({"format": "pdf", "peer": "no such tool", "files": []})
    job = {"peer": "regular expression", "texts": ["5次", "无"], "many": ["5次"]}
    sys.path.insert(0, str(seed.ROOT / "benchmarks"))
    answer = peer_values.understand(job, peers.version, peers.timed)
    assert answer["answers"] == [("none", 5.0, "次"), None]


def test_locked_tools_are_taken_apart_with_their_hashes():
    lock = (seed.ROOT / "lock" / "bench.txt").read_text(encoding="utf-8")
    entries = list(installing.packages(lock))
    assert len(entries) > 20
    assert all("==" in entry.split("\n")[0] and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock


def test_folder_is_filled_and_read(tmp_path: Path):
    assert folder.fill(tmp_path / "in", [seed.SAMPLE, seed.WORKBOOK], 3) == 3
    run = folder.read(tmp_path / "in", tmp_path / "out.parquet")
    assert run.status == 0
    assert folder._rows(tmp_path / "out.parquet") == 3 * 38
    assert folder._same(tmp_path / "out.parquet", tmp_path / "out.parquet")


def test_timing_counts_processor_time():
    assert timing.timed(lambda: sum(range(20_000)), runs=3).median > 0


def test_a_section_runs_alone_and_prints_json(tmp_path: Path):
    words = [sys.executable, "-m", "benchmarks", "starting", "--json", "--runs", "1", "--folder", str(tmp_path)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True, cwd=seed.ROOT)
    result = json.loads(ran.stdout)
    assert [record["what"] for record in result["starting"]][:2] == ["python -c pass", "hengxiao --help"]
