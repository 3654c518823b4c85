"""Rows name what was chosen in them (选项名称), in the language of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from hengxiao.base.models import Labelled

CHOSEN = [
    (model, field)
    for model in apps.get_models()
    if model.__module__.startswith("hengxiao.")
    for field in model._meta.fields
    if field.choices
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("model", "field"), CHOSEN, ids=lambda each: getattr(each, "name", None))
def test_a_choice_is_named_as_the_framework_names_it(model: Any, field: Any, language: str) -> None:
    assert issubclass(model, Labelled)
    with translation.override(language):
        for value in [*dict(field.flatchoices), "unknown"]:
            row = model(**{field.attname: value})
            ours = getattr(row, f"get_{field.name}_display")()
            assert (ours, type(ours)) == (models.Model._get_FIELD_display(row, field), str)
