"""Input of the base's pages (表单): words become rows the viewer may use, or a sentence beside the field."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from hengxiao.base.enums import OrganisationKind, Result, Role, Scope
from hengxiao.base.models import Grant, Organisation, Person
from hengxiao.base.queries import colleagues, lendable, organisations, people
from hengxiao.base.rules import ORGANISATION_CODE
from hengxiao.base.viewer import Viewer

CODE = RegexValidator(ORGANISATION_CODE, _("统一社会信用代码为18位数字或大写字母，内设处室加“-”和两位序号"))
USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,63}$", _("用户名用小写字母、数字和 . _ -，至少3位"))
ABOVE = _("预算单位填其主管部门，内设处室填所在单位，主管部门不填；输入全称或统一社会信用代码")
Day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _suggesting(url: str, target: str) -> forms.TextInput:
    attrs = {"list": target, "autocomplete": "off", "hx-get": reverse_lazy(url), "hx-target": f"#{target}"}
    return forms.TextInput(attrs={**attrs, "hx-trigger": "input changed delay:250ms"})


class OrganisationField(forms.CharField):
    """An organisation by its code or its full name (单位)."""

    def __init__(self, **more: Any) -> None:
        widget = _suggesting("base:organisation_options", "organisations")
        super().__init__(widget=widget, max_length=120, **{"help_text": _("输入单位全称或统一社会信用代码")} | more)
        self.rows: QuerySet[Organisation] = Organisation.objects.none()

    def clean(self, value: Any) -> Any:
        """The organisation, None for nothing."""
        words = str(super().clean(value)).strip()
        if not words:
            return None
        found = list(self.rows.filter(Q(code=words.upper()) | Q(name=words))[:2])
        if not found:
            raise forms.ValidationError(_("没有找到这个单位，请从提示中选择，或输入完整名称"))
        if len(found) > 1:
            raise forms.ValidationError(_("有多个同名单位，请输入统一社会信用代码"))
        return found[0]


class PersonField(forms.CharField):
    """A person by user name (人员)."""

    def __init__(self, **more: Any) -> None:
        widget = _suggesting("base:person_options", "people")
        super().__init__(widget=widget, max_length=64, help_text=_("输入用户名；可先输入姓名查找"), **more)
        self.rows: QuerySet[Person] = Person.objects.none()

    def clean(self, value: Any) -> Any:
        """The person."""
        words = str(super().clean(value)).strip()
        found = self.rows.filter(username=words).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个用户名，请从提示中选择"))
        return found


def _offer(form: forms.Form, **rows: Any) -> None:
    """What each field may find (可选范围)."""
    for name, found in rows.items():
        cast(OrganisationField | PersonField, form.fields[name]).rows = found


class OrganisationForm(forms.Form):
    """A new organisation (新增单位)."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    code = forms.CharField(label=_("统一社会信用代码"), max_length=24, validators=[CODE])
    kind = forms.ChoiceField(label=_("单位类别"), choices=OrganisationKind.choices)
    parent = OrganisationField(label=_("上级单位"), required=False, help_text=ABOVE)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, parent=organisations(viewer))


class OrganisationChangeForm(forms.Form):
    """A changed organisation (修改单位)."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    kind = forms.ChoiceField(label=_("单位类别"), choices=OrganisationKind.choices)
    parent = OrganisationField(label=_("上级单位"), required=False, help_text=ABOVE)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, parent=organisations(viewer))


class PersonForm(forms.Form):
    """A new account (新增人员)."""

    name = forms.CharField(label=_("姓名"), max_length=64)
    username = forms.CharField(label=_("用户名"), max_length=64, validators=[USERNAME])
    organisation = OrganisationField(label=_("所在单位"))

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, organisation=organisations(viewer))


class PersonChangeForm(forms.Form):
    """A corrected name or another home (修改人员); `shown` is the organisation whose consequences were shown."""

    name = forms.CharField(label=_("姓名"), max_length=64)
    organisation = OrganisationField(label=_("所在单位"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=24)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, organisation=organisations(viewer))


class PostForm(forms.Form):
    """A post (登记任职)."""

    organisation = OrganisationField(label=_("任职单位"))
    title = forms.CharField(label=_("职务"), max_length=64)
    since = forms.DateField(label=_("起"), widget=Day)
    until = forms.DateField(label=_("止"), widget=Day, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, organisation=organisations(viewer))


class PostChangeForm(forms.Form):
    """A corrected post (修改任职)."""

    title = forms.CharField(label=_("职务"), max_length=64)
    since = forms.DateField(label=_("起"), widget=Day)
    until = forms.DateField(label=_("止"), widget=Day, required=False)


class FactorResetForm(forms.Form):
    """Why a second factor is taken away (重置两步验证)."""

    reason = forms.CharField(
        label=_("事由"), max_length=200, help_text=_("写明怎样核实了本人，如：本人持证件到场，手机遗失")
    )


class GrantForm(forms.Form):
    """A proposed grant (授权)."""

    person = PersonField(label=_("被授权人"))
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    organisation = OrganisationField(label=_("在哪个单位"))
    scope = forms.ChoiceField(
        label=_("数据范围"),
        choices=Scope.choices,
        initial=Scope.UNIT,
        help_text=_("财政处室和审计人员一般选“全部”，部门财务选“本单位及下属”，其余选“本单位”"),
    )
    until = forms.DateField(label=_("截止日期"), widget=Day, required=False, help_text=_("不填即长期有效"))
    stage = forms.CharField(
        label=_("限定环节"),
        max_length=32,
        required=False,
        help_text=_("流程中的环节代码，如 unit_review；不填即全部环节"),
    )

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, organisation=organisations(viewer))
        _offer(self, person=people(viewer).filter(is_active=True))


class DelegationForm(forms.Form):
    """A lent role (委托代办)."""

    grant = forms.TypedChoiceField(label=_("委托哪项角色"), coerce=int)
    to = PersonField(label=_("受托人"))
    until = forms.DateField(label=_("截止日期"), widget=Day)
    reason = forms.CharField(label=_("事由"), max_length=200)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, to=colleagues(viewer))
        self.own = {grant.pk: grant for grant in lendable(viewer)}
        shown = [(number, f"{each.get_role_display()} · {each.organisation.name}") for number, each in self.own.items()]
        cast(forms.TypedChoiceField, self.fields["grant"]).choices = shown

    def clean_grant(self) -> Grant:
        """The grant of the chosen number."""
        return self.own[self.cleaned_data["grant"]]


class HolidayForm(forms.Form):
    """A decided day (节假日或调休)."""

    day = forms.DateField(label=_("日期"), widget=Day)
    working = forms.TypedChoiceField(
        label=_("安排"), choices=[("no", _("放假")), ("yes", _("上班"))], coerce=lambda value: value == "yes"
    )
    name = forms.CharField(label=_("节假日名称"), max_length=40, required=False)
    cites = forms.CharField(label=_("依据文号"), max_length=120, required=False)


class AuditFilter(forms.Form):
    """Which entries of the log are wanted (日志筛选)."""

    person = forms.CharField(label=_("用户名"), max_length=64, required=False)
    action = forms.CharField(label=_("操作代码"), max_length=64, required=False)
    subject = forms.CharField(label=_("对象"), max_length=120, required=False)
    result = forms.ChoiceField(label=_("结果"), choices=[("", _("全部")), *Result.choices], required=False)
    since = forms.DateField(label=_("起"), widget=Day, required=False)
    until = forms.DateField(label=_("止"), widget=Day, required=False)


class EmailForm(forms.Form):
    """Where notices go (通知邮箱)."""

    email = forms.EmailField(
        label=_("通知邮箱"), required=False, help_text=_("邮件只提醒有待办，不写具体内容；不填即不发邮件")
    )
