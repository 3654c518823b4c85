"""Characters of symbol fonts (符号字体字符) as the signs they print: check boxes, ticks, comparison signs."""

from __future__ import annotations

BOX, TICKED, TICK = "□", "☑", "√"
SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB9: "≠", 0xBB: "≈", 0xB8: "÷", 0xA5: "∞", 0xB7: "·",
    0x3C: "<", 0x3D: "=", 0x3E: ">", 0x25: "%",
}  # fmt: skip
WINGDINGS = {0x6F: BOX, 0x71: BOX, 0xA8: BOX, 0xFC: TICK, 0xFE: TICKED, 0xFD: "☒", 0xFB: "×", 0x6C: "●", 0x6E: "■"}
WINGDINGS_2 = {0x2A: BOX, 0x30: BOX, 0xA3: BOX, 0x50: TICK, 0x52: TICKED, 0x54: "☒", 0x4F: "×", 0x97: "●"}
FONTS = {"symbol": SYMBOL, "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}
UNKNOWN = "�"


def sign(font: str, code: int) -> str:
    """The sign a symbol font prints for a code (符号字体的字形); `�` when it is not known."""
    return FONTS.get(font.strip().lower(), {}).get(code & 0xFF, UNKNOWN)
