"""Backups (备份与恢复): database, files and key in one archive; what is restored is proved before it is trusted.

The archive is a tar.gz: `manifest.json` (version, migrations, digest of every member, end of the audit chain),
`database/…` (SQLite: the file; PostgreSQL: one COPY stream per table, all of one snapshot), `files/…`, `secret-key`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hengxiao.site.serving import NotReadyError
from hengxiao.site.snapshots import dump_tables, load_tables, migrations_of

MANIFEST, DATABASE, FILES, KEY = "manifest.json", "database", "files", "secret-key"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds (备份内容)."""

    engine: str
    members: dict[str, str]
    audit_number: int
    audit_hash: str
    migrations: list[list[str]]
    version: str


def back_up(target: Path) -> Kept:
    """Write a backup of the running site (备份); consistent while others go on working.

    Raises:
        NotReadyError: the target exists already.
    """
    if target.exists():
        raise NotReadyError("backup_exists", path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        staging = Path(folder)
        (staging / DATABASE).mkdir()
        head = dump_sqlite(staging) if connection.vendor == "sqlite" else dump_tables(staging / DATABASE)
        kept_key = Path(settings.DATA_DIR) / KEY
        paths = [(path, path.relative_to(staging).as_posix()) for path in sorted((staging / DATABASE).iterdir())]
        paths += [(path, f"{FILES}/{path.relative_to(files_folder()).as_posix()}") for path in stored_files()]
        paths += [(kept_key, KEY)] if kept_key.exists() else []
        kept = Kept(
            connection.vendor,
            {name: digest_of(path) for path, name in paths},
            *head,
            migrations_of(),
            version("hengxiao"),
        )
        write_archive(target, paths, kept)
    return kept


def dump_sqlite(staging: Path) -> tuple[int, str]:
    """Copy a SQLite database while it is in use (在线复制); gives the end of the audit chain in the copy."""
    copy = staging / DATABASE / "hengxiao.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(copy) as to:
        connection.connection.backup(to)
        row = to.execute("SELECT number, hash FROM base_chainhead").fetchone()
    to.close()
    return row or (0, "")


def files_folder() -> Path:
    """Folder of the stored files (文件目录); stores elsewhere (S3) keep their own backups."""
    return Path(settings.DATA_DIR) / FILES


def stored_files() -> Iterator[Path]:
    """Stored files in order."""
    yield from sorted(path for path in files_folder().rglob("*") if path.is_file())


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_archive(target: Path, paths: list[tuple[Path, str]], kept: Kept) -> None:
    """Write the archive, readable by its owner only; it appears under its name when it is whole."""
    part = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=5) as archive:
                add_bytes(archive, MANIFEST, json.dumps(_record(kept), ensure_ascii=False, indent=1).encode())
                for path, name in paths:
                    archive.add(path, name, recursive=False)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _record(kept: Kept) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in Kept.__slots__}


def add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add a member made in memory."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    archive.addfile(info, io.BytesIO(data))


def restore(source: Path, *, replace: bool = False) -> Kept:
    """Bring a backup back into this site's database and data folder (恢复).

    Raises:
        NotReadyError: no backup, damaged, of another kind of database or a newer version, or the site holds data.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        staging = Path(folder)
        kept = unpack(source, staging)
        if kept.engine != connection.vendor:
            raise NotReadyError("restore_engine", kept=kept.engine, here=connection.vendor)
        if not replace and holds_data():
            raise NotReadyError("restore_not_empty", folder=settings.DATA_DIR)
        if connection.vendor == "sqlite":
            load_sqlite(staging / DATABASE / "hengxiao.sqlite3")
        else:
            load_tables(staging / DATABASE, kept.migrations)
        restore_files(staging)
    return kept


def unpack(source: Path, staging: Path) -> Kept:
    """Unpack and prove every member by its digest (核验备份)."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                unpack_member(archive, member, staging)
        record = json.loads((staging / MANIFEST).read_text(encoding="utf-8"))
        kept = Kept(**record)
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError) as error:
        raise NotReadyError("restore_no_backup", path=source, error=type(error).__name__) from None
    found = {path.relative_to(staging).as_posix() for path in staging.rglob("*") if path.is_file()} - {MANIFEST}
    for name in sorted(found ^ kept.members.keys()):
        raise NotReadyError("restore_damaged", name=name)
    for name, digest in kept.members.items():
        if digest_of(staging / name) != digest:
            raise NotReadyError("restore_damaged", name=name)
    return kept


def unpack_member(archive: tarfile.TarFile, member: tarfile.TarInfo, staging: Path) -> None:
    """One member into the folder (解出一个文件); its mode and owner are not taken over.

    Raises:
        ValueError: no plain file, or one that would lie outside.
    """
    target, content = (staging / member.name).resolve(), archive.extractfile(member)
    if content is None or not member.isreg() or not target.is_relative_to(staging.resolve()):
        raise ValueError(member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as stream:
        shutil.copyfileobj(content, stream)


def holds_data() -> bool:
    """Whether anybody has an account here already (库中已有数据)."""
    if "base_person" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM base_person")
        return bool(cursor.fetchone()[0])


def load_sqlite(copy: Path) -> None:
    """Put the kept database in the place of the present one (替换数据库)."""
    connection.ensure_connection()
    with sqlite3.connect(copy) as kept:
        kept.backup(connection.connection)
    kept.close()
    connection.close()


def restore_files(staging: Path) -> None:
    """Put files and key back (恢复文件)."""
    if (staging / FILES).is_dir():
        shutil.copytree(staging / FILES, files_folder(), dirs_exist_ok=True)
    if (staging / KEY).exists():
        shutil.copy2(staging / KEY, Path(settings.DATA_DIR) / KEY)


def proved(kept: Kept) -> tuple[int, int]:
    """(entries, stored files) found sound after a restore (恢复后核验).

    Raises:
        NotReadyError: the audit chain is broken or does not pass through the kept end, or a stored file is missing.
    """
    from django.core.files.storage import default_storage

    from hengxiao.base.audit import broken_at
    from hengxiao.base.files import stored_path
    from hengxiao.base.models import Event, StoredFile

    with transaction.atomic():
        end = Event.objects.filter(number=kept.audit_number).first()  # migrations may have added entries of their own
        if broken_at(Event.objects.order_by("number").iterator()) or (end.hash if end else "") != kept.audit_hash:
            raise NotReadyError("restore_chain")
        digests = list(StoredFile.objects.values_list("digest", flat=True))
    for digest in digests:
        if not default_storage.exists(stored_path(digest)):
            raise NotReadyError("restore_file_missing", digest=digest)
    return kept.audit_number, len(digests)
