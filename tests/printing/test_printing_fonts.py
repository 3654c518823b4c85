"""The packaged font covers what forms use; missing characters are named."""

from pathlib import Path

import pytest

from hengxiao.core.printing import MissingGlyphError, PrintError
from hengxiao.core.printing.fonts import (
    check_characters,
    check_control_characters,
    families,
    packaged_coverage,
    packaged_folder,
    site_fonts,
)

SIGNS = "≥≤≧≦═‰√×÷±①②⑳ⅠⅡⅫ㎡℃□■☑☐☒✔★☆–—…·“”‘’〔〕【】《》〇￥％＝＋－～、。，：；（）"
RARE = "䶮喆堃龑瑀祎玥翀燚昇"
TRADITIONAL = "嶽陽樓區價格認證鑒定"


def test_coverage_includes_gb2312() -> None:
    signs = (bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    assert [sign for sign in signs if sign and ord(sign) not in packaged_coverage()] == []


@pytest.mark.parametrize("text", [SIGNS, RARE, TRADITIONAL, "Aa09 %+-=@"])
def test_check_characters_accepts_signs_names_and_traditional_forms(text: str) -> None:
    check_characters(text)


def test_check_characters_names_what_is_missing() -> None:
    with pytest.raises(MissingGlyphError) as caught:
        check_characters("目标𠀀和\U0001f600")
    assert caught.value.facts == {"characters": "\U0001f600𠀀"[::-1], "codes": "U+20000 U+1F600"} or (
        caught.value.facts == {"characters": "\U0001f600𠀀", "codes": "U+1F600 U+20000"}
    )
    assert "字体缺少这些字" in caught.value.message("zh")
    assert str(caught.value) == caught.value.message("zh")


def test_check_characters_site_folder_adds_its_fonts() -> None:
    folder = packaged_folder()
    assert site_fonts(folder)[0] == ("Hengxiao Song",)
    assert families(folder) == ("Hengxiao Song", "DejaVu Sans Mono", "Hengxiao Song")
    assert families(None) == ("Hengxiao Song", "DejaVu Sans Mono")
    with pytest.raises(MissingGlyphError):
        check_characters("\U0001f600", folder)


def test_check_characters_found_only_in_site_font(tmp_path: Path) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "smile"])
    font.setupCharacterMap({0x1F600: "smile"})
    font.setupGlyf({".notdef": Glyph(), "smile": Glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "smile": (500, 0)})
    font.setupHorizontalHeader()
    font.setupNameTable({"familyName": "Site", "styleName": "Regular"})
    font.setupPost()
    font.save(tmp_path / "site.ttf")
    (tmp_path / "readme.txt").write_text("no font")
    check_characters("目标\U0001f600", tmp_path)
    assert families(tmp_path) == ("Hengxiao Song", "DejaVu Sans Mono", "Site")


def test_site_fonts_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PrintError) as caught:
        site_fonts(tmp_path / "nowhere")
    assert caught.value.code == "printing.no_font_folder"


def test_check_control_characters_names_their_codes() -> None:
    check_control_characters("目标\n\t一")
    with pytest.raises(PrintError) as caught:
        check_control_characters("目\x07标\x00")
    assert caught.value.facts == {"codes": "U+0000 U+0007"}


def test_fonts_are_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in packaged_folder().iterdir()) <= 12_000_000
    assert (packaged_folder() / "OFL.txt").is_file()
