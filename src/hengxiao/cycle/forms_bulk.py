"""Forms of bulk work (批量办理的录入表单)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hengxiao.cycle.forms_declaring import UploadForm


class ManyFiles(forms.ClearableFileInput):
    """A field for many files (多文件选择)."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Many files at once (多个文件)."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file by itself."""
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


class ManyFormsForm(forms.Form):
    """Last year's forms in bulk (批量导入表格)."""

    year = forms.TypedChoiceField(label=_("申报年度"), coerce=int)
    of_last_year = UploadForm.base_fields["of_last_year"]
    uploads = ManyFilesField(
        label=_("表格文件或压缩包"),
        widget=ManyFiles,
        help_text=_("可以选多个文件，或一个 zip；一个文件里有几张表的（如整本预算）逐张生成草稿。"),
    )

    def __init__(self, years: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        year.choices = [(each, each) for each in years]


class ListForm(forms.Form):
    """A list of projects (项目清单)."""

    file = forms.FileField(label=_("项目清单"), help_text=_("Excel 或 CSV，表头与模板相同"))
