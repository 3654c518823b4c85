"""The interface for programs (接口) at /api/: routers of the apps, one shape of errors, the list of its operations."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.urls import URLPattern
from ninja import NinjaAPI

from hengxiao.base.api import auditing, changing, grants, hooks, jobs, organisations, own
from hengxiao.base.api.door import OPERATIONS, Operation
from hengxiao.base.api.refusals import in_shape, listen, not_found
from hengxiao.cycle.api import (
    arranging,
    bulk,
    declaring,
    editing,
    entrusting,
    indicator_library,
    portal,
    printing,
    releasing,
    reviewing,
)

ROUTERS = (
    declaring.router, editing.router, arranging.router, indicator_library.router, reviewing.router, entrusting.router,
    printing.router, releasing.router, bulk.router, jobs.router, portal.router, own.router, organisations.router,
    changing.router, grants.router, own.calendar, auditing.router, hooks.router,
)  # fmt: skip

api = NinjaAPI(
    title="Hengxiao",
    version=version("hengxiao"),
    description="What the pages do, under the same permissions and data scope; see docs/zh/how-to-api.md.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
listen(api)
for each in ROUTERS:
    api.add_router("", each)

urls = api.urls
for pattern in urls[0]:
    if isinstance(pattern, URLPattern):
        pattern.callback = in_shape(pattern.callback)

operations: dict[str, Operation] = OPERATIONS
nothing = not_found


def schema() -> dict[str, Any]:
    """The OpenAPI description (接口描述)."""
    return dict(api.get_openapi_schema(path_prefix="/api/"))
