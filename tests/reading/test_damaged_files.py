"""Mutated files: every reader ends in time with a document, whatever bytes it is given."""

import io
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
import xlwt
from small_files import codes, packed, sheet_parts, word_parts

from hengxiao.core.reading import open_bytes

SECONDS = 5.0
ROUNDS = 120
CELL = "<w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr><w:p><w:r><w:t>≥95%</w:t></w:r></w:p></w:tc>"
BODY = (
    f"<w:p/><w:tbl><w:tblGrid><w:gridCol w:w='900'/></w:tblGrid><w:tr>{CELL * 3}</w:tr><w:tr>{CELL * 2}</w:tr></w:tbl>"
)
ROWS = '<row r="1"><c r="A1" s="0"><v>0.95</v></c><c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="B2"><f>A1</f></c></row>'
PAGE = "<html><body><table><tr><td rowspan=2>产出</td><td colspan=2>10家</td></tr><tr><td>甲</td></tr></table></body></html>"
TEXT = "附表五\n\t目标\n\t指标值\n\n\t\n\t10家以上\n\n|甲|乙|\n一级指标   名称   目标值\n产出   甲   1\n"


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet: Any = book.add_sheet("表")
    sheet.write_merge(0, 1, 0, 0, "产出")
    sheet.write(0, 1, 0.95, xlwt.easyxf(num_format_str="0%"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def mutated(data: bytes, draw: random.Random) -> bytes:
    """The bytes with a few of them changed, cut, inserted or taken out."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 2, 12))):
        at = draw.randrange(len(found) + 1)
        match draw.randrange(4):
            case 0:
                found[at : at + 1] = draw.randbytes(1)
            case 1:
                found[at:at] = draw.randbytes(draw.randrange(1, 9)) if draw.random() < 0.5 else found[:at][-40:]
            case 2:
                del found[at : at + draw.randrange(1, 60)]
            case _ if draw.random() < 0.2:
                del found[at:]
    return bytes(found)


def inside(name: str, parts: dict[str, str | bytes]) -> Callable[[random.Random], bytes]:
    """A package in which one part is mutated before it is packed."""
    part = str(parts[name]).encode()
    return lambda draw: packed(parts | {name: mutated(part, draw)})


def outside(data: bytes) -> Callable[[random.Random], bytes]:
    """A file that is mutated as it stands."""
    return lambda draw: mutated(data, draw)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("表.docx", inside("word/document.xml", word_parts(BODY))),
        ("表.docx", outside(packed(word_parts(BODY)))),
        ("表.xlsx", inside("xl/worksheets/sheet1.xml", sheet_parts(ROWS, texts="<si><t>甲</t></si>"))),
        ("表.xlsx", inside("xl/workbook.xml", sheet_parts(ROWS))),
        ("表.xlsx", inside("xl/styles.xml", sheet_parts(ROWS, styles="<cellXfs><xf numFmtId='9'/></cellXfs>"))),
        ("表.xls", outside(old_workbook())),
        ("表.html", outside(PAGE.encode())),
        ("表.html", outside(PAGE.encode("gb18030"))),
        ("表.txt", outside(TEXT.encode())),
        ("表.txt", outside(TEXT.encode("utf-16"))),
    ],
)
def test_mutated_files_end_as_documents_in_time(name: str, make: Callable[[random.Random], bytes]) -> None:
    for number in range(ROUNDS):
        data = make(random.Random(f"{name} {number}"))
        start = time.perf_counter()
        document = open_bytes(name, data)
        assert time.perf_counter() - start < SECONDS
        assert {code.partition(".")[0] for code in codes(document)} <= {"reading"}
        assert document.blocks or document.findings
