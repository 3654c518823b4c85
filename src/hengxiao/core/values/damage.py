"""Damage (疑点): signs misread or lost in copying, cells run together, leftovers of the template.

Two looks: `mend` sees the raw line, takes off what cannot be part of a value and remembers why; `examine` sees the
value that was read and asks whether the indicator, the unit and the numbers agree. Every doubt is a warning with facts.
A reading that the context supports is proposed in `repair`; the value itself stays the literal reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from hengxiao.core.terms.kinds import Comparator, Direction, Kind
from hengxiao.core.values.cells import Joined
from hengxiao.core.values.dates import period
from hengxiao.core.values.direction import by_indicator, is_negative
from hengxiao.core.values.model import Damage, Value
from hengxiao.core.values.naming import disputed
from hengxiao.core.values.tokens import LONGEST
from hengxiao.core.values.units import understand

Reread = Callable[[str], Value]

_AS_AT_LEAST = "工^之乏Zz乙»∧Λ廴"
_AS_AT_MOST = "Ss«くぐ≲∨"
_ODD_SIGN = re.compile(f"([{re.escape(_AS_AT_LEAST + _AS_AT_MOST)}二三])(?=\\d)")
_DIGIT_EQUAL = re.compile("(?:[2357]|[sSZz工二三])=(?=\\d)")
_DOLLAR = re.compile("(?<=\\d)\\$$")
_GLUED_SIGN = re.compile("(\\d+(?:\\.\\d+)?)(%|公里|[\\u4e00-\\u9fff]{1,3})?([≥≤=><])(\\d+(?:\\.\\d+)?)([^≥≤=><]*)")
_GLUED_PERCENT = re.compile("(\\d{1,2})%(\\d+(?:\\.\\d+)?)")
_DAY = re.compile("(?:\\d{4}年)?\\d{1,2}月\\d{1,2}[日号]")
_TWICE = re.compile("\\d+(?:\\.\\d+)?%\\d+(?:\\.\\d+)?%")
_TWO_SIGNS = re.compile("[≥≤=><]{2,}")
_GOOD_PAIR = re.compile(">=|=>|<=|=<|>》=")
_OPEN = re.compile("开放|接待|参观|服务|受益|参与|人次|观众|游客|覆盖|满意|惠及|培训|受众")
_RATE = re.compile("率|满意|比例|占比|程度|认知度|知晓|%")
_BOUNDED_RATE = re.compile(
    "合格率|满意|覆盖率|知晓率|到位率|达标率|及时率|准确率|入学率|巩固率|优良率|签约率|入户率|占比|占.*比例|认知度|完好率|公开率"
)
_GROWTH = re.compile("增长|增幅|增速|提高|提升|倍|拉动|带动|放大|收益率|利润率|完成率|执行率|产销|增加")
_LESS = re.compile("下降|降低|减少|压减|降幅")
_FIXED = re.compile("比例|标准|占比|税率|利率|分红|单价|补助")
_EVENTS = frozenset(["次", "场", "场次", "期", "届", "批次", "轮", "回", "轮次", "频次", "班次"])
HUNDRED = Decimal(100)


_ODD = re.compile(
    f"␣|\\$$|[≥≤=><]{{2}}|^[{re.escape(_AS_AT_LEAST + _AS_AT_MOST)}二三]=?\\d"
    "|^\\d[^≥≤=><]{0,12}[≥≤=><]\\d|^\\d[\\d.]*%\\d|^[2357]="
)


@dataclass(frozen=True, slots=True)
class Mended:
    """A line without what cannot be part of a value (清理后的文字), and the doubts about it."""

    text: str
    doubts: tuple[Damage, ...] = ()
    proposal: str = ""
    dollar: bool = False


def mend(text: str) -> Mended | None:
    """Take misread signs, glued neighbours and stray blanks off a line, each with a warning (识别误认字符).

    None when nothing is odd.
    """
    if not _ODD.search(text):
        return None
    doubts: list[Damage] = []
    if "␣" in text:
        doubts.append(Damage("values.inner_space", {"text": text.replace("␣", " ")}))
        text = text.replace("␣", "")
    for look in (_odd_sign, _digit_equal, _glued):
        found = look(text)
        if found:
            return replace(found, doubts=(*doubts, *found.doubts))
    if _DOLLAR.search(text):
        doubts.append(Damage("values.percent_as_dollar", {"text": text}))
        return Mended(text[:-1], tuple(doubts), _two_as_sign(text[:-1] + "%"), dollar=True)
    if _TWICE.fullmatch(text):
        doubts.append(Damage("values.glued_cells", {"text": text, "left": "", "value": text.replace("%", "%、", 1)}))
    pair = _TWO_SIGNS.search(text)
    if pair and not _GOOD_PAIR.fullmatch(pair[0]):
        doubts.append(Damage("values.two_signs", {"text": text, "signs": pair[0]}))
    return Mended(text, tuple(doubts))


def _odd_sign(text: str) -> Mended | None:
    match = _ODD_SIGN.match(text)
    if not match:
        return None
    rest, sign = text[1:], match[1]
    if sign == "二":
        return Mended("=" + rest, (Damage("values.equal_as_word", {"text": text, "sign": sign}),), "=" + rest)
    meant = "" if sign == "三" else "≤" if sign in _AS_AT_MOST else "≥"
    doubt = Damage("values.sign_as_letter", {"text": text, "sign": sign, "meant": meant or "≥/≤/="})
    return Mended(rest, (doubt,), meant + rest if meant else "")


def _digit_equal(text: str) -> Mended | None:
    match = _DIGIT_EQUAL.match(text)
    if not match:
        return None
    rest = text[2:]
    return Mended("=" + rest, (Damage("values.digit_before_equal", {"text": text, "sign": match[0]}),), "≥" + rest)


def _glued(text: str) -> Mended | None:
    """10%=100 is weight, unit, sign, value; 8≥95% is points and value; 5%95 is weight, unit, value."""
    match = _GLUED_SIGN.fullmatch(text)
    if match:
        before, unit, sign, number, after = match.groups()
        rest = sign + number + (after or unit or "")
        return Mended(rest, (Damage("values.glued_cells", {"text": text, "left": before, "value": rest}),), rest)
    match = _GLUED_PERCENT.fullmatch(text)
    if match:
        rest = match[2] + "%"
        return Mended(rest, (Damage("values.glued_cells", {"text": text, "left": match[1], "value": rest}),))
    return None


def _two_as_sign(text: str) -> str:
    """≥92% when 292% was read; "" when the digits cannot hold a misread sign."""
    return "≥" + text[1:] if re.match("2(?:[1-9]\\d|100|[1-9])(?:\\.\\d+)?\\D", text) else ""


def examine(value: Value, joined: Joined, mended: Mended | None, indicator: str, reread: Reread) -> Value:
    """The value with its warnings and, where the context supports one, a proposed repair (疑点与修正建议)."""
    doubts = list(mended.doubts) if mended else []
    proposal = mended.proposal if mended else ""
    for look in _LOOKS.get(value.kind, ()):
        doubt = look(value, joined, indicator)
        if doubt:
            doubts.append(doubt)
            proposal = proposal or str(doubt.facts.get("proposal", ""))
    if joined.empty_sign:
        meant = _meant_sign(indicator)
        proposal = proposal or (meant + joined.value if meant else "")
        doubts.append(Damage("values.sign_lost", {"text": joined.value, "proposal": proposal}))
    if joined.glued:
        doubts.append(Damage("values.glued_cells", {"text": joined.text, "left": "", "value": joined.value}))
    if not doubts:
        return value
    repair = reread(proposal) if proposal else None
    return replace(value, warnings=tuple(doubts), repair=repair)


def _meant_sign(indicator: str) -> str:
    direction, _ = by_indicator(indicator)
    return {Direction.HIGHER: "≥", Direction.LOWER: "≤"}.get(direction, "")


def _absent(value: Value, joined: Joined, indicator: str) -> Damage | None:
    codes = {
        "unit_only": "values.number_missing",
        "template": "values.template_leftover",
        "sign_only": "values.sign_only",
    }
    code = codes.get(value.scale)
    return Damage(code, {"text": value.text}) if code else None


def _unit_conflict(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """The unit column says another unit than the value."""
    if not joined.unit or (not value.canonical_unit and value.kind is not Kind.QUALITATIVE):
        return None
    other = understand(joined.unit)
    if value.kind is Kind.QUALITATIVE:
        if joined.unit not in ("%", "百分比"):
            return None
    elif other.name == value.canonical_unit or value.unit == joined.unit:
        return None
    return Damage("values.unit_conflict", {"text": value.text, "unit": joined.unit, "own": value.unit})


def _digit_for_sign(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """292% for ≥92%: a rate above 200% whose digits begin with 2; 2280次 for ≥280次."""
    if value.comparator is not Comparator.NONE or len(value.numbers) != 1 or not joined.value.startswith("2"):
        return None
    number = value.numbers[0]
    proposal = _two_as_sign(joined.value + "\0").rstrip("\0")
    rate = value.unit in ("%", "百分比") or (value.kind is Kind.NUMBER and bool(_BOUNDED_RATE.search(indicator)))
    if rate:
        likely = number > 1000 or not _GROWTH.search(indicator)
        doubtful = Decimal(200) < number <= 2100 and bool(proposal) and likely
    else:
        rest = str(number)[1:]
        doubtful = value.unit in _EVENTS and number >= 210 and number == int(number) and rest[0] != "0"
        proposal = "≥" + joined.value[1:]
    if not doubtful:
        return None
    return Damage("values.sign_as_digit", {"text": value.text, "proposal": proposal})


def _equal_doubtful(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """= where the number is a floor by its nature: =99%, =300天, =30000人次."""
    if value.comparator is not Comparator.EQUAL or not joined.value.startswith("=") or is_negative(indicator):
        return None
    number = value.canonical_numbers[0]
    if value.kind is Kind.RATIO:
        rate = value.canonical_unit == "%" and not _FIXED.search(indicator)
        doubtful = rate and (60 <= number < HUNDRED or value.unit == "百分比")
    else:
        open_days = value.unit in ("天", "日") and 200 <= number < 365
        visitors = value.unit == "人次" and number >= 1000
        named = bool(_OPEN.search(indicator)) and number >= 100
        doubtful = number % 10 == 0 and (
            open_days or visitors or (named and value.unit in ("人", "人次", "场次", "天"))
        )
    if not doubtful:
        return None
    return Damage("values.equal_doubtful", {"text": value.text, "proposal": "≥" + joined.value.lstrip("=")})


def _above_doubtful(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """> before a percentage excludes the printed figure itself; often ≥ was meant."""
    if (
        value.comparator is not Comparator.ABOVE
        or value.canonical_unit != "%"
        or not joined.value.startswith((">", "》"))
    ):
        return None
    return Damage("values.above_doubtful", {"text": value.text, "proposal": "≥" + joined.value.lstrip(">》")})


def _rate_too_high(value: Value, joined: Joined, indicator: str) -> Damage | None:
    if value.canonical_unit != "%" or not value.canonical_numbers or value.canonical_numbers[-1] <= HUNDRED:
        return None
    if not _BOUNDED_RATE.search(indicator) or _GROWTH.search(indicator) or _digit_for_sign(value, joined, indicator):
        return None
    return Damage("values.rate_above_100", {"text": value.text, "indicator": indicator})


def _unit_disputed(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """The unit cannot belong to the indicator: 满意度 95个, 培训人数 20万元. Which of the two is wrong is left open."""
    if not indicator or not disputed(value, indicator):
        return None
    return Damage("values.unit_disputed", {"text": value.text, "indicator": indicator, "unit": value.unit})


def _fraction_for_percent(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """0.97 under a rate: probably 97%."""
    number = value.numbers[0]
    if not 0 < number < 1 or not _RATE.search(indicator):
        return None
    percent = f"{(number * 100).normalize():f}%"
    proposal = re.sub("\\d+(?:\\.\\d+)?", percent, joined.value, count=1)
    return Damage("values.fraction_as_ratio", {"text": value.text, "proposal": proposal})


def _currency_missing(value: Value, joined: Joined, indicator: str) -> Damage | None:
    if not value.unit.startswith("/") or not value.canonical_unit.startswith("元"):
        return None
    proposal = joined.value.replace("/", "元/", 1)
    return Damage("values.currency_missing", {"text": value.text, "proposal": proposal})


def _contradicts(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """≥ before something unwanted, such as an overdue rate."""
    floor = value.comparator in (Comparator.AT_LEAST, Comparator.ABOVE)
    if not floor or not is_negative(indicator) or value.canonical_unit != "%" or _LESS.search(joined.value):
        return None
    return Damage("values.sign_contradicts_indicator", {"text": value.text, "indicator": indicator})


def _reversed(value: Value, joined: Joined, indicator: str) -> Damage | None:
    low, high = value.canonical_numbers[0], value.canonical_numbers[-1]
    return Damage("values.range_reversed", {"text": value.text}) if low > high else None


def _impossible_date(value: Value, joined: Joined, indicator: str) -> Damage | None:
    """2月30日: a date that no calendar has; it is not read."""
    for match in _DAY.finditer(joined.value[:LONGEST]):
        if period(match[0]) is None:
            return Damage("values.date_impossible", {"text": value.text, "date": match[0]})
    return None


def _too_long(value: Value, joined: Joined, indicator: str) -> Damage | None:
    length = len(joined.value)
    return Damage("values.too_long", {"length": length}) if length > LONGEST else None


_NUMERIC_LOOKS = (
    _unit_conflict,
    _digit_for_sign,
    _equal_doubtful,
    _above_doubtful,
    _rate_too_high,
    _contradicts,
    _unit_disputed,
)
_LOOKS = {
    Kind.NONE: (_absent,),
    Kind.NUMBER: (_digit_for_sign, _fraction_for_percent),
    Kind.COUNT: (_unit_conflict, _digit_for_sign, _equal_doubtful, _unit_disputed),
    Kind.RATIO: _NUMERIC_LOOKS,
    Kind.MONEY: (_unit_conflict, _currency_missing, _unit_disputed),
    Kind.DURATION: (_unit_conflict, _equal_doubtful, _unit_disputed),
    Kind.RANGE: (_unit_conflict, _reversed),
    Kind.DATE: (_impossible_date,),
    Kind.QUALITATIVE: (_unit_conflict, _impossible_date, _too_long),
}
