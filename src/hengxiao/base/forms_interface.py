"""Input of the pages of tokens and webhooks (接口令牌、回调表单)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hengxiao.base.enums import Role
from hengxiao.base.forms import Day, OrganisationField
from hengxiao.base.outgoing import LONGEST
from hengxiao.base.templatetags.words import language
from hengxiao.base.tokens import latest_end, useful_families
from hengxiao.base.viewer import Viewer
from hengxiao.base.webhooks import EVENTS, TEST, endpoint_organisations
from hengxiao.core.terms.catalogue import say

USUAL_DAYS = 90
EVENT_NAMES = {
    "filing.submitted": _("申报：报送"),
    "filing.withdrawn": _("申报：撤回"),
    "filing.passed": _("申报：审核通过"),
    "filing.returned": _("申报：退回"),
    "filing.approved": _("申报：批复"),
    "release.released": _("公开：已公开"),
    "release.withdrawn": _("公开：已撤回"),
    TEST: _("测试消息"),
}


class TokenForm(forms.Form):
    """A token to issue (签发令牌)."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：预算一体化系统读取批复结果"))
    families = forms.MultipleChoiceField(label=_("范围"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("有效期至"), widget=Day)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [
            (family.value, f"{family.label} · {say(f'base.family_{family.value}', language())}")
            for family in useful_families(viewer.roles)
        ]
        cast(forms.MultipleChoiceField, self.fields["families"]).choices = offered
        self.fields["until"].initial = viewer.today + timedelta(days=USUAL_DAYS)
        last = latest_end(viewer.today)
        self.fields["until"].widget.attrs |= {"min": viewer.today.isoformat(), "max": last.isoformat()}


class EndpointForm(forms.Form):
    """An endpoint to register (登记回调)."""

    name = forms.CharField(label=_("名称"), max_length=60)
    url = forms.CharField(label=_("地址"), max_length=LONGEST, help_text=_("接收方的 https 网址"))
    organisation = OrganisationField(label=_("单位范围"), required=False)
    events = forms.MultipleChoiceField(
        label=_("事件"), widget=forms.CheckboxSelectMultiple, choices=[(event, EVENT_NAMES[event]) for event in EVENTS]
    )

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        field = cast(OrganisationField, self.fields["organisation"])
        field.rows, field.required = endpoint_organisations(viewer), not viewer.has(Role.SYSTEM_ADMIN)
        field.help_text = _("您的数据范围含下属时，下属的事项也通知；系统管理员不填即全站")
