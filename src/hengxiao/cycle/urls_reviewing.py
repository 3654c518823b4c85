"""Addresses of review and approval (审核、批复网址)."""

from __future__ import annotations

from django.urls import path

from hengxiao.cycle.views import adjusting, entrusting, printing, reviewing

urlpatterns = [
    path("review/", reviewing.review_list, name="review_list"),
    path("review/approve/", reviewing.review_approve_many, name="review_approve_many"),
    path("review/<int:pk>/", reviewing.review, name="review"),
    path("review/<int:pk>/move/<slug:action>/", reviewing.move, name="review_move"),
    path("review/<int:pk>/cell/", reviewing.review_cell, name="review_cell"),
    path("review/<int:pk>/notes/", reviewing.note_add, name="note_add"),
    path("review/<int:pk>/waivers/", reviewing.waiver_add, name="waiver_add"),
    path("review/<int:pk>/third-party/", entrusting.ask, name="third_party_ask"),
    path("entrusted/", entrusting.listing, name="entrusted"),
    path("commissions/<int:pk>/attach/", entrusting.attach, name="opinion_attach"),
    path("commissions/<int:pk>/file/", entrusting.opinion_file, name="opinion_file"),
    path("review/<int:pk>/marks/", reviewing.marks_save, name="marks_save"),
    path("review/<int:pk>/print/<slug:suffix>/", printing.draft_print, name="draft_print"),
    path("review/<int:pk>/form/<slug:suffix>/", printing.review_form_print, name="review_form_print"),
    path("review/<int:pk>/comparison/", adjusting.comparison, name="comparison"),
    path("review/<int:pk>/comparison/<slug:suffix>/", printing.comparison_print, name="comparison_print"),
    path("notes/<int:pk>/settle/", reviewing.note_settle, name="note_settle"),
    path("notes/<int:pk>/answer/", reviewing.note_answer, name="note_answer"),
    path("waivers/<int:pk>/lift/", reviewing.waiver_lift, name="waiver_lift"),
    path("versions/<int:pk>/print/<slug:suffix>/", printing.version_print, name="version_print"),
    path("versions/<int:pk>/verify/", printing.verify, name="verify_version"),
    path("verify/", printing.verify, name="verify"),
    path("projects/<int:pk>/change/<int:year>/", adjusting.change_start, name="change_start"),
    path("projects/<int:pk>/timeline/", adjusting.project_timeline, name="project_timeline"),
]
