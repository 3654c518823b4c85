"""What reviewers send (审核表单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hengxiao.base.models import Organisation
from hengxiao.cycle.actions.asking import LONGEST
from hengxiao.cycle.actions.reviewing import Given
from hengxiao.cycle.enums import FilingKind
from hengxiao.cycle.marking import OVERALL, Item
from hengxiao.cycle.models import ReviewMark


class NoteForm(forms.Form):
    """A note on a cell (审核意见)."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=120)
    text = forms.CharField(label=_("意见"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class AnswerForm(forms.Form):
    """The filler's answer to a note (答复)."""

    answer = forms.CharField(label=_("答复"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class WaiverForm(forms.Form):
    """A waiver (问题说明)."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    path = forms.CharField(widget=forms.HiddenInput, max_length=120)
    reason = forms.CharField(label=_("公开的理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class MoveForm(forms.Form):
    """A move with its opinion (办理意见); `seen` is what the page showed."""

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    opinion = forms.CharField(
        label=_("意见"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=_("退回必须写明理由；格内意见会一并交给填报人。"),
    )  # fmt: skip


class ChangeForm(forms.Form):
    """Begin an adjustment or a mid-year addition (发起调整或追加)."""

    KINDS: ClassVar = [(k.value, k.label) for k in (FilingKind.ADJUSTMENT, FilingKind.ADDITION)]
    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class CopyForm(forms.Form):
    """A copy to verify (回收件)."""

    file = forms.FileField(label=_("打印件、扫描件或电子件（docx、xlsx、pdf）"))


class AskForm(forms.Form):
    """Which third party to ask, and by when (委托审核)."""

    agency = forms.ModelChoiceField(label=_("机构"), queryset=Organisation.objects.none(), empty_label=None)
    days = forms.IntegerField(label=_("期限（工作日，当日不计）"), min_value=1, max_value=LONGEST)

    def __init__(self, rows: QuerySet[Organisation], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ModelChoiceField[Organisation], self.fields["agency"]).queryset = rows


class OpinionFileForm(forms.Form):
    """A file with an opinion (意见附件)."""

    file = forms.FileField(label=_("意见附件（Word、Excel 或带文字的 PDF）"))


class MarksForm(forms.Form):
    """The review form of a pack (审核表): points and an opinion per item, or one grade for the whole."""

    def __init__(
        self, items: Sequence[Item], grades: Sequence[tuple[str, str]], data: Mapping[str, str] | None = None,
        marks: Sequence[ReviewMark] = (),
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="marks_%s")
        self.items = items
        given = {mark.item: mark for mark in marks}
        for item in items:
            known = given.get(item.code)
            self.fields[f"points:{item.code}"] = forms.DecimalField(
                label=item.name, required=False, min_value=0, max_value=item.points, max_digits=5, decimal_places=2,
                initial=known.points if known else None, widget=forms.NumberInput(attrs={"class": "form-control"}),
            )  # fmt: skip
            self.fields[f"opinion:{item.code}"] = forms.CharField(
                label=_("意见"), required=False, max_length=500, initial=known.opinion if known else "",
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip
        overall = given.get(OVERALL)
        choices = [("", "—"), *((name, f"{name}：{means}") for name, means in grades)]
        self.fields["grade"] = forms.ChoiceField(
            label=_("综合评定等次（一般性项目）"), choices=choices, required=False,
            initial=overall.grade if overall else "",
        )  # fmt: skip
        self.fields["opinion"] = forms.CharField(
            label=_("综合意见"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
            initial=overall.opinion if overall else "",
        )  # fmt: skip

    def rows(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        """(item, points, opinion) in the order of the form (各项)."""
        return [(item, self[f"points:{item.code}"], self[f"opinion:{item.code}"]) for item in self.items]

    def given(self) -> dict[str, Given]:
        """What was given, blanks left out (所填内容)."""
        data, found = self.cleaned_data, {}
        for item in self.items:
            points, opinion = data.get(f"points:{item.code}"), data.get(f"opinion:{item.code}", "")
            if points is not None or opinion:
                found[item.code] = Given(points=points, opinion=opinion)
        if data["grade"] or data["opinion"]:
            found[OVERALL] = Given(grade=data["grade"], opinion=data["opinion"])
        return found
