"""Small forms and packs for the scoring tests, written as their printed texts."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hengxiao.core.packs import Pack, load
from hengxiao.core.scoring import ScoreLine, ScoreSheet, score
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Place
from hengxiao.core.terms.kinds import FormKind, Term

DIGEST = "0" * 64


def cell(text: str, row: int, column: int) -> Field:
    return Field(text, Place("自评表.docx", 1, row, column, digest=DIGEST) if text else None)


def row(number: int = 1, **texts: str) -> Indicator:
    """A row of the table; keywords are the columns."""
    columns = ("goal", "level1", "level2", "name", "target", "actual", "points", "score")
    fields = {name: cell(texts.get(name, ""), number, place) for place, name in enumerate(columns, 1)}
    others = tuple((heading, cell(text, number, 9)) for heading, text in texts.items() if heading not in columns)
    return Indicator(**fields, others=others, place=Place("自评表.docx", 1, number, digest=DIGEST))


def indicator(
    target: str, actual: str, points: str = "10", score: str = "", name: str = "数量", **texts: str
) -> Indicator:
    return row(**{"name": name, "target": target, "actual": actual, "points": points, "score": score, **texts})


def fund(label: str, budget: str, executed: str, **texts: str) -> Fund:
    """A row of money in 万元; `budget` is the adjusted budget unless `planned` says otherwise."""
    yuan = {name: Decimal(text) * 10000 if text else None for name, text in (("b", budget), ("e", executed))}
    planned = texts.get("planned", "")
    return Fund(
        label=cell(label, 2, 1),
        planned=cell(planned, 2, 2),
        adjusted=cell(budget, 2, 3),
        executed=cell(executed, 2, 4),
        points=cell(texts.get("points", ""), 2, 5),
        score=cell(texts.get("score", ""), 2, 6),
        unit="万元",
        planned_yuan=Decimal(planned) * 10000 if planned else None,
        adjusted_yuan=yuan["b"],
        executed_yuan=yuan["e"],
    )


def form(
    *rows: Indicator,
    funds: tuple[Fund, ...] = (fund("年度资金总额", "100", "100"),),
    goals: tuple[Goal, ...] = (),
    total: str = "",
    kind: FormKind = FormKind.SELF_EVALUATION,
) -> Form:
    numbered = tuple(
        Indicator(
            **{name: getattr(item, name) for name in ("goal", "level1", "level2", "name", "target", "actual")},
            points=item.points,
            score=moved(item.score, number),
            others=item.others,
            place=Place("自评表.docx", 1, number, digest=DIGEST),
        )
        for number, item in enumerate(rows, 5)
    )
    place = Place("自评表.docx", digest=DIGEST)
    return Form(
        kind,
        source="自评表.docx",
        title="项目支出绩效自评表",
        year=2022,
        indicators=numbered,
        funds=funds,
        goals=goals,
        total=cell(total, 40, 8),
        place=place,
    )


def moved(field: Field, number: int) -> Field:
    return replace(field, place=field.place.at(number, 8) if field.place else None)


def goal(label: str, ratio: str = "", term: Term = Term.ANNUAL) -> Goal:
    return Goal(label=cell(label, 3, 1), term=term, ratio=cell(ratio, 3, 3))


def scored(pack: str | Pack, *rows: Indicator, **parts: object) -> ScoreSheet:
    return score(form(*rows, **parts), load(pack) if isinstance(pack, str) else pack)


def one(pack: str | Pack, target: str, actual: str, points: str = "10", hand: str = "", **texts: str) -> ScoreLine:
    """The line of a single indicator."""
    return scored(pack, indicator(target, actual, points, hand, **texts)).lines[0]


def codes(line: ScoreLine) -> tuple[str, ...]:
    return tuple(finding.code for finding in line.findings)


def own_pack(folder: Path, **rules: str) -> Pack:
    """A pack that extends national_2020 with some rules, given as code=TOML value (`.` written `__`)."""
    home = folder / "own_2022"
    home.mkdir()
    (home / "pack.toml").write_text(
        '[pack]\nid = "own_2022"\ntitle = "试用"\ndocument = "试用"\nin_force = 2022-01-01\nextends = "national_2020"\n',
        encoding="utf-8",
    )
    tables = (
        f'[{code.replace("__", ".")}]\nvalue = {value}\nin_force = 2022-01-01\ncites = "试用"\nstatus = "unverified"\n'
        for code, value in rules.items()
    )
    (home / "scoring.toml").write_text("\n".join(tables), encoding="utf-8")
    return load("own_2022", (folder,))
