"""Refusals said in the form (拒绝写回表单): what was entered stays, the sentence stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import QueryDict

from hengxiao.base.errors import ActionError, LateError
from hengxiao.base.templatetags.words import said

ENTERED = 400
LATE = "late"


@contextmanager
def refused_in(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """A refusal inside becomes an error of the form: beside the entry it names, else `field`, else above all.

    Raises:
        ActionError: what no other entry would mend (no right, too often), or what leads elsewhere by links.
    """
    try:
        yield
    except ActionError as error:
        mended = error.field or error.status == ENTERED or isinstance(error, LateError)
        if error.links or not mended:
            raise
        beside = error.field if error.field in form.fields else field
        late = isinstance(error, LateError)
        form.add_error(None if late else beside, ValidationError(said(error), code=LATE if late else error.code))


def resting_on(form: BaseForm, **shown: str) -> BaseForm:
    """The form as it was sent, resting on what the page shows now (按现状重新提交), such as its stamp `seen`."""
    form.data = cast(QueryDict, form.data).copy()
    for entry, value in shown.items():
        form.data[entry] = value
    return form


def status_of(*forms: BaseForm) -> int:
    """Status of a page with forms (表单页状态码): 422 where something must be mended, 409 where somebody was faster."""
    if any(form.has_error(NON_FIELD_ERRORS, LATE) for form in forms):
        return LateError.status
    return 422 if any(form.errors for form in forms) else 200
