"""Addresses of rule packs (规则包网址); open to everybody."""

from __future__ import annotations

from django.urls import path

from hengxiao.cycle.views import packs, weighing

urlpatterns = [
    path("packs/", packs.pack_list, name="packs"),
    path("packs-compared/", weighing.compare, name="packs_compared"),
    path("packs-compared/all/", weighing.compare_all, name="packs_compared_all"),
    path("packs-compared/<int:pk>/", weighing.compare_filing, name="filing_compared"),
    path("years/<int:year>/pack/", weighing.year_pack, name="year_pack"),
    path("packs/<slug:pack_id>/", packs.pack_page, name="pack"),
    path("packs/<slug:pack_id>/<str:code>/", packs.pack_rule, name="pack_rule"),
]
