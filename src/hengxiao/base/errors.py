"""What can go wrong in an action (业务错误): facts, not sentences; the pages say them through the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hengxiao.core.terms.catalogue import say
from hengxiao.core.terms.kinds import Language


class ActionError(Exception):
    """An action that cannot be done (操作不能完成): catalogue code and facts."""

    status = 400

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
        self.links: tuple[tuple[str, str], ...] = ()
        self.field = ""

    def leading(self, links: Iterable[tuple[str, str]]) -> ActionError:
        """This error with where to mend it (去哪里改正): (what the place is called, address) of each."""
        self.links = tuple(links)
        return self

    def beside(self, field: str) -> ActionError:
        """This error with the entry it refuses (拒绝的栏目): the name of the action's argument."""
        self.field = field
        return self

    def message(self, language: Language | str = Language.CHINESE) -> str:
        """The sentence a user reads."""
        return say(self.code, language, self.facts)


class ForbiddenError(ActionError):
    """The viewer may not do this (无权操作)."""

    status = 403


class LateError(ActionError):
    """Somebody else was faster (他人已先处理)."""

    status = 409


class TooManyError(ActionError):
    """Too many requests (请求过多): again after some seconds."""

    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__("base.too_many", seconds=wait)
        self.wait = wait


class UnknownPersonError(ActionError):
    """Nobody known is asking (未认证): no session, no token, or one that does not count any more."""

    status = 401
