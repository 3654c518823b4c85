"""How people sign in (登录适配): accounts are opened by the administrator, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hengxiao.base.models import Person


class ClosedAccountAdapter(DefaultAccountAdapter):
    """No self-registration (不开放注册); a changed password lifts the first-use duty."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To what waits, not back to the form (改完密码回首页)."""
        return reverse("home")

    def set_password(self, user: Person, password: str) -> None:
        """Set a password and remember that the first one is gone."""
        user.must_change_password = False
        super().set_password(user, password)


class ClosedSocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on (单点登录) opens accounts that are there already, found by user name; it makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the identity to the account of the same user name, once; without one, back to signing in, told why."""
        if sociallogin.is_existing:
            return
        told = sociallogin.account.extra_data
        claims = {**told, **told.get("id_token", {}), **told.get("userinfo", {})}
        name = str(claims.get(settings.OIDC_USERNAME, ""))
        person = Person.objects.filter(username=name, is_active=True).first() if name else None
        if person is None:
            messages.error(request, self._refusal(name))
            raise ImmediateHttpResponse(redirect(settings.LOGIN_URL))
        sociallogin.connect(request, person)

    def _refusal(self, name: str) -> str:
        if not name:
            return _("统一认证平台没有给出用户名，不能登录。请系统管理员核对设置 HENGXIAO_OIDC_USERNAME。")
        return _("“%(name)s”在本站没有可用的账号。请系统管理员用这个用户名开立或启用账号，再来登录。") % {"name": name}
