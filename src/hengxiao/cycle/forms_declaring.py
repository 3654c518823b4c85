"""Forms of declaration (申报的录入表单)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengxiao.base.models import Organisation
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.queries.declaring import declaring_organisations, project_kinds


class ProjectForm(forms.Form):
    """A new project (新建项目)."""

    name = forms.CharField(label=_("项目名称"), max_length=200)
    code = forms.CharField(label=_("项目编码"), max_length=40, help_text=_("按预算批复填写；各种横线统一为“-”"))
    organisation = forms.ModelChoiceField(label=_("项目单位"), queryset=Organisation.objects.none())
    kind = forms.ChoiceField(label=_("项目类别"), required=False)
    first_year = forms.IntegerField(label=_("起始年度"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("终止年度"), min_value=2000, max_value=2100, required=False,
                                   help_text=_("常年项目不填"))  # fmt: skip

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["organisation"]
        kind: Any = self.fields["kind"]
        units.queryset = declaring_organisations(viewer)
        kind.choices = [("", "—"), *project_kinds().items()]


class BeginForm(forms.Form):
    """The year of a filing to begin (建立申报); `years` are offered, whether one is open the action says."""

    year = forms.IntegerField(label=_("申报年度"), widget=forms.Select)

    def __init__(self, years: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["year"].widget
        widget.choices = [(each, each) for each in years]


class UploadForm(BeginForm):
    """A form to begin a filing from (上传已有的表)."""

    file = forms.FileField(label=_("绩效目标表或自评表"), help_text=_("Word、Excel、PDF、网页或文本"))
    of_last_year = forms.TypedChoiceField(
        label=_("这是哪一年的表"),
        choices=[("yes", _("上年的表（实际完成转为历史值，资金清空）")), ("no", _("本年的表"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
