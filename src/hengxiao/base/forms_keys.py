"""Forms of security keys (安全密钥表单): the library's, whose field for a name has no Chinese label."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class _Named(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("密钥名称")


class NewKeyForm(_Named, AddWebAuthnForm):
    """A key to be added (添加安全密钥)."""


class KeyForm(_Named, EditWebAuthnForm):
    """A key to be renamed (修改密钥名称)."""
