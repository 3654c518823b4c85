"""PDF files with a text layer (带文字层的 PDF): paragraphs and tables in reading order, tables joined over pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.reading.pdf_flow import Flow
from hengxiao.core.reading.pdf_pages import UNREAD, Sheet, sheet
from hengxiao.core.reading.pdf_tables import page_tables
from hengxiao.core.targets.places import Place

PAGES = 500
SECONDS = 60.0
GARBLED = 0.1  # share of characters without meaning from which the text layer is not to be trusted


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a PDF file (读取 PDF).

    Raises:
        UnreadableError: encrypted, damaged, or nothing but pictures of pages.
    """
    out = Assembly(place)
    with opened(data) as document:
        book = Book(total=len(document.pages))
        flow = Flow(out)
        for page in document.pages[:PAGES]:
            if time.monotonic() - book.started > SECONDS:
                break
            read = book.page(page)
            if read is not None:
                flow.page(read, *page_tables(read))
        flow.end()
    book.judge(out)
    return out.result()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """An open PDF document (打开 PDF).

    Raises:
        UnreadableError: encrypted or damaged.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed

    locked = (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed)
    try:
        document = pdfplumber.open(BytesIO(data))
        pages = document.pages
    except Exception as error:  # the boundary to the PDF library: a broken file can raise anything there
        cause = error.args[0] if error.args else None
        code = "reading.encrypted" if isinstance(error, locked) or isinstance(cause, locked) else "reading.pdf_damaged"
        raise UnreadableError(code) from error
    if not pages:
        raise UnreadableError("reading.pdf_damaged")
    with document:
        yield document


@dataclass(slots=True)
class Book:
    """What was met on the way through the pages (读取情况)."""

    total: int
    started: float = field(default_factory=time.monotonic)
    read: int = 0
    glyphs: int = 0
    unread: int = 0
    pictures: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    drawings: list[int] = field(default_factory=list)

    def page(self, page: Any) -> Sheet | None:
        """Contents of a page, None when the page is broken (读取一页)."""
        number = page.page_number
        self.read += 1
        try:
            found = sheet(page)
        except Exception:  # the boundary to the PDF library: told by the finding `reading.pages_unread`
            self.broken.append(number)
            return None
        finally:
            page.close()
        self.glyphs += len(found.glyphs)
        self.unread += sum(one.text == UNREAD for one in found.glyphs)
        if found.images and not found.glyphs:
            self.pictures.append(number)
        if found.crowded:
            self.drawings.append(number)
        return found

    def judge(self, out: Assembly) -> None:
        """Say what could not be read (汇报未读内容).

        Raises:
            UnreadableError: no page has text.
        """
        if not self.glyphs:
            code = (
                "reading.scanned" if self.pictures else "reading.pdf_damaged" if self.broken else "reading.pdf_no_text"
            )
            raise UnreadableError(code)
        if self.pictures:
            out.find("reading.pages_scanned", pages=listed(self.pictures))
        if self.broken:
            out.find("reading.pages_unread", pages=listed(self.broken))
        if self.drawings:
            out.find("reading.pages_crowded", pages=listed(self.drawings))
        if self.unread > self.glyphs * GARBLED:
            out.find("reading.pdf_garbled")
        if self.read < self.total:
            out.find("reading.pages_left", read=self.read, total=self.total)
        if not out.tables:
            out.find("reading.pdf_no_table")


def listed(pages: list[int]) -> str:
    """Page numbers as people write them, with ranges (页码列表): 1、3-5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
