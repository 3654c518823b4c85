"""PDF files with a text layer (带文字层的 PDF): paragraphs and tables in reading order, tables joined over pages."""

from __future__ import annotations

import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import takewhile
from operator import not_
from typing import TYPE_CHECKING, Any

from hengxiao.core.reading.blocks import Assembly, Reading
from hengxiao.core.reading.guards import MAX_INFLATED, UnreadableError
from hengxiao.core.reading.pdf_flow import Flow
from hengxiao.core.reading.pdf_pages import UNREAD, Sheet, sheet
from hengxiao.core.reading.pdf_tables import page_tables
from hengxiao.core.targets.places import Place

if TYPE_CHECKING:
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage

PAGES = 500
SECONDS = 60.0
GARBLED = 0.1  # share of characters without meaning from which the text layer is not to be trusted
UNIFORM, FEWEST = 0.5, 12  # share of one and the same sign, and number of characters, from which it is not either
LEADERS = frozenset("…·—─━　")
STREAM = re.compile(rb"stream\r?\n")
CHUNK = 1024 * 1024


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a PDF file (读取 PDF).

    Raises:
        UnreadableError: encrypted, damaged, or nothing but pictures of pages.
    """
    from pdfminer.pdfinterp import PDFResourceManager

    refuse_bombs(data)
    out = Assembly(place)
    flow, book, resources = Flow(out), Book(), PDFResourceManager()
    for page in pages(data):
        book.total += 1
        if book.total > PAGES or time.monotonic() > book.deadline:
            continue
        read = book.page(page, resources)
        if read is not None:
            flow.page(read, page_tables(read, flow.above(read)))
    flow.end()
    book.judge(out)
    return out.result()


def refuse_bombs(data: bytes) -> None:
    """Refuse a file whose streams unpack to more than is sensible (压缩炸弹).

    Raises:
        UnreadableError: the streams unpack beyond the limit.
    """
    total = 0
    for count, mark in enumerate(STREAM.finditer(data), 1):
        unpacker, rest = zlib.decompressobj(), data[mark.end() : mark.end() + CHUNK]
        start = mark.end() + CHUNK
        while rest and not unpacker.eof:
            try:
                total += len(unpacker.decompress(rest, CHUNK))
            except zlib.error:
                break
            if total > MAX_INFLATED:
                raise UnreadableError("reading.zip_bomb", size=MAX_INFLATED // CHUNK, entries=count)
            rest = unpacker.unconsumed_tail
            if not rest:
                rest, start = data[start : start + CHUNK], start + CHUNK


def pages(data: bytes) -> Iterator[PDFPage | None]:
    """Pages of a PDF document (打开 PDF); None for one that is listed and not there, and where the list breaks off.

    Raises:
        UnreadableError: encrypted or damaged.
    """
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        there = iter(pages_there(document.catalog.get("Pages")))
        found = iter(PDFPage.create_pages(document))
        page = next(found, None)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadableError("reading.encrypted") from error
    except Exception as error:  # the boundary to the PDF library: a broken file can raise anything there
        raise UnreadableError("reading.pdf_damaged") from error
    while page is not None:
        yield from (None for _ in takewhile(not_, there))
        yield page
        try:
            page = next(found, None)
        except Exception:  # as above; the pages read so far are kept and the next is told to be broken
            yield None
            return
    yield from (None for here in there if not here)


def pages_there(node: Any) -> list[bool]:
    """Whether each page of the list of pages is there (页是否存在).

    Nothing when none is, since the library then looks for pages elsewhere.
    """
    from pdfminer.pdftypes import resolve1

    found, seen, waiting = [], set[int](), [node]
    with suppress(Exception):  # the library comes upon the same fault at that page, and `pages` tells of it
        while waiting:
            held = resolve1(waiting.pop())
            if not isinstance(held, dict):
                found.append(False)
            elif id(held) not in seen:
                seen.add(id(held))
                if "Kids" in held:
                    waiting += reversed(resolve1(held["Kids"]))
                else:
                    found.append(True)
    return found if any(found) else []


@dataclass(slots=True)
class Book:
    """What was met on the way through the pages (读取情况)."""

    total: int = 0
    deadline: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    read: int = 0
    glyphs: int = 0
    unread: int = 0
    signs: Counter[str] = field(default_factory=Counter)
    pictures: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    drawings: list[int] = field(default_factory=list)

    def page(self, page: PDFPage | None, resources: PDFResourceManager) -> Sheet | None:
        """Contents of a page, None when the page is broken (读取一页)."""
        from hengxiao.core.reading.pdf_drawing import OverdrawnError, draw

        number = self.total
        if page is None:
            self.broken.append(number)
            self.read += 1
            return None
        try:
            found = sheet(number, draw(page, resources, self.deadline))
        except OverdrawnError:
            return None
        except Exception:  # the boundary to the PDF library: told by the finding `reading.pages_unread`
            self.broken.append(number)
            self.read += 1
            return None
        self.read += 1
        self.glyphs += len(found.glyphs)
        self.unread += sum(one.text == UNREAD for one in found.glyphs)
        self.signs.update(one.text for one in found.glyphs)
        if found.images and not found.glyphs:
            self.pictures.append(number)
        if found.crowded:
            self.drawings.append(number)
        return found

    def uniform(self) -> bool:
        """Whether one and the same sign stands for most characters (字形重复), as without a Chinese font."""
        sign, count = max(self.signs.items(), key=lambda item: item[1], default=("", 0))
        return self.glyphs >= FEWEST and count > self.glyphs * UNIFORM and not sign.isascii() and sign not in LEADERS

    def judge(self, out: Assembly) -> None:
        """Say what could not be read (汇报未读内容).

        Raises:
            UnreadableError: no page has text.
        """
        if not self.glyphs and (self.pictures or self.broken):
            raise UnreadableError("reading.scanned" if self.pictures else "reading.pdf_damaged")
        if self.pictures:
            out.find("reading.pages_scanned", pages=listed(self.pictures))
        if self.broken:
            out.find("reading.pages_unread", pages=listed(self.broken))
        if self.drawings:
            out.find("reading.pages_crowded", pages=listed(self.drawings))
        if self.unread > self.glyphs * GARBLED or self.uniform():
            out.find("reading.pdf_garbled")
        if self.read < self.total:
            out.find("reading.pages_left", read=self.read, total=self.total)


def listed(pages: list[int]) -> str:
    """Page numbers as people write them, with ranges (页码列表): 1、3-5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
