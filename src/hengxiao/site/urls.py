"""Addresses (网址)."""

from django.urls import include, path
from django.views.i18n import set_language

from hengxiao.base.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("base/", include("hengxiao.base.urls")),
    path("cycle/", include("hengxiao.cycle.urls")),
]
