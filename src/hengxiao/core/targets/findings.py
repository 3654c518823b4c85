"""Findings (问题): what is wrong, where, and the facts to say it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hengxiao.core.targets.places import Place
from hengxiao.core.terms.catalogue import say, severity_of
from hengxiao.core.terms.kinds import Language, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding (问题): stable code, place and facts; the sentence is rendered from the catalogue.

    `level` overrides the catalogue's severity (a pack may raise or lower it). `fix` is a proposed text for the cell
    at `place`. `variant` picks the sentence `<code>-<variant>` where one code has several.
    """

    code: str
    place: Place | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    level: Severity | None = None
    fix: str | None = None
    variant: str = ""

    @property
    def severity(self) -> Severity:
        """Severity (级别)."""
        return self.level or severity_of(self.code)

    def message(self, language: Language | str = Language.CHINESE) -> str:
        """The sentence a user reads (问题说明)."""
        return say(f"{self.code}-{self.variant}" if self.variant else self.code, language, self.facts)
