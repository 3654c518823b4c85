"""State tables in rows (流程表): few texts stand in very many rows; each is understood once."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import Any

from django.db import models

from hengxiao.core.procedure import Procedure, load_procedure


class Table(dict[str, Any]):
    """A state table (流程表) as a pack gives it; rows share it, so it is never altered."""

    @cached_property
    def procedure(self) -> Procedure:
        """The procedure it is (流程).

        Raises:
            ProcedureError: see `load_procedure`.
        """
        return load_procedure("targets", self)


@lru_cache(maxsize=64)
def _table(text: str) -> Table:
    return Table(json.loads(text))


class TableField(models.JSONField):
    """A column of state tables (流程表字段): JSON to the database, a `Table` when read."""

    def deconstruct(self) -> Any:
        """As the plain column it is, for migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Table | None:
        """The table of a text, one for all rows with that text."""
        return None if value is None else _table(value)
