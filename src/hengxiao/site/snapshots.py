"""A PostgreSQL database as COPY streams (数据库快照), without any client program of the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from hengxiao.site.serving import NotReadyError

COLUMNS = "columns.json"
CHUNK = 1 << 20
OWN_BOOKS = "django_migrations"  # written by the migrations themselves


def migrations_of() -> list[list[str]]:
    """Migrations the database has (已应用的迁移)."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def tables() -> dict[str, list[str]]:
    """Columns of every table that hold data; what the database computes itself is left out."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - {OWN_BOOKS})
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
        )
        stored: dict[str, list[str]] = {name: [] for name in names}
        for name, column in cursor.fetchall():
            if name in stored:
                stored[name].append(column)
        return stored


def dump_tables(folder: Path) -> tuple[int, str]:
    """Write every table of one snapshot (导出); gives the end of the audit chain in it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        columns = tables()
        (folder / COLUMNS).write_text(json.dumps(columns), encoding="utf-8")
        for name, fields in columns.items():
            with (
                (folder / f"{name}.copy").open("wb") as stream,
                cursor.copy(f"COPY {_part(name, fields)} TO STDOUT") as rows,
            ):
                for data in rows:
                    stream.write(data)
        cursor.execute("SELECT number, hash FROM base_chainhead")
        row: tuple[int, str] | None = cursor.fetchone()
    return row or (0, "")


def load_tables(folder: Path, migrations: list[list[str]]) -> None:
    """Bring the database to the kept version and fill every table in one transaction (导入).

    Raises:
        NotReadyError: the database is of a later version than the backup.
    """
    executor = MigrationExecutor(connection)
    applied, kept = set(executor.loader.applied_migrations), {(app, name) for app, name in migrations}
    if applied - kept:
        raise NotReadyError("restore_older", count=len(applied - kept))
    nodes = executor.loader.graph.node_map
    wanted = (kept - applied) & nodes.keys()
    executor.migrate(sorted(key for key in wanted if not any(child.key in wanted for child in nodes[key].children)))
    columns: dict[str, list[str]] = json.loads((folder / COLUMNS).read_text(encoding="utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {_quoted(name)})")
            if cursor.fetchone()[0]:
                cursor.execute(f"TRUNCATE {_quoted(name)} CASCADE")
        for name, fields in columns.items():
            with (
                (folder / f"{name}.copy").open("rb") as stream,
                cursor.copy(f"COPY {_part(name, fields)} FROM STDIN") as rows,
            ):
                while data := stream.read(CHUNK):
                    rows.write(data)
        for name in columns:
            _continue_numbers(cursor, name)


def _continue_numbers(cursor: Any, table: str) -> None:
    """Let new rows get numbers after those that were filled in."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_identity = 'YES'",
        [table],
    )
    for (column,) in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({_quoted(column)}), 1),"
            f" max({_quoted(column)}) IS NOT NULL) FROM {_quoted(table)}",
            [_quoted(table), column],
        )


def _quoted(name: str) -> str:
    quoted: str = connection.ops.quote_name(name)
    return quoted


def _part(name: str, fields: list[str]) -> str:
    return f"{_quoted(name)} ({', '.join(map(_quoted, fields))})"
