"""Who comes in and to what (接口入口): token or session, the family an operation belongs to, limits, the list of all.

An operation is declared once by `operation`; `OPERATIONS` lists them all with family, roles and the pages they match.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from ninja import Router
from ninja.decorators import decorate_view
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from hengxiao.base.acting import require
from hengxiao.base.api.refusals import ALWAYS, WRITING, refused_action
from hengxiao.base.api.shapes import ErrorOut
from hengxiao.base.enums import Family
from hengxiao.base.errors import ActionError, ForbiddenError, TooManyError, UnknownPersonError
from hengxiao.base.limits import require_unspent, spend
from hengxiao.base.models import Token
from hengxiao.base.tokens import known_token, token_viewer
from hengxiao.base.viewer import Viewer

Run = Callable[..., HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])
JSON, MULTIPART = "application/json", "multipart/form-data"
DUTIES = {"account_change_password": "base.password_first", "mfa_index": "base.factor_first"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the interface (接口操作): without families it is open to everybody, without an account."""

    name: str
    method: str
    path: str
    families: tuple[str, ...]
    roles: tuple[str, ...]
    pages: tuple[str, ...]


OPERATIONS: dict[str, Operation] = {}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an operation asks of whoever comes (办理条件), before anything they send is read."""

    families: tuple[Family, ...]
    roles: tuple[str, ...]
    content: str

    def require(self, request: HttpRequest, viewer: Viewer, token: Token | None = None) -> None:
        """Go on only when they hold.

        Raises:
            ForbiddenError: the token covers no such operation, or the viewer has none of the roles.
            ActionError: the content is of another kind.
        """
        if token is not None:
            covered = not set(self.families).isdisjoint(token.families)
            require(covered, "base.token_family", family=self.families[0].label)
        require(not self.roles or viewer.has(*self.roles))
        sent = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
        if request.method != "GET" and sent and request.content_type != self.content:
            raise ActionError("base.content_type", wanted=self.content, sent=request.content_type or "")


def require_family(request: HttpRequest, family: Family) -> None:
    """Go on only when what comes by a token covers a family (令牌范围断言), known only once the thing itself is found.

    Raises:
        ForbiddenError: the token covers no such operation.
    """
    token: Token | None = getattr(request, "token", None)
    require(token is None or family in token.families, "base.token_family", family=family.label)


class TokenDoor(HttpBearer):
    """`Authorization: Bearer …` (接口令牌)."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.terms = terms

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        """The viewer a token stands for.

        Raises:
            UnknownPersonError: the token does not count.
            TooManyError: too many requests by it, or too many wrong ones from the address.
            ActionError: the terms of the operation do not hold.
        """
        now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
        require_unspent("refused", address)
        try:
            known = known_token(token, timezone.localdate(now))
        except UnknownPersonError:
            spend("refused", address)
            raise
        spend("token", str(known.pk))
        viewer = token_viewer(known, now, address)
        request.viewer, request.token = viewer, known
        self.terms.require(request, viewer, known)
        return viewer


class SessionDoor(AuthBase):
    """A signed-in browser (登录会话), with the CSRF token for whatever changes something."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.terms = terms

    def __call__(self, request: HttpRequest) -> Viewer | None:
        """The viewer of a session.

        Raises:
            ForbiddenError: a password or second factor is still due, or the CSRF token is missing.
            ActionError: the terms of the operation do not hold.
        """
        viewer: Viewer = request.viewer
        if viewer.person is None:
            return None
        if request.duty:
            raise ForbiddenError(DUTIES[request.duty])
        if check_csrf(request) is not None:
            raise ForbiddenError("base.csrf")
        self.terms.require(request, viewer)
        return viewer


def operation(
    router: Router, method: str, path: str, answer: Any, *, family: Family | None, also: tuple[Family, ...] = (),
    roles: tuple[str, ...] = (), pages: tuple[str, ...] = (), media: dict[str, str] | None = None,
    upload: bool = False,
) -> Callable[[View], View]:  # fmt: skip
    """Declare an operation (登记接口操作): `pages` do the same, `media` are its files' types."""

    def wrap(view: View) -> View:
        name = view.__name__
        families = (family, *also) if family is not None else ()
        held = tuple(map(str, roles))
        OPERATIONS[name] = Operation(name, method, path, families, held, pages)
        terms = Terms(families, held, MULTIPART if upload else JSON)
        statuses = (*ALWAYS, *WRITING) if method != "GET" else ALWAYS
        open_to_all = () if family else (401, 403)
        responses: dict[Any, Any] = {200: None if media else answer}
        responses |= {status: ErrorOut for status in sorted(statuses) if status not in open_to_all}
        summary, _end, more = (inspect.getdoc(view) or "").partition("\n")
        router.add_api_operation(
            path, [method], decorate_view(_counted)(view), operation_id=name, summary=summary.rstrip("."),
            description=more.strip() or None, response=responses, openapi_extra=_extra(families, roles, media),
            auth=[TokenDoor(terms), SessionDoor(terms)] if family else None,
        )  # fmt: skip
        return view

    return wrap


def _extra(families: tuple[Family, ...], roles: tuple[str, ...], media: dict[str, str] | None) -> dict[str, Any]:
    extra: dict[str, Any] = {"x-families": [str(family) for family in families]}
    if roles:
        extra["x-roles"] = [str(role) for role in roles]
    if media:
        file = {"type": "string", "format": "binary"}
        kinds = {kind: {"schema": {"type": "object"} if kind == JSON else file} for kind in media.values()}
        extra["responses"] = {200: {"content": kinds}}
    return extra


def _counted(run: Run) -> Run:
    """Before anything is read: how often an address asks without a token."""

    @wraps(run)
    def checked(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        try:
            if "Authorization" not in request.headers:
                spend("address", request.META.get("REMOTE_ADDR", ""))
        except TooManyError as error:
            return refused_action(request, error)
        return run(request, **parts)

    return checked
