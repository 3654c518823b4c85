"""Cut the packaged Song face (宋体) out of the full Noto Serif CJK fonts.

    python tools/build_font.py REGULAR.ttc BOLD.ttc UNIHAN_DIRECTORY

REGULAR.ttc and BOLD.ttc are unpacked (not installed) from Debian's `fonts-noto-cjk`; UNIHAN_DIRECTORY is
`usr/share/unicode` of Debian's `unicode-data`, whose field kTGH lists the 8,105 characters of 通用规范汉字表 (2013).
Regular covers GB18030's double-byte part (GBK, so also traditional characters in copied tables) and 通用规范汉字表,
bold covers GB2312 and 通用规范汉字表; both the signs forms use.
Writes src/hengxiao/fonts/hengxiao-song-{regular,bold}.otf and coverage.txt.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parent.parent / "src" / "hengxiao" / "fonts"
FAMILY = "Hengxiao Song"
FACE = "Noto Serif CJK SC"
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x391, 0x3C9),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x20AC, 0x20AC),
    (0x2100, 0x214F),
    (0x2150, 0x217F),
    (0x2190, 0x2199),
    (0x2200, 0x22A5),
    (0x2460, 0x24FF),
    (0x2500, 0x257F),
    (0x25A0, 0x25FF),
    (0x2600, 0x2642),
    (0x2700, 0x27BF),
    (0x3000, 0x303F),
    (0x3041, 0x30FF),
    (0x3200, 0x33FF),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFFE6),
)


def decodable(codec: str) -> set[int]:
    """All characters of two bytes in a Chinese codec (双字节字符)."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = bytes((lead, trail)).decode(codec, errors="ignore")
            found.update(ord(sign) for sign in text if not 0xE000 <= ord(sign) <= 0xF8FF)
    return found


def standard_characters(unihan: Path) -> set[int]:
    """通用规范汉字表 (2013), 8,105 characters, from Unihan's field kTGH."""
    with bz2.open(unihan / "Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if "\tkTGH\t" in line and line.startswith("U+")]
    return {int(row[0][2:], 16) for row in rows}


def signs() -> set[int]:
    """Punctuation, full-width forms, numbers in circles, units and boxes that forms use (表格用符号)."""
    return {code for first, last in RANGES for code in range(first, last + 1)}


def face(collection: Path) -> TTFont:
    """The simplified Chinese face of a collection (简体字面)."""
    fonts = TTCollection(collection, lazy=True).fonts
    return next(font for font in fonts if str(font["name"].getDebugName(1)).startswith(FACE))


def rename(font: TTFont, style: str) -> None:
    """Give the cut face its own family name, so that it is never taken for the full one."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 7, 13, 14)]
    full = f"{FAMILY} {style}"
    for number, text in (
        (1, FAMILY),
        (2, style),
        (3, f"hengxiao-song-{style.lower()}"),
        (4, full),
        (6, full.replace(" ", "-")),
    ):
        names.setName(text, number, 3, 1, 0x409)
    font["CFF "].cff.fontNames = [full.replace(" ", "-")]


def cut(source: Path, style: str, wanted: set[int]) -> set[int]:
    """Write one subset face and return the characters it holds (子集字体)."""
    font = face(source)
    options = Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        drop_tables=["VORG", "vhea", "vmtx", "BASE"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    rename(font, style)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    path = FONTS / f"hengxiao-song-{style.lower()}.otf"
    font.save(path)
    sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")
    return set(font.getBestCmap())


def coverage(codes: set[int]) -> str:
    """Covered characters as lines `4E00-4E03` (覆盖范围)."""
    lines: list[str] = []
    run: list[int] = []
    for code in [*sorted(codes), -1]:
        if run and code != run[-1] + 1:
            lines.append(f"{run[0]:04X}-{run[-1]:04X}")
            run = []
        run.append(code)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Cut both faces and write what they cover."""
    regular, bold, unihan = (Path(argument) for argument in sys.argv[1:4])
    standard = standard_characters(unihan)
    narrow = decodable("gb2312") | standard | signs()
    covered = cut(regular, "Regular", decodable("gbk") | narrow)
    cut(bold, "Bold", narrow)
    (FONTS / "coverage.txt").write_text(coverage(covered), encoding="ascii")
    missing = sorted(standard - covered)
    sys.stdout.write(f"{len(covered)} characters; missing of 通用规范汉字表: {''.join(map(chr, missing)) or 'none'}\n")


if __name__ == "__main__":
    main()
