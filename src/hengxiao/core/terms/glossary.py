"""Glossary (术语表): one English word of the code ↔ one official term, with the decree it comes from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


class UnknownTermError(KeyError):
    """The glossary has no such code."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One term (术语).

    `code` is the word as it stands in the code. `where` is the place that proves it: `module:Name.member`, or
    `pack:<rule code>` with `/<entry code>` for an entry of a list. `also` are other wordings met on forms.
    """

    code: str
    official: str
    english: str
    source: str
    where: str
    also: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def glossary() -> tuple[Entry, ...]:
    """All terms, in the order of the file (全部术语)."""
    text = (files("hengxiao.core.terms") / "glossary.toml").read_text(encoding="utf-8")
    return tuple(
        Entry(code, row["zh"], row["en"], row["source"], row["where"], tuple(row.get("also", ())))
        for code, row in tomllib.loads(text).items()
    )


def term(code: str) -> Entry:
    """The term of a code (查术语).

    Raises:
        UnknownTermError: the glossary has no such code.
    """
    found = next((entry for entry in glossary() if entry.code == code), None)
    if found is None:
        raise UnknownTermError(code)
    return found


def glossary_rows() -> tuple[tuple[str, str, str, str], ...]:
    """Rows of the reference page (术语对照): code, official term, English, source."""
    return tuple((entry.code, entry.official, entry.english, entry.source) for entry in glossary())
