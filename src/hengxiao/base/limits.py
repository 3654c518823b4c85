"""Limits of use (限流): so many requests in so many seconds from one token or address, else "too many" with a wait.

Counted in the cache: every server process counts for itself unless CACHE_URL names a cache they share.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from hengxiao.base.errors import TooManyError

View = Callable[..., HttpResponseBase]


def limit_of(name: str) -> tuple[int, int]:
    """How many in how many seconds (限额) a setting such as `600/60` allows; 0 of them means no limit."""
    most, _slash, seconds = str(settings.RATE_LIMITS.get(name) or "0/60").partition("/")
    return int(most), int(seconds or 60)


def spend(name: str, key: str) -> None:
    """Count one request (计数).

    Raises:
        TooManyError: the limit of this window is used up.
    """
    most, seconds = limit_of(name)
    if most and _counted(name, key, seconds) > most:
        raise TooManyError(_left(seconds))


def require_unspent(name: str, key: str) -> None:
    """Go on only while the limit is not used up (限额断言), counting nothing.

    Raises:
        TooManyError: it is.
    """
    most, seconds = limit_of(name)
    if most and cache.get(_place(name, key, seconds), 0) >= most:
        raise TooManyError(_left(seconds))


def limited(name: str, *methods: str) -> Callable[[View], View]:
    """A page anybody may ask for only so often from one address (按地址限流); only by the methods, where given."""

    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not methods or request.method in methods:
                spend(name, request.META.get("REMOTE_ADDR", ""))
            return view(request, *args, **kwargs)

        return opened

    return wrap


def _counted(name: str, key: str, seconds: int) -> int:
    place = _place(name, key, seconds)
    cache.add(place, 0, seconds + 1)
    try:
        return int(cache.incr(place))
    except ValueError:  # dropped by the cache between the two
        return 1


def _place(name: str, key: str, seconds: int) -> str:
    return f"limit:{name}:{key}:{int(time.time()) // seconds}"


def _left(seconds: int) -> int:
    return seconds - int(time.time()) % seconds
