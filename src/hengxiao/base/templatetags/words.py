"""Words in templates (模板用语)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengxiao.base.errors import ActionError
from hengxiao.base.jobs.kinds import title_of
from hengxiao.base.models import Job, JobItem, Notice
from hengxiao.core.targets import Finding
from hengxiao.core.terms.catalogue import UnknownMessageError, say

register = template.Library()


def language() -> str:
    """Language of the page: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(told: Finding | ActionError) -> str:
    """What a finding or a refusal says, as a page begins its sentences (页面上的说法)."""
    return _begun(told.message(language()))


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


@register.filter
def sentence(finding: Finding) -> str:
    """A finding in the page's language (问题说明)."""
    return said(finding)


@register.simple_tag
def words(code: str, **facts: Any) -> str:
    """A message of the catalogue in the page's language (消息)."""
    return _begun(say(code, language(), facts))


@register.filter
def notice_text(notice: Notice) -> str:
    """What a notice says (通知内容); one this version does not know is named, never an error."""
    facts = notice.facts | ({"title": _(notice.facts["title"])} if notice.facts.get("title") else {})
    try:
        return _begun(say(notice.code, language(), facts))
    except (UnknownMessageError, KeyError, IndexError, ValueError, AttributeError):
        return _("有一条新的事项（%(code)s），请打开查看") % {"code": notice.code}


@register.filter
def job_title(job: Job) -> str:
    """Name of a job (任务名称)."""
    return title_of(job.kind)


@register.filter
def job_told(row: Job | JobItem) -> str:
    """Why a job or an item of it ended as it did (任务说明), "" when there is nothing to say."""
    if not row.code:
        return ""
    try:
        return _begun(say(row.code, language(), row.facts))
    except (UnknownMessageError, KeyError, IndexError, ValueError, AttributeError):
        return row.code


@register.filter
def pairs(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values (各项): of facts that may have one called `items`, which a template would take instead."""
    return list(facts.items())


@register.filter
def action_name(code: str) -> str:
    """Name of an audited action (操作名称): `base.sign_in` is `base.did_sign_in` in the catalogue, else its code."""
    app, _dot, verb = code.partition(".")
    try:
        return _begun(say(f"{app}.did_{verb}", language()))
    except UnknownMessageError:
        return code


@register.simple_tag
def failure(code: str) -> str:
    """Why a message did not arrive (未送达原因): a sentence of the catalogue, else the kind of error."""
    try:
        return _begun(say(code, language()))
    except UnknownMessageError:
        return code
