"""Doors of pages (页面权限): a page names the roles that may open it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from hengxiao.base.acting import require

View = Callable[..., HttpResponseBase]


def page(*roles: str) -> Callable[[View], View]:
    """A page for people with one of the roles (页面权限); without roles for everybody signed in.

    Raises (from the page):
        ForbiddenError: the viewer has none of the roles.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = getattr(request, "viewer", None)
            require(not roles or (viewer is not None and viewer.has(*roles)))
            return view(request, *args, **kwargs)

        return login_required(opened)

    return wrap
