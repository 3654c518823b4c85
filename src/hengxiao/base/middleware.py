"""Every request gets its viewer (请求的当前用户); idle sessions end; a first password must be changed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from hengxiao.base.errors import ActionError
from hengxiao.base.viewer import viewer_of

SEEN = "last_seen"


class ViewerMiddleware:
    """Adds `request.viewer` and turns an action's refusal into a page in plain words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        now = timezone.now()
        if request.user.is_authenticated:
            seen = request.session.get(SEEN, now.timestamp())
            if now.timestamp() - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
                messages.info(request, "长时间没有操作，已退出登录，请重新登录。")
                return redirect(settings.LOGIN_URL)
            request.session[SEEN] = now.timestamp()
        person = request.user if request.user.is_authenticated else None
        request.viewer = viewer_of(person, timezone.localdate(now), request.META.get("REMOTE_ADDR", ""))
        change = reverse("account_change_password")
        if person and person.must_change_password and request.path not in (change, reverse("account_logout")):
            return redirect(change)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refused action becomes its sentence, never a stack trace."""
        if not isinstance(error, ActionError):
            return None
        language = "en" if getattr(request, "LANGUAGE_CODE", "") == "en" else "zh"
        return render(request, "base/refused.html", {"message": error.message(language)}, status=error.status)
