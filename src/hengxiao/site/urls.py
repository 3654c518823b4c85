"""Addresses (网址)."""

from django.urls import include, path
from django.views.i18n import set_language

from hengxiao.base.views.home import closed, forgotten, home
from hengxiao.site.api import nothing
from hengxiao.site.api import urls as api_urls
from hengxiao.site.guide import api_docs

urlpatterns = [
    path("", home, name="home"),
    path("accounts/password/reset/", forgotten),
    path("accounts/email/", closed),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("base/", include("hengxiao.base.urls")),
    path("cycle/", include("hengxiao.cycle.urls")),
    path("api/docs", api_docs, name="api_docs"),
    path("api/", api_urls),
    path("api/<path:rest>", nothing),
]
