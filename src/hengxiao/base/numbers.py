"""Whole numbers in what was sent (提交的整数): keys, years, rounds."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 18  # digits a key of any database has


def number_in(text: str) -> int | None:
    """The number a text is (整数), None when it is none or longer than any key."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    """The numbers among texts (整数清单); what is none is left out."""
    return [number for number in map(number_in, texts) if number is not None]
