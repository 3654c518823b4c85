"""Whether a table told by the text alone makes sense (推断结果复核): else it is better not read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hengxiao.core.forms.vocabulary import content, is_level, meanings, row_word
from hengxiao.core.reading.columns import LEADS, VALUES, Block, heads_indicators
from hengxiao.core.reading.pdf_parts import PageTable, Part

NUMBERED = re.compile("[0-9]{1,2}$")
HEADED = re.compile("[一二三四]级指标")
FIGURE = re.compile(r"[≥≤≧≦%]|[0-9]")
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
LABEL = 8  # characters the name of a level nobody knows takes at most
SIGN = re.compile("[≥≤≧≦=＝<>＜＞]")
FEW = 5  # rows up to which figures one under another in a cell may be rows read as one, for all the rules
BLANK = 0.34  # share of rows without a value from which a table is not believed


def is_sound(table: PageTable, known: Sequence[Part]) -> bool:
    """Whether levels stand under levels, names under names, and nearly every row has a value (是否可信).

    `known` are the headings of the page before, for a table that goes on.
    """
    heads: list[Part] = list(known)
    names = valued = 0
    for row in range(table.rows):
        cells = [part for part in table.parts if part.top == row]
        if heads_row(cells):
            before, heads = heads, [part for part in cells if words(part) and not row_word("outer", words(part))]
            if before and list(map(words, before)) != list(map(words, heads)):
                return False
            if not all(map(is_clean, heads)):
                return False
            continue
        if not heads or not any(part.left < heads[-1].left and words(part) for part in cells):
            continue
        for head in heads:
            under = [one for one in cells if head.left <= one.left and one.right <= head.right]
            if not all(fits(role(head), words(one)) for one in under):
                return False
            names += bool(under) and role(head) == "name"
            valued += role(head) in VALUES and any(words(one) for one in under)
    table.heads = heads
    return not heads or (names > 0 and valued >= names * (1 - BLANK))


def is_glued(table: PageTable) -> bool:
    """Whether rows no rule parts were read as one (是否粘连): a cell holds several figures, signs or labels."""
    doubted = table.unsure or table.rows <= FEW  # where rules part many rows, a figure over two lines is a long one
    return any(
        len(part.lines) > 1 and (lists_labels(words(part)) or (doubted and lists_contents(part)))
        for part in table.parts
    )


def lists_contents(part: Part) -> bool:
    """Whether every line of a cell is a figure, or every line a sign (是否逐行为数值或符号)."""
    return any(all(content(kind, line.text) for line in part.lines) for kind in ("figure", "sign"))


def lists_labels(text: str) -> bool:
    """Whether a text begins with two labels of levels (是否连写两个层级名)."""
    found = [f"{name}指标" for name in text.split("指标")[:-1]]
    return len(found) > 1 and all(is_level(name, 1) or is_level(name, 2) for name in found[:2])


def heads_row(cells: Sequence[Part]) -> bool:
    """Whether the cells of a row are headings of indicators (是否表头行)."""
    return heads_indicators([Block(words(part), part.left, part.right, 0.0) for part in cells if words(part)])


def words(part: Part) -> str:
    """Text of a cell."""
    return "".join(line.text for line in part.lines)


def role(head: Part) -> str:
    """What a heading means most likely."""
    found = meanings(words(head))
    return found[0][0] if found else ""


def fits(role: str, text: str) -> bool:
    """Whether a text may stand under a heading (内容与栏目是否相配)."""
    label = is_level(text, 1) or is_level(text, 2)
    if role in ("level1", "level2"):
        return label or (len(text) <= LABEL and not FIGURE.search(text))
    if HEADED.search(text):
        return False
    if role in LEADS:
        return bool(text)
    if role == "sign":
        return content("sign", text) or not SIGN.search(text)
    return not (row_word("outer", text) or (label and text.endswith("指标")))


def is_clean(head: Part) -> bool:
    """Whether a heading has taken in no text of the rows below (表头是否夹带内容)."""
    plain = NUMBERED.sub("", HEADED.sub("", words(head)))
    return not FIGURE.search(BRACKETS.sub("", plain)) and not (is_level(plain, 1) or is_level(plain, 2))
