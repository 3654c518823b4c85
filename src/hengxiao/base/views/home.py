"""Pages of the base (页面)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hengxiao.base.queries import notices


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What is waiting (首页：待办)."""
    return render(request, "base/home.html", {"notices": notices(request.viewer)[:50]})
