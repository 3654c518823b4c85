"""Small forms as PDF pages without upright rules, for the tests of what the text tells."""

from pdf_drawn import Page, pdf

from hengxiao.core.forms import recognise
from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import open_bytes

XS = [50.0, 110.0, 190.0, 350.0, 430.0, 540.0]
HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "备注"]
ROWS = [
    ["产出指标", "数量指标", "培训人数", "≥100人", ""],
    ["", "质量指标", "培训合格率", "≥95%", "抽查"],
    ["效益指标", "社会效益", "知晓率", "明显提高", ""],
    ["满意度", "满意度", "学员满意度", "≥90%", ""],
]
MERGED = (("产出指标", 0, 2), ("效益指标", 2, 3), ("满意度", 3, 4))
READ = [
    "产出指标|数量指标|培训人数|≥100人",
    "产出指标|质量指标|培训合格率|≥95%",
    "效益指标|社会效益|知晓率|明显提高",
    "满意度|满意度|学员满意度|≥90%",
]


def read(*pages: Page) -> Document:
    return open_bytes("表.pdf", pdf(*pages))


def rows(document: Document) -> list[str]:
    return [
        "|".join(row.text(name) for name in ("level1", "level2", "name", "target"))
        for form in recognise(document)
        for row in form.indicators
    ]


def width(text: str) -> float:
    return sum(5 if char.isascii() else 10 for char in text)


def centred(page: Page, x0: float, x1: float, y: float, text: str) -> None:
    page.text((x0 + x1 - width(text)) / 2, y, text)


def put(page: Page, top: float, texts: list[str], *, first: int = 0) -> None:
    """A row of texts, each in the middle of its column."""
    for at, text in enumerate(texts[first:], first):
        centred(page, XS[at], XS[at + 1], top, text)


def form(
    page: Page, top: float = 100.0, pitch: float = 30.0, body: list[list[str]] = ROWS, *, head: bool = True
) -> Page:
    """Headings and rows, the labels of level 1 in the middle of their groups."""
    if head:
        put(page, top, HEAD)
    for number, texts in enumerate(body, int(head)):
        put(page, top + pitch * number, texts, first=1)
    for text, start, stop in MERGED:
        centred(page, XS[0], XS[1], top + pitch * ((start + stop - 1) / 2 + head), text)
    return page


def across(page: Page, top: float = 95.0, pitch: float = 30.0) -> Page:
    """Level rules between the rows; merged labels leave a gap."""
    for number in range(6):
        page.line(XS[1] if number == 2 else XS[0], top + pitch * number, XS[-1], top + pitch * number)
    return page
