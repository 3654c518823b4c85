"""Addresses of rule packs (规则包网址); open to everybody."""

from __future__ import annotations

from django.urls import path

from hengxiao.cycle.views import packs

urlpatterns = [
    path("packs/", packs.pack_list, name="packs"),
    path("packs/<slug:pack_id>/", packs.pack_page, name="pack"),
    path("packs/<slug:pack_id>/<str:code>/", packs.pack_rule, name="pack_rule"),
]
