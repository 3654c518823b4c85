"""The comparison of an adjustment (绩效目标调整对照表) as a file: what was approved beside what is proposed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from hengxiao.core.printing.page import Box, Line, Page, Table
from hengxiao.cycle.models import Filing
from hengxiao.cycle.sheets import Change, changes

OFFICIAL = "zh-hans"
A4_MM = (297.0, 210.0)
GRID_MM = (14.0, 58.0, 33.0, 74.0, 74.0)


def comparison_page(filing: Filing, changed: Sequence[Change]) -> Page:
    """The comparison laid out (对照表版面)."""
    titles = (_("序号"), _("位置"), _("栏目"), _("调整前"), _("调整后"))
    boxes = [Box(0, column, 1, 1, str(title), "head") for column, title in enumerate(titles)]
    for number, change in enumerate(changed, 1):
        texts = (str(number), change.row, change.column, change.before or "—", change.after or "—")
        boxes += [Box(number, column, 1, 1, text, "text" if column else "value") for column, text in enumerate(texts)]
    if not changed:
        boxes.append(Box(1, 0, 1, len(titles), str(_("没有改动")), "text"))
    rows = max(len(changed), 1) + 1
    return Page(
        width_mm=A4_MM[0], height_mm=A4_MM[1], margins_mm=(18, 22, 16, 22), size_pt=10.5, padding_mm=1.2,
        grid_mm=GRID_MM, above=_above(filing), tables=(Table(rows, 1, tuple(boxes)),), below=_below(), mark=None,
    )  # fmt: skip


def comparison_file(filing: Filing, suffix: str) -> bytes:
    """The comparison as docx, xlsx or pdf (对照表文件); official forms are in Chinese on every site."""
    with translation.override(OFFICIAL):
        changed = changes(filing.adjusts.document, filing.document) if filing.adjusts else []
        return written(comparison_page(filing, changed), suffix)


def written(page: Page, suffix: str) -> bytes:
    """A page as docx, xlsx or pdf (写成文件)."""
    if suffix == "docx":
        from hengxiao.core.printing.word import write_docx

        return write_docx(page)
    if suffix == "xlsx":
        from hengxiao.core.printing.workbook import write_xlsx

        return write_xlsx(page)
    from hengxiao.core.printing.pdf import write_pdf

    return write_pdf(page)


def _above(filing: Filing) -> tuple[Line, ...]:
    facts = _("项目：%(name)s（%(code)s）　年度：%(year)d") % {
        "name": filing.project.name, "code": filing.project.code, "year": filing.year,
    }  # fmt: skip
    return (
        Line(str(_("绩效目标调整对照表")), "title"),
        Line(facts, "caption"),
        Line(_("理由：%(reason)s") % {"reason": filing.reason}, "caption"),
    )


def _below() -> tuple[Line, ...]:
    return (Line(str(_("单位（盖章）：　　　　　　　　主管部门（盖章）：　　　　　　　　日期：")), "signature"),)
