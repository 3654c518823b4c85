"""Fonts for .pdf (字体): the packaged Song face, further fonts of a site, and the check for missing glyphs."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from hengxiao.core.printing.errors import MissingGlyphError, PrintError

FAMILY = "Hengxiao Song"
# Boxes and ticks the Song face lacks; the typesetter itself brings the face that has them.
SIGN_FAMILY = "DejaVu Sans Mono"
SIGNS = frozenset(map(ord, "☐☑☒✓✔✗✘"))
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})


def packaged_folder() -> Path:
    """Folder of the fonts that come with the product (自带字体)."""
    return Path(str(files("hengxiao"))) / "fonts"


@cache
def packaged_coverage() -> frozenset[int]:
    """Code points the packaged face and the typesetter can print (自带字体覆盖范围)."""
    covered = set(SIGNS) | {ord("\n"), ord("\t")}
    for line in (packaged_folder() / "coverage.txt").read_text(encoding="ascii").split():
        first, last = line.split("-")
        covered.update(range(int(first, 16), int(last, 16) + 1))
    return frozenset(covered)


@cache
def site_fonts(folder: Path) -> tuple[tuple[str, ...], frozenset[int]]:
    """Families and code points of the font files in a folder (单位字体)."""
    from fontTools.ttLib import TTCollection, TTFont

    if not folder.is_dir():
        raise PrintError("printing.no_font_folder", folder=str(folder))
    families: list[str] = []
    covered: set[int] = set()
    for path in sorted(each for each in folder.rglob("*") if each.suffix.lower() in SUFFIXES):
        fonts = TTCollection(path, lazy=True).fonts if path.suffix.lower() == ".ttc" else [TTFont(path, lazy=True)]
        for font in fonts:
            families.append(str(font["name"].getBestFamilyName()))
            covered.update(font.getBestCmap() or {})
            font.close()
    return tuple(dict.fromkeys(families)), frozenset(covered)


def check_control_characters(text: str) -> None:
    """Make sure that no character is forbidden in office files (控制字符检查).

    Raises:
        PrintError: some are.
    """
    found = sorted(set(FORBIDDEN.findall(text)))
    if found:
        raise PrintError("printing.control_character", codes=" ".join(f"U+{ord(sign):04X}" for sign in found))


def families(folder: Path | None) -> tuple[str, ...]:
    """Families in the order in which a glyph is looked for (字体顺序)."""
    return (FAMILY, SIGN_FAMILY, *(site_fonts(folder)[0] if folder else ()))


def check_characters(text: str, folder: Path | None = None) -> None:
    """Make sure that every character can be printed (缺字检查).

    Raises:
        MissingGlyphError: some have no glyph in any font.
    """
    missing = {sign for sign in set(text) if ord(sign) not in packaged_coverage()}
    if missing and folder:
        missing = {sign for sign in missing if ord(sign) not in site_fonts(folder)[1]}
    if missing:
        ordered = sorted(missing)
        codes = " ".join(f"U+{ord(sign):04X}" for sign in ordered)
        shown = "".join(sign if sign.isprintable() else "�" for sign in ordered)
        raise MissingGlyphError("printing.missing_glyph", characters=shown, codes=codes)
