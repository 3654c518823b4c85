"""Addresses of the base (网址)."""

from typing import Any

app_name = "base"
urlpatterns: list[Any] = []
