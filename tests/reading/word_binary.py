"""Binary Word files made from the paragraphs a test shows: an OLE container with the streams of Word 97."""

import struct
from dataclasses import dataclass, field
from typing import Any

SECTOR = 512
TEXT_AT = 0x600
END_OF_CHAIN, FAT_SECTOR, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass
class Part:
    """A paragraph, cell or row end: text, closing mark, paragraph modifiers, character modifiers by stretch."""

    text: str = ""
    mark: str = "\r"
    sprms: bytes = b""
    runs: list[tuple[int, int, bytes]] = field(default_factory=list)


def sprm(code: int, operand: bytes) -> bytes:
    return struct.pack("<H", code) + operand


def cell(text: str = "", *, depth: int = 1, runs: list[tuple[int, int, bytes]] | None = None) -> Part:
    """A cell of a table (depth 1) or of a table inside a cell (depth 2)."""
    inside = sprm(0x2416, b"\x01") + sprm(0x6649, struct.pack("<I", depth))
    if depth == 1:
        return Part(text, "\x07", inside, runs or [])
    return Part(text, "\r", inside + sprm(0x244B, b"\x01"), runs or [])


def line(text: str = "") -> Part:
    """A further paragraph inside a cell."""
    return Part(text, "\r", sprm(0x2416, b"\x01"))


def edges_sprm(edges: list[int], flags: list[int]) -> bytes:
    body = bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges)
    body += b"".join(struct.pack("<H", flag) + bytes(18) for flag in flags)
    return sprm(0xD608, struct.pack("<H", len(body) + 1) + body)


def row_end(edges: list[int] | None, flags: list[int] | None = None, *, depth: int = 1, more: bytes = b"") -> Part:
    """The end of a table row with its cell edges and merge flags."""
    inside = sprm(0x2416, b"\x01") + sprm(0x6649, struct.pack("<I", depth))
    shape = edges_sprm(edges, flags if flags is not None else [0] * (len(edges) - 1)) if edges else b""
    if depth == 1:
        return Part("", "\x07", inside + sprm(0x2417, b"\x01") + shape + more)
    return Part("", "\r", inside + sprm(0x244C, b"\x01") + shape + more)


def paragraph_page(first: int, last: int, sprms: bytes) -> bytes:
    body = b"\x00\x00" + sprms
    papx = bytes([0, len(body) // 2]) + body if len(body) % 2 == 0 else bytes([(len(body) + 1) // 2]) + body
    page = bytearray(SECTOR)
    at = (SECTOR - 1 - len(papx)) & ~1
    struct.pack_into("<II", page, 0, first, last)
    page[8] = at // 2
    page[at : at + len(papx)] = papx
    page[-1] = 1
    return bytes(page)


def character_page(first: int, last: int, sprms: bytes) -> bytes:
    page = bytearray(SECTOR)
    at = (SECTOR - 2 - len(sprms)) & ~1
    struct.pack_into("<II", page, 0, first, last)
    page[8] = at // 2
    page[at] = len(sprms)
    page[at + 1 : at + 1 + len(sprms)] = sprms
    page[-1] = 1
    return bytes(page)


def index(pages: list[tuple[int, int, int]]) -> bytes:
    firsts = [first for first, _, _ in pages] + ([pages[-1][1]] if pages else [0])
    return struct.pack(f"<{len(firsts)}I", *firsts) + struct.pack(f"<{len(pages)}I", *(at for _, _, at in pages))


def word_streams(
    parts: list[Part],
    *,
    flags: int = 0x200,
    version: int = 0xC1,
    ident: int = 0xA5EC,
    compressed: bool = False,
    fonts: tuple[str, ...] = (),
    boxes: int = 0,
    prefix: bytes = b"",
    prm: int = 0,
) -> dict[str, bytearray]:
    """The streams of a Word file; the last `boxes` parts are text boxes."""
    width = 1 if compressed else 2
    code = "cp1252" if compressed else "utf-16-le"
    text = "".join(part.text + part.mark for part in parts)
    stored = text.encode(code)
    main = bytearray(TEXT_AT) + stored
    main += bytes(-len(main) % SECTOR)
    paragraphs, characters, position = [], [], 0
    for part in parts:
        first = TEXT_AT + position * width
        for start, end, sprms in part.runs:
            at = len(main) // SECTOR
            main += character_page(first + start * width, first + end * width, sprms)
            characters.append((first + start * width, first + end * width, at))
        position += len((part.text + part.mark).encode("utf-16-le")) // 2
        last = TEXT_AT + position * width
        paragraphs.append((first, last, len(main) // SECTOR))
        main += paragraph_page(first, last, part.sprms)
    count = len(text.encode("utf-16-le")) // 2
    place = TEXT_AT * 2 | 0x40000000 if compressed else TEXT_AT
    clx = prefix + b"\x02" + struct.pack("<IIIHIH", 16, 0, count, 0, place, prm)
    names = b"".join(bytes([39 + 2 * len(name) + 2]) + bytes(39) + name.encode("utf-16-le") + b"\0\0" for name in fonts)
    boxed = len("".join(part.text + part.mark for part in parts[len(parts) - boxes :])) if boxes else 0
    table = bytearray()
    for offset, piece in (
        (0xFA, index(characters)),
        (0x102, index(paragraphs)),
        (0x112, struct.pack("<HH", len(fonts), 0) + names),
        (0x1A2, clx),
    ):
        struct.pack_into("<II", main, offset, len(table), len(piece))
        table += piece
    struct.pack_into("<HH", main, 0, ident, version)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<I", main, 0x4C, count - boxed)
    struct.pack_into("<I", main, 0x4C + 24, boxed)
    return {"WordDocument": main, "1Table": table, "Data": bytearray()}


def container(streams: dict[str, bytes | bytearray]) -> bytes:
    """An OLE container of these streams, each padded to whole sectors."""
    bodies = {name: bytes(body) + bytes(max(4096 - len(body), -len(body) % SECTOR)) for name, body in streams.items()}
    sectors = 1 + sum(len(body) for body in bodies.values()) // SECTOR
    fats = 1
    while (sectors + fats) * 4 > fats * SECTOR:
        fats += 1
    table = [FAT_SECTOR] * fats + [END_OF_CHAIN]
    starts, order = {}, sorted(bodies, key=lambda name: (len(name), name.upper()))
    for name in order:
        starts[name] = len(table)
        count = len(bodies[name]) // SECTOR
        table += [len(table) + number + 1 for number in range(count - 1)] + [END_OF_CHAIN]
    table += [FREE] * (fats * SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    head += struct.pack("<109I", *range(fats), *[FREE] * (109 - fats))
    middle = len(order) // 2
    entries = [entry("Root Entry", 5, END_OF_CHAIN, 0, child=1 + middle)]
    for number, name in enumerate(order):
        left = number if 0 < number <= middle else FREE
        right = number + 2 if middle <= number < len(order) - 1 else FREE
        entries.append(entry(name, 2, starts[name], len(bodies[name]), left=left, right=right))
    entries += [entry("", 0, 0, 0)] * (4 - len(entries))
    return head + struct.pack(f"<{len(table)}I", *table) + b"".join(entries) + b"".join(bodies[name] for name in order)


def entry(
    name: str, kind: int, start: int, size: int, *, left: int = FREE, right: int = FREE, child: int = FREE
) -> bytes:
    coded = (name + "\0").encode("utf-16-le") if name else b""
    head = coded.ljust(64, b"\0") + struct.pack("<HBBIII", len(coded), kind, 1, left, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def word_file(parts: list[Part], **options: Any) -> bytes:
    """A binary Word file of these parts."""
    return container(word_streams(parts, **options))
