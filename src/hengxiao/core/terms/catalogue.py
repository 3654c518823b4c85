"""Catalogue of messages (消息目录): every text a user sees, by stable code, in Chinese and English.

The texts are data in `messages/<family>.toml`; a table `[family.thing]` holds `zh` and `en` (str.format templates) and,
for findings, `severity`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from hengxiao.core.terms.kinds import Language, Severity


class UnknownMessageError(KeyError):
    """No message of this code is in the catalogue."""


@cache
def family(name: str) -> dict[str, dict[str, str]]:
    """All messages of one family (消息族): thing → {zh, en, severity?}."""
    source = files("hengxiao.core.terms") / "messages" / f"{name}.toml"
    if not source.is_file():
        raise UnknownMessageError(name)
    table: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8")).get(name, {})
    return table


def entry(code: str) -> dict[str, str]:
    """The catalogue entry of a code such as `reading.unplaced`.

    Raises:
        UnknownMessageError: there is no such code.
    """
    name, _, thing = code.partition(".")
    found = family(name).get(thing)
    if found is None:
        raise UnknownMessageError(code)
    return found


def say(code: str, language: Language | str = Language.CHINESE, facts: Mapping[str, Any] | None = None) -> str:
    """The message of a code in a language, with its facts filled in (消息文本)."""
    return entry(code)[str(language)].format(**(facts or {}))


def severity_of(code: str) -> Severity:
    """Default severity of a finding code (默认级别)."""
    return Severity(entry(code).get("severity", Severity.WARNING))
