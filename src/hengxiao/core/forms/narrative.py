"""Indicators published as running text (文字式绩效指标): level words, then items of a name and a value.

`产出指标：数量指标：培训人数≥100人；质量指标：合格率不低于95%。` — in one paragraph, one per item, or in one cell.
How a text parts names from values is learnt from the text itself: the way that fits most of its items is tried first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.text import squeeze
from hengxiao.core.forms.titles import standing
from hengxiao.core.forms.vocabulary import content, head_field, is_level, meanings, row_word
from hengxiao.core.targets import Field, Indicator, Place

FEWEST_LEVELS = 2
LONG_CELL = 30
LONGEST_NAME, LONGEST_ITEM, LONGEST_VALUE = 60, 120, 40
EDGE = " 　:：,，、—–-─。；;"
CHAIN = frozenset("·•/／>＞→")
AFTER_LABEL = EDGE + "·•/／>＞→）)】]”"
Item = tuple[str, str]
Way = Callable[[str], Item | None]

ENDS = re.compile(r"(?<=[；;。！\n])")
NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．)）](?!\d)|第[一二三四五六七八九十][，、：:]?"
    r"|[①-⑳]|[-•·●■◆▪*])\s*"
)
LABEL = re.compile(
    r"^[（(【\[“]?([^：:，,、；;。（）()【】\[\]—–\-─\s“”·•/／>＞→]{2,20})(?:[（(][\d.]+分?[)）])?[)）】\]”]?"
    r"(?=[：:，,、（(—–\-─\s·•/／>＞→]|$|其中|包括|方面|为[：:])"
)
JOINED = re.compile(
    r"^(.{0,4}?(?:产出|效益|效果|满意度|成本)(?:指标)?)"
    r"(?=(?:数量|质量|时效|成本|经济|社会|生态|可持续|服务对象|环境)[^：:]{0,8}(?:指标|效益|影响|满意度)?(?:[：:—\-]|$))"
)
INSIDE = re.compile(
    r"(?<=[，,；;。）)])(?=(?:(?:产出|效益|满意度|成本)指标(?:中|里|方面)?[，,])?[^：:，,；;。]{0,14}(?:指标|效益|影响)(?:[（(][\d.]+分?[)）])?[：:])"
)
WITHIN = re.compile(r"(?:中|里|部分|方面)$")
VALUE_ONLY = re.compile(r"^(?:≥|≤|=|>|<|≧|≦|═|约)?\s*[\d.,]+\s*[^\d\s，,：:]{0,4}$")
LINK = re.compile(r"^(?:其中|包括|方面|为)")
CUE = re.compile(
    r"^(.{2,}?)[，,、：:；\s（(]*(?:年度|全年|计划|预期|绩效)?(?:指标值|目标值|计划值|预期值)(?:设定)?(?:为|是)?[：:]?\s*(.+?)[)）]?$"
)
NAMED = re.compile(r"^(?:三级|具体|绩效)?指标(?:名称|内容)?[：:]\s*")
SIGN = (
    r"(?:≥|≤|=|>|<|≧|≦|═|⩾|⩽|不低于|不少于|不高于|不超过|不多于|不小于|不大于|大于等于|小于等于|大于|小于"
    r"|高于|低于|超过|控制在|达到|约|近)"
)
COMPARED = re.compile(rf"^(.{{2,}}?)({SIGN}+\s*[\d.,一二三四五六七八九十百千万].*)$")
DATED = re.compile(r"^(.{2,}?)((?:20\d\d年|\d{1,2}月|当年|本年|年底|每年)[^，,]*(?:前|底|内|日|月|完成|年))$")
FIGURE = re.compile(
    r"^(.*?[^\d.,\-~～—至])"
    r"(\d[\d.,]*(?:万|亿)?(?:[%‰]|[^\d\s，,、；。%]{0,8})?(?:[-~～—至]{1,2}\d[\d.,]*[^\d，,。]{0,6})?)$"
)
DOUBLED = re.compile(r"^(.*?(.{2,}))(\2)$")
WORDED = re.compile(
    r"^(.{3,}?)((?:不断|逐步|持续|有效|明显|显著|进一步|稳步|长期|大幅|基本|较好|全面|按时|按期|及时|得到|有所|比较|良好|非常)*"
    r"(?:提升|提高|改善|保障|增强|完善|健全|优化|明显|显著|及时|达标|合格|完成|有效|良好|满意|稳定|减少|降低|促进|优良|优秀|优|好|高|强|是|否|无|有))$"
)


def read_narrative(lines: Sequence[Line], *, drawn: bool = False) -> tuple[tuple[Indicator, ...], set[Place]]:
    """Indicators in the running text of a form, and the places they use (读取文字式指标).

    Where the lines of a page were drawn without ruling (`drawn`) headings of columns show that the text is a table: its
    cells stand side by side in every line, so nothing is read rather than something wrong.
    """
    if drawn and any(_heads_columns(line) for line in lines):
        return (), set()
    reader = _Narrative()
    for line in lines:
        for piece in line.filled:
            if (standing(line) is piece or len(piece.text) > LONG_CELL) and not _aside(piece.text):
                reader.read(piece)
    if reader.levels < FEWEST_LEVELS:
        return (), set()
    return reader.indicators(), {item.piece.place for item in reader.items}


def _aside(text: str) -> bool:
    return row_word("signature", text) or row_word("note", text)


class _Item:
    """One item of the text with the labels in force."""

    __slots__ = ("level1", "level2", "piece", "text")

    def __init__(self, piece: Piece, text: str, level1: Field, level2: Field) -> None:
        self.piece, self.text, self.level1, self.level2 = piece, text, level1, level2


class _Narrative:
    def __init__(self) -> None:
        self.level1, self.level2 = Field(), Field()
        self.levels = 0
        self.items: list[_Item] = []

    def read(self, piece: Piece) -> None:
        """Take the labels and items of one text."""
        for part in ENDS.split(piece.text):
            for sentence in INSIDE.split(part):
                text = self._labels(piece, sentence)
                if self.items and self.items[-1].piece is piece and VALUE_ONLY.match(text):
                    self.items[-1].text += f"；{text}"
                    continue
                named = head_field(text.split("：")[0]) if "：" in text else ""
                if text and self.levels and len(text) <= LONGEST_ITEM * 2 and named in ("", "other"):
                    self.items.append(_Item(piece, text, self.level1, self.level2))

    def _labels(self, piece: Piece, sentence: str) -> str:
        """Take numbering and level words off the front of a sentence."""
        text = sentence.strip().strip(EDGE)
        labels: list[Field] = []
        opened = False
        while True:
            text = NUMBERING.sub("", text).lstrip(EDGE)
            found = JOINED.match(text) or LABEL.match(text)
            word = WITHIN.sub("", found[1]) if found else ""
            if found is None:
                break
            rest = text[found.end() :]
            if not _leads_on(found[1], word, rest) and not _is_label(
                word, rest.strip(EDGE + "（）()"), sentence.strip()
            ):
                break
            labels.append(replace(piece.field(), text=word))
            opened = found[1].endswith(("中", "里"))
            text = LINK.sub("", rest.lstrip(AFTER_LABEL)).lstrip(EDGE)
        self.levels += len(labels)
        for number, found_label in enumerate(labels):
            self._level(found_label, number + 1 < len(labels) or opened)
        return text

    def _level(self, label: Field, followed: bool) -> None:
        if label.text.endswith("绩效指标"):
            return
        first, second = is_level(label.text, 1), is_level(label.text, 2)
        if first and second and not followed and (self.level1 or self.level2):
            first = "成本" not in label.text and not row_word("narrow", label.text)
        if first and not (
            second and self.level1 and self.level1.place == label.place and not followed and not self.level2
        ):
            self.level1, self.level2 = label, Field()
        else:
            self.level2 = label

    def indicators(self) -> tuple[Indicator, ...]:
        """The items, each cut in the way that suits the text best."""
        texts = [item.text for item in self.items]
        way, parts = _learn(texts)
        found: list[Indicator] = []
        for item in self.items:
            for name, target in _parts(item.text, way, parts):
                found.append(_indicator(item, name, target))
        return tuple(found)


def _leads_on(printed: str, word: str, rest: str) -> bool:
    """Whether a level word leads on to what follows: by 中 or 方面, or by a slash or dot before a further part."""
    chained = rest[:1] in CHAIN and "：" in rest.replace(":", "：") and is_level(word, 2)
    within = word != printed and bool(rest) and (is_level(word, 1) or is_level(word, 2))
    return chained or within


def _heads_columns(line: Line) -> bool:
    """Whether a line of text is the headings of a table whose columns were lost (失去分栏的表头)."""
    words = [meanings(word) for word in line.text.split()] if line.is_paragraph else []
    labels = [word for word in words if word and word[0][0] in ("level1", "level2", "name")]
    return len(words) > len(labels) > 1 and all(words)


def _is_label(word: str, rest: str, sentence: str) -> bool:
    """Whether a word before other text is a level label, not the name of an indicator such as 项目成本."""
    if not (is_level(word, 1) or is_level(word, 2)):
        return False
    if not rest:
        return "指标" in word or sentence.endswith(("：", ":")) or len(sentence) <= len(word) + 8
    return "指标" in word or not content("value", rest) or len(rest) > LONGEST_VALUE // 2


def _indicator(item: _Item, name: str, target: str) -> Indicator:
    field = item.piece.field()
    return Indicator(
        level1=item.level1,
        level2=item.level2,
        name=replace(field, text=name),
        target=replace(field, text=target) if target else Field(),
        place=item.piece.place,
    )


# ------------------------------------------------------------------ names and values


def _learn(texts: Sequence[str]) -> tuple[Way | None, bool]:
    """The way that cuts most items, and whether items are separated by commas."""
    best: tuple[float, Way | None, bool] = (0.0, None, False)
    for commas in (False, True):
        clauses = [clause for text in texts for clause in (_clauses(text) if commas else [text])]
        for number, way in enumerate(WAYS):
            hits = sum(1 for clause in clauses if way(clause))
            share = hits / len(clauses) if clauses else 0.0
            score = share - 0.005 * number + (0.05 if share == 1 and len(clauses) > len(texts) else 0.0)
            if score > best[0]:
                best = (score, way, commas)
    return best[1], best[2]


def _clauses(text: str) -> list[str]:
    return [clause.strip(EDGE) for clause in re.split("[，,]", text) if clause.strip(EDGE)]


def _parts(text: str, way: Way | None, commas: bool) -> list[Item]:
    clauses = _clauses(text) if commas else [text]
    found = []
    for clause in clauses:
        item = way(clause) if way else None
        item = item or next((other for other in (way(clause) for way in (*WAYS, _plain)) if other), None)
        if item:
            found.append((NAMED.sub("", item[0]).strip(EDGE), item[1].strip(" 　:：;；。，")))
    return found


def _plain(text: str) -> Item | None:
    """Name and value without anything between them."""
    found = DOUBLED.match(text) or COMPARED.match(text) or DATED.match(text) or FIGURE.match(text) or WORDED.match(text)
    return _checked(found[1], found[found.re.groups]) if found else None


def _checked(name: str, value: str) -> Item | None:
    name, value = NAMED.sub("", name.strip(EDGE)).strip(EDGE), value.strip(EDGE.replace("-", ""))
    fit = 2 <= len(name) <= LONGEST_NAME and 0 < len(value) <= LONGEST_VALUE and not name.isdigit()
    return (name, value) if fit and not name.endswith(("指标值", "目标值")) and name != "指标" else None


def _cued(text: str) -> Item | None:
    found = CUE.match(text)
    return _checked(found[1], found[2]) if found else None


def _bracketed(text: str) -> Item | None:
    found = re.match(r"^(.{2,}?)[（(](.+)[)）]$", text)
    return _checked(found[1], found[2]) if found else None


def _separated(mark: str) -> Way:
    def way(text: str) -> Item | None:
        places = [found.start() for found in re.finditer(mark, text)]
        cuts = [(text[:at], re.sub(rf"^(?:{mark})+", "", text[at:])) for at in places]
        items = [item for item in (_checked(*cut) for cut in cuts) if item]
        valued = [item for item in items if content("value", item[1]) or content("quality", item[1])]
        return valued[0] if valued else items[-1] if items else None

    return way


WAYS: tuple[Way, ...] = (
    _cued,
    _separated("[：:]"),
    _bracketed,
    _separated("——|—|--"),
    _separated("[，,]"),
    _separated("、"),
    _separated(r"\s"),
    _separated("为"),
    _plain,
)


def mentions_levels(texts: Iterable[str]) -> bool:
    """Whether texts hold indicators in running form (是否文字式)."""
    words = re.compile("(?:产出|数量|质量|时效|成本|效益|满意度)指标")
    return sum(len(words.findall(squeeze(text))) for text in texts) >= FEWEST_LEVELS
