"""Calendar dates and periods (日期与期间): points, deadlines, months, quarters, ranges of them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from hengxiao.core.values.numerals import chinese

DASH = "(?:[-－‐‑–—―─~～〜至到]+)"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_CHINESE_YEAR = "二[〇零○]{1}[〇零○一二三四][〇零○一二三四五六七八九]年"
_YEAR = f"(?:(?:19|20)\\d{{2}}年(?:年(?=底|末|初|内))?度?|{_CHINESE_YEAR})"
_SAME = "(?:(?:当|本|今|每|次|明|同|翌|全)年(?:度)?)"
_MONTH = "(?:(?:1[0-2]|0?[1-9])月份?|(?:十[一二]?|[一二三四五六七八九])月份?(?!度))"
_DAY = f"(?:(?:3[01]|[12]\\d|0?[1-9])[日号]|{_NUMERAL}[日号])"
_TURN = "(?:月?底|月?末|初|上旬|中旬|下旬)"
_PART = "(?:第?[一二三四1-4]季度(?:末|底)?|[上下]半年|[一二三四]季度(?:末|底)?)"
_YEAR_PART = (
    f"(?:年?(?:[底末]|初(?![中级步审期])|中(?![央长小心等国期考标高级医学西]))|内(?![容部涵设控外])|{_PART}|全年)"
)
_DOTTED = (
    "(?:19|20)\\d{2}(?:[./](?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\\d|0?[1-9])|-(?:1[0-2]|0?[1-9])-(?:3[01]|[12]\\d|0?[1-9])"
    "|-(?:1[0-2]|0[1-9]))日?(?![\\d%‰万亿元]|\\.\\d)|20[1-3]\\d[./](?:1[0-2]|0[1-9])(?![\\d%‰万亿元]|\\.\\d)"
)
POINT = (
    f"(?:(?:{_DOTTED})|(?:(?:{_YEAR}|{_SAME})的?)?{_MONTH}(?:{_DAY}|{_TURN})?|(?:{_YEAR}|{_SAME})的?{_YEAR_PART}|(?:{_YEAR}|(?!每){_SAME})"
    f"|[每次当本]月(?:{_DAY}|[底末])|{_PART}|年[底末](?!端)|年度?内|月[底末]|季(?:度)?[末底])"
)
_MONTHS = f"(?:(?:{_YEAR}|{_SAME})的?)?(?:1[0-2]|0?[1-9])(?:月份?)?{DASH}(?:1[0-2]|0?[1-9])月份?(?:底|末)?"
_YEARS = f"(?:19|20)\\d{{2}}年?(?:度)?{DASH}(?:19|20)\\d{{2}}(?:年度?|(?![\\d.%‰万亿元个人]))"
_TAIL = f"(?:{_MONTH}(?:{_DAY}|{_TURN})?|{_DAY}|{_PART})"
_DOTTED_TAIL = "(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\\d|0?[1-9])(?!\\d)"
_YEAR_MONTH = "(?:19|20)\\d{2}[./](?:1[0-2]|0?[1-9])"
_DOTTED_MONTHS = f"{_YEAR_MONTH}{DASH}(?:{_YEAR_MONTH}|(?:1[0-2]|0?[1-9]))(?![\\d.%‰万亿元/])"
_QUARTERS_LISTED = "第?[一二三四][、和]第?[二三四]季度"
EXPRESSION = (
    f"(?:{_DOTTED_MONTHS}|{_QUARTERS_LISTED}|{_MONTHS}|{_YEARS}|{POINT}(?:{DASH}(?:{POINT}|{_DOTTED_TAIL}|{_TAIL}))?)"
)
BEFORE = "(?:之前|以前|前(?![期往沿景提后来台列置端])|止|截止)"

_RANGE = re.compile(f"(?P<from>{POINT}){DASH}(?P<to>{POINT}|{_DOTTED_TAIL}|{_TAIL})")
_MONTH_RANGE = re.compile(
    f"(?P<year>(?:{_YEAR}|{_SAME})?)的?(?P<from>1[0-2]|0?[1-9])(?:月份?)?{DASH}(?P<to>1[0-2]|0?[1-9])月份?(?:底|末)?"
)
_MONTHS_APART = re.compile(f"(?P<from>{_YEAR_MONTH}){DASH}(?P<to>{_YEAR_MONTH}|\\d{{1,2}})")
_LISTED = re.compile("第?(?P<from>[一二三四])[、和](?P<to>第?[二三四]季度)")
_YEAR_RANGE = re.compile(f"(?P<from>\\d{{4}})年?(?:度)?{DASH}(?P<to>\\d{{4}})(?:年度?)?")
_NUMERIC = re.compile("(?P<year>\\d{4})[./-](?P<month>1[0-2]|0?[1-9])(?:[./-](?P<day>\\d{1,2}))?日?")
_WORDS = re.compile(
    f"(?P<year>{_YEAR}|{_SAME})?的?(?:(?P<month>{_MONTH})?(?P<day>{_DAY})?(?P<turn>{_TURN})?"
    f"|(?P<part>{_PART}|(?:年度?)?[底末初中内])|(?P<whole>全年))"
)
_SHORT = re.compile("(?P<month>1[0-2]|0?[1-9])[./](?P<day>\\d{1,2})")
_HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
_QUARTERS = dict(zip("一二三四1234", (1, 2, 3, 4, 1, 2, 3, 4), strict=True))
_TENS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0), "初": (1, 10)}


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period (期间): ISO first and last day, `--12-31` without a year; `end_only` for 年底, 12月底."""

    first: str
    last: str
    end_only: bool = False
    ranged: bool = False
    plain_year: bool = False


def iso(year: int | None, month: int, day: int) -> str:
    """ISO date (日期): `--MM-DD` when the year is unknown."""
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"


def _number(text: str) -> int:
    digits = "".join(c for c in text if c.isdigit() and c.isascii())
    return int(digits) if digits else chinese("".join(c for c in text if c in "〇零一二三四五六七八九十")) or 0


def _year(text: str | None, fallback: int | None) -> int | None:
    if not text or text[0] in "当本今每次明同翌全":
        return fallback
    return _number(text.replace("○", "〇").rstrip("度").rstrip("年"))


def _last_day(year: int | None, month: int) -> int:
    return monthrange(year or 2001, month)[1]


def _month(year: int | None, first: int, last: int | None = None) -> Period:
    last = last or first
    return Period(iso(year, first, 1), iso(year, last, _last_day(year, last)))


def _words(text: str, year: int | None) -> Period | None:
    match = _WORDS.fullmatch(text)
    if not match:
        return None
    year = _year(match["year"], year)
    if match["month"]:
        return _in_month(year, _number(match["month"]), match["day"], match["turn"])
    if match["day"]:
        day = f"---{_number(match['day']):02d}"
        return Period(day, day)
    part = match["part"] or match["turn"]
    if part:
        return _part(year, part)
    return Period(iso(year, 1, 1), iso(year, 12, 31), plain_year=True)


def _in_month(year: int | None, month: int, day: str | None, turn: str | None) -> Period | None:
    if day:
        number = _number(day)
        if not 1 <= number <= (29 if month == 2 and not year else _last_day(year, month)):
            return None
        return Period(iso(year, month, number), iso(year, month, number))
    if turn in _TENS:
        first, last = _TENS[turn]
        return Period(iso(year, month, first), iso(year, month, last or _last_day(year, month)))
    whole = _month(year, month)
    return Period("", whole.last, end_only=True) if turn else whole


def _part(year: int | None, text: str) -> Period | None:
    text = text.removeprefix("年").removeprefix("度")
    if text in _HALVES:
        return _month(year, *_HALVES[text])
    if text == "初":
        return _month(year, 1)
    if text == "中":
        return _month(year, 6, 6)
    if text in ("内", "底", "末"):
        return Period("", iso(year, 12, 31), end_only=True)
    if text in _TENS or text.startswith("月"):
        return None
    quarter = _QUARTERS[text.removeprefix("第")[0]]
    whole = _month(year, 3 * quarter - 2, 3 * quarter)
    return Period("", whole.last, end_only=True) if text[-1] in "末底" else whole


def _point(text: str, year: int | None) -> Period | None:
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _in_month(int(numeric["year"]), int(numeric["month"]), numeric["day"], None)
    if text.startswith(("每月", "次月", "当月", "本月")):
        rest = text[2:]
        return Period("", "---31", end_only=True) if rest in ("底", "末") else _words(rest, None)
    if text in ("月底", "月末"):
        return Period("", "---31", end_only=True)
    return _words(text, year)


def period(text: str, year: int | None = None) -> Period | None:
    """The period a date expression names (日期表达), or None when it names no existing date.

    `year` is used where the text prints none.
    """
    single = _point(text, year)
    if single:
        return single
    months = _MONTH_RANGE.fullmatch(text)
    if months:
        first, last = int(months["from"]), int(months["to"])
        known = _year(months["year"], year)
        return _joined(_in_month(known, first, None, None), _in_month(known, last, None, None))
    listed = _LISTED.fullmatch(text)
    if listed:
        return _joined(_part(year, listed["from"] + "季度"), _part(year, listed["to"]))
    return _apart(text, year)


def _apart(text: str, year: int | None) -> Period | None:
    """Two years, two dotted months or any two points joined by a dash."""
    years = _YEAR_RANGE.fullmatch(text)
    if years:
        return _joined(_month(int(years["from"]), 1, 12), _month(int(years["to"]), 1, 12))
    months = _MONTHS_APART.fullmatch(text)
    if months:
        last = months["to"] if len(months["to"]) > 2 else months["from"][:5] + months["to"]
        return _joined(_point(months["from"], year), _point(last, year))
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    first_point = _point(match["from"], year)
    known = _known_year(first_point) or year
    return _joined(first_point, _end(match["to"], known, first_point))


def _end(text: str, year: int | None, start: Period | None) -> Period | None:
    short = _SHORT.fullmatch(text)
    if short:
        return _in_month(year, int(short["month"]), short["day"], None)
    end = _point(text, year)
    if end and end.last.startswith("---") and start and len(start.last) >= 7:
        month = int(start.last[-5:-3])
        return _in_month(_known_year(start), month, end.last[3:], None)
    return end


def _known_year(point: Period | None) -> int | None:
    return int(point.last[:4]) if point and not point.last.startswith("-") else None


def _joined(first: Period | None, last: Period | None) -> Period | None:
    if first is None or last is None:
        return None
    if _known_year(first) is None and _known_year(last) is not None and first.first.startswith("--"):
        first = Period(last.last[:4] + first.first[1:], first.last)
    return Period(first.first or first.last, last.last, ranged=True)
