"""The scored review form (绩效目标审核表): items from the pack, total, grade and outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hengxiao.core.packs import Pack
from hengxiao.cycle.models import ReviewMark

OVERALL = "overall"
BLOCKING = frozenset({"resubmit", "refuse"})


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the form (审核内容) such as `relevance.goal`, with its points and what it asks."""

    code: str
    group: str
    name: str
    points: Decimal
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reviewer's marks come to (审核结论); `blocks` when the filing may not go on."""

    grade: str
    code: str
    means: str
    total: Decimal | None = None

    @property
    def blocks(self) -> bool:
        """Whether the filing must go back (须退回)."""
        return self.code in BLOCKING


def items(pack: Pack) -> tuple[Item, ...]:
    """Items of the pack's review form in order (审核表项目)."""
    return tuple(
        Item(
            f"{group['code']}.{item['code']}", group["name"], item["name"], Decimal(str(item["points"])),
            tuple(item.get("asks", ())),
        )
        for group in pack.get("review.form", default=[])
        for item in group["items"]
    )  # fmt: skip


def grades(pack: Pack) -> tuple[tuple[str, str], ...]:
    """(grade, meaning) a reviewer may give (定性等次)."""
    marking = next((way for way in pack.get("review.marking", default=[]) if way["by"] == "grade"), None)
    return tuple((mark["name"], mark["means"]) for mark in marking["marks"]) if marking else ()


def outcome(pack: Pack, marks: Iterable[ReviewMark]) -> Outcome | None:
    """What one reviewer's marks come to (审核结论): by points when every item has them, else by the grade given.

    None while the form is not complete.
    """
    by_item = {mark.item: mark for mark in marks}
    points = [by_item[item.code].points for item in items(pack) if item.code in by_item]
    known = [one for one in points if one is not None]
    if known and len(known) == len(items(pack)):
        total = sum(known, Decimal(0))
        return _described(pack, grade_of(pack, total), total)
    overall = by_item.get(OVERALL)
    return _described(pack, overall.grade, None) if overall is not None and overall.grade else None


def grade_of(pack: Pack, total: Decimal) -> str:
    """Grade of a total (分值对应等次), bounds inclusive."""
    scale = pack.get("grades.review", default=[])
    return str(next((step["name"] for step in scale if total >= Decimal(str(step["from"]))), ""))


def _described(pack: Pack, grade: str, total: Decimal | None) -> Outcome:
    known: Mapping[str, str] = next(
        (each for each in pack.get("review.outcomes", default=[]) if each["grade"] == grade), {}
    )
    return Outcome(grade, known.get("outcome", ""), known.get("means", ""), total)
