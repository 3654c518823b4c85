"""The proof of a score sheet (评分证明): inputs, rules with origins, exact steps, totals, hashes; stable bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengxiao.core.packs import Rule
from hengxiao.core.scoring.sheet import ExecutionLine, GoalScore, ScoreLine, ScoreSheet, Totals
from hengxiao.core.scoring.steps import Given, Step, number_text
from hengxiao.core.targets import Place

FORMAT = 1
README = """# 评分证明 / proof of scores

- 来源 / source: {source}
- 规则包 / pack: {pack}
- 总分 / total: {total}
- 等级 / grade: {grade}

核对：`python verify_proof.py 本文件夹`（或 `hengxiao verify 本文件夹`）。
核对程序不用评分程序的任何代码，重算每一步、每一个散列值。
To verify: `python verify_proof.py THIS_FOLDER` (or `hengxiao verify THIS_FOLDER`).
The verifier shares no code with the scorer and computes every step and hash again.

它证明：由 proof.json 所列的印刷文字和规则值，必然得出所列的每一分、总分和等级；任何一位数字被改动都会被发现。
它不证明：这些文字确实印在原件上（用 `--source 原件` 核对原件的散列值），
规则值确实是规则包里的值（用 `--packs 规则包目录` 核对），填报的实际值属实。
懂得格式的人可以另造一份自圆其说的证明，所以应当另行保存 proof.json 中的 `root` 或原件。
It proves that the printed texts and rule values in proof.json give every score, the total and the grade,
and that no digit was changed. It does not prove that the texts stand in the original (`--source FILE`),
that the rule values are the pack's (`--packs DIR`), or that the reported actuals are true.
Whoever knows the format can forge another consistent proof: keep `root` of proof.json, or the original, elsewhere.

| # | 指标 | 目标 | 实际 | 分值 | 得分 | 说明 |
|---|---|---|---|---|---|---|
{rows}
"""


def write_proof(sheet: ScoreSheet, directory: Path | str) -> Path:
    """Write the proof bundle into a directory and return the path of proof.json (评分证明).

    The same sheet gives the same bytes. The directory is made when it is missing; files of the same names are replaced.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    readme = readme_of(sheet).encode()
    (folder / "README.md").write_bytes(readme)
    target = folder / "proof.json"
    target.write_bytes(pretty(proof_record(sheet, {"README.md": hashlib.sha256(readme).hexdigest()})).encode())
    return target


def proof_record(sheet: ScoreSheet, files: Mapping[str, str]) -> dict[str, Any]:
    """The proof as plain data with its hashes (评分证明数据)."""
    sections: dict[str, Any] = {
        "document": {
            "source": sheet.source,
            "digest": sheet.digest,
            "title": sheet.title,
            "kind": sheet.kind,
            "year": "" if sheet.year is None else str(sheet.year),
            "pack": sheet.pack,
        },
        "rules": {rule.code: rule_record(rule) for rule in sheet.rules},
        "lines": [line_record(line) for line in sheet.lines],
        "execution": execution_record(sheet.execution),
        "totals": totals_record(sheet.totals, sheet.goals),
        "files": dict(files),
    }
    hashes = {name: digest(section) for name, section in sections.items()}
    return {"hengxiao_proof": FORMAT, **sections, "hashes": hashes, "root": digest(hashes)}


def digest(section: Any) -> str:
    """SHA-256 of a section in canonical JSON (散列值)."""
    text = json.dumps(section, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def pretty(record: Mapping[str, Any]) -> str:
    """The file as written: sorted keys, one value a line."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def plain(value: Any) -> Any:
    """A rule value as JSON, decimals as strings (规则值)."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def rule_record(rule: Rule) -> dict[str, Any]:
    """A rule with its origin (规则及出处)."""
    return {
        "value": plain(rule.value),
        "pack": rule.pack,
        "file": rule.file,
        "line": rule.line,
        "in_force": rule.in_force.isoformat(),
        "cites": rule.cites,
        "status": str(rule.status),
        "note": rule.note,
    }


def place_record(place: Place | None) -> dict[str, Any]:
    """A place (位置); empty when there is none."""
    if place is None:
        return {}
    return {"address": place.address, "page": place.page}


def given_record(given: Given) -> dict[str, Any]:
    """A known number (已知数): printed, from a rule, or constant."""
    record: dict[str, Any] = {"name": given.name, "value": number_text(given.value)}
    if given.number:
        record |= {"text": given.text, "number": given.number}
        record |= {} if "-" in given.number[1:] else {"factor": number_text(given.factor)}
    if given.rule:
        record["rule"] = given.rule
    if given.place is not None:
        record["place"] = place_record(given.place)
    return record


def step_record(step: Step) -> list[Any]:
    """One operation: name, operation, operands, result."""
    return [step.name, step.operation, list(step.operands), step.result]


def amount(number: Decimal | None) -> str:
    """A number as text, empty for None."""
    return "" if number is None else f"{number:f}"


def line_record(line: ScoreLine) -> dict[str, Any]:
    """One indicator (一项指标)."""
    return {
        "number": line.number,
        "place": place_record(line.place),
        "score_place": place_record(line.score_place),
        "goal": line.goal,
        "level1": line.level1,
        "level2": line.level2,
        "name": line.name,
        "target": line.target.text,
        "comparator": str(line.target.comparator),
        "direction": str(line.direction),
        "actual": line.actual.text,
        "points": amount(line.points),
        "points_from": line.points_from,
        "block": amount(line.block),
        "block_rows": line.block_rows,
        "printed": amount(line.printed),
        "method": line.method,
        "tier": line.tier,
        "parts": [
            {"method": method, "comparator": str(part.comparator), "direction": str(part.direction)}
            for method, part in zip(line.parts, line.target.parts, strict=False)
        ],
        "givens": [given_record(given) for given in line.givens],
        "steps": [step_record(step) for step in line.steps],
        "score": amount(line.score),
        "findings": [finding.code for finding in line.findings],
    }


def execution_record(line: ExecutionLine) -> dict[str, Any]:
    """Budget execution, in the shape of a line (预算执行情况)."""
    return {
        "place": place_record(line.place),
        "name": "预算执行率",
        "target": "",
        "actual": "",
        "comparator": "none",
        "direction": "unknown",
        "points": amount(line.points),
        "points_from": "",
        "printed": amount(line.printed),
        "method": "execution" if line.score is not None else "",
        "tier": "",
        "base": line.base,
        "givens": [given_record(given) for given in line.givens],
        "steps": [step_record(step) for step in line.steps],
        "score": amount(line.score),
        "findings": [finding.code for finding in line.findings],
    }


def totals_record(totals: Totals, goals: tuple[GoalScore, ...]) -> dict[str, Any]:
    """Goals, sums and grade (合计)."""
    return {
        "goals": [
            {
                "label": goal.label,
                "subtotal": amount(goal.subtotal),
                "ratio": amount(goal.ratio),
                "ratio_text": goal.ratio_text,
                "contribution": amount(goal.contribution),
            }
            for goal in goals
        ],
        "givens": [given_record(given) for given in totals.givens],
        "steps": [step_record(step) for step in totals.steps],
        "subtotal": amount(totals.subtotal),
        "full": amount(totals.full),
        "total": amount(totals.total),
        "grade": totals.grade,
        "findings": [finding.code for finding in totals.findings],
    }


def readme_of(sheet: ScoreSheet) -> str:
    """What the bundle is, how to verify it, what it shows and what not (说明)."""
    rows = [
        cells(str(line.number), line.name, line.target.text, line.actual.text)
        + cells(amount(line.points), amount(line.score), line.explanation())
        for line in sheet.lines
    ]
    money = sheet.execution
    rows.append(
        cells("", "预算执行率", amount(money.budget), amount(money.executed))
        + cells(amount(money.points), amount(money.score), money.explanation())
    )
    facts = {
        "source": sheet.source,
        "pack": sheet.pack,
        "total": amount(sheet.total) or "—",
        "grade": sheet.grade or "—",
    }
    return README.format(rows="\n".join(row + "|" for row in rows), **facts)


def cells(*texts: str) -> str:
    """Cells of a Markdown row."""
    return "".join("| " + text.replace("|", "\\|").replace("\n", " ") + " " for text in texts)
