"""Webhooks (回调): who is told of what, and how it went."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hengxiao.base.access import page
from hengxiao.base.forms_interface import EVENT_NAMES, EndpointForm
from hengxiao.base.models import Endpoint
from hengxiao.base.paging import asked_page
from hengxiao.base.refusing import refused_in, status_of
from hengxiao.base.webhooks import (
    KEEPERS,
    add_endpoint,
    deliveries,
    endpoints,
    remove_endpoint,
    renew_secret,
    resend,
    secret_of,
    set_endpoint_active,
    try_endpoint,
)

keepers = page(*KEEPERS)


def _kept(request: HttpRequest, number: int) -> Endpoint:
    found: Endpoint = get_object_or_404(endpoints(request.viewer), pk=number)
    return found


@require_GET
@keepers
def listing(request: HttpRequest) -> HttpResponse:
    """Endpoints (回调)."""
    listed = asked_page(request, endpoints(request.viewer))
    return render(request, "base/webhooks.html", {"page": listed})


@never_cache
@keepers
def add(request: HttpRequest) -> HttpResponse:
    """Register an endpoint (登记回调); its secret is on the answer and nowhere else."""
    form = EndpointForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        with refused_in(form):
            endpoint = add_endpoint(viewer=request.viewer, **form.cleaned_data)
            return render(request, "base/webhook_shown.html", {"endpoint": endpoint, "secret": secret_of(endpoint)})
    return render(request, "base/webhook_add.html", {"form": form}, status=status_of(form))


@require_GET
@keepers
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One endpoint and its deliveries (回调与投递记录)."""
    endpoint = _kept(request, number)
    listed = asked_page(request, deliveries(request.viewer, endpoint))
    for row in listed:
        row.title = EVENT_NAMES.get(row.event, row.event)
    told = [(event, EVENT_NAMES.get(event, event)) for event in endpoint.events]
    return render(request, "base/webhook.html", {"endpoint": endpoint, "page": listed, "told": told})


@require_POST
@keepers
def switch(request: HttpRequest, number: int) -> HttpResponse:
    """Stop telling an endpoint, or go on (停用、启用)."""
    active = request.POST.get("active") == "yes"
    set_endpoint_active(viewer=request.viewer, endpoint=_kept(request, number), active=active)
    messages.success(request, _("已启用") if active else _("已停用"))
    return redirect("base:webhook", number)


@never_cache
@require_POST
@keepers
def renew(request: HttpRequest, number: int) -> HttpResponse:
    """Give an endpoint another secret (换发密钥); it is on the answer and nowhere else."""
    endpoint = renew_secret(viewer=request.viewer, endpoint=_kept(request, number))
    return render(request, "base/webhook_shown.html", {"endpoint": endpoint, "secret": secret_of(endpoint)})


@require_POST
@keepers
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Forget an endpoint (删除)."""
    remove_endpoint(viewer=request.viewer, endpoint=_kept(request, number))
    messages.success(request, _("已删除回调"))
    return redirect("base:webhooks")


@require_POST
@keepers
def test(request: HttpRequest, number: int) -> HttpResponse:
    """Put a test message on its way (发送测试)."""
    try_endpoint(viewer=request.viewer, endpoint=_kept(request, number))
    messages.success(request, _("已排队发送测试消息，稍后刷新本页查看结果"))
    return redirect("base:webhook", number)


@require_POST
@keepers
def again(request: HttpRequest, number: int, delivery: int) -> HttpResponse:
    """Try a message again that was given up (重新投递)."""
    rows = deliveries(request.viewer, _kept(request, number)).select_related("endpoint")
    resend(viewer=request.viewer, delivery=get_object_or_404(rows, pk=delivery))
    messages.success(request, _("已重新排队"))
    return redirect("base:webhook", number)
