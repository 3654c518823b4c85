"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from factories import World
    from hengxiao.cycle.models import Filing

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SERVER: pytest.StashKey[Any] = pytest.StashKey()
os.environ.pop("HENGXIAO_PACKS", None)  # packs of the site at hand are not those the tests know


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgres`: the database tests on a real PostgreSQL that the tests start themselves."""
    parser.addoption("--postgres", action="store_true", help="run database tests on PostgreSQL, started by the tests")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """The database asked for: SQLite, `HENGXIAO_TEST_DATABASE_URL` (see the test settings), or one started here."""
    if request.config.getoption("--postgres"):
        import postgres

        server = postgres.start()
        worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
        postgres.use(server.get_uri(), f"hengxiao_test_{worker}")
        request.config.stash[SERVER] = server


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


@pytest.fixture(autouse=True)
def one_language() -> Iterator[None]:
    """The language a page spoke ends with the test."""
    yield
    if "django" in sys.modules:
        from django.utils import translation

        translation.deactivate()
