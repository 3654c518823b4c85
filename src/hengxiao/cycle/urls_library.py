"""Addresses of the indicator library (指标库网址)."""

from __future__ import annotations

from django.urls import path

from hengxiao.cycle.views import library

urlpatterns = [
    path("library/", library.library_page, name="library"),
    path("library/propose/", library.library_propose, name="library_propose"),
    path("library/<int:pk>/", library.library_indicator, name="library_indicator"),
    path("library/<int:pk>/decide/", library.library_decide, name="library_decide"),
    path("library/<int:pk>/fix/", library.library_fix, name="library_fix"),
]
