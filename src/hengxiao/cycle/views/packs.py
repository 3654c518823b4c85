"""Rule packs in sight (规则在页上): which value, decree and status stands behind a number; no account needed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengxiao.core.packs import Pack, UnknownPackError, available, load, standings
from hengxiao.cycle.basis import STATUSES, by_family, lines, rule_title, status_counts
from hengxiao.cycle.queries.declaring import years

MOST_FOUND = 100


def framed(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page inside the site for those signed in, inside the public frame for everybody else (页面外框)."""
    inside = request.user.is_authenticated
    return render(request, template, context | {"frame": "site/base.html" if inside else "site/public.html"})


def pack_or_404(pack_id: str) -> Pack:
    """A pack, else not found (规则包)."""
    try:
        return load(pack_id)
    except UnknownPackError as error:
        raise Http404 from error


@require_GET
def pack_list(request: HttpRequest) -> HttpResponse:
    """Every pack, and rules of all packs searched (规则包)."""
    packs = [load(pack) for pack in available()]
    search = request.GET.get("q", "").strip()
    found = [line for pack in packs for line in lines(pack, words=search.split(), own=True)] if search else []
    in_use: dict[str, list[int]] = {}
    for row in years():
        in_use.setdefault(row.pack, []).append(row.year)
    context = {
        "packs": [(pack, status_counts(pack), in_use.get(pack.id, [])) for pack in packs], "search": search,
        "found": found[:MOST_FOUND], "cut": len(found) > MOST_FOUND, "number": len(found),
    }  # fmt: skip
    return framed(request, "cycle/packs.html", context)


@require_GET
def pack_page(request: HttpRequest, pack_id: str) -> HttpResponse:
    """One pack with all its rules, inherited ones included (规则包全文)."""
    pack = pack_or_404(pack_id)
    search, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    status = status if status in STATUSES else ""
    own = request.GET.get("own") == "yes"
    found = lines(pack, words=search.split(), status=status, own=own)
    context = {
        "pack": pack, "source": pack.sources[0], "ancestors": pack.sources[1:], "groups": by_family(found),
        "number": len(found), "counts": status_counts(pack), "statuses": STATUSES, "search": search,
        "status": status, "own": own, "forms": pack.layouts(),
    }  # fmt: skip
    return framed(request, "cycle/pack.html", context)


@require_GET
def pack_rule(request: HttpRequest, pack_id: str, code: str) -> HttpResponse:
    """One rule value with its decree, its origin and what other packs say (规则出处)."""
    pack = pack_or_404(pack_id)
    rule = pack.find(code)
    if rule is None:
        raise Http404
    others = [each for each in standings(code) if each.pack.id != pack.id]
    context = {
        "pack": pack, "rule": rule, "title": rule_title(code), "inherited": rule.pack != pack.id,
        "others": [(each, each.rule.value == rule.value) for each in others],
    }  # fmt: skip
    return framed(request, "cycle/pack_rule.html", context)
