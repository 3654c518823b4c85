"""The files to read (被测文件): the sample form and its traps in every format, written anew for each run."""

from __future__ import annotations

import copy
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from lxml import etree

from benchmarks.seed import ROOT, SAMPLE, WORKBOOK, boxes

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
FIXTURES = ROOT / "benchmarks" / "files"
PASS_RATE = "高级不超过80%、中级不超过90%"
Element = etree._Element


def make(folder: Path) -> dict[str, list[Path]]:
    """Write all files; returns them by format, the plain one first."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLE, folder / "form.docx")
    word = [folder / "form.docx"]
    for name, traps in {**{f"trap_{name}": (trap,) for name, trap in TRAPS.items()}, "trap_all": ALL}.items():
        word.append(folder / f"{name}.docx")
        word[-1].write_bytes(trapped(SAMPLE.read_bytes(), *traps))
    books = [_percent_numbers(folder / "form.xlsx"), _copy(WORKBOOK, folder / "texts.xlsx")]
    made = {"docx": word, "xlsx": books, "xls": [_xls(folder / "form.xls")], "html": [_html(folder / "form.html")]}
    made["pdf"] = [_copy(FIXTURES / f"{name}.pdf", folder / f"{name}.pdf") for name in ("word", "excel")]
    made["pdf"].append(_printed(folder / "print.pdf"))
    made["doc"] = [_copy(FIXTURES / "word.doc", folder / "form.doc"), _copy(FIXTURES / "word.doc", folder / "form.wps")]
    return made


def trapped(data: bytes, *traps: Callable[[Element], None]) -> bytes:
    """A Word file with traps set in its table (带陷阱的 Word 文件)."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            body = source.read(entry)
            if entry.filename == "word/document.xml":
                root = etree.fromstring(body)
                for trap in traps:
                    trap(root)
                body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(entry, body)
    return out.getvalue()


def _cell(root: Element, text: str, number: int = 0) -> Element:
    return [tc for tc in root.iter(f"{W}tc") if "".join(tc.itertext()).strip() == text][number]


def _made(tag: str, *children: Element, text: str = "", **attributes: str) -> Element:
    element = etree.Element(W + tag, {W + name: value for name, value in attributes.items()})
    element.extend(children)
    element.text = text or None
    return element


def _wrap(element: Element) -> None:
    """Put an element into a content control (内容控件)."""
    parent = element.getparent()
    at = parent.index(element)
    parent.insert(at, _made("sdt", _made("sdtPr"), _made("sdtContent", element)))


def controls(root: Element) -> None:
    """Content controls around a run, a paragraph and whole cells (内容控件)."""
    _wrap(_cell(root, "6期", 2).find(f".//{W}r"))
    _wrap(_cell(root, "2500件").find(f"{W}p"))
    _wrap(_cell(root, "21人次", 1))
    _wrap(_cell(root, "优秀").find(f".//{W}r"))


def changes(root: Element) -> None:
    """A tracked change: 40个 was 38个 (修订)."""
    run = _cell(root, "40个").find(f".//{W}r")
    paragraph, old = run.getparent(), copy.deepcopy(run)
    for text in old.iter(f"{W}t"):
        text.tag, text.text = f"{W}delText", "38个"
    dated = {"author": "审核", "date": "2019-11-01T00:00:00Z"}
    paragraph.extend([_made("del", old, id="91", **dated), _made("ins", run, id="92", **dated)])


def breaks(root: Element) -> None:
    """One value over a line break, one over two paragraphs (单元格内换行)."""
    first, second = PASS_RATE.split("、")
    broken, parted = _cell(root, PASS_RATE, 0), _cell(root, PASS_RATE, 1)
    text = broken.find(f".//{W}t")
    text.text = f"{first}、"
    text.getparent().extend([_made("br"), _made("t", text=second)])
    paragraph = parted.find(f"{W}p")
    following = copy.deepcopy(paragraph)
    paragraph.find(f".//{W}t").text, following.find(f".//{W}t").text = f"{first}、", second
    paragraph.addnext(following)


def skipped(root: Element) -> None:
    """A row that begins with gridBefore instead of continued merged cells (行首跳过网格列)."""
    row = _cell(root, "科技宣传片").getparent()
    cells = row.findall(f"{W}tc")
    for cell in cells[:3]:
        row.remove(cell)
    properties = row.find(f"{W}trPr")
    if properties is None:
        properties = _made("trPr")
        row.insert(0, properties)
    properties.insert(0, _made("gridBefore", val="3"))


def nested(root: Element) -> None:
    """A value inside a table inside its cell (嵌套表格)."""
    cell = _cell(root, "35项")
    paragraph = cell.find(f"{W}p")
    inner = copy.deepcopy(paragraph)
    for text in paragraph.iter(f"{W}t"):
        text.text = ""
    width = _made("tcPr", _made("tcW", w="800", type="dxa"))
    grid = _made("tblGrid", _made("gridCol", w="800"))
    table = _made(
        "tbl", _made("tblPr", _made("tblW", w="800", type="dxa")), grid, _made("tr", _made("tc", width, inner))
    )
    paragraph.addprevious(table)


TRAPS: dict[str, Callable[[Element], None]] = {
    "controls": controls, "changes": changes, "breaks": breaks, "skipped": skipped, "nested": nested,
}  # fmt: skip
ALL = tuple(TRAPS.values())


def _copy(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    return target


def _percent_numbers(path: Path) -> Path:
    """The sample workbook with percentages typed as numbers, as staff do: 0.95 shown as 95%."""
    import openpyxl

    book = openpyxl.load_workbook(WORKBOOK)
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.endswith("%") and cell.value[:-1].isdigit():
                cell.value, cell.number_format = int(cell.value[:-1]) / 100, "0%"
    book.save(path)
    return path


def _xls(path: Path) -> Path:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("附表五")
    plain, percent = xlwt.easyxf("align: wrap on"), xlwt.easyxf("align: wrap on", num_format_str="0%")
    for box in boxes():
        value: str | float = box.text
        style = plain
        if box.text.endswith("%") and box.text[:-1].isdigit():
            value, style = int(box.text[:-1]) / 100, percent
        end = (box.row + box.rows - 1, box.column + box.columns - 1)
        sheet.write_merge(box.row, end[0], box.column, end[1], value, style)
    book.save(str(path))
    return path


def _html(path: Path) -> Path:
    rows: dict[int, list[str]] = {}
    for box in sorted(boxes(), key=lambda box: (box.row, box.column)):
        spans = f' rowspan="{box.rows}"' * (box.rows > 1) + f' colspan="{box.columns}"' * (box.columns > 1)
        rows.setdefault(box.row, []).append(f"<td{spans}>{box.text}</td>")
    body = "".join(f"<tr>{''.join(rows.get(number, []))}</tr>" for number in range(max(rows) + 1))
    head = "<!doctype html><html><head><meta charset='utf-8'><title>附表五</title></head><body><p>附表五：</p>"
    path.write_text(f"{head}<table border='1'>{body}</table></body></html>", encoding="utf-8")
    return path


def _printed(path: Path) -> Path:
    from hengxiao import print_form, read

    print_form(read(SAMPLE)[0], "hubei_2020.target", path)
    return path
