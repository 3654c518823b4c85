"""Addresses of budget years (网址)."""

from django.urls import path

from hengxiao.cycle.views import years

urlpatterns = [
    path("years/", years.year_list, name="years"),
    path("years/<int:year>/open/", years.year_switch, name="year_switch"),
]
