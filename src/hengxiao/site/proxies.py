"""The visitor's own address behind a reverse proxy (反向代理): believed only from proxies the site names."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ProxyMiddleware:
    """Puts the last address a trusted proxy did not add itself into REMOTE_ADDR."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = tuple(ip_network(each) for each in settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        here = request.META.get("REMOTE_ADDR", "")
        while hops and self.trusts(here):
            here = hops.pop()
        request.META["REMOTE_ADDR"] = here if self.is_address(here) else request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)

    def trusts(self, address: str) -> bool:
        """Whether an address is one of the site's proxies."""
        return self.is_address(address) and any(ip_address(address) in network for network in self.trusted)

    @staticmethod
    def is_address(text: str) -> bool:
        """Whether a text is an address at all."""
        try:
            ip_address(text)
        except ValueError:
            return False
        return True
