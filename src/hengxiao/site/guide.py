"""The interface to read (接口说明页): every operation of the OpenAPI description, rendered by this server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from hengxiao.base.enums import Family, Role
from hengxiao.site.api import schema

TERM = re.compile(r" ?\((?P<term>[^()]*[\u3400-\u9fff][^()]*)\)")
SHAPE = re.compile(r"\w+")
SUBJECTS = {
    "projects": gettext_lazy("项目和年度"),
    "filling": gettext_lazy("填报"),
    "review": gettext_lazy("审核和批复"),
    "prints": gettext_lazy("打印和校验"),
    "bulk": gettext_lazy("批量办理"),
    "jobs": gettext_lazy("后台任务"),
    "release": gettext_lazy("公开审查"),
    "portal": gettext_lazy("公开数据"),
    "own": gettext_lazy("本人事务"),
    "organisations": gettext_lazy("单位和人员"),
    "grants": gettext_lazy("授权和委托"),
    "calendar": gettext_lazy("工作日历"),
    "audit": gettext_lazy("审计日志"),
    "webhooks": gettext_lazy("回调"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to send (参数)."""

    name: str
    place: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation to read (接口操作)."""

    name: str
    method: str
    path: str
    english: str
    chinese: str
    families: tuple[str, ...]
    roles: tuple[Any, ...]
    fields: tuple[Field, ...]
    statuses: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What is sent or answered (数据结构): its fields and their kinds, required ones marked."""

    name: str
    english: str
    chinese: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


@require_GET
def api_docs(request: HttpRequest) -> HttpResponse:
    """All operations by subject (接口说明)."""
    shown = [(code, SUBJECTS[code], operations) for code, operations in groups().items()]
    families = [(family.value, family.label, f"base.family_{family.value}") for family in Family]
    return render(request, "site/api_docs.html", {"groups": shown, "families": families, "shapes": shapes()})


@cache
def shapes() -> list[Shape]:
    """Shapes by name (数据结构); pages of a list and what is sent to one operation are left out."""
    answered: set[str] = set()
    made = schema()["components"]["schemas"]
    for name, told in made.items():
        if not name.endswith(("In", "Asked")) and not name.startswith("PageOf_"):
            answered.add(name)
        for each in told.get("properties", {}).values():
            answered |= {part for part in SHAPE.findall(kind_of(each)) if part in made}
    return [_shape(name, made[name]) for name in sorted(answered)]


def _shape(name: str, told: dict[str, Any]) -> Shape:
    english, chinese = parted(told.get("description", "").partition("\n")[0].rstrip("."))
    needed = told.get("required", ())
    fields = [Field(each, "body", kind_of(kind), each in needed) for each, kind in told.get("properties", {}).items()]
    return Shape(name, english, chinese, tuple(fields), tuple(map(str, told.get("enum", ()))))


@cache
def groups() -> dict[str, list[Shown]]:
    """Subject → its operations (按主题分组)."""
    found: dict[str, list[Shown]] = {subject: [] for subject in SUBJECTS}
    made = schema()
    for path, methods in made["paths"].items():
        for method, told in methods.items():
            found[told["tags"][0]].append(_shown(made, path, method, told))
    return found


def _shown(made: dict[str, Any], path: str, method: str, told: dict[str, Any]) -> Shown:
    fields = [Field(each["name"], each["in"], kind_of(each["schema"]), each["required"]) for each in told["parameters"]]
    for content in told.get("requestBody", {}).get("content", {}).values():
        shape = content["schema"]
        if "$ref" in shape:
            shape = made["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        needed = shape.get("required", ())
        fields += [
            Field(name, "body", kind_of(each), name in needed) for name, each in shape.get("properties", {}).items()
        ]
    answers = told["responses"][200].get("content", {"—": {}})
    answer = next(kind_of(each.get("schema", {})) or media for media, each in answers.items())
    english, chinese = parted(told["summary"])
    return Shown(
        told["operationId"], method.upper(), path, english, chinese, tuple(told["x-families"]),
        tuple(Role(role).label for role in told.get("x-roles", ())), tuple(fields),
        tuple(str(status) for status in told["responses"]), answer,
    )  # fmt: skip


def parted(summary: str) -> tuple[str, str]:
    """A summary in English and its Chinese term: "Begin a filing (建立申报), empty" → two texts (拆分说明)."""
    found = TERM.search(summary)
    if found is None:
        return summary, summary
    return summary[: found.start()] + summary[found.end() :], found["term"]


def kind_of(told: dict[str, Any]) -> str:
    """The kind of a value in a word (类型)."""
    if "$ref" in told:
        return str(told["$ref"].rpartition("/")[2]).removesuffix("_").replace("PageOf_", "PageOf ")
    if "anyOf" in told:
        return " | ".join(dict.fromkeys(kind_of(each) for each in told["anyOf"]))
    if "allOf" in told:
        return kind_of(told["allOf"][0])
    if told.get("type") == "array":
        return f"[{kind_of(told['items'])}]"
    return str(told.get("format") or told.get("type", ""))
