"""Errors of rule packs (规则包错误); each carries facts, and its sentence stands in the catalogue."""

from __future__ import annotations

from datetime import date

from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language


class PackError(Exception):
    """A pack breaks its own rules (规则包有误): code of the catalogue, file, line and facts."""

    def __init__(self, code: str, *, file: str = "", line: int = 0, **facts: object) -> None:
        self.code = code
        self.file = file
        self.line = line
        self.facts: dict[str, object] = {"file": file, "line": line, **facts}
        super().__init__(code, self.facts)

    def message(self, language: Language | str = Language.CHINESE) -> str:
        """The sentence a user reads (问题说明)."""
        return say(self.code, language, self.facts)

    def __str__(self) -> str:
        return self.message()


class UnknownPackError(PackError):
    """No pack has this id (没有这个规则包); facts: `pack`, `known`."""

    def __init__(self, pack: str, known: tuple[str, ...]) -> None:
        super().__init__("packs.unknown_pack", pack=pack, known=" ".join(known))


class MissingRuleError(PackError):
    """No pack of the chain holds the rule (缺规则), or none did that day; facts: `rule`, `pack`, `chain`, `on`."""

    def __init__(self, rule: str, pack: str, chain: tuple[str, ...], on: date | None = None) -> None:
        code = "packs.missing_rule" if on is None else "packs.not_yet_in_force"
        super().__init__(code, rule=rule, pack=pack, chain=" → ".join(chain), on="" if on is None else on.isoformat())
