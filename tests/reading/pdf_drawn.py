"""PDF files drawn by the orders a test shows: text at a place, ruled lines, clipping areas, pages."""

import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Page:
    """A page; x from the left, y from the top, in points."""

    orders: list[str] = field(default_factory=list)
    rotate: int = 0
    image: bool = False

    def text(self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False, up: bool = False) -> "Page":
        """Text whose first character's upper left corner is at x, y; `up` runs up the page."""
        codes = "".join(f"{ord(char):04X}" for char in text)
        turn = f"0 1 -1 0 {x + size} {HEIGHT - y}" if up else f"1 0 0 1 {x} {HEIGHT - y - size}"
        self.orders.append(f"BT /{'B' if bold else 'F'} {size} Tf {turn} Tm <{codes}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        """A stroked line."""
        self.orders.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float, order: str = "S") -> "Page":
        """A rectangle, stroked (S) or filled (f)."""
        self.orders.append(f"{x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re {order}")
        return self

    def clipped(self, x0: float, y0: float, x1: float, y1: float, inside: "Page") -> "Page":
        """What `inside` draws, clipped to a rectangle."""
        self.orders.append(f"q {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re W n {' '.join(inside.orders)} Q")
        return self

    def raw(self, orders: str) -> "Page":
        """Drawing orders as they are."""
        self.orders.append(orders)
        return self

    def grid(self, xs: list[float], ys: list[float], rows: list[list[str]], size: float = 10) -> "Page":
        """A table ruled all round, text at the upper left of each cell; a line break starts a new line.

        A text of `^` opens the cell to the one above, `<` to the one on its left.
        """
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                x0, x1, y0, y1 = xs[column], xs[column + 1], ys[row], ys[row + 1]
                if text != "^":
                    self.line(x0, y0, x1, y0)
                if text != "<":
                    self.line(x0, y0, x0, y1)
                for number, line in enumerate(text.split("\n") if text not in ("^", "<") else []):
                    self.text(x0 + 5.5, y0 + 2 + number * size * 1.2, line, size)
        self.line(xs[0], ys[-1], xs[-1], ys[-1])
        return self.line(xs[-1], ys[0], xs[-1], ys[-1])


def characters(pages: list[Page]) -> list[int]:
    found = set()
    for page in pages:
        for order in page.orders:
            for piece in order.split("<")[1:]:
                codes = piece.split(">")[0]
                found |= {int(codes[at : at + 4], 16) for at in range(0, len(codes), 4)}
    return sorted(found)


def meaning(codes: list[int]) -> str:
    """The table that tells which character each code means."""
    lines = [f"<{code:04X}> <{code:04X}>" for code in codes]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    space = "1 begincodespacerange <0000> <FFFF> endcodespacerange"
    return f"/CIDInit /ProcSet findresource begin begincmap {space}\n{body}\nendcmap end"


def pdf(*pages: Page, told: bool = True, extra: str = "") -> bytes:
    """A PDF file of these pages; `told` False leaves out what the character codes mean."""
    codes = characters(list(pages))
    widths = " ".join(f"{code} [500]" for code in codes if code < 0x2E80 and chr(code).isascii())
    unicode_ = " /ToUnicode 5 0 R" if told else ""
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{10 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        5: stream(meaning(codes)),
        8: stream("", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"),
    }
    for number, name in ((3, "Song"), (4, "Song-Bold")):
        objects[number] = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H{unicode_} "
            f"/DescendantFonts [{number + 3} 0 R] >>"
        )
        objects[number + 3] = (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 1000 /W [{widths}] "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor << /Type /FontDescriptor /FontName /{name} /Descent 0 /Ascent 1000 /Flags 4 "
            f"/FontBBox [0 0 1000 1000] >> >>"
        )
    for number, page in enumerate(pages):
        bold = "/B 4 0 R" if any("/B " in order for order in page.orders) else ""
        image = "q 500 0 0 700 50 50 cm /I Do Q\n" if page.image else ""
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotate} "
            f"/Resources << /Font << /F 3 0 R {bold} >> /XObject << /I 8 0 R >> >> /Contents {11 + 2 * number} 0 R >>"
        )
        objects[11 + 2 * number] = stream(image + "\n".join(page.orders))
    return assembled(objects, extra)


def stream(content: str, more: str = "") -> str:
    packed = zlib.compress(content.encode("latin-1")).decode("latin-1")
    return f"<< {more} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}\nendstream"


def assembled(objects: dict[int, str], extra: str) -> bytes:
    body, places = "%PDF-1.5\n", {}
    for number in sorted(objects):
        places[number] = len(body)
        body += f"{number} 0 obj\n{objects[number]}\nendobj\n"
    last = max(objects)
    table = "".join(
        f"{places[number]:010d} 00000 n \n" if number in places else "0000000000 65535 f \n"
        for number in range(last + 1)
    )
    start = len(body)
    body += (
        f"xref\n0 {last + 1}\n{table}trailer\n<< /Size {last + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF\n"
    )
    return body.encode("latin-1")
