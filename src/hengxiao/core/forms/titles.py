"""Titles of forms (表名): the title line, the year and the kind of a form."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hengxiao.core.forms.lines import Line, Piece
from hengxiao.core.forms.text import squeeze, years
from hengxiao.core.forms.vocabulary import is_level, label, label_word, row_word
from hengxiao.core.terms.kinds import FormKind

LONGEST_TITLE = 70
WIDE = 0.6
SENTENCE = set("。；;？！")


def standing(line: Line) -> Piece | None:
    """The text of a paragraph, or of a row that holds one text over most of the sheet's width (通栏文字)."""
    piece = line.alone
    if piece is None:
        return None
    if line.is_paragraph or piece.width >= WIDE * line.width:
        return piece
    merged_above = any(other.top < line.row for other in line.pieces)
    return None if merged_above or label_word(piece.text) or is_level(piece.text, 1) else piece


def is_title(text: str) -> bool:
    """Whether a standing text is the title of a form (表名)."""
    if len(text) > LONGEST_TITLE or SENTENCE & set(text) or is_caption(text) or label("titles", "number", text):
        return False
    return label("titles", "form", text)


def is_caption(text: str) -> bool:
    """Whether a text heads a part of a form, such as 长期绩效目标表 (分表名)."""
    return label("titles", "caption", text)


def title_of(texts: Sequence[str]) -> str:
    """The title among the standing texts before a form's first table (取表名)."""
    fit = [text for text in texts if not _aside(text)]
    for text in fit:
        if is_title(text):
            return text
    captions = [text for text in fit if is_caption(text)]
    named = [
        text
        for text in fit
        if ("绩效" in text or text.endswith("表")) and len(text) <= LONGEST_TITLE and not SENTENCE & set(text)
    ]
    return (named or captions or [""])[0]


def _aside(text: str) -> bool:
    return (
        label("titles", "annex", text)
        or label("titles", "year_line", text)
        or label("titles", "unit_line", text)
        or label("titles", "number", text)
        or row_word("note", text)
    )


def year_of(title: str, texts: Sequence[str]) -> int | None:
    """The year of a form (年度): from its title, from a line such as （2020年度）, else from any text around it."""
    for text in (title, *(t for t in texts if label("titles", "year_line", t)), *texts):
        named = [year for year in years(text) if f"{year}年" in squeeze(text)]
        if named:
            return named[0]
    return None


KIND_WORDS = (
    ("overall", FormKind.OVERALL),
    ("self_evaluation", FormKind.SELF_EVALUATION),
    ("monitoring", FormKind.MONITORING),
)


def kind_in(title: str) -> FormKind | None:
    """The kind a title names outright (表名所示表种): 整体, 自评 or 监控."""
    return next((kind for word, kind in KIND_WORDS if label("titles", word, title)), None)


def kind_of(title: str, roles: Collection[str], filled: Collection[str]) -> FormKind:
    """The kind of a form (表种): from its title, else from its columns; `filled` are the roles with contents."""
    named = kind_in(title)
    if named is not None:
        return named
    evaluated = {"actual", "score"} & set(filled)
    if evaluated and label("titles", "evaluation", title):
        return FormKind.SELF_EVALUATION
    if {"likelihood", "forecast"} & set(roles) and not label("titles", "target", title):
        return FormKind.MONITORING
    return FormKind.SELF_EVALUATION if evaluated and not label("titles", "target", title) else FormKind.TARGET
