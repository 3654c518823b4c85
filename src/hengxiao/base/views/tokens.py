"""Tokens for programs (接口令牌): issued, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hengxiao.base.access import page
from hengxiao.base.enums import Family, Role
from hengxiao.base.forms_interface import TokenForm
from hengxiao.base.paging import asked_page
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.tokens import found_tokens, issue_token, revoke_token, tokens


@never_cache
@page()
def listing(request: HttpRequest) -> HttpResponse:
    """Tokens, and issuing one (接口令牌); a new one is on the answer and nowhere else."""
    viewer = request.viewer
    form = TokenForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            token, text = issue_token(viewer=viewer, **form.cleaned_data)
            return render(request, "base/token_shown.html", {"token": token, "text": text})
    words, rows = request.GET.get("q", "").strip(), tokens(viewer)
    rows = found_tokens(rows, words) if words else rows
    listed = asked_page(request, rows)
    for row in listed:
        row.opens = [Family(each).label for each in row.families if each in Family.values]
        row.ended = row.until < viewer.today
    facts = {"form": form, "page": listed, "q": words, "all": viewer.has(Role.SYSTEM_ADMIN)}
    return render(request, "base/tokens.html", facts, status=status_of(form))


@require_POST
@page()
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token (吊销接口令牌)."""
    revoke_token(viewer=request.viewer, token=get_object_or_404(tokens(request.viewer), pk=number))
    messages.success(request, _("已吊销，令牌立即失效"))
    return redirect("base:tokens")
