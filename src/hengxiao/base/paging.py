"""Pages of long lists (翻页): one past the middle is read from the end, so that none skips more than half the rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 30


class Pages(Paginator[Any]):
    """Pages of a list, or of a query whose order leaves no two rows alike (清单分页)."""

    def page(self, number: int | str) -> Page[Any]:
        """One page (一页).

        Raises:
            InvalidPage: there is no such page.
        """
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        end = min(begin + self.per_page, self.count)
        rows = self.object_list
        if begin <= self.count - end or not isinstance(rows, QuerySet):
            return super().page(number)
        backwards = rows.reverse()[self.count - end : self.count - begin]
        return Page(list(backwards)[::-1], number, self)


def asked_page(request: HttpRequest, rows: QuerySet[Any] | list[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """The page of a list that was asked for (所选的一页): the first unless told, the last when there is none such."""
    return Pages(rows, per_page).get_page(request.GET.get("page"))
