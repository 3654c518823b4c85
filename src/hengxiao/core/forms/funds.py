"""Money of a form (资金): totals and their components, planned, adjusted and executed, as printed and in 元."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.vocabulary import label
from hengxiao.core.targets import Field, Fund, Place

YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "万": Decimal(10000),
    "亿元": Decimal(100000000),
}
AMOUNT = re.compile(r"^(?:人民币|约|共)?([-+]?[\d,]*\d(?:\.\d+)?)(亿元|万元|千元|元|万)?$")
UNIT = re.compile(r"(亿元|万元|千元|元)")
ROLES = ("rate", "score", "points", "executed", "adjusted", "planned")
LONGEST_LABEL = 30
DASH = re.compile(r"^[-—–/]*$")


def amount_in_yuan(text: str, unit: str) -> Decimal | None:
    """An amount in 元 (折算为元); None when the text is not one plain amount or its unit is unknown."""
    found = AMOUNT.match(squeeze(text))
    factor = YUAN.get((found[2] or unit) if found else "")
    return Decimal(found[1].replace(",", "")) * factor if found and factor else None


def read_funds(lines: Sequence[Line], unit: str) -> tuple[tuple[Fund, ...], set[Place]]:
    """All lines of money outside indicator tables, and the places they use (读取资金)."""
    reader = _Funds(unit)
    for line in lines:
        if not line.is_paragraph and line.filled:
            reader.read(line)
        elif not line.is_paragraph:
            continue
        else:
            reader.close()
    return tuple(_in_yuan(fund) for fund in reader.funds), reader.used


class _Funds:
    def __init__(self, unit: str) -> None:
        self.default, self.unit = unit, unit
        self.columns: list[tuple[Piece, str]] = []
        self.funds: list[Fund] = []
        self.used: set[Place] = set()

    def close(self) -> None:
        """No money columns are open any more."""
        self.columns = []

    def read(self, line: Line) -> None:
        """Take one line: headings of money, figures below them, or labels with amounts beside them."""
        columns = _columns(line)
        if columns:
            self.columns, self.unit = columns, self._unit(line)
            self.used.update(p.place for p in line.filled)
        elif not (self.columns and self._row(line)):
            self.close()
            self._pairs(line)

    def _unit(self, line: Line) -> str:
        for piece in line.pieces:
            if label("funds", "label", piece.text) and (unit := _own_unit(piece.text)):
                return unit
        return self.default

    def _row(self, line: Line) -> bool:
        """A line of figures below open money columns."""
        first = min(piece.left for piece, _ in self.columns)
        labels = [p for p in line.filled if p.left < first]
        if not labels or any(label("goals", "label", p.text) for p in labels):
            return False
        values: dict[str, Field] = {}
        for piece in line.filled:
            role = next((r for c, r in self.columns if c.left <= piece.right and piece.left <= c.right), "")
            if role and (_figure(piece.text) or role in ("points", "score")):
                values.setdefault(role, piece.field())
        if not values and not label("funds", "label", labels[-1].text):
            return False
        self.used.update(p.place for p in line.filled)
        self.funds.append(_with(Fund(label=labels[-1].field(), unit=self.unit), values))
        return True

    def _pairs(self, line: Line) -> None:
        """Labels with an amount beside each of them; 中期 and 年度 amounts of one component share a line."""
        pieces = [p for p in line.pieces if p.text or p.top == line.row]
        unit = self._unit(line)
        found: list[tuple[Piece, Piece | None]] = []
        for piece, value in pairwise([*pieces, None]):
            if piece is None or not piece.text or not (found or label("funds", "label", piece.text)):
                continue
            if len(piece.text) > LONGEST_LABEL or piece.top < line.row:
                continue
            if not (label("funds", "label", piece.text) or _role(piece.text)):
                continue
            if value is not None and (_figure(value.text) or (not value.text and value.top == line.row)):
                found.append((piece, value if value.text else None))
                self.used.update({piece.place, value.place})
        if found:
            self.used.update(p.place for p in line.filled if p.right < found[0][0].left)
            self._keep_pairs(found, unit)

    def _keep_pairs(self, found: Sequence[tuple[Piece, Piece | None]], unit: str) -> None:
        first, amount = found[0]
        if len(found) == 2 and (
            label("funds", "midterm", first.text) or squeeze(first.text) == squeeze(found[1][0].text)
        ):
            second, annual = found[1]
            self.funds.append(Fund(label=second.field(), planned=_field(annual), midterm=_field(amount), unit=unit))
            return
        for name, value in found:
            role = _role(name.text) or "planned"
            if name is not first and role in ("executed", "rate", "score", "points") and self.funds:
                self.funds[-1] = _with(self.funds[-1], {role: _field(value)})
            else:
                self.funds.append(
                    _with(Fund(label=name.field(), unit=_own_unit(name.text) or unit), {role: _field(value)})
                )


@lru_cache(maxsize=16384)
def _role(text: str) -> str:
    return next((role for role in ROLES if label("funds", role, text)), "")


def _with(fund: Fund, values: Mapping[str, Field]) -> Fund:
    """A fund with some of its texts set."""
    return replace(
        fund,
        planned=values.get("planned", fund.planned),
        adjusted=values.get("adjusted", fund.adjusted),
        executed=values.get("executed", fund.executed),
        rate=values.get("rate", fund.rate),
        points=values.get("points", fund.points),
        score=values.get("score", fund.score),
    )


def _own_unit(text: str) -> str:
    found = UNIT.search(text)
    return found[1] if found else ""


def _field(piece: Piece | None) -> Field:
    return piece.field() if piece else Field()


@lru_cache(maxsize=16384)
def _figure(text: str) -> bool:
    plain = squeeze(text)
    return (
        bool(AMOUNT.match(plain)) or bool(re.match(r"^[\d.,]+%$", plain)) or (bool(plain) and bool(DASH.match(plain)))
    )


def _columns(line: Line) -> list[tuple[Piece, str]]:
    """Columns of a money table when a line heads one: at least two different figures are named and none is given."""
    named: list[tuple[Piece, str]] = []
    for piece in line.own:
        if not piece.text or len(piece.text) > 24:
            continue
        role = _role(_bare(piece.text))
        if named and named[0] == (line.own[0], role) and UNIT.search(line.own[0].text):
            named = named[1:]  # 预算执行情况（万元）is the name of the table, 执行数（B）the column
        if role and role not in (r for _, r in named):
            named.append((piece, role))
    if len(named) > 2 and named[0][0] is line.own[0] and _names_table(named[0][0].text):
        named = named[1:]
    money = {role for _, role in named} & {"planned", "adjusted", "executed", "rate"}
    return named if len(money) >= 2 and not any(_figure(p.text) for p in line.filled) else []


def _names_table(text: str) -> bool:
    """Whether a text names the table of money with its unit, not one of its columns."""
    return label("funds", "label", text) and UNIT.search(text) is not None


@lru_cache(maxsize=16384)
def _bare(text: str) -> str:
    return re.sub(r"[（(].*?[)）]", "", squeeze(text)) or text


def _in_yuan(fund: Fund) -> Fund:
    return replace(
        fund,
        planned_yuan=amount_in_yuan(fund.planned.text, fund.unit),
        adjusted_yuan=amount_in_yuan(fund.adjusted.text, fund.unit),
        executed_yuan=amount_in_yuan(fund.executed.text, fund.unit),
    )
