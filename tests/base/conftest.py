"""Fixtures of the base's tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from counting import KIND, Work, count_to

from hengxiao.base.enums import Role
from hengxiao.base.jobs import kinds


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Register a function as the kind of the tests."""

    def register(work: Work) -> None:
        kind = kinds.Kind(KIND, "数数", (Role.FILLER,), work, again=True)
        monkeypatch.setitem(kinds._KINDS, KIND, kind)

    register(count_to(3))
    return register
