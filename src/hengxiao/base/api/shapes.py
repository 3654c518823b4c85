"""Shapes every part of the interface uses (公用数据结构): errors, pages of a list, bounded texts and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

Out = TypeVar("Out")
Row = TypeVar("Row", bound=Model)
LARGEST = 2**53 - 1  # the largest whole number every JSON reader keeps
MOST_PAGES, MOST_PER_PAGE = 100_000, 200

Number = Annotated[int, Field(ge=1, le=LARGEST)]
Year = Annotated[int, Field(ge=2000, le=2100)]


def said(most: int) -> Any:
    """A text of at least one sign that is no space (必填文本)."""
    return Field(max_length=most, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")


def maybe(most: int) -> Any:
    """A text that may be empty (可空文本)."""
    return Field(max_length=most, pattern=r"^[^\x00]*$")


Words = Annotated[str, maybe(120)]


class ErrorOut(Schema):
    """What went wrong (错误): code, sentence in the language asked for, facts, and what to do next."""

    code: str
    message: str
    facts: dict[str, Any]
    next: str


class DoneOut(Schema):
    """It was done (已办理)."""

    done: bool = True


class Paging(Schema):
    """Which part of a list (分页)."""

    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    size: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 50


class Searching(Paging):
    """Which part of what is found (检索与分页)."""

    q: Words = ""


class PageOf(Schema, Generic[Out]):
    """A part of a list (一页), and how many there are in all."""

    items: list[Out]
    count: int
    page: int
    size: int


def paged(rows: QuerySet[Row], given: Paging, shape: Callable[[Row], Out]) -> PageOf[Out]:
    """The asked part of a query (取一页); past the end there is nothing."""
    begin = (given.page - 1) * given.size
    return PageOf(
        items=[shape(row) for row in rows[begin : begin + given.size]], count=rows.count(), page=given.page,
        size=given.size,
    )  # fmt: skip


def paged_list(rows: Sequence[Any], given: Paging, shape: Callable[[Any], Out]) -> PageOf[Out]:
    """The asked part of what is in memory already (取一页)."""
    begin = (given.page - 1) * given.size
    part = [shape(row) for row in rows[begin : begin + given.size]]
    return PageOf(items=part, count=len(rows), page=given.page, size=given.size)
