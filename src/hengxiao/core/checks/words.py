"""Words of Chinese text (分词): segmentation, phrases of a goal, and whether a word is taken up elsewhere.

The segmenter is loaded at the first text, not at import: it costs a tenth of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

QUOTED = re.compile(r"[“\"]([^”\"]{2,12})[”\"]")
SENTENCE = re.compile(r"[。；;！!\n]")
CLAUSE = re.compile(r"[，,：:]")
CHINESE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,}")
PLACE = "[\u4e00-\u9fff]{1,3}[省市县]"
CONJUNCTIONS = frozenset({"和", "与", "及", "以及", "并", "并且", "或", "、"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists a pack gives for reading goals (词表): adverbs, purpose verbs, words that tell nothing alone.

    `empty` matches a text made up of such words alone, `tail` such words at the end of a longer one.
    """

    adverbs: frozenset[str]
    purposes: frozenset[str]
    empty: re.Pattern[str]
    tail: re.Pattern[str]


@lru_cache(maxsize=32)
def lexicon(
    adverbs: tuple[str, ...], verbs: tuple[str, ...], purposes: tuple[str, ...], generic: tuple[str, ...]
) -> Lexicon:
    """The lexicon of some word lists (词表)."""
    words = "|".join(sorted(map(re.escape, {*adverbs, *verbs, *generic}), key=len, reverse=True))
    tails = "|".join(sorted({re.escape(word) for word in (*verbs, *generic) if len(word) > 1}, key=len, reverse=True))
    empty = re.compile(f"(?:{words})+|{PLACE}")
    return Lexicon(frozenset(adverbs), frozenset(purposes), empty, re.compile(f"(?<=..)(?:{tails})+$"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A task named in a goal (任务短语): as printed, and its telling words."""

    text: str
    words: tuple[str, ...]


@lru_cache(maxsize=8192)
def cut(text: str) -> tuple[str, ...]:
    """Words of a text in order; what stands in quotation marks is one word (分词)."""
    import rjieba

    words: list[str] = []
    end = 0
    for match in QUOTED.finditer(text):
        words += rjieba.cut(text[end : match.start()])
        words.append(match[1])
        end = match.end()
    words += rjieba.cut(text[end:])
    return tuple(words)


def telling(words: Iterable[str], lists: Lexicon) -> tuple[str, ...]:
    """The words that carry meaning of their own, without empty endings (实词): 科普活动 → 科普."""
    kept = (word for word in words if CHINESE.fullmatch(word) and not lists.empty.fullmatch(word))
    return tuple(lists.tail.sub("", word) for word in kept)


def phrases(text: str, lists: Lexicon) -> Iterator[Phrase]:
    """The tasks a goal names (目标中的任务).

    Sentences are split into clauses and these at 、 and conjunctions. A clause that opens with a word of purpose
    (促进…, 为…) and is not the first of its sentence states an effect, not a task.
    """
    for sentence in SENTENCE.split(text):
        for number, clause in enumerate(part for part in CLAUSE.split(sentence) if part.strip()):
            words = list(cut(clause.strip()))
            while words and words[0] in lists.adverbs:
                words.pop(0)
            if words and number and _opens(words[0], lists.purposes):
                continue
            yield from _split(words, lists)


def _opens(word: str, purposes: frozenset[str]) -> bool:
    return word in purposes or (len(word) > 2 and word[:2] in purposes)


def _split(words: list[str], lists: Lexicon) -> Iterator[Phrase]:
    piece: list[str] = []
    for word in [*words, "、"]:
        if word not in CONJUNCTIONS:
            piece.append(word)
            continue
        full = [n for n, one in enumerate(piece) if telling((one,), lists)]
        if full:
            yield Phrase("".join(piece[full[0] : full[-1] + 1]), telling(piece, lists))
        piece = []


def shortens(short: str, words: tuple[str, ...]) -> frozenset[str]:
    """The words a short form stands for (简称): 科普 for 科学技术 + 普及; empty when it is none."""
    if not 2 <= len(short) <= 4 or any(short in word for word in words):
        return frozenset()
    for start, word in enumerate(words):
        rest, used = short, []
        for follower in words[start:] if word[0] == short[0] else ():
            before = rest
            for character in follower:
                rest = rest.removeprefix(character)
            if rest == before:
                break
            used.append(follower)
        if used and not rest:
            return frozenset(used)
    return frozenset()


def found(words: tuple[str, ...], text: str, others: Iterable[str]) -> frozenset[str]:
    """Which words a text takes up (匹配到的词): as such, by their head word, or by a short form among `others`."""
    hits = {word for word in words if word in text}
    for other in others:
        hits |= {word for word in words if word.endswith(other)}
        hits |= shortens(other, words)
    return frozenset(hits)
