"""Errors of the interface (接口错误): one JSON shape for all of them, in the language asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hengxiao.base.audit import canonical
from hengxiao.base.errors import ActionError, TooManyError
from hengxiao.base.templatetags.words import language
from hengxiao.core.terms.catalogue import say

TOO_LARGE = frozenset({"base.file_too_large", "reading.too_large"})
WRONG_TYPE = frozenset({"reading.unknown_type", "reading.wrong_extension", "base.content_type"})
# What an operation may answer with; the last is what a business rule refuses.
ALWAYS = (401, 403, 404, 422, 429)
WRITING = (400, 409, 413, 415)


def refused(status: int, code: str, facts: Mapping[str, Any] | None = None) -> JsonResponse:
    """An error as JSON (错误应答)."""
    told = json.loads(canonical(dict(facts or {})))
    said = language()
    content = {"code": code, "message": say(code, said, facts), "facts": told, "next": say(f"base.next_{status}", said)}
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def status_of(error: ActionError) -> int:
    """Status of a refused action (状态码): what a rule refuses is 422, a file too large 413, of a wrong kind 415."""
    if error.code in TOO_LARGE:
        return 413
    if error.code in WRONG_TYPE:
        return 415
    return 422 if error.status == 400 else error.status


def refused_action(request: HttpRequest, error: ActionError) -> JsonResponse:
    """A refused action (操作被拒绝)."""
    answer = refused(status_of(error), error.code, error.facts)
    if isinstance(error, TooManyError):
        answer["Retry-After"] = str(error.wait)
    return answer


def not_found(request: HttpRequest, error: Any = None, **parts: Any) -> JsonResponse:
    """Nothing there that the viewer may see (没有找到)."""
    return refused(404, "base.not_found")


def invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    """The request does not fit the description (输入不合要求), with the place of each fault."""
    faults = [{"where": ".".join(map(str, each["loc"])), "problem": each["msg"]} for each in error.errors[:20]]
    places = "、" if language() == "zh" else ", "
    return refused(422, "base.invalid", {"places": places.join(fault["where"] for fault in faults), "faults": faults})


def unreadable(request: HttpRequest, error: Exception) -> JsonResponse:
    """The request cannot be read at all (请求无法解析)."""
    return refused(400, "base.unreadable")


def too_big(request: HttpRequest, error: RequestDataTooBig) -> JsonResponse:
    """More was sent than is taken (请求过大)."""
    return refused(413, "base.request_too_big")


def unknown(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    """Nobody known is asking (未认证)."""
    return refused(401, "base.not_signed_in")


def in_shape(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of the interface that also says in the one shape which methods an address takes (方法不对)."""

    @wraps(view)
    def shaped(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponseBase:
        answer = view(request, *parts, **named)
        if answer.status_code != 405:
            return answer
        allowed = ", ".join(sorted(part.strip() for part in answer["Allow"].split(",")))
        told = refused(405, "base.not_allowed", {"method": request.method, "allowed": allowed})
        told["Allow"] = allowed
        return told

    return shaped


def listen(api: NinjaAPI) -> None:
    """Answer every error of an interface in the one shape (登记错误处理)."""
    handlers: dict[type[Exception], Any] = {
        ActionError: refused_action, Http404: not_found, ValidationError: invalid, HttpError: unreadable,
        AuthenticationError: unknown, RequestDataTooBig: too_big, SuspiciousOperation: unreadable,
        MultiPartParserError: unreadable, BadRequest: unreadable,
    }  # fmt: skip
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
