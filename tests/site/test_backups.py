"""Backups, tried by restoring them: on the database of the tests, and by the commands on SQLite files."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from test_serve_command import environment

from factories import TODAY, World, make_filing, make_organisation
from hengxiao.base.actions import revoke_grant
from hengxiao.base.audit import record
from hengxiao.base.files import stored_path
from hengxiao.base.models import Event, Grant, Organisation, Person, StoredFile
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.models import Filing
from hengxiao.site.backups import add_bytes, back_up, digest_of, proved, restore
from hengxiao.site.serving import NotReadyError

COMMAND = Path(sys.executable).with_name("hengxiao")
TABLES: list[Any] = [Organisation, Person, Grant, Event, Filing, StoredFile]


def content() -> str:
    """Every row of the main tables as text."""
    return "".join(serializers.serialize("json", table.objects.order_by("pk")) for table in TABLES)


def test_a_full_disk_leaves_nothing_half_done(played: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    folder = tmp_path / "backups"
    with pytest.raises(OSError, match="No space left"):
        back_up(folder / "one.tar.gz")
    assert list(folder.iterdir()) == []


@pytest.fixture
def played(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    """A small province with history and a stored file."""
    from factories import make_world

    settings.DATA_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    world = make_world()
    make_filing(world)
    revoke_grant(viewer=world.viewer("security_admin"), grant=Grant.objects.get(person=world.people["expert"]))
    digest = "ab" * 32
    default_storage.save(stored_path(digest), ContentFile(b"form"))
    StoredFile.objects.create(
        digest=digest,
        name="附表五.docx",
        format="docx",
        size=4,
        uploaded_by=world.people["filler"],
        organisation=world.unit,
    )
    return world


def test_restored_site_is_the_one_that_was_kept(played: World, tmp_path: Path) -> None:
    before = content()
    kept = back_up(tmp_path / "kept.tar.gz")
    Filing.objects.update(document={"lost": True})
    Grant.objects.all().delete()
    record(Viewer(None, TODAY), "test.later")
    default_storage.delete(stored_path("ab" * 32))
    assert content() != before
    assert restore(tmp_path / "kept.tar.gz", replace=True) == kept
    assert content() == before
    assert proved(kept) == (1, 1)
    with default_storage.open(stored_path("ab" * 32)) as stream:
        assert stream.read() == b"form"
    new = make_organisation("NEW", "新单位", "unit")
    assert new.pk > max(row.pk for row in played.organisations.values())


def test_backup_is_readable_by_its_owner_only_and_never_overwritten(played: World, tmp_path: Path) -> None:
    back_up(tmp_path / "kept.tar.gz")
    assert (tmp_path / "kept.tar.gz").stat().st_mode & 0o777 == 0o600
    with pytest.raises(NotReadyError) as refused:
        back_up(tmp_path / "kept.tar.gz")
    assert refused.value.code == "backup_exists"


def test_site_with_accounts_is_not_overwritten_unasked(played: World, tmp_path: Path) -> None:
    back_up(tmp_path / "kept.tar.gz")
    with pytest.raises(NotReadyError) as refused:
        restore(tmp_path / "kept.tar.gz")
    assert refused.value.code == "restore_not_empty"


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A backup with some members changed or left out."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            stream = old.extractfile(member)
            data = change(member.name, stream.read() if stream else b"")
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


def spoiled_manifest(name: str, data: bytes) -> bytes:
    return json.dumps(json.loads(data) | {"engine": "other"}).encode() if name == "manifest.json" else data


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda name, data: data + b"x" if name.startswith("files/") else data, "restore_damaged"),
        (lambda name, data: data + b"x" if name.startswith("database/") else data, "restore_damaged"),
        (lambda name, data: None if name.startswith("files/") else data, "restore_damaged"),
        (lambda name, data: None if name == "manifest.json" else data, "restore_no_backup"),
        (lambda name, data: b"{}" if name == "manifest.json" else data, "restore_no_backup"),
        (spoiled_manifest, "restore_engine"),
    ],
)
def test_spoiled_backup_changes_nothing(played: World, tmp_path: Path, change: Any, code: str) -> None:
    back_up(tmp_path / "kept.tar.gz")
    before = content()
    with pytest.raises(NotReadyError) as refused:
        restore(rewritten(tmp_path / "kept.tar.gz", tmp_path / "spoiled.tar.gz", change), replace=True)
    assert (refused.value.code, content() == before) == (code, True)


@pytest.mark.parametrize("data", [b"", b"not a backup", b"\x1f\x8b\x08\x00broken"])
def test_other_files_are_no_backups(played: World, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other").write_bytes(data)
    with pytest.raises(NotReadyError) as refused:
        restore(tmp_path / "other", replace=True)
    assert refused.value.code == "restore_no_backup"


@pytest.mark.parametrize(
    "member", [("../evil", tarfile.REGTYPE), ("link", tarfile.SYMTYPE), ("pipe", tarfile.FIFOTYPE)]
)
def test_backup_may_hold_plain_files_of_its_own_only(played: World, tmp_path: Path, member: tuple[str, bytes]) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo(member[0])
        info.type, info.linkname = member[1], "manifest.json"
        add_bytes(archive, "manifest.json", b"{}")
        archive.addfile(info, io.BytesIO())
    with pytest.raises(NotReadyError) as refused:
        restore(tmp_path / "evil.tar.gz", replace=True)
    assert refused.value.code == "restore_no_backup"


def test_altered_log_in_a_backup_is_noticed(played: World, tmp_path: Path) -> None:
    record(Viewer(None, TODAY), "test.later")
    Event.objects.filter(action="test.later").update(subject="altered before the backup")
    kept = back_up(tmp_path / "kept.tar.gz")
    restore(tmp_path / "kept.tar.gz", replace=True)
    with pytest.raises(NotReadyError) as refused:
        proved(kept)
    assert refused.value.code == "restore_chain"


def test_missing_stored_file_is_named(played: World, tmp_path: Path) -> None:
    default_storage.delete(stored_path("ab" * 32))
    kept = back_up(tmp_path / "kept.tar.gz")
    restore(tmp_path / "kept.tar.gz", replace=True)
    with pytest.raises(NotReadyError) as refused:
        proved(kept)
    assert refused.value.facts == {"digest": "ab" * 32}


def test_postgres_backup_fills_an_empty_database(played: World, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only with --postgres")
    kept = back_up(tmp_path / "kept.tar.gz")
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        where = connection.settings_dict
        url = (
            f"postgres://{where['USER']}@{where['HOST']}/{name}?host={quote(where['OPTIONS'].get('host', ''), safe='')}"
        )
        back = subprocess.run(
            [COMMAND, "restore", str(tmp_path / "kept.tar.gz")],
            env=environment(tmp_path / "second", DATABASE_URL=url), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (back.returncode, back.stderr) == (0, "")
        assert back.stdout.splitlines()[-1] == f"已恢复，并核验审计日志 {kept.audit_number} 条、文件 1 个，全部一致。"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], env=environment(data), capture_output=True, text=True, check=False)


def test_commands_found_keep_and_restore_a_site(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    founded = run(first, "setup", "--code", "11420000000000001A", "--name", "湖北省财政厅")
    assert (founded.returncode, founded.stdout.count("口令")) == (0, 5)
    again = run(first, "setup", "--code", "X", "--name", "另一个")
    assert (again.returncode, again.stderr) == (2, "网站已有账号，不能再次建站\n")
    kept = run(first, "backup", str(tmp_path / "kept.tar.gz"))
    assert (kept.returncode, "审计日志到第 3 条" in kept.stdout.replace("\n", "")) == (0, True)
    back = run(second, "restore", str(tmp_path / "kept.tar.gz"))
    assert (back.returncode, "审计日志 3 条" in back.stdout.replace("\n", "")) == (0, True)
    assert digest_of(first / "secret-key") == digest_of(second / "secret-key")
    over = run(second, "restore", str(tmp_path / "kept.tar.gz"))
    assert (over.returncode, "--replace" in over.stderr) == (2, True)
