"""Fixtures of the interface's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from factories import World
from programs import Program, make_token


@pytest.fixture
def program(world: World) -> Callable[..., Program]:
    """A program that comes as a person."""

    def made(username: str, *families: str, **headers: str) -> Program:
        return Program(make_token(world, username, *families), **headers)

    return made


@pytest.fixture
def limits(settings: Any) -> Any:
    """Limits of use as a test sets them, counted from nothing."""
    cache.clear()
    settings.RATE_LIMITS = {}
    yield settings.RATE_LIMITS
    cache.clear()
