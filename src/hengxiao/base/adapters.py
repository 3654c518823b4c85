"""How people sign in (登录适配): accounts are opened by the administrator, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from hengxiao.base.models import Person


class ClosedAccountAdapter(DefaultAccountAdapter):
    """No self-registration (不开放注册); a changed password lifts the first-use duty."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def set_password(self, user: Person, password: str) -> None:
        """Set a password and remember that the first one is gone."""
        user.must_change_password = False
        super().set_password(user, password)
