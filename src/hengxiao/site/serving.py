"""The production server (服务): makes the database and static files ready, then gunicorn with a few threads."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Said = tuple[str, dict[str, Any]]


class NotReadyError(Exception):
    """The server cannot start (不能启动): message code and facts."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def message(self, language: str) -> str:
        """The sentence a user reads."""
        from hengxiao.core.terms.catalogue import say

        return say(f"cli.{self.code}", language, self.facts)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to serve (服务参数)."""

    address: str = "127.0.0.1:8000"
    workers: int = 2
    threads: int = 4
    migrate: bool = True
    worker: bool = True


def set_up(log: str = "text") -> None:
    """Load the site's settings once (装载设置)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengxiao.site.settings")
    os.environ.setdefault("HENGXIAO_LOG", log)
    import django

    django.setup()


def require_free(address: str) -> None:
    """Go on only with an address nobody listens on (监听地址空闲); a Unix socket is left to the server.

    Raises:
        NotReadyError: it is taken, or cannot be listened on here.
    """
    host, _colon, port = address.rpartition(":")
    if not port.isdecimal():
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except (OSError, OverflowError) as error:
        raise NotReadyError("serve_address", address=address, error=getattr(error, "strerror", "") or error) from None


def prepare(plan: Plan) -> Iterator[Said]:
    """Bring database and static files to this version (启动准备), telling each step as (message code, facts).

    Raises:
        NotReadyError: no database, one of a newer version, or migrations are missing and not wanted.
    """
    from django.conf import settings

    yield (
        "serve_data",
        {"folder": settings.DATA_DIR, "database": settings.DATABASES["default"]["ENGINE"].split(".")[-1]},
    )
    yield from migrate(plan.migrate)
    yield from static_files()


def migrate(wanted: bool) -> Iterator[Said]:
    """Apply what the database lacks (数据库迁移)."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        if connection.vendor == "postgresql":  # asked without the pool, which would go on trying
            with connection.wrap_database_errors:
                connection.Database.connect(**({"connect_timeout": 5} | connection.get_connection_params())).close()
        executor = MigrationExecutor(connection)
        unknown = sorted(unknown_migrations(executor.loader))
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise NotReadyError("serve_no_database", error=str(error).strip().splitlines()[0]) from None
    if unknown:
        raise NotReadyError("serve_newer_database", names="、".join(unknown))
    if missing and not wanted:
        raise NotReadyError("serve_must_migrate", count=len(missing))
    if missing:
        yield "serve_migrating", {"count": len(missing)}
        call_command("migrate", verbosity=0, interactive=False)
    yield "serve_migrated", {}
    require_packs()
    yield from common_indicators()


def require_packs() -> None:
    """Go on only with rule packs that can be used (核对规则包): the site's own right, those of the years there.

    Raises:
        PackError: one is missing, or `hengxiao pack check` finds an error in it; the first one found.
    """
    from hengxiao.core.packs import PackError, check_pack, load, own_packs
    from hengxiao.core.terms.kinds import Severity
    from hengxiao.cycle.models import FiscalYear

    for pack in own_packs():
        for finding in check_pack(pack):
            if finding.severity == Severity.ERROR:
                raise PackError(finding.code, **finding.facts)
    for pack in FiscalYear.objects.order_by().values_list("pack", flat=True).distinct():
        load(pack)


def common_indicators() -> Iterator[Said]:
    """Bring the common indicators of the library to this version (装载共性指标), told when something changed."""
    from hengxiao.cycle.actions.indicator_library import load_library
    from hengxiao.site.today import console_viewer

    changed = load_library(viewer=console_viewer())
    if changed:
        yield "serve_library", {"count": changed}


def unknown_migrations(loader: Any) -> Iterator[str]:
    """Migrations the database has and this version does not (库比程序新)."""
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    for key in loader.applied_migrations:
        if key[0] in loader.migrated_apps and key not in loader.disk_migrations and key not in replaced:
            yield ".".join(key)


def static_files() -> Iterator[Said]:
    """Collect and compress static files when they changed (静态文件)."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    print_of = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            info = Path(storage.path(name)).stat()
            print_of.update(f"{storage.location}|{name}|{info.st_size}|{info.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if not stamp.exists() or stamp.read_text(encoding="ascii") != print_of.hexdigest():
        yield "serve_static", {}
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(print_of.hexdigest(), encoding="ascii")


def load_pages() -> None:
    """Load every page before the first visitor comes (预先装载页面); the server's processes inherit them."""
    from django.urls import reverse

    reverse("home")


def measure_in(folder: Path) -> None:
    """Let all server processes count into one folder (多进程指标)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


class WorkerBeside:
    """The background worker beside the server (随网站运行的工作进程): started again when it dies, ended with the site.

    On a desk nobody has to start a second program; a larger site runs `hengxiao work` as a service of its own.
    """

    def __init__(self) -> None:
        self.over = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.keeper = threading.Thread(target=self._keep, name="worker", daemon=True)

    def hooks(self) -> dict[str, Any]:
        """What the server tells of (服务器的通知)."""
        return {
            "on_reload": lambda server: self.restart(),
            "on_exit": lambda server: self.stop(),
        }

    def start(self) -> None:
        """Start it and keep it running."""
        self._begin()
        self.keeper.start()

    def restart(self) -> None:
        """Let it end what it has in hand; the keeper starts another one (重新装载)."""
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        """End it for good, after the item in hand."""
        self.over.set()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def _begin(self) -> None:
        command = [sys.executable, "-m", "hengxiao.cli", "work", "--beside", str(os.getpid())]
        self.process = subprocess.Popen(command)

    def _keep(self) -> None:
        while not self.over.wait(2):
            if self.process is not None and self.process.poll() is not None and not self.over.is_set():
                self._begin()


def run(plan: Plan, listening: Callable[[], None]) -> None:
    """Serve until stopped (运行服务); `listening` is called once the site takes requests."""
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    load_pages()
    beside = WorkerBeside() if plan.worker else None

    def when_ready(server: Any) -> None:
        listening()
        if beside:
            beside.start()

    options = options_of(plan) | (beside.hooks() if beside else {}) | {"when_ready": when_ready}

    class Server(BaseApplication):  # the framework's way to run inside one's own program
        def load_config(self) -> None:
            """Settings of the server."""
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """The application a worker serves."""
            from hengxiao.site.wsgi import application

            return application

    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    Server().run()


def options_of(plan: Plan) -> dict[str, Any]:
    """Settings of the server (服务器设置)."""
    from django.conf import settings
    from prometheus_client.multiprocess import mark_process_dead

    options = {
        "bind": plan.address,
        "workers": plan.workers,
        "threads": plan.threads,
        "worker_class": "gthread",
        "timeout": 120,
        "graceful_timeout": 30,
        "keepalive": 0,  # a kept connection stays with one process, however busy it is and idle the others
        "max_requests": 20000,
        "max_requests_jitter": 2000,
        "loglevel": "warning",
        "child_exit": lambda server, worker: mark_process_dead(worker.pid),
    }
    if settings.TRUSTED_PROXIES:  # they also say whether the visitor came encrypted
        options["forwarded_allow_ips"] = ",".join(settings.TRUSTED_PROXIES)
    return options
