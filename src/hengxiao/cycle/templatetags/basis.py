"""Where a number comes from (依据): a small link to the rule, and a rule's value as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hengxiao.core.packs import PackError, load
from hengxiao.cycle.basis import STATUSES, key_title, plain_word, rule_title

register = template.Library()
MARKS = {"verified": "", "secondary": "△", "unverified": "△△"}


@register.simple_tag
def basis(pack: str, code: str) -> SafeString:
    """The marker beside a number (依据标记): leads to its rule and shows at once how surely it is known.

    Nothing where the pack has no such rule or is no longer there.
    """
    try:
        rule = load(pack).find(code)
    except PackError:
        rule = None
    if rule is None:
        return SafeString("")
    status = str(STATUSES[rule.status])
    return format_html(
        '<a class="basis no-print" data-status="{}" href="{}" title="{} · {}" aria-label="{}">{}{}</a>',
        rule.status, reverse("cycle:pack_rule", args=[pack, code]), rule.cites, status,
        _("依据：%(title)s，%(status)s") % {"title": rule_title(code), "status": status}, _("依据"),
        MARKS[rule.status],
    )  # fmt: skip


@register.filter
def status_label(status: str) -> str:
    """How surely a value is known (核实状态)."""
    return str(STATUSES.get(status, status))


@register.filter
def rule_name(code: str) -> str:
    """What a rule is about (规则名称)."""
    return rule_title(code)


@register.filter
def whole_value(value: Any) -> SafeString:
    """A rule's value in full (规则值): a list of tables as a table, a table as pairs, a list of words as a line."""
    if isinstance(value, Mapping):
        pairs = ((key_title(str(key)), part if key == "code" else whole_value(part)) for key, part in value.items())
        return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs))
    if isinstance(value, tuple) and value and all(isinstance(part, Mapping) for part in value):
        return _table(value)
    if isinstance(value, tuple):
        return format_html_join("、", "{}", ((whole_value(part),) for part in value)) if value else SafeString("—")
    return format_html("{}", plain_word(value) or "—")


def _table(rows: tuple[Mapping[str, Any], ...]) -> SafeString:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    heads = format_html_join("", '<th scope="col">{}</th>', ((key_title(key),) for key in keys))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (
                format_html_join(
                    "", "<td>{}</td>", ((row.get(key) if key == "code" else _inside(row.get(key)),) for key in keys)
                ),
            )
            for row in rows
        ),
    )
    return format_html(
        '<div class="table-wrap"><table class="list"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        heads, body,
    )  # fmt: skip


def _inside(value: Any) -> SafeString:
    return SafeString("") if value is None or value in ((), "") else whole_value(value)
