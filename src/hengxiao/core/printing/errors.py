"""Errors of printing (打印错误); each carries facts, and its sentence stands in the catalogue."""

from __future__ import annotations

from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language


class PrintError(Exception):
    """A form cannot be printed (不能打印): code of the catalogue's family `printing` and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code, facts)

    def message(self, language: Language | str = Language.CHINESE) -> str:
        """The sentence a user reads (错误说明)."""
        return say(self.code, language, self.facts)

    def __str__(self) -> str:
        return self.message()


class MissingGlyphError(PrintError):
    """The font lacks characters of the form (缺字); facts: `characters`, `codes`."""
