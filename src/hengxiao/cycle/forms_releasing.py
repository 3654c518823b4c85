"""Forms of release (公开审查表单)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hengxiao.cycle.actions.releasing import IDENTITY
from hengxiao.cycle.documents import Document, texts
from hengxiao.cycle.wording import place_title


class DecideForm(forms.Form):
    """A decision of one level (审查意见)."""

    opinion = forms.CharField(
        label=_("审查意见"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    agree = forms.TypedChoiceField(
        label=_("审查结论"), coerce=lambda word: word == "yes", widget=forms.RadioSelect,
        choices=(("yes", _("同意公开")), ("no", _("不同意公开"))),
    )  # fmt: skip


class WithholdForm(forms.Form):
    """A cell to keep back and on what ground (不予公开内容)."""

    path = forms.ChoiceField(label=_("不予公开的单元格"))
    ground = forms.CharField(
        label=_("法律依据"), max_length=200, help_text=_("写明法规名称和条款，将在公开页上一并公布")
    )

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["path"]
        field.choices = [
            (path, f"{place_title(document, path)}：{text[:30]}")
            for path, text in texts(document)
            if text and path not in IDENTITY
        ]


class MailForm(forms.Form):
    """Where a released form is sent, and as what (邮件发送公开内容)."""

    FORMS: ClassVar = [("package", _("数据包（CSV 和 JSON，zip）")), ("json", "JSON"), ("iati", "IATI 2.03")]
    to = forms.EmailField(label=_("收件邮箱"))
    form = forms.ChoiceField(label=_("格式"), choices=FORMS)


class SearchForm(forms.Form):
    """What is looked for in the portal (查询条件)."""

    q = forms.CharField(label=_("项目、单位或编码"), max_length=60, required=False)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, empty_value=None, required=False)

    def __init__(self, years: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [("", _("全部年度")), *((year, year) for year in years)]
