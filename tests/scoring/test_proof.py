"""The proof bundle, and its verifier that shares no code with the scorer."""

import ast
import hashlib
import json
import random
import runpy
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from scoring_forms import form, fund, goal, indicator, own_pack, row

from hengxiao import verify_proof
from hengxiao.core.packs import load
from hengxiao.core.packs.loading import SHIPPED
from hengxiao.core.scoring import ScoreSheet, score, write_proof

SECTIONS = ("document", "execution", "files", "lines", "rules", "totals")
VERIFIER = Path(verify_proof.__file__)


def hubei() -> ScoreSheet:
    """Two weighted goals, most methods, everything scored."""
    first = {"goal": "年度目标1", "level1": "产出指标"}
    second = {"goal": "年度目标2", "level1": "效益指标"}
    rows = (
        indicator("≥20个", "15个", "20", "15", **first),
        indicator("≤80天", "85天", "20", **first),
        indicator("=100%", "98%", "10", **first),
        indicator("=0件", "0件", "10", **first),
        indicator("明显", "部分达成预期指标并具有一定效果", "20", "13.5", **first),
        indicator("≤202.6万元", "232.9", "10", name="项目总成本", **second),
        indicator("2022年11月30日前", "2022年11月20日", "10", name="完成时间", **second),
        indicator("3-5个", "4个", "10", **second),
        indicator("高级不超过80%、中级不超过90%", "高级70%、中级90%", "10", name="通过率", **second),
        indicator("≥95%", "≥95%", "10", **second),
        indicator("8000亩", "8000亩", "10", name="基地", **second),
        indicator("≥5%", "-3%", "10", **second),
        indicator("十二场", "三场", "10", name="活动场次", **second),
    )
    goals = (goal("年度目标1", "60%"), goal("年度目标2", "40%"))
    return score(
        form(*rows, goals=goals, funds=(fund("年度资金总额", "1,234.5".replace(",", ""), "1000"),)), load("hubei_2020")
    )


def national() -> ScoreSheet:
    """One goal, partial: two rows cannot be scored, money row by row, spread points."""
    rows = (
        indicator("≥20个", "15个", "", level1="产出指标"),
        indicator("≤3件", "5件", "", level1="产出指标"),
        indicator("≥90%", "85%", "", level1="效益指标(30分)"),
        indicator("≥-5%", "-3%", "", level1="产出指标", name="增幅"),
        indicator("≥20个", "", "5"),
        indicator("明显", "较好", "5", "6"),
    )
    money = (fund("年度资金总额", "0", "0"), fund("财政拨款", "60", "50"), fund("其他资金", "40", "40"))
    return score(form(*rows, funds=money), load("core_2021"), spread=True)


def small() -> ScoreSheet:
    rows = (indicator("≥20个", "15个", "60"), indicator("≤80天", "85天", "30"))
    return score(form(*rows), load("national_2020"))


def holds(folder: Path) -> bool:
    return verify_proof.main([str(folder)]) == 0


def rehash(record: dict[str, Any]) -> None:
    """What somebody does who knows the format and wants the hashes to fit again."""
    for section in SECTIONS:
        text = json.dumps(record[section], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        record["hashes"][section] = hashlib.sha256(text.encode()).hexdigest()
    text = json.dumps(record["hashes"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    record["root"] = hashlib.sha256(text.encode()).hexdigest()


def save(record: dict[str, Any], folder: Path) -> None:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    (folder / "proof.json").write_text(text, encoding="utf-8")


def other_digit(digit: str, step: int = 1) -> str:
    return str((int(digit) + step) % 10)


@pytest.mark.parametrize("sheet", [hubei, national, small])
def test_proof_of_a_sheet_holds_with_packs(sheet: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_proof(sheet(), tmp_path / "proof")

    assert verify_proof.main([str(tmp_path / "proof"), "--packs", str(SHIPPED)]) == 0
    assert capsys.readouterr().out == "✓ 证明成立 / the proof holds\n"


def test_sheets_of_the_proofs_are_what_they_should_be() -> None:
    assert [str(line.score) for line in hubei().lines] == [
        *("15.00", "18.82", "9.80", "10.00", "13.50"),
        *("8.70", "10.00", "10.00", "10.00", "10.00", "10.00", "0.00", "2.50"),
    ]
    assert [str(line.score) for line in national().lines] == ["10.01", "4.44", "28.33", "13.33", "None", "None"]
    assert small().total == Decimal("83.13")


def test_proof_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = (write_proof(hubei(), tmp_path / name).read_bytes() for name in ("a", "b"))

    assert first == second
    assert (tmp_path / "a" / "README.md").read_bytes() == (tmp_path / "b" / "README.md").read_bytes()


def test_proof_says_how_it_is_verified(tmp_path: Path) -> None:
    write_proof(small(), tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")

    assert "python verify_proof.py" in text
    assert "| 1 | 数量 | ≥20个 | 15个 | 60 | 45.00 |" in text


def test_every_changed_digit_is_detected(tmp_path: Path) -> None:
    path = write_proof(small(), tmp_path)
    text = path.read_text(encoding="utf-8")
    places = [at for at, sign in enumerate(text) if sign in "0123456789"]
    unseen = []
    for at in random.Random(2022).sample(places, 500):
        path.write_text(text[:at] + other_digit(text[at], 1 + at % 9) + text[at + 1 :], encoding="utf-8")
        if holds(tmp_path):
            unseen.append(text[at - 60 : at + 20])

    assert unseen == []


def test_every_changed_digit_of_the_readme_is_detected(tmp_path: Path) -> None:
    write_proof(small(), tmp_path)
    path = tmp_path / "README.md"
    text = path.read_text(encoding="utf-8")
    changed = [at for at, sign in enumerate(text) if sign in "0123456789"]

    def seen(at: int) -> bool:
        path.write_text(text[:at] + other_digit(text[at]) + text[at + 1 :], encoding="utf-8")
        return not holds(tmp_path)

    assert all(seen(at) for at in changed)


Spot = tuple[str, dict[str, Any] | list[Any], str | int]


def spots(record: Any, path: str = "") -> Iterator[Spot]:
    """Every place of a string or number in nested data, with a path of names."""
    items = record.items() if isinstance(record, dict) else enumerate(record)
    for key, value in items:
        where = f"{path}.{key}"
        if isinstance(value, dict | list):
            yield from spots(value, where)
        elif any(sign.isdigit() for sign in str(value)):
            yield where, record, key


# What carries no arithmetic: only the original (--source) or the pack files (--packs) can contradict it.
BESIDE_THE_FIGURES = (
    *("document.", "files.", ".place.", ".score_place.", ".name", ".label", ".goal", ".level1"),
    *(".printed", ".block", "lines.4.target", "lines.4.actual"),
)
# Changes of steps that alter no number: an addition of nought, a rounding that changes nothing.
EMPTY_STEPS = ("totals.steps.",)


def forged(sheet: ScoreSheet, folder: Path, *options: str, stride: int) -> Iterator[tuple[str, bool]]:
    """Each figure changed in its first digit, all hashes made to fit again: where it stands, and whether it was seen."""
    text = write_proof(sheet, folder).read_text(encoding="utf-8")
    total = sum(1 for part in SECTIONS for _ in spots(json.loads(text)[part], part))
    for number in range(0, total, stride):
        record = json.loads(text)
        where, parent, key = [spot for part in SECTIONS for spot in spots(record[part], part)][number]
        value = str(parent[key])
        at = next(index for index, sign in enumerate(value) if sign in "0123456789")
        mutated = value[:at] + other_digit(value[at]) + value[at + 1 :]
        parent[key] = int(mutated) if isinstance(parent[key], int) else mutated
        rehash(record)
        save(record, folder)
        yield where, verify_proof.main([str(folder), *options]) == 1


@pytest.mark.parametrize(("sheet", "stride"), [(hubei, 7), (national, 3)])
def test_changed_figures_are_detected_though_all_hashes_are_made_to_fit(
    sheet: Any, stride: int, tmp_path: Path
) -> None:
    missed = [where for where, seen in forged(sheet(), tmp_path, stride=stride) if not seen]

    assert [
        where
        for where in missed
        if not where.startswith("rules.") and not any(part in where for part in (*BESIDE_THE_FIGURES, *EMPTY_STEPS))
    ] == []


def test_changed_rules_are_detected_by_the_pack_files_though_all_hashes_fit(tmp_path: Path) -> None:
    found = list(forged(small(), tmp_path, "--packs", str(SHIPPED), stride=2))

    assert [where for where, seen in found if where.startswith("rules.") and not seen] == []


def test_original_is_told_from_another_file(tmp_path: Path) -> None:
    from dataclasses import replace

    original, other = tmp_path / "自评表.docx", tmp_path / "other.docx"
    original.write_bytes(b"the original")
    other.write_bytes(b"another")
    sheet = replace(small(), digest=hashlib.sha256(b"the original").hexdigest())
    write_proof(sheet, tmp_path / "proof")

    codes = [verify_proof.main([str(tmp_path / "proof"), "--source", str(path)]) for path in (original, other)]
    assert codes == [0, 1]


def test_proof_under_an_own_pack_holds(tmp_path: Path) -> None:
    rules = {
        "scoring__rounding": '{ places = 1, mode = "truncate" }',
        "scoring__reverse": '"all_or_nothing"',
        "scoring__threshold": "{ percent = 60 }",
        "scoring__cap": "false",
        "execution__cap": "false",
        "scoring__satisfaction": "[{ from = 90.5, share = 100 }]",
    }
    pack = own_pack(tmp_path, **rules)
    rows = (
        indicator("≥20个", "15个", "30"),
        indicator("≥20个", "10个", "10"),
        indicator("≥20个", "10个", "10", **{"评分标准": "低于40%不得分"}),
        indicator("≤3件", "5件", "10"),
        indicator("≥90%", "90.5%", "10", name="满意度"),
        indicator("≥90%", "80%", "10", name="满意度"),
        indicator("=-5%", "-5%", "10", name="增幅"),
    )
    sheet = score(form(*rows, funds=(fund("年度资金总额", "100", "110"),)), pack)
    write_proof(sheet, tmp_path / "proof")

    assert [str(line.score) for line in sheet.lines] == ["22.5", "0.0", "5.0", "0.0", "10.0", "0.0", "10.0"]
    assert verify_proof.main([str(tmp_path / "proof"), "--packs", str(tmp_path)]) == 1
    assert holds(tmp_path / "proof")


@pytest.mark.parametrize(
    "sheet",
    [
        score(form(funds=()), load("national_2020")),
        score(form(row(name="甲", target="≥1个")), load("hubei_2020")),
        score(
            form(indicator("≥1个", "1个", "9", goal="甲"), indicator("≥1个", "1个", "9", goal="乙")), load("hubei_2020")
        ),
    ],
)
def test_proof_of_an_incomplete_form_holds(sheet: ScoreSheet, tmp_path: Path) -> None:
    write_proof(sheet, tmp_path)

    assert holds(tmp_path)


def test_verifier_runs_alone_and_imports_nothing_of_the_scorer(tmp_path: Path) -> None:
    write_proof(small(), tmp_path / "proof")
    alone = tmp_path / "verify_proof.py"
    alone.write_bytes(VERIFIER.read_bytes())
    run = subprocess.run([sys.executable, "-I", str(alone), str(tmp_path / "proof")], check=False, capture_output=True)
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert (run.returncode, len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 250) == (0, True)
    assert {name.split(".")[0] for name in imported if name} <= set(sys.stdlib_module_names)


def test_verifier_ends_with_its_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_proof(small(), tmp_path)
    monkeypatch.setattr(sys, "argv", ["verify_proof.py", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(VERIFIER), run_name="__main__")
    assert ended.value.code == 0


@pytest.mark.parametrize("argv", [[], ["a", "--source"], ["a", "--other", "b"]])
def test_wrong_usage_is_said(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_proof.main(argv) == 2
    assert capsys.readouterr().out.startswith("usage: python verify_proof.py DIR")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rules": 1.5}'])
def test_what_is_no_proof_is_malformed(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "proof.json").write_text(text, encoding="utf-8")

    assert verify_proof.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("✗ malformed:")


def test_missing_bundle_is_malformed(tmp_path: Path) -> None:
    assert verify_proof.main([str(tmp_path / "nothing")]) == 1


@pytest.mark.parametrize(
    "change", ["extra file", "missing file", "white space", "text for number", "other reverse rule"]
)
def test_other_changes_are_detected(change: str, tmp_path: Path) -> None:
    path = write_proof(small(), tmp_path)
    text = path.read_text(encoding="utf-8")
    if change == "extra file":
        (tmp_path / "note.txt").write_text("", encoding="utf-8")
    elif change == "missing file":
        (tmp_path / "README.md").unlink()
    elif change == "white space":
        path.write_text(text + "\n", encoding="utf-8")
    else:
        record = json.loads(text)
        if change == "text for number":
            record["lines"][0]["points"] = "sixty"
        else:
            record["rules"]["scoring.reverse"]["value"] = "inverse_ratio"
        rehash(record)
        save(record, tmp_path)

    assert not holds(tmp_path)
