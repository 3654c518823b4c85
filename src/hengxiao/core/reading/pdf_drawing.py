"""What a PDF page draws (页面绘制): characters with the area they are clipped to, ruled lines, pictures.

Imported late: it brings in the PDF library.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pdfminer.layout import LTChar
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_pt, apply_matrix_rect

from hengxiao.core.reading.pdf_pages import THIN, Box, Drawing, Glyph, Rule, plain

LEVEL = 0.5  # points a side may be off level or upright


class OverdrawnError(Exception):
    """A page takes too long to draw (页面绘制超时)."""


class Canvas(PDFTextDevice):
    """Collects what is drawn (画布); y grows downwards."""

    def __init__(self, resources: PDFResourceManager, deadline: float) -> None:
        super().__init__(resources)
        self.deadline = deadline
        self.drawing = Drawing(0.0, 0.0)
        self.turn: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self.clip: Box | None = None
        self.kept: list[Box | None] = []

    def set_ctm(self, ctm: Matrix) -> None:
        """How drawn numbers become places on the page (坐标变换)."""
        super().set_ctm(ctm)
        self.turn = ctm

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Start a page (开始一页)."""
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.drawing = Drawing(abs(x1 - x0), abs(y1 - y0))
        self.clip, self.kept = None, []

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """Start a drawing placed on the page (开始嵌入图形)."""
        self.kept.append(self.clip)

    def end_figure(self, name: str) -> None:
        """End a drawing placed on the page (结束嵌入图形)."""
        self.clip = self.kept.pop()

    def render_image(self, name: str, stream: PDFStream) -> None:
        """A picture (图片)."""
        self.drawing.images += 1

    def render_char(self, *drawn: Any, **named: Any) -> float:
        """A character (字符); returns how far it moves the pen."""
        if time.monotonic() > self.deadline:
            raise OverdrawnError
        matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate = drawn
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "(cid:"
        width, shift = font.char_width(cid), font.char_disp(cid)
        item = LTChar(matrix, font, fontsize, scaling, rise, text, width, shift, ncs, graphicstate)
        if text and item.size > 0:
            self.add(item, plain(text))
        return item.adv

    def add(self, item: LTChar, text: str) -> None:
        """Keep a character (记录字符)."""
        height = self.drawing.height
        x0, top, x1, bottom = item.x0, height - item.y1, item.x1, height - item.y0
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        a, b = item.matrix[0], item.matrix[1]
        lean = 0 if abs(b) <= abs(a) else 1 if b > 0 else -1
        name = item.fontname.lower()
        bold = any(word in name for word in ("bold", "black", "heavy"))
        spot = self.clip.nearest(x, y) if self.clip is not None else (x, y)
        hidden = self.clip is not None and not self.clip.holds(x, y)
        self.drawing.glyphs.append(Glyph(text, x0, top, x1, bottom, item.size, bold, lean, spot, hidden))

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        """A drawn path: its level and upright sides are rules (路径)."""
        if time.monotonic() > self.deadline:
            raise OverdrawnError
        white = is_white(graphicstate.scolor if stroke else graphicstate.ncolor)
        for points in self.outlines(path):
            box = Box.around(points)
            if box.height < THIN or box.width < THIN:
                self.rule(box.middle, white)
            else:
                for (x0, y0), (x1, y1) in pairwise(points):
                    if abs(x0 - x1) < LEVEL or abs(y0 - y1) < LEVEL:
                        self.rule(Box.around([(x0, y0), (x1, y1)]).middle, white or not stroke)

    def rule(self, box: Box, faint: bool) -> None:
        """Keep the part of a rule that is not clipped away (记录表格线); of a filled area the edges are faint ones."""
        shown = box if self.clip is None else box.within(self.clip)
        if shown is None:
            return
        if shown.width >= shown.height:
            self.drawing.across.append(Rule(shown.top, shown.x0, shown.x1, faint))
        else:
            self.drawing.down.append(Rule(shown.x0, shown.top, shown.bottom, faint))

    def outlines(self, path: Sequence[PathSegment]) -> Iterator[list[tuple[float, float]]]:
        """Points of each closed or open outline of a path (路径各段的端点)."""
        points: list[tuple[float, float]] = []
        for operator, *numbers in path:
            if operator == "m" and len(points) > 1:
                yield points
            if operator == "m":
                points = []
            if operator == "h":
                points = [*points, *points[:1]]
            else:
                x, y = apply_matrix_pt(self.turn, (float(numbers[-2]), float(numbers[-1])))
                points.append((x, self.drawing.height - y))
        if len(points) > 1:
            yield points

    def clip_to(self, path: Sequence[PathSegment]) -> None:
        """Narrow the clipping area to a path (设置裁切区域); of a path that is no rectangle, to the box around it."""
        points = [point for outline in self.outlines(path) for point in outline]
        if points:
            box = Box.around(points)
            self.clip = box if self.clip is None else box.within(self.clip) or Box(box.x0, box.top, box.x0, box.top)


class Pen(PDFPageInterpreter):
    """Follows the drawing orders of a page (绘制指令), the clipping areas among them."""

    device: Canvas

    def do_q(self) -> None:
        """Keep the state, clipping area included (保存状态)."""
        super().do_q()
        self.device.kept.append(self.device.clip)

    def do_Q(self) -> None:
        """Go back to the state kept (恢复状态)."""
        super().do_Q()
        if self.device.kept:
            self.device.clip = self.device.kept.pop()

    def do_W(self) -> None:
        """Clip what follows to the current path (裁切)."""
        self.device.clip_to(self.curpath)

    def do_W_a(self) -> None:
        """Clip what follows to the current path (裁切)."""
        self.device.clip_to(self.curpath)


def is_white(colour: object) -> bool:
    """Whether a colour is white (白色)."""
    values = colour if isinstance(colour, tuple | list) else (colour,)
    return len(values) in (1, 3) and all(isinstance(value, int | float) and value >= 0.99 for value in values)


def draw(page: PDFPage, resources: PDFResourceManager, deadline: float) -> Drawing:
    """What a page draws (绘制一页).

    Raises:
        OverdrawnError: not done by the deadline.
    """
    canvas = Canvas(resources, deadline)
    Pen(resources, canvas).process_page(page)
    return canvas.drawing
