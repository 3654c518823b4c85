"""The scored review form (绩效目标审核表) as a file: what one reviewer gave, or blank to be filled by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _

from hengxiao.core.packs import load
from hengxiao.core.printing.page import Box, Line, Page, Table
from hengxiao.cycle.comparing import OFFICIAL, written
from hengxiao.cycle.marking import OVERALL, Item, Outcome, grades, items, outcome
from hengxiao.cycle.models import Filing, ReviewMark

A4_MM = (210.0, 297.0)
GRID_MM = (18.0, 28.0, 62.0, 14.0, 16.0, 36.0)
WIDE = len(GRID_MM) - 2


def review_form_page(filing: Filing, marks: Sequence[ReviewMark]) -> Page:
    """One reviewer's review form laid out (审核表版面); no marks lay out a blank one."""
    pack, round_ = load(filing.pack), marks[0].round if marks else filing.returned_round
    by_item = {mark.item: mark for mark in marks}
    titles = (_("方面"), _("审核内容"), _("审核要点"), _("分值"), _("评分"), _("意见"))
    boxes = [Box(0, column, 1, 1, str(title), "head") for column, title in enumerate(titles)]
    top = 1
    for name, grouped in groupby(items(pack), key=lambda item: item.group):
        group = list(grouped)
        boxes.append(Box(top, 0, len(group), 1, name, "label"))
        for row, item in enumerate(group, top):
            boxes += _item_boxes(row, item, by_item.get(item.code))
        top += len(group)
    for row, (label, text) in enumerate(_ending(outcome(pack, marks), grades(pack), by_item.get(OVERALL)), top):
        boxes += [Box(row, 0, 1, 2, label, "label"), Box(row, 2, 1, WIDE, text, "text")]
    return Page(
        width_mm=A4_MM[0], height_mm=A4_MM[1], margins_mm=(16, 18, 16, 18), size_pt=10.0, padding_mm=1.2,
        grid_mm=GRID_MM, above=_above(filing, round_), tables=(Table(top + 3, 1, tuple(boxes)),), below=_below(marks),
        mark=None,
    )  # fmt: skip


def review_form_file(filing: Filing, marks: Sequence[ReviewMark], suffix: str) -> bytes:
    """One reviewer's review form as docx, xlsx or pdf (审核表文件); official forms are in Chinese on every site."""
    with translation.override(OFFICIAL):
        return written(review_form_page(filing, marks), suffix)


def _item_boxes(row: int, item: Item, mark: ReviewMark | None) -> list[Box]:
    points = "" if mark is None or mark.points is None else f"{mark.points.normalize():f}"
    return [
        Box(row, 1, 1, 1, item.name, "value"), Box(row, 2, 1, 1, "\n".join(item.asks), "text"),
        Box(row, 3, 1, 1, f"{item.points:f}", "value"), Box(row, 4, 1, 1, points, "value"),
        Box(row, 5, 1, 1, mark.opinion if mark else "", "text"),
    ]  # fmt: skip


def _ending(
    found: Outcome | None, scale: Sequence[tuple[str, str]], overall: ReviewMark | None
) -> list[tuple[str, str]]:
    total = f"{found.total.normalize():f}" if found and found.total is not None else ""
    given = found.grade if found else ""
    ticked = "　".join(f"{'√' if name == given else '□'}{name}" for name, _means in scale)
    means = f"\n{found.means}" if found and found.means else ""
    return [
        (str(_("总分")), total),
        (str(_("审核等次")), (ticked or given) + means),
        (str(_("总体意见")), overall.opinion if overall else ""),
    ]


def _above(filing: Filing, round_: int) -> tuple[Line, ...]:
    facts = _("项目：%(name)s（%(code)s）　年度：%(year)d") % {
        "name": filing.project.name, "code": filing.project.code, "year": filing.year,
    }  # fmt: skip
    unit = _("申报单位：%(name)s　第 %(round)d 轮审核") % {
        "name": filing.organisation.name, "round": round_ + 1,
    }  # fmt: skip
    return (Line(str(_("绩效目标审核表")), "title"), Line(facts, "caption"), Line(unit, "caption"))


def _below(marks: Sequence[ReviewMark]) -> tuple[Line, ...]:
    reviewer = _("审核人：%(name)s") % {"name": marks[0].by.name} if marks else _("审核人：")
    return (
        Line(str(reviewer), "signature"),
        Line(str(_("审核人（签字）：　　　　　　　　审核单位（盖章）：　　　　　　　　日期：")), "signature"),
    )
