"""Addresses of the cycle (网址), one file per part."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

app_name = "cycle"
PARTS = ("declaring", "reviewing", "releasing", "years", "packs", "library", "bulk")
urlpatterns: list[Any] = [path("", include(f"hengxiao.cycle.urls_{part}")) for part in PARTS]
