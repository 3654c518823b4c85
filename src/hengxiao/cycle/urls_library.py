"""Addresses of the indicator library (指标库网址)."""

from __future__ import annotations

from django.urls import path

from hengxiao.cycle.views import indicator_library

urlpatterns = [
    path("library/", indicator_library.listing, name="library"),
    path("library/propose/", indicator_library.propose, name="library_propose"),
    path("library/<int:pk>/", indicator_library.show, name="library_indicator"),
    path("library/<int:pk>/decide/", indicator_library.decide, name="library_decide"),
    path("library/<int:pk>/fix/", indicator_library.fix, name="library_fix"),
]
