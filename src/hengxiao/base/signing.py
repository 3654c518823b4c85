"""Signing in and out (登录留痕): each goes to the audit chain, and begins the limits of a session."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from hengxiao.base.audit import record
from hengxiao.base.enums import Result
from hengxiao.base.models import Person
from hengxiao.base.viewer import Viewer
from hengxiao.base.years import SESSION_YEAR, known_years

LONGEST_NAME = 64


def _note(
    action: str,
    request: HttpRequest | None,
    person: Person | None,
    *,
    subject: str = "",
    result: str = Result.DONE,
    **facts: Any,
) -> None:
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    name = person.username if person is not None else subject
    viewer = Viewer(person, timezone.localdate(), address=address)
    record(viewer, action, subject=f"person:{name[:LONGEST_NAME]}", facts=facts, result=result)


def signed_in(sender: Any, request: HttpRequest, user: Person, **more: Any) -> None:
    """Somebody signed in (登录): the newest year is theirs to begin with."""
    request.session[SESSION_YEAR] = known_years(timezone.localdate())[0]
    _note("base.sign_in", request, user)


def signed_out(sender: Any, request: HttpRequest | None, user: Person | None, **more: Any) -> None:
    """Somebody signed out (退出)."""
    if user is not None:
        _note("base.sign_out", request, user)


def refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """A wrong name or password (登录失败)."""
    _note("base.sign_in", request, None, subject=str(credentials.get("username") or ""), result=Result.REFUSED)


def locked_out(sender: Any, request: HttpRequest | None, username: str | None, **more: Any) -> None:
    """Too many failures (锁定)."""
    _note("base.lock_out", request, None, subject=username or "", result=Result.REFUSED)


def changed_password(sender: Any, request: HttpRequest, user: Person, **more: Any) -> None:
    """Somebody changed their password (修改密码)."""
    _note("base.change_password", request, user)


def factor_added(sender: Any, request: HttpRequest, user: Person, authenticator: Any, **more: Any) -> None:
    """A second factor was added (启用两步验证)."""
    _note("base.add_factor", request, user, type=authenticator.type)


def factor_removed(sender: Any, request: HttpRequest, user: Person, authenticator: Any, **more: Any) -> None:
    """A second factor was removed (停用两步验证)."""
    _note("base.remove_factor", request, user, type=authenticator.type)


def connect() -> None:
    """Listen (登记信号)."""
    pairs = (
        (user_logged_in, signed_in),
        (user_logged_out, signed_out),
        (user_login_failed, refused),
        (user_locked_out, locked_out),
        (password_changed, changed_password),
        (authenticator_added, factor_added),
        (authenticator_removed, factor_removed),
        (authenticator_reset, factor_added),
    )
    for signal, receiver in pairs:
        signal.connect(receiver, dispatch_uid=f"hengxiao.{receiver.__name__}")
