"""Addresses of declaration (申报网址)."""

from django.urls import path

from hengxiao.cycle.views import arranging, declaring, editing

urlpatterns = [
    path("projects/", declaring.project_library, name="projects"),
    path("projects/add/", declaring.project_add, name="project_add"),
    path("projects/<int:pk>/", declaring.project_page, name="project"),
    path("projects/<int:pk>/begin/", declaring.filing_begin, name="begin"),
    path("projects/<int:pk>/upload/", declaring.filing_upload, name="upload"),
    path("filings/<int:pk>/edit/", editing.editor, name="edit"),
    path("filings/<int:pk>/edit/sheet/", editing.sheet, name="sheet"),
    path("filings/<int:pk>/edit/cells/", editing.cells, name="cells"),
    path("filings/<int:pk>/edit/undo/", editing.undo, name="undo"),
    path("filings/<int:pk>/edit/redo/", editing.redo, name="redo"),
    path("filings/<int:pk>/edit/add-row/", editing.add_row, name="add_row"),
    path("filings/<int:pk>/edit/add-goal/", editing.add_goal, name="add_goal"),
    path("filings/<int:pk>/edit/remove-row/", editing.remove_row, name="remove_row"),
    path("filings/<int:pk>/edit/move-row/", editing.move_row, name="move_row"),
    path("filings/<int:pk>/edit/classify/", arranging.classify, name="classify"),
    path("filings/<int:pk>/edit/earlier/", arranging.earlier, name="earlier"),
    path("filings/<int:pk>/edit/merge/", arranging.merge, name="merge"),
    path("filings/<int:pk>/edit/copy-term/", editing.copy_term, name="copy_term"),
    path("filings/<int:pk>/edit/source/", editing.source, name="source"),
    path("filings/<int:pk>/edit/findings/", editing.findings, name="findings"),
    path("filings/<int:pk>/edit/statements/<str:indicator>/", editing.statements, name="statements"),
    path("filings/<int:pk>/edit/statements/<str:indicator>/spread/", editing.spread, name="spread"),
    path("filings/<int:pk>/edit/suggestions/<str:indicator>/", editing.suggestions, name="suggest"),
    path("filings/<int:pk>/edit/take/<str:indicator>/", editing.take, name="take"),
]
