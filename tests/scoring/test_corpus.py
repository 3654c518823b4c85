"""Published tables: every one is scored, every proof holds, nothing is counted as 0 in silence."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengxiao import verify_proof
from hengxiao.core.packs import load
from hengxiao.core.scoring import monitor, score, write_proof
from hengxiao.core.targets import Field, Form, Fund, Indicator, Place
from hengxiao.core.terms.kinds import FormKind


def published(record: dict[str, Any]) -> Form:
    """A published table as read."""
    money = record.get("budget") or {}
    amounts = {name: money.get(f"{name}_yuan") for name in ("planned", "executed")}
    yuan = {name: Decimal(str(amount)) for name, amount in amounts.items() if isinstance(amount, int | float)}
    fund = Fund(
        label=Field("年度资金总额"),
        planned=Field(money.get("planned", "")),
        executed=Field(money.get("executed", "")),
        planned_yuan=yuan.get("planned"),
        executed_yuan=yuan.get("executed"),
    )
    texts = ("goal", "level1", "level2", "name", "target", "actual", "points", "score")
    rows = tuple(
        Indicator(
            **{name: Field(row.get(name) or "") for name in texts},
            target_cells=tuple(row.get("target_cells") or ()),
            place=Place(record["id"], 1, number),
        )
        for number, row in enumerate(record["rows"], 1)
    )
    return Form(FormKind.SELF_EVALUATION, source=record["id"], year=record["year"], indicators=rows, funds=(fund,))


def test_published_tables_are_scored_with_proofs_that_hold(shared: Path, tmp_path: Path) -> None:
    scored = 0
    for path in sorted((shared / "corpus" / "dev").glob("*.json")):
        form = published(json.loads(path.read_text(encoding="utf-8")))
        for name in ("national_2020", "hubei_2020", "core_2021"):
            sheet = score(form, load(name), spread=True)
            folder = tmp_path / name / path.stem
            write_proof(sheet, folder)

            assert verify_proof.verify(folder) == []
            assert all(line.score is not None or line.findings for line in sheet.lines)
            assert len(monitor(form, load(name), 7).lines) == len(sheet.lines)
            scored += sum(line.score is not None for line in sheet.lines)
    assert scored > 300
