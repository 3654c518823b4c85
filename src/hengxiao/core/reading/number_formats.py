"""Number formats of spreadsheets (数字格式): from the stored number to the text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from hengxiao.core.reading.date_formats import LAST_DAY, date_text

MONTH, DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: MONTH, 28: DAY, 29: DAY, 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;"¥"-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: MONTH, 51: DAY, 52: MONTH, 53: DAY, 54: DAY, 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: MONTH, 58: DAY,
}  # fmt: skip
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<half>AM/PM|A/P|上午/下午)'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>E[+-])|(?P<fraction>(?<=s)\.0+)|(?P<time>y+|m+|d+|h+|s+|e+|a{3,4})"
    r"|(?P<place>[0#?])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
UNSPLIT = re.compile(r'"[^"]*"|\\.')
SEMICOLON = "\ue000"
STORED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,3})?", re.IGNORECASE)
SHORT = Context(prec=15, rounding=ROUND_HALF_UP)
WIDE = Context(prec=400)


class Token(NamedTuple):
    """A piece of a format (格式片段): kind and text."""

    kind: str
    text: str


@lru_cache(maxsize=16384)
def shown(raw: str, code: str, date_1904: bool = False) -> str:
    """The text a spreadsheet shows for a stored number (显示文字); the raw text when it is no number."""
    if not STORED.fullmatch(raw):
        return raw
    value = SHORT.create_decimal(raw)
    if code in ("", "General", "@") or abs(value.adjusted()) > 300:
        return general(value)
    section, value = choose(sections(code), value)
    tokens = tokenise(section)
    kinds = {token.kind for token in tokens}
    if kinds & {"time", "elapsed", "half"} and "place" not in kinds:
        return date_text(value, tokens, date_1904) if 0 <= value < LAST_DAY else general(value)
    return number_text(value, tokens)


def general(value: Decimal) -> str:
    """General format (常规): plain digits, endless fractions cut as a narrow cell cuts them."""
    text = plain(value)
    whole, _, fraction = text.lstrip("-").partition(".")
    if len(fraction) > 4 and len(whole) + len(fraction) > 10:
        places = max(10 - len(whole), 0)
        rounded = plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE))
        return rounded if rounded != "0" else f"{value.normalize():E}"
    return text


def plain(value: Decimal) -> str:
    """Digits without exponent and without needless zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[str, ...]:
    """Parts of a format between semicolons that stand outside quotes (格式分段)."""
    marked = UNSPLIT.sub(lambda match: match[0].replace(";", SEMICOLON), code)
    return tuple(part.replace(SEMICOLON, ";") for part in marked.split(";"))


def choose(parts: Sequence[str], value: Decimal) -> tuple[str, Decimal]:
    """The part that applies and the number it prints (选用的格式段); a part for negatives brings its own sign."""
    conditions = [CONDITION.search(part) for part in parts[:3]]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=False):
            if condition is None or holds(value, condition[1], Decimal(condition[2])):
                return part, value
        return "General", value
    if value < 0 and len(parts) > 1:
        return parts[1], value.copy_negate()
    if value == 0 and len(parts) > 2:
        return parts[2], value
    return parts[0], value


def holds(value: Decimal, sign: str, limit: Decimal) -> bool:
    """Whether a condition such as >=100 is met."""
    order = (value > limit) - (value < limit)
    return order in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0), "=": (0,), "<>": (-1, 1)}[sign]


@lru_cache(maxsize=512)
def tokenise(section: str) -> tuple[Token, ...]:
    """Pieces of a part (格式片段): literal, elapsed, half, general, exponent, fraction, time, place, sign."""
    found: list[Token] = []
    for match in TOKEN.finditer(section):
        kind, text = match.lastgroup or "", match[match.lastgroup] if match.lastgroup else ""
        if kind == "bracket":
            if re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
                found.append(Token("elapsed", text.lower()))
            elif text.startswith("$"):
                found.append(Token("literal", text[1:].partition("-")[0]))
        elif kind in ("quoted", "escaped"):
            found.append(Token("literal", text))
        elif kind:
            found.append(Token(kind, text.lower() if kind == "time" else text))
    return tuple(found)


def number_text(value: Decimal, tokens: Sequence[Token]) -> str:
    """A number laid into the places of a format (数字显示)."""
    kinds = [token.kind for token in tokens]
    if "exponent" in kinds:
        return scientific(value, tokens)
    if "general" in kinds or Token("sign", "@") in tokens:
        return "".join(general(value) if t.kind == "general" or t == Token("sign", "@") else t.text for t in tokens)
    if "place" not in kinds:
        return "".join(token.text for token in tokens)
    if Token("sign", "/") in tokens:
        return general(value)
    return laid(value, tokens)


def scientific(value: Decimal, tokens: Sequence[Token]) -> str:
    """A number with an exponent of at least two digits, as 1.00E+02."""
    kinds = [token.kind for token in tokens]
    end = kinds.index("exponent")
    point = tokens.index(Token("sign", ".")) if Token("sign", ".") in tokens else end
    mantissa, _, power = f"{value:.{kinds[point:end].count('place')}E}".partition("E")
    return f"{mantissa}E{int(power):+03d}"


def laid(value: Decimal, tokens: Sequence[Token]) -> str:
    """A number in digit places: rounding half up, percent, thousands, scaling commas, literals in between."""
    signs = [token.text if token.kind == "sign" else "" for token in tokens]
    places = [index for index, token in enumerate(tokens) if token.kind == "place"]
    point = signs.index(".") if "." in signs else len(tokens)
    whole, parts = [i for i in places if i < point], [i for i in places if i > point]
    commas = [i for i, sign in enumerate(signs) if sign == ","]
    scaling = sum(1 for i in commas if i > max(whole, default=-1) and (i < point or i > places[-1]))
    power = 2 * signs.count("%") + 3 * signs.count("‰") - 3 * scaling
    number = value.scaleb(power, WIDE).quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP, WIDE)
    digits, _, fraction = f"{number.copy_abs():f}".partition(".")
    grouped = any(whole and whole[0] < i < whole[-1] for i in commas)
    out = dict(zip(whole, fill_whole(digits, [tokens[i].text for i in whole], grouped), strict=True))
    out |= dict(zip(parts, fill_fraction(fraction, [tokens[i].text for i in parts]), strict=True))
    out |= dict.fromkeys(commas, "")
    if parts and not any(out[i] for i in parts):
        out[point] = ""
    text = "".join(out.get(index, token.text) for index, token in enumerate(tokens))
    return f"-{text}" if number < 0 else text


def fill_fraction(digits: str, places: Sequence[str]) -> list[str]:
    """Digits after the point, trailing zeros only where the format asks for them."""
    needed = max((i for i, place in enumerate(places, 1) if place == "0"), default=0)
    kept = max(needed, len(digits.rstrip("0")))
    return [digit if i < kept else "" for i, digit in enumerate(digits)]


def fill_whole(digits: str, places: Sequence[str], grouped: bool) -> list[str]:
    """Digits before the point; the first place takes all that are left."""
    needed = max((len(places) - i for i, place in enumerate(places) if place == "0"), default=0)
    digits = digits.lstrip("0").rjust(needed, "0")
    marked = [d + ("," if grouped and left and left % 3 == 0 else "") for left, d in enumerate(reversed(digits))][::-1]
    blanks = [""] * (len(places) - len(marked))
    surplus = max(len(marked) - len(places), 0) + 1
    filled = blanks + marked
    return ["".join(filled[:surplus]), *filled[surplus:]] if places else []
