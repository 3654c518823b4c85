"""Words in templates (模板用语)."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from hengxiao.core.targets import Finding
from hengxiao.core.terms.catalogue import say

register = template.Library()


def language() -> str:
    """Language of the page: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@register.filter
def sentence(finding: Finding) -> str:
    """A finding in the page's language (问题说明)."""
    return finding.message(language())


@register.simple_tag
def words(code: str, **facts: Any) -> str:
    """A message of the catalogue in the page's language (消息)."""
    return say(code, language(), facts)
