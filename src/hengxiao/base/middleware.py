"""Every request gets its viewer (请求的当前用户); sessions end; a first password must be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hengxiao.base.errors import ActionError, ForbiddenError, TooManyError
from hengxiao.base.models import Person
from hengxiao.base.templatetags.words import said
from hengxiao.base.viewer import viewer_of

SEEN, BEGUN, FACTOR = "last_seen", "begun", "has_second_factor"
API = "/api/"
NOT_SO = 405  # such as an address of a form that is opened, reloaded or read in another language
NOTED_EVERY = 60  # seconds; a session is written at most this often


class ViewerMiddleware:
    """Adds `request.viewer` and turns an action's refusal into a page in plain words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        now = timezone.now()
        ended = self._ended(request, now.timestamp()) if request.user.is_authenticated else ""
        if ended:
            logout(request)
            if not request.path.startswith(API):
                messages.info(request, ended)
                return _onward(request, resolve_url(settings.LOGIN_URL))
        person = request.user if request.user.is_authenticated else None
        request.viewer = viewer_of(person, timezone.localdate(now), request.META.get("REMOTE_ADDR", ""))
        request.duty = self._duty(request, person) if person else ""
        if request.duty and not request.path.startswith(API):
            return _onward(request, reverse(request.duty))
        response = self.get_response(request)
        if response.status_code == NOT_SO and not request.path.startswith(API):
            allowed = response["Allow"]
            response = render(request, "405.html", status=NOT_SO)
            response["Allow"] = allowed
        if person and "Cache-Control" not in response:
            add_never_cache_headers(response)  # nobody who comes to the desk later turns back to it
        return response

    def _duty(self, request: HttpRequest, person: Person) -> str:
        """The page a person must see before anything else (须先办理), "" for none; the interface refuses instead."""
        if person.must_change_password:
            duty = "account_change_password"
        elif self._lacks_factor(request):
            duty = "mfa_index"
        else:
            return ""
        free = ("account_change_password", "account_logout", "set_language")
        return "" if request.path in map(reverse, free) else duty

    def _lacks_factor(self, request: HttpRequest) -> bool:
        """Whether a role that needs a second factor (两步验证) is used without one; its own pages stay open."""
        if not request.viewer.has(*settings.MFA_REQUIRED_ROLES) or request.session.get(FACTOR):
            return False
        if is_mfa_enabled(request.user):
            request.session[FACTOR] = True
            return False
        return not request.path.startswith((reverse("mfa_index"), reverse("account_reauthenticate")))

    def _ended(self, request: HttpRequest, now: float) -> str:
        """Why a session ends (会话到期), "" when it goes on: idle too long, or begun too long ago."""
        begun, seen = request.session.get(BEGUN, now), request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            return _("长时间没有操作，已退出登录，请重新登录。")
        if now - begun > settings.SESSION_COOKIE_AGE:
            return _("登录已满一个工作时段，请重新登录。")
        if BEGUN not in request.session:
            request.session[BEGUN] = now
        if SEEN not in request.session or now - seen > NOTED_EVERY:
            request.session[SEEN] = now
        return ""

    def process_view(self, request: HttpRequest, view: Any, parts: Any, named: Any) -> None:
        """No page takes a NUL (空字符): PostgreSQL keeps no text with one; the interface's own shapes refuse it."""
        sent = [] if request.path.startswith(API) else [request.GET, request.POST]
        if any("\x00" in text for given in sent for _name, texts in given.lists() for text in texts):
            raise BadRequest("NUL")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refused action becomes its sentence, never a stack trace."""
        if not isinstance(error, ActionError):
            return None
        context = {
            "message": said(error), "links": error.links, "back": _came_from(request),
            "forbidden": isinstance(error, ForbiddenError),
        }  # fmt: skip
        page = "base/_refused.html" if "HX-Request" in request.headers else "base/refused.html"
        answer = render(request, page, context, status=error.status)
        if isinstance(error, TooManyError):
            answer["Retry-After"] = str(error.wait)
        return answer


def _came_from(request: HttpRequest) -> str:
    """The page of this site somebody came from (来处), "" when it is unknown or this very one."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours and urlsplit(before).path != request.path else ""


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, as a whole page also when only a part was asked for."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=200, headers={"HX-Redirect": address})
    return redirect(address)
