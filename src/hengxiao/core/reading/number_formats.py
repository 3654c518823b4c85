"""Number formats of spreadsheets (数字格式): from the stored number to the text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-", 42: '"¥"#,##0;"¥"-#,##0;-', 43: "#,##0.00;-#,##0.00;-",
    44: '"¥"#,##0.00;"¥"-#,##0.00;-', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(AM/PM|A/P|上午/下午)|(General|G/通用格式)|(E[+-])|((?<=[sS])\.0+)|([yYmMdDhHsS]+)|(.)',
    re.IGNORECASE | re.DOTALL,
)
DATE_1900, DATE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
WIDE = Context(prec=60)
LAST_DAY = 2958466
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def shown(raw: str, code: str, date_1904: bool = False) -> str:
    """The text a spreadsheet shows for a stored number (显示文字); the raw text when it is no number."""
    try:
        value = PRECISION.create_decimal(raw)
    except (InvalidOperation, ValueError):
        return raw
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return raw
    section, value = choose(sections(code), value)
    if section is None:
        return general(value)
    tokens = tokenise(section)
    if is_date(tokens):
        return date_text(value, tokens, date_1904)
    return number_text(value, tokens)


def general(value: Decimal) -> str:
    """General format (常规): plain digits, at most eleven signs for endless fractions."""
    text = plain(value)
    whole, _, fraction = text.partition(".")
    if len(fraction) > 4 and len(text.lstrip("-")) > 11:
        places = max(0, 10 - len(whole.lstrip("-")))
        text = plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE))
    return text


def plain(value: Decimal) -> str:
    """Digits without exponent and without needless zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[str, ...]:
    """Parts of a format between semicolons that stand outside quotes."""
    found, current, quoted, escaped = [], "", False, False
    for sign in code:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted:
            found.append(current)
            current = ""
            continue
        current += sign
    return (*found, current)


def choose(parts: Sequence[str], value: Decimal) -> tuple[str | None, Decimal]:
    """The part that applies and the number it prints; a part for negative numbers brings its own sign."""
    conditions = [condition(part) for part in parts[:3]]
    if any(conditions):
        for part, wanted in zip(parts, conditions, strict=False):
            if wanted is None or holds(value, *wanted):
                return part, value
        return None, value
    if value < 0 and len(parts) > 1:
        return (parts[1] or "General"), -value
    if value == 0 and len(parts) > 2:
        return parts[2], value
    return (parts[0] or None), value


def condition(part: str) -> tuple[str, Decimal] | None:
    """A condition such as [>=100] in a part of a format."""
    found = re.search(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]", part)
    return (found[1], Decimal(found[2])) if found else None


def holds(value: Decimal, sign: str, limit: Decimal) -> bool:
    """Whether a condition is met."""
    return {
        "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit, "=": value == limit,
        "<>": value != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=512)
def tokenise(section: str) -> tuple[tuple[str, str], ...]:
    """Tokens of a part as (kind, text): literal, elapsed, half, general, exponent, fraction, time, sign."""
    found: list[tuple[str, str]] = []
    for match in TOKEN.finditer(section):
        quoted, escaped, bracket, half, whole, exponent, seconds, letters, sign = match.groups()
        if quoted is not None or escaped is not None:
            found.append(("literal", quoted if quoted is not None else escaped))
        elif bracket is not None:
            found.extend(bracketed(bracket))
        elif half or whole or exponent or seconds or letters or sign:
            kinds = (
                ("half", half),
                ("general", whole),
                ("exponent", exponent),
                ("part", seconds),
                ("time", letters),
                ("sign", sign),
            )
            found.append(next((kind, text) for kind, text in kinds if text))
    return tuple(found)


def bracketed(text: str) -> list[tuple[str, str]]:
    """Meaning of a bracket: elapsed time, a currency sign, or nothing that is printed."""
    if re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
        return [("elapsed", text.lower())]
    if text.startswith("$"):
        return [("literal", text[1:].partition("-")[0])]
    return []


def is_date(tokens: Sequence[tuple[str, str]]) -> bool:
    """Whether a format prints a date or a time."""
    return any(kind in ("time", "elapsed", "half") for kind, _ in tokens) and not any(
        kind == "sign" and text in "0#?" for kind, text in tokens
    )


def number_text(value: Decimal, tokens: Sequence[tuple[str, str]]) -> str:
    """A number laid into the digit places of a format."""
    if any(kind == "general" for kind, _ in tokens):
        return "".join(general(value) if kind == "general" else text for kind, text in tokens)
    if ("sign", "@") in tokens:
        return "".join(general(value) if text == "@" else text for _, text in tokens)
    places = [index for index, (kind, text) in enumerate(tokens) if kind == "sign" and text in "0#?"]
    if not places:
        return ("-" if value < 0 and tokens else "") + "".join(text for _, text in tokens)
    if ("sign", "/") in tokens:
        return general(value)
    if any(kind == "exponent" for kind, _ in tokens):
        decimals = (
            sum(1 for kind, text in tokens[tokens.index(("sign", ".")) :] if text == "0")
            if ("sign", ".") in tokens
            else 0
        )
        return f"{value:.{max(decimals - 2, 0)}E}"
    return _laid(value, tokens, places)


def _laid(value: Decimal, tokens: Sequence[tuple[str, str]], places: Sequence[int]) -> str:
    point = next((i for i, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    whole = [i for i in places if i < point]
    parts = [i for i in places if i > point]
    commas = [i for i, token in enumerate(tokens) if token == ("sign", ",")]
    scale = sum(1 for i in commas if i > places[-1] or (whole and whole[-1] < i < point))
    grouped = any(whole and whole[0] < i < whole[-1] for i in commas)
    percent = sum(1 for token in tokens if token in (("sign", "%"), ("sign", "‰")))
    power = (
        sum(2 if token[1] == "%" else 3 for token in tokens if token in (("sign", "%"), ("sign", "‰")))
        if percent
        else 0
    )
    number = value.scaleb(power - 3 * scale, WIDE).quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP, WIDE)
    digits, _, fraction = f"{abs(number):f}".partition(".")
    out = dict(zip(parts, _fraction(fraction, [tokens[i][1] for i in parts]), strict=True))
    out.update(zip(whole, _whole(digits, [tokens[i][1] for i in whole], grouped), strict=True))
    if not any(out[i] for i in parts):
        out[point] = "" if parts and point < len(tokens) else "."
    text = "".join("" if i in commas else out.get(i, token[1]) for i, token in enumerate(tokens))
    return ("-" if number < 0 else "") + text


def _fraction(digits: str, places: Sequence[str]) -> list[str]:
    """Digits after the point; trailing zeros only where the format asks for them."""
    needed = max((i for i, place in enumerate(places, 1) if place == "0"), default=0)
    kept = max(needed, len(digits.rstrip("0")))
    return [digit if i < kept else "" for i, digit in enumerate(digits)]


def _whole(digits: str, places: Sequence[str], grouped: bool) -> list[str]:
    """Digits before the point, the first place taking all that are left."""
    if not places:
        return []
    digits = "" if digits == "0" else digits
    needed = max((len(places) - i for i, place in enumerate(places) if place == "0"), default=0)
    digits = digits.rjust(needed, "0")
    shown = [f"{d}" for d in digits]
    if grouped:
        shown = [
            d + ("," if left and left % 3 == 0 else "")
            for d, left in zip(digits, range(len(digits) - 1, -1, -1), strict=True)
        ]
    if len(shown) >= len(places):
        cut = len(shown) - len(places) + 1
        return ["".join(shown[:cut]), *shown[cut:]]
    return [""] * (len(places) - len(shown)) + shown


def date_text(value: Decimal, tokens: Sequence[tuple[str, str]], date_1904: bool) -> str:
    """A date or time; a number that is no date is shown as a number."""
    if value < 0 or value >= LAST_DAY:
        return general(value)
    days = value if date_1904 or value >= 60 else value + 1
    seconds = int((days * 86400).to_integral_value(ROUND_HALF_UP))
    moment = (DATE_1904 if date_1904 else DATE_1900) + timedelta(seconds=seconds)
    half = any(kind == "half" for kind, _ in tokens)
    out = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "time":
            out.append(_time_part(moment, text.lower(), _is_minute(tokens, index), half))
        elif kind == "elapsed":
            out.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]]).rjust(len(text), "0"))
        elif kind == "half":
            out.append(("上午", "下午")[moment.hour >= 12] if "午" in text else ("AM", "PM")[moment.hour >= 12])
        elif kind == "general":
            out.append(general(value))
        else:
            out.append("" if kind == "part" else text)
    return "".join(out)


def _is_minute(tokens: Sequence[tuple[str, str]], index: int) -> bool:
    """m is a minute after hours and before seconds, else a month."""
    times = [(i, text.lower()) for i, (kind, text) in enumerate(tokens) if kind in ("time", "elapsed")]
    order = [i for i, _ in times].index(index)
    before = times[order - 1][1][0] if order else ""
    after = times[order + 1][1][0] if order + 1 < len(times) else ""
    return before == "h" or after == "s"


def _time_part(moment: datetime, letters: str, minute: bool, half: bool) -> str:
    kind, width = letters[0], len(letters)
    if kind == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if kind == "m" and not minute and width > 2:
        return MONTHS[moment.month - 1]
    if kind == "d" and width > 2:
        return "星期" + "一二三四五六日"[moment.weekday()] if width > 3 else "周" + "一二三四五六日"[moment.weekday()]
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"m": moment.minute if minute else moment.month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return f"{number:02d}" if width > 1 else str(number)
