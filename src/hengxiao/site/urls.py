"""Addresses (网址)."""

from django.urls import include, path
from django.views.i18n import set_language

from hengxiao.base.views.home import closed, forgotten, home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/password/reset/", forgotten),
    path("accounts/email/", closed),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("base/", include("hengxiao.base.urls")),
    path("cycle/", include("hengxiao.cycle.urls")),
]
