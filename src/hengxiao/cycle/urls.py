"""Addresses of the cycle (网址)."""

from typing import Any

app_name = "cycle"
urlpatterns: list[Any] = []
