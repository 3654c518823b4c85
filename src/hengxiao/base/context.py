"""What every page shows (页面公共内容): menu by role, open notices."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest

from hengxiao.base.manifest import Item
from hengxiao.base.offers import offered
from hengxiao.base.queries import notices
from hengxiao.base.years import chosen_year

VERSION = version("hengxiao")


def site(request: HttpRequest) -> dict[str, Any]:
    """Menu and number of open notices (菜单、待办数)."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or viewer.person is None:
        return {"menu": [], "open_notices": 0, "hengxiao_version": VERSION}
    shown = [item for item in menu() if viewer.has(*item.roles)]
    return {
        "menu": shown,
        "open_notices": notices(viewer).count(),
        "hengxiao_version": VERSION,
        "year": chosen_year(request),
    }


@cache
def menu() -> tuple[Item, ...]:
    """Menu items of all apps in order (菜单)."""
    items = [item for items in offered("MENU") for item in items]
    return tuple(sorted(items, key=lambda item: item.order))
