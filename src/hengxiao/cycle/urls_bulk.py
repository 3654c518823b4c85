"""Addresses of bulk work (批量办理网址)."""

from django.urls import path

from hengxiao.cycle.views import bulk

urlpatterns = [
    path("bulk/", bulk.overview, name="bulk"),
    path("bulk/projects/", bulk.projects_import, name="projects_import"),
    path("bulk/projects/template/", bulk.projects_template, name="projects_template"),
    path("bulk/projects/<int:pk>/", bulk.projects_check, name="projects_check"),
    path("bulk/forms/", bulk.forms_import, name="forms_import"),
    path("bulk/forms/<int:pk>/<str:key>/", bulk.import_assign, name="import_assign"),
    path("bulk/prints/", bulk.prints, name="prints"),
    path("bulk/recompute/<slug:what>/", bulk.recompute, name="recompute"),
]
