"""Quantities and dates inside a value (数量与日期): recursive descent over the tokens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from hengxiao.core.terms.kinds import Comparator, Kind
from hengxiao.core.values.dates import Period, period
from hengxiao.core.values.numerals import arabic, chinese
from hengxiao.core.values.tokens import DECIMAL, HAN, NUMERIC, SHORT_POSTS, SHORTEST, Token
from hengxiao.core.values.units import BARE, UNIT, Unit, understand

WORDS_BEFORE = {
    "at_least": Comparator.AT_LEAST,
    "at_most": Comparator.AT_MOST,
    "above": Comparator.ABOVE,
    "below": Comparator.BELOW,
    "equal": Comparator.EQUAL,
    "about": Comparator.ABOUT,
}
SIGNS = {
    "≥": Comparator.AT_LEAST,
    ">=": Comparator.AT_LEAST,
    "=>": Comparator.AT_LEAST,
    ">》=": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "=<": Comparator.AT_MOST,
    ">": Comparator.ABOVE,
    "》": Comparator.ABOVE,
    "<": Comparator.BELOW,
    "=": Comparator.EQUAL,
    "≈": Comparator.ABOUT,
    "±": Comparator.BETWEEN,
}
HALVES = {"一半": 50, "半数": 50, "过半": 50, "翻一番": 100, "百分之百": 100, "百分百": 100}
PERCENT = understand("%")
PARTS = {
    "百分之": ("%", Unit(Kind.RATIO, "%")),
    "千分之": ("‰", Unit(Kind.RATIO, "‰")),
    "万分之": ("万分之", Unit(Kind.RATIO, "%", Decimal("0.01"))),
}
SHARE = ("", Unit(Kind.RATIO, "%", Decimal(100)))
PROPORTION = Unit(Kind.RATIO, ":")


class Item(NamedTuple):
    """One quantity or date met in a text (数量项): what was printed before and behind it, and what it says."""

    words: str
    comparator: Comparator
    numbers: tuple[Decimal, ...] = ()
    printed: str = ""
    unit: Unit = BARE
    period: Period | None = None
    noun: bool = False
    tolerance: bool = False
    signs: int = 0
    start: int = 0
    end: int = 0


def plain(number: Decimal) -> Decimal:
    """The same number without an exponent or trailing zeros behind the point (去尾零)."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole and abs(whole) < Decimal(10) ** 27 else number.normalize()


def shortest(text: str, *, no_date: bool = False) -> Item | None:
    """A quantity and nothing else (最简数量): [sign] number [unit] [post]; the common case, read at one glance.

    `no_date`: a unit column or an amount in the indicator's name says that 2015.06 is no month.
    """
    match = SHORTEST.match(text)
    behind = UNIT.match(text, match.end()) if match else None
    printed = behind[0] if behind else ""
    post = text[match.end() + len(printed) :] if match else ""
    if match is None or post not in SHORT_POSTS:
        if no_date and DECIMAL.fullmatch(text):
            return Item("", Comparator.NONE, (Decimal(text),))
        return None
    sign, digits = match.groups()
    comparator = SIGNS[sign] if sign else Comparator.NONE
    if post:
        comparator = _after(post, comparator)
    unit = understand(printed) if printed else BARE
    return Item("", comparator, (Decimal(digits),), printed, unit)


class Reader:
    """Reads the items of a value from its tokens; every method is a production of the grammar (grammar.py)."""

    __slots__ = ("about", "before", "half", "items", "per", "pos", "signs", "tokens", "words", "year")

    def __init__(self, tokens: Sequence[Token], year: int | None) -> None:
        self.tokens = tokens
        self.year = year
        self.pos = 0
        self.items: list[Item] = []
        self._fresh()

    def _fresh(self) -> None:
        self.words = ""
        self.per = ""
        self.before = Comparator.NONE
        self.about = False
        self.half = False
        self.signs = 0

    def _take(self, kind: str) -> Token | None:
        if self.pos < len(self.tokens) and self.tokens[self.pos].kind == kind:
            self.pos += 1
            return self.tokens[self.pos - 1]
        return None

    def read(self) -> list[Item]:
        """list = { words | bound | per | quantity | date | separator }"""
        while self.pos < len(self.tokens):
            token = self.tokens[self.pos]
            self.pos += 1
            if token.kind in NUMERIC:
                self.quantity(token)
            elif token.kind == "date":
                self.date(token)
            elif token.kind == "post":
                self._late(token)
            else:
                self._leading(token)
        return self.items

    def _leading(self, token: Token) -> None:
        """What may stand before a number: bound, "每人每月", words."""
        if token.kind == "sign":
            self.before = SIGNS[token.text]
            self.signs += 1
        elif token.kind == "about":
            self.about = True
        elif token.kind in WORDS_BEFORE:
            self.before = WORDS_BEFORE[token.kind]
        elif token.kind == "per":
            self.per += token.text
            self.words += token.text
        elif token.kind == "separator":
            if not (self.before is not Comparator.NONE and token.text in ":、"):
                self._fresh()
        elif not (token.kind == "note" and self.items):
            self.words += token.text

    def _late(self, token: Token) -> None:
        """A comparison word that follows the noun (10个村以上): it belongs to the quantity before it."""
        if self.items and not self.items[-1].period and self.items[-1].comparator is Comparator.NONE:
            self.items[-1] = self.items[-1]._replace(comparator=_after(token.text, Comparator.NONE))
        else:
            self.words += token.text

    def quantity(self, token: Token) -> None:
        """quantity = number [more] [unit | noun] [post] [range number [more] [unit] [post]]"""
        first = _number(token)
        vague, printed, noun, post = self._measure()
        numbers: tuple[Decimal, ...] = (first + HALF,) if self.half else (first,)
        end = self.tokens[self.pos - 1].end
        comparator = self._comparator(post, vague)
        if self._take("range"):
            token_b = self.tokens[self.pos] if self.pos < len(self.tokens) else None
            if token_b and token_b.kind in NUMERIC:
                self.pos += 1
                vague, printed_b, noun_b, post = self._measure()
                numbers, printed, noun = (first, _number(token_b)), printed_b or printed, noun_b or noun
                comparator, end = Comparator.BETWEEN, self.tokens[self.pos - 1].end
        tolerance = self.before is Comparator.BETWEEN
        if token.kind == "proportion":
            numbers = tuple(arabic(n) for n in token.text.split(":"))
        if tolerance:
            numbers, comparator = (-first, first), Comparator.BETWEEN
        unit, printed = self._unit(token, printed, noun)
        item = Item(self.words, comparator, numbers, printed, unit, None, noun, tolerance, self.signs, token.start, end)
        self.items.append(item)
        self._fresh()

    def _measure(self) -> tuple[bool, str, bool, str]:
        """What follows a number: [more] [unit | noun] [more] [plus] [post]"""
        vague = self._take("more")
        unit = self._take("unit")
        self.half = self._take("and_half") is not None
        noun = None if unit else self._take("noun")
        vague = self._take("more") or vague
        plus = self._take("plus")
        post = self._take("post")
        word = unit or noun
        return vague is not None, word.text if word else "", noun is not None, (post or plus or EMPTY).text

    def _comparator(self, post: str, vague: bool) -> Comparator:
        found = _after(post, self.before)
        if found is Comparator.NONE and (self.about or vague):
            return Comparator.ABOUT
        return found

    def _unit(self, token: Token, printed: str, noun: bool) -> tuple[Unit, str]:
        if token.kind == "proportion":
            return PROPORTION, ":"
        if token.kind == "fraction":
            return _fraction_unit(token.text)
        if not printed:
            return (BARE, "") if not self.per else self._per_unit("")
        if self.per and "/" not in printed:
            return self._per_unit(printed)
        return understand(printed), printed

    def _per_unit(self, printed: str) -> tuple[Unit, str]:
        """A rate whose period stands before the number: 每月2次 is 次/月, 每人每月500元 is 元/人·月."""
        base = understand(printed) if printed else BARE
        joined = printed + "".join("/" + p.lstrip("一") for p in self.per.split("每") if p)
        rate = understand(joined)
        period = self.per.rpartition("每")[2].removesuffix("度").lstrip("一")
        timed = period.endswith(("年", "月", "季", "天", "日", "周", "学期", "星期", "旬"))
        if printed and base.kind is Kind.MONEY:
            return rate, joined
        if printed and timed and base.kind is Kind.COUNT:
            return Unit(Kind.COUNT, base.name + "/" + TIMES.get(period, period), rate.factor), printed + "/" + period
        return base, printed

    def date(self, token: Token) -> None:
        """date = [bound] expression [before | after]"""
        found = period(token.text, self.year)
        before, after = self._take("before"), self._take("after")
        if found is None:
            self.words += token.text + (before or EMPTY).text + (after or EMPTY).text
            return
        comparator: Comparator = self.before if self.before is not Comparator.BETWEEN else Comparator.NONE
        if before or (found.end_only and token.text.endswith("内")):
            comparator = Comparator.AT_MOST
        elif after:
            comparator = Comparator.AT_LEAST
        elif found.ranged:
            comparator = Comparator.BETWEEN
        elif self.words.endswith(("截至", "截止", "截止到", "截止至")):
            comparator = Comparator.AT_MOST
        elif self.about and comparator is Comparator.NONE:
            comparator = Comparator.ABOUT
        end = self.tokens[self.pos - 1].end
        self.items.append(Item(self.words, comparator, (), token.text, period=found, start=token.start, end=end))
        self._fresh()


TIMES = {"季": "季度", "个月": "月", "星期": "周"}
HALF = Decimal("0.5")
EMPTY = Token("", "", 0, 0)


def _after(post: str, before: Comparator) -> Comparator:
    """The comparison a quantity has, from the words behind it and the sign or words before it."""
    if "以上" in post or post in ("起", "+"):
        return Comparator.AT_LEAST
    if "以下" in post or "内" in post or post in ("封顶", "为限"):
        return before if before is Comparator.BELOW else Comparator.AT_MOST
    if post in ("左右", "上下"):
        return Comparator.ABOUT
    return before


def _number(token: Token) -> Decimal:
    text = token.text
    if token.kind in ("number", "proportion"):
        text = text.partition(":")[0]
        return arabic(text.lstrip("+"))
    if token.kind == "half":
        return HALF
    if token.kind == "han":
        return Decimal(chinese(text) or 0)
    return _fraction(text)


def _fraction(text: str) -> Decimal:
    """百分之九十五 → 95, 三分之二 → 0.666…, 一半 → 50, 九成 → 9."""
    if text in HALVES:
        return Decimal(HALVES[text])
    if text.endswith(("成", "折")):
        return Decimal(chinese(text[:-1]) or 0)
    if "/" in text:
        above, below = text.split("/")
        return Decimal(above) / (Decimal(below) or Decimal(1))
    head, _, tail = text.partition("分之")
    if head + "分之" in PARTS:
        return _spelled(tail)
    return _spelled(tail) / (_spelled(head) or Decimal(1))


def _spelled(text: str) -> Decimal:
    """A numeral in digits or Chinese, with an optional 点: 九十五点五 → 95.5."""
    if text[0] not in HAN:
        return arabic(text)
    whole, _, decimals = text.partition("点")
    digits = "".join(str(chinese(c) or 0) for c in decimals)
    return Decimal(f"{chinese(whole) or 0}.{digits}" if digits else chinese(whole) or 0)


def _fraction_unit(text: str) -> tuple[Unit, str]:
    if text in HALVES:
        return PERCENT, "%"
    if text.endswith(("成", "折")):
        return understand(text[-1]), text[-1]
    printed, unit = PARTS.get(text.partition("分之")[0] + "分之", SHARE)
    return unit, printed
