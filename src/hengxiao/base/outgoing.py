"""Requests this site makes to others (对外请求): signed, one attempt, never into a network the site did not name.

The name is resolved once and that address is connected to, so that an answer cannot change between the look and the
call; redirects are not followed.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from hengxiao.base.errors import ActionError

SECONDS = 10
PORTS = {"https": 443, "http": 80}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes (请求地址)."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request (请求结果): the status, or why there is none."""

    status: int | None
    error: str = ""

    @property
    def taken(self) -> bool:
        """Whether the other side took it (已接收)."""
        return self.status is not None and 200 <= self.status < 300


def address_of(url: str) -> Address:
    """The parts of an address (解析地址).

    Raises:
        ActionError: it is no plain http or https address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, KeyError):
        raise ActionError("base.endpoint_address").beside("url") from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not host or not plain or parts.username is not None or parts.password is not None:
        raise ActionError("base.endpoint_address").beside("url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, port, path)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a message (签名): HMAC-SHA256 over the timestamp, a full stop and the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def post(url: str, content: Mapping[str, Any], secret: str, timestamp: str) -> Answer:
    """Send a message once (发送一次), within `SECONDS` in all; whatever goes wrong is an answer too."""
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json", "User-Agent": "hengxiao-webhook",
        "X-Hengxiao-Event": str(content["event"]), "X-Hengxiao-Delivery": str(content["id"]),
        "X-Hengxiao-Timestamp": timestamp, "X-Hengxiao-Signature": f"sha256={signature(secret, timestamp, body)}",
    }  # fmt: skip
    try:
        address = address_of(url)
        connection = _Connection(address, _allowed(address))
    except ActionError as error:
        return Answer(None, error.code)
    except (OSError, UnicodeError):
        return Answer(None, "base.endpoint_unresolved")
    limit = threading.Timer(SECONDS, connection.give_up)
    limit.daemon = True
    limit.start()
    try:
        connection.request("POST", address.path, body, headers)
        return Answer(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        late = connection.late or isinstance(error, TimeoutError)
        return Answer(None, "base.endpoint_slow" if late else type(error).__name__)
    finally:
        limit.cancel()
        connection.close()


def _allowed(address: Address) -> str:
    """The one address to connect to.

    Raises:
        ActionError: the name leads into a network the site did not name, or goes unencrypted outside one.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    chosen = str(found[0][4][0])
    there = ip_address(chosen.partition("%")[0])
    if isinstance(there, IPv6Address) and there.ipv4_mapped is not None:
        there = there.ipv4_mapped
    if any(there in ip_network(each, strict=False) for each in settings.WEBHOOK_NETWORKS):
        return chosen
    if not _is_public(there):
        raise ActionError("base.endpoint_inside")
    if address.scheme != "https":
        raise ActionError("base.endpoint_unencrypted")
    return chosen


def _is_public(there: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of the open internet; those that lead into IPv4 by a tunnel are none."""
    if isinstance(there, IPv6Address) and (there.sixtofour or there.teredo or there in ip_network("64:ff9b::/96")):
        return False
    return there.is_global and not there.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked up before; the certificate is for the name."""

    def __init__(self, address: Address, ip: str) -> None:
        super().__init__(address.host, address.port, timeout=SECONDS)
        self._ip, self._encrypted, self.late = ip, address.scheme == "https", False

    def connect(self) -> None:
        """Connect to the address, not to whatever the name means now."""
        self.sock = socket.create_connection((self._ip, self.port), self.timeout)
        if self._encrypted:
            context = ssl.create_default_context(cafile=settings.WEBHOOK_CA or None)
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def give_up(self) -> None:
        """Cut the connection, also under a receiver that sends a byte now and then."""
        self.late, there = True, self.sock
        if there is not None:
            with suppress(OSError):
                socket.socket.shutdown(there, socket.SHUT_RDWR)
