"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from factories import World
    from hengxiao.cycle.models import Filing

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout; tests that use it are skipped in a clone that lacks it."""
    if not SHARED.is_dir():
        pytest.skip("material beside the checkout is absent")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def world(db: Any) -> World:
    """A small province: organisations and people of every role."""
    from factories import make_world

    return make_world()


@pytest.fixture
def filing(world: World) -> Filing:
    """A filing in draft, read from the sample."""
    from factories import make_filing

    return make_filing(world)


@pytest.fixture
def client_of(world: World) -> Callable[[str], Client]:
    """A browser signed in as a person, by user name."""
    from django.test import Client

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(world.people[username], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
