"""Addresses of release and portal (公开审查、公开网址)."""

from __future__ import annotations

from django.urls import path

from hengxiao.cycle.views import portal, releasing

urlpatterns = [
    path("releases/", releasing.release_list, name="releases"),
    path("releases/<int:pk>/", releasing.release, name="release"),
    path("releases/<int:pk>/decide/", releasing.release_decide, name="release_decide"),
    path("releases/<int:pk>/withhold/", releasing.release_withhold, name="release_withhold"),
    path("releases/<int:pk>/mail/", releasing.release_mail, name="release_mail"),
    path("releases/<int:pk>/withdraw/", releasing.release_withdraw, name="release_withdraw"),
    path("withheld/<int:pk>/lift/", releasing.release_unwithhold, name="release_unwithhold"),
    path("versions/<int:pk>/release/", releasing.release_propose, name="release_propose"),
    path("portal/", portal.portal, name="portal"),
    path("portal/projects/<int:pk>/", portal.portal_project, name="portal_project"),
    path("portal/releases/<int:pk>/losses/", portal.portal_losses, name="portal_losses"),
    path("portal/releases/<int:pk>/<slug:form>/", portal.portal_download, name="portal_download"),
]
