"""Tokens of a value (词法): the text is normalised once and cut at numbers, signs, comparison words and dates.

The lexer knows two states. Between values it looks for the next beginning of one; right after a number it looks for a
unit, a comparison word behind the unit, and a range mark. Units are therefore never found inside words (项目, 次序).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hengxiao.core.values import dates
from hengxiao.core.values.numerals import chinese
from hengxiao.core.values.units import MEASURES, MULTIPLIERS, NOUNS, PREFIX, UNIT

LONGEST = 400
BOUNDS = frozenset(("at_least", "at_most", "above", "below", "equal", "about"))
NUMERIC = frozenset(("number", "han", "half", "fraction", "proportion"))
HAN = "[零〇一二两三四五六七八九十百千万亿]"
_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；／＊"}
_VARIANTS = (
    ("≥", "≧⩾≽⪰≮"),
    ("≤", "≦⩽≼⪯≯"),
    ("=", "═﹦〓⩵"),
    (">", "﹥〉›"),
    ("<", "﹤〈‹"),
    ("/", "／∕⁄"),
    ("%", "﹪٪"),
    ("-", "－‐‑‒–−﹣"),
    ("~", "～〜∼˜"),
    (".", "．"),
    ("*", "＊﹡"),
    ("+", "﹢"),
    ("㎡", "㎡"),
)
_TABLE = (
    _FULL | {ord(c): plain for plain, chars in _VARIANTS for c in chars} | dict.fromkeys(map(ord, "\u200b\ufeff\u00ad"))
)
_FORMAL_DIGITS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元", "整")
_FORMAL = re.compile(
    "(?<![队大壹贰叁肆伍陆柒捌玖拾佰仟零])(?:[壹贰叁肆伍陆柒捌玖][壹贰叁肆伍陆柒捌玖拾佰仟零万亿]*|拾万?)[万亿元圆]整?"
)
_SPACED = re.compile("(?<=\\d)\\s+(?=\\d)")
_PERSON_TIMES = re.compile("(?<!/)人·(?=[天日月年次])")
_BLANK = re.compile("\\s+")
NUMBERED = re.compile(f"\\d|{HAN}|年|季度|月|半|翻番")


def normalise(text: str) -> str:
    """Width, sign variants and white space made uniform (归一化); the wording is untouched."""
    text = text.translate(_TABLE)
    if "人·" in text:
        text = _PERSON_TIMES.sub("人", text)
    if _FORMAL.search(text):
        text = _FORMAL.sub(lambda numeral: numeral[0].translate(_FORMAL_DIGITS), text)
    if _SPACED.search(text):
        text = _SPACED.sub("\u2007", text)
    return _BLANK.sub("", text.replace("\u2007", "␣")) if not text.isalnum() else text


class Token(NamedTuple):
    """A piece of a value (词): its kind, its text and where it stands."""

    kind: str
    text: str
    start: int
    end: int


_NEVER = "不得|不能|不可|不应|不|未|没有|没|无"
_MODAL = "(?:应|须|需|要|均|都|总数|总量|数量)?"
AT_LEAST = (
    f"{_MODAL}(?:不得?|不能|不应|不)(?:少于|低于|小于|少|低于或等于|短于)"
    "|大于或?等于|高于或?等于|至少|最少|最低|起码|保底|不早于"
)
AT_MOST = (
    f"{_MODAL}(?:(?:{_NEVER})(?:超过|超出|超|高于|多于|大于|突破|长于|晚于|迟于)|小于或?等于|低于或等于|小于或等于|最多|至多|最高|最长|最大|上限)"
    "|控制(?:在|到|为|于)?|限制在|压缩到|压减到"
)
ABOVE = "超过|突破|超出|超|高于|大于|多于|优于"
BELOW = "低于|小于|少于|不足|不到|不满"
ABOUT = "大约|约为?|大概|接近|将近|近|预计|预期|预估|估计|暂定|暂按|左右"
EQUAL = "等于|恰好|正好"
_VALUE_AHEAD = f"(?=[^,，;；。、]{{0,8}}?(?:\\d|{HAN}))"
_NUMBER_AHEAD = f"(?=(?:为|量?按|是|在|有|达到?|\\()?(?:\\d|{HAN}))"
_IDENT = (
    '“[^”]{0,40}”|"[^"]{0,40}"|《[^》]{0,60}》|[〔\\[【][^〕\\]】]{0,20}[〕\\]】](?:第?\\d+号)?|第(?:\\d+|[零一二三四五六七八九十百]+)'
    "|[两三四五六七八九十](?:项规定|项纪律|项制度改革|个意识|个自信|个维护|个确立|个务必|个振兴|好农村路|重一大|会一课)"
    "|\\d+(?:\\.\\d+)?[xX×*]\\d+(?:小时|h)?(?:[xX×*]\\d+)*|\\d+\\+\\d+|\\d{1,2}(?:G|D|A)(?![A-Za-z0-9])级?|\\d+\\.\\d+\\.\\d+"
    "|1[\\u4e00-\\u9fff]1[\\u4e00-\\u9fff](?![\\d])|\\d{1,2}(?:级|星级?|等奖|类|后)(?![数别差])|\\d+(?:号|版|#)|\\d+\\.0(?=版|时代|平台|系统)"
    "|(?<![A-Za-z])(?:[A-Za-z]{2,}(?:[-/][A-Za-z]+)?|[A-Z](?=\\d+\\.\\d+\\.))"
    "[-. ]?\\d+(?:[-.:]\\d+)*(?:[A-Za-z]+|-\\d{4})?(?![\\d%])"
    "|\\d+天[xX×*]\\d+小时|\\d+(?:kV|KV|千伏)(?=[\\u4e00-\\u9fff])"
    "|12\\d{3}(?=投诉|举报|热线|平台|政务|市民|便民)|1[12]\\d(?=报警|接处?警|急救|指挥)"
    "|\\d{3,5}(?=(?:政务|市民|服务|投诉|举报|便民|公共|消费)*(?:热线|电话|平台|接警|接处警|指挥|急救|警情))"
    "|(?:(?<=^)|(?<=[;；。,，]))(?:\\(\\d{1,2}\\)|\\d{1,2}(?:\\)|[、.](?![\\d])))(?=[^\\d%])|[①-⑳]"
)
_PEOPLE = (
    "\\d{1,3}(?:(?:周?岁)?[-~—–至到]\\d{1,3})?(?:周?岁|个?月龄)(?:及?以[上下])?(?=[\\u4e00-\\u9fff])|\\d{1,2}[-~—–至]\\d{1,2}个月(?=婴|儿|幼)|[一二三四五六七八九十]+周?岁(?:及?以[上下])?(?=[\\u4e00-\\u9fff])"
    f"|每(?:\\d|{HAN})++(?:名|人|人口|名人)口?"
)
_FRACTION = (
    f"(?:百分之百|百分百|百分之(?:{HAN}+(?:点{HAN}+)?|\\d+(?:\\.\\d+)?)|千分之(?:{HAN}+|\\d+(?:\\.\\d+)?)"
    f"|万分之(?:{HAN}+|\\d+(?:\\.\\d+)?)|{HAN}+分之{HAN}+|(?<![另下上前后多大各每行])一半(?![\\u4e00-\\u9fff]{{4}})|过半|半数|翻一番|\\d{{1,2}}/\\d{{1,2}}(?=$|及?以[上下内]|左右)|[一二两三四五六七八九]成(?=以上|以下|左右|$)|[一二三四五六七八九]折$)"
)
_PER_WORD = (
    "(?:半年|[两二三四五2345]年|半月|旬|人|户|亩|年度?|个?月|天|日|周|星期|季度?|学期|学年|次|期|场|小时"
    "|吨|公里|平方米|生|件|个|家|村|名|头|只|株|套|台|辆|校|车)"
)
_DIGITS = "\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?![\\d])|\\d+(?:\\.\\d+|\\.(?=[%‰]))?|(?<!\\d)\\.\\d+"
# Every token begins with one of these; a word is passed over without trying the alternatives.
_BEGINS = (
    '(?=[\\d零〇一二两三四五六七八九十百千万亿每第当本今次明同翌全上下年月季半过翻“"《〔\\[【A-Za-z①-⑳≥≤><=≈±》'
    "应须需要均都总数不未没无大高至最起保小低控限压超突多优少前约接近将预估暂左等恰正+\\-及或以之(,，、;；。:：且并其.])"
)
MASTER = re.compile(
    f"{_BEGINS}(?:(?P<fraction>{_FRACTION})"
    f"|(?P<people>{_PEOPLE})"
    f"|(?P<date>(?=[\\d当本今每次明同翌全上下第一二三四五六七八九十年月季]){dates.EXPRESSION})"
    f"|(?P<ident>{_IDENT})"
    "|(?P<proportion>\\d+(?:\\.\\d+)?:\\d+(?:\\.\\d+)?(?!\\d))"
    "|(?P<sign>≥|≤|[>＞][ 》]?=|=>|<=|=<|>|<|=|≈|±|(?<!\\d)》(?=\\d))"
    f"|(?P<at_least>(?:{AT_LEAST}){_VALUE_AHEAD})"
    f"|(?P<at_most>(?:{AT_MOST}){_VALUE_AHEAD}|前(?=(?:\\d+|{HAN}+)(?:[名位强%]|$)))"
    f"|(?P<below>(?:{BELOW}){_NUMBER_AHEAD})"
    f"|(?P<above>(?:{ABOVE}){_NUMBER_AHEAD})"
    f"|(?P<about>(?:{ABOUT}){_NUMBER_AHEAD})"
    f"|(?P<equal>(?:{EQUAL}){_NUMBER_AHEAD})"
    f"|(?P<per>每一?{_PER_WORD}(?:(?:/|·|、)?每?{_PER_WORD})?)"
    f"|(?P<number>(?:(?:^|(?<=[≥≤<>=(]))[-+])?(?:{_DIGITS}))"
    "|(?P<half>半(?=[年天日月]|小时|个[月工小]))"
    f"|(?P<han>(?<![第统唯专归划万同])(?:{HAN}+))"
    "|(?P<post>(?:及|或)?以上|以下|以内|之内|左右)"
    "|(?P<note>\\([^()]*\\))"
    "|(?P<separator>[,，、;；。:：]|且|并且|以及|其中))"
)
SHORTEST = re.compile("([≥≤=><]|>=|<=)?((?!(?:19|20)\\d\\d(?:[年./-]|$))\\d+(?:\\.\\d+)?)(?!月(?!/))")
SHORT_POSTS = frozenset(("", "以上", "以下", "以内"))
DECIMAL = re.compile("\\d+\\.\\d+", re.ASCII)
MORE = re.compile("余|多|几")
AND_HALF = re.compile("半(?![年月天])")
PLUS = re.compile("\\+(?![\\d])")
POST = re.compile(
    "(?:\\(含(?:本数)?[^()]{0,8}\\))?(?:(?:及|或|\\(含\\)|含)?(?:其)?以上|(?:及|或)?以下|以内|之内|内(?![设部容外陆科控涵蒙务地资])|左右|上下|起|封顶|为限)"
    "(?:\\(含[^()]{0,8}\\))?|\\(含(?:本数)?[^()]{0,6}\\)"
)
RANGE = re.compile(f"(?:[-~—―─]+|至|到)约?(?=\\d|{HAN})")
BEFORE = re.compile(dates.BEFORE)
AFTER = re.compile("(?:之后|以后|后|起|开始)")
NOUN = re.compile(
    "(?!(?:完成|达到|合格|达标|以上|以下|以内|左右|及以|的|元|和|与|是|为|内))[\\u4e00-\\u9fff]{1,4}(?=$|[,，、;；。()/]|及?以上|以下|以内|左右)"
)
_HAN_UNITS = MEASURES - set("类班门口队分线点网库路堂道把则首卡样餐孔眼包方里度生师员单票层段字集面")
_PERIODIC = re.compile("每(?:半?年|个?月|周|天|日|季度?|学期)[\\u4e00-\\u9fff]{0,8}$")
_MONEY_NOUN = re.compile("资金|经费|补助|补贴|预算|投入|收入|款|额|费|成本")
_CLAUSE = re.compile("按|及时|到位|落实|并举|合一|同步|检查|管理|覆盖|统筹|融合|联动|全")
_ENDING = re.compile("$|[,，、;；。()]|及?以[上下内]|之?内|左右|半|完成")
_COUNTING = re.compile("[零一二两三四五六七八九十]")
_SPELLED = "[一二两三四五六七八九十][一二两三四五六七八九十百千零〇]*"
_SPELLED_AMOUNT = re.compile(f"(?<![数几上]){_SPELLED}(?=[万亿](?:$|[,，、;；。()]|及?以[上下内]|之?内|左右))")
_SPELLED_ALONE = re.compile(f"{_SPELLED}$")
_WORDY = re.compile("[性式体流化一]|站式|揽子|条龙|带一|事一")


def _han_counts(text: str, numeral: re.Match[str], unit: re.Match[str] | None) -> bool:
    """Whether a Chinese numeral counts something (量词旁的中文数字): 一套, 二十家; not 一级, 一次性, 一户一策."""
    if unit is None or _WORDY.match(text, unit.end()):
        return False
    word = unit[0].split("/")[0]
    bare = re.sub(f"^{PREFIX}", "", word)
    if chinese(numeral[0]) is None or (numeral[0] == "零" and word not in "起例次件人元"):
        return False
    if numeral[0] == "一" and text.count("一") > 1:
        return False
    if not _COUNTING.search(numeral[0]) and text[max(numeral.start() - 1, 0)] not in "近超上达约":
        return False
    if bare in _HAN_UNITS:
        near = numeral.start() <= 8 or _PERIODIC.search(text, 0, numeral.start())
        return bool(near) and len(text) - unit.end() <= 6 and not _CLAUSE.search(text, unit.end())
    return (len(word) > 1 or word in "年天周亩吨米日元倍") and bool(_ENDING.match(text, unit.end()))


def _spelled(text: str, start: int, before: list[Token] | None) -> int:
    """Where the number of 二十万 ends (its unit is 万, as in 20万), or a numeral that is all there is; 0 for none.

    `before`: the tokens so far when they end where the numeral begins.
    """
    amount = _SPELLED_AMOUNT.match(text, start)
    if amount:
        return amount.end()
    alone = _SPELLED_ALONE.match(text, start) if before is not None and len(before) <= 1 else None
    bounded = alone and all(t.kind == "sign" or t.kind in BOUNDS for t in before or ())
    return alone.end() if alone and bounded else 0


def tokenise(text: str) -> list[Token]:
    """Tokens of a normalised text (分词); words between them are tokens of kind `word`."""
    tokens: list[Token] = []
    pos = done = 0
    search = MASTER.search
    while match := search(text, pos):
        kind = match.lastgroup or ""
        start, pos = match.span()
        if kind == "han":
            spelled = _spelled(text, start, tokens if start == done else None)
            more = MORE.match(text, pos)
            unit = UNIT.match(text, more.end() if more else pos)
            if not spelled and not _han_counts(text, match, unit):
                continue
            pos = spelled or pos
        if start > done:
            tokens.append(Token("word", text[done:start], done, start))
        tokens.append(Token(kind, text[start:pos], start, pos))
        if kind in NUMERIC:
            pos = _after_number(text, pos, tokens)
        elif kind == "date":
            pos = _after_date(text, pos, tokens)
        done = pos
    if done < len(text):
        tokens.append(Token("word", text[done:], done, len(text)))
    return tokens


def _take(pattern: re.Pattern[str], kind: str, text: str, pos: int, tokens: list[Token]) -> int:
    match = pattern.match(text, pos)
    if match:
        tokens.append(Token(kind, match[0], pos, match.end()))
        return match.end()
    return pos


def _after_number(text: str, pos: int, tokens: list[Token]) -> int:
    pos = _take(MORE, "more", text, pos, tokens)
    noun = NOUN.match(text, pos)
    named = noun is not None and noun[0] in NOUNS
    after_unit = pos if named else _take(UNIT, "unit", text, pos, tokens)
    if after_unit == pos:
        after_unit = _take(PLUS, "plus", text, pos, tokens)
        if after_unit == pos:
            after_unit = _take(NOUN, "noun", text, pos, tokens)
    else:
        if text[pos:after_unit] in MULTIPLIERS:
            after_unit = _after_multiplier(text, after_unit, tokens)
        after_unit = _take(AND_HALF, "and_half", text, after_unit, tokens)
        after_unit = _take(MORE, "more", text, after_unit, tokens)
        after_unit = _take(PLUS, "plus", text, after_unit, tokens)
    pos = _take(POST, "post", text, after_unit, tokens)
    return _take(RANGE, "range", text, pos, tokens)


def _after_multiplier(text: str, pos: int, tokens: list[Token]) -> int:
    """2万余元, 80万页: what follows a bare multiplier is the unit, unless it is a noun for money."""
    more = MORE.match(text, pos)
    behind = UNIT.match(text, more.end()) if more else NOUN.match(text, pos)
    if not behind or (not more and _MONEY_NOUN.search(behind[0])):
        return pos
    number = tokens.pop()
    if more:
        tokens.append(Token("more", more[0], pos, more.end()))
    tokens.append(Token("unit", number.text + behind[0], number.start, behind.end()))
    return behind.end()


def _after_date(text: str, pos: int, tokens: list[Token]) -> int:
    before = _take(BEFORE, "before", text, pos, tokens)
    return _take(AFTER, "after", text, pos, tokens) if before == pos else before
