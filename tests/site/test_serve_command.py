"""`hengxiao serve` as an administrator runs it: real processes, real sockets."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from folders import pack, rule

from hengxiao.site.serving import NotReadyError, require_free

COMMAND = Path(sys.executable).with_name("hengxiao")


def environment(data: Path, **more: str) -> dict[str, str]:
    ours = ("HENGXIAO_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PROMETHEUS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"HENGXIAO_DATA": str(data), "HENGXIAO_LANG": "zh"} | more


def serve(data: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "serve", *options], env=environment(data, **more), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder made ready by the command."""
    data = tmp_path_factory.mktemp("data")
    ran = serve(data, "--check")
    assert ran.returncode == 0, ran.stderr
    assert "正在升级数据库" in ran.stdout
    return data


@pytest.fixture
def copy(prepared: Path, tmp_path: Path) -> Path:
    """A data folder of one's own to spoil."""
    with sqlite3.connect(prepared / "hengxiao.sqlite3") as source, sqlite3.connect(tmp_path / "hengxiao.sqlite3") as to:
        source.backup(to)
    return tmp_path


def test_second_start_has_nothing_to_do(prepared: Path) -> None:
    ran = serve(prepared, "--check")
    assert [line.split("（")[0] for line in ran.stdout.splitlines()] == [
        f"数据文件夹 {prepared}",
        "数据库已是当前版本。",
    ]


@pytest.mark.parametrize("command", [("serve", "--check"), ("work", "--once")], ids=["serve", "work"])
def test_neither_site_nor_worker_starts_with_a_wrong_pack(
    prepared: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    pack(tmp_path, "mousheng_2021", rule("execution.base", '"whatever"'), extends="hubei_2020")
    wrong = environment(prepared, HENGXIAO_PACKS=str(tmp_path))
    ran = subprocess.run([COMMAND, *command], env=wrong, capture_output=True, text=True, check=False)
    assert (ran.returncode, "mousheng_2021/" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)


def test_missing_migrations_stop_a_start_that_must_not_migrate(copy: Path) -> None:
    with sqlite3.connect(copy / "hengxiao.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'django_tasks_database'")
        missing = database.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert missing is not None
    ran = serve(copy, "--check", "--no-migrate")
    assert (ran.returncode, "请先备份" in ran.stderr) == (2, True)


def test_database_of_a_newer_version_is_not_opened(copy: Path) -> None:
    with sqlite3.connect(copy / "hengxiao.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cycle', '9999_future', '2030-01-01')"
        )
    ran = serve(copy, "--check")
    assert (ran.returncode, "cycle.9999_future" in ran.stderr) == (2, True)


def test_unreachable_database_is_said_plainly(tmp_path: Path) -> None:
    ran = serve(tmp_path, "--check", DATABASE_URL="postgres://nobody@127.0.0.1:9/nothing?connect_timeout=2")
    assert (ran.returncode, ran.stderr.startswith("连不上数据库"), "Traceback" in ran.stderr) == (2, True, False)


def test_pages_are_loaded_before_the_first_visitor(prepared: Path) -> None:
    asked = "print(sum(name.startswith('hengxiao.') and '.views.' in name for name in sys.modules) > 20)"
    code = f"import sys; from hengxiao.site import serving; serving.set_up(); {asked}; serving.load_pages(); {asked}"
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment(prepared), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert ran.stdout.split() == ["False", "True"]


def test_address_in_use_is_said_before_anything_else(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = serve(tmp_path, "--bind", address)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"不能在 {address} 上监听：")


@pytest.mark.parametrize("address", ["unix:/run/hengxiao.sock", "127.0.0.1:0", "[::1]:0", ":0"])
def test_free_address_and_socket_are_taken(address: str) -> None:
    require_free(address)


@pytest.mark.parametrize("address", ["127.0.0.1:70000", "192.0.2.1:80"])
def test_address_that_is_not_of_this_machine_is_refused(address: str) -> None:
    with pytest.raises(NotReadyError) as error:
        require_free(address)
    assert error.value.code == "serve_address"


@contextmanager
def served(data: Path, **more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [COMMAND, "serve", "--bind", f"127.0.0.1:{port}"], env=environment(data, **more), text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                break
        except URLError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", process
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture
def running(prepared: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with served(prepared) as site:
        yield site


def test_served_site_answers_measures_logs_and_stops(running: tuple[str, subprocess.Popen[str]]) -> None:
    base, process = running
    with urlopen(f"{base}/readyz") as answer:
        assert json.load(answer) == {"status": "ok"}
    with urlopen(f"{base}/accounts/login/") as answer:
        page = answer.read().decode()
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Connection"] == "close"
    assert "csrfmiddlewaretoken" in page
    with urlopen(f"{base}/metrics") as answer:
        counted = answer.read().decode()
    assert 'hengxiao_requests_total{method="GET",page="account_login",status="200"} 1.0' in counted
    process.send_signal(signal.SIGTERM)
    _, written = process.communicate(timeout=20)
    assert process.returncode == 0
    assert written.count('"logger": "hengxiao.request"') == 1
    assert '"page": "account_login", "status": 200' in written


@pytest.mark.parametrize(("proxies", "status"), [("127.0.0.0/8", 200), ("10.0.0.5", 301)])
def test_only_a_named_proxy_says_that_the_visitor_came_encrypted(prepared: Path, proxies: str, status: int) -> None:
    with served(prepared, HENGXIAO_HTTPS="1", HENGXIAO_PROXIES=proxies) as (base, _process):
        connection = HTTPConnection(base.removeprefix("http://"), timeout=20)
        connection.request("GET", "/accounts/login/", headers={"X-Forwarded-Proto": "https"})
        assert connection.getresponse().status == status
        connection.close()
